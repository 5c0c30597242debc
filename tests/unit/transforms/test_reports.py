"""What the editor is shown: changes to read, words that look misspelt, pieces left in place."""

from publish.model import Decisions, Source
from publish.readers import read
from publish.transforms import normalise
from publish.transforms.diff import changes
from publish.transforms.spelling import misspellings

PROSE = "The gate was shut at seven, and nobody who came after the bell was let in before the morning came."


def made(text, decisions=Decisions()):
    """A plain text, read and normalised."""
    return normalise(read((Source("a.txt", text.encode()),), lambda path: b""), decisions)


def test_changes_are_grouped_and_placed():
    """Rule by rule, each change once with its place, how sure it is and how often it was made."""
    shown = changes(made(f'"So," he said. "So," he said.\n\n{PROSE}\n\nShare this page\n'))
    assert shown == ('furniture: 1 change\n  a.txt:5, 98% sure\n    - Share this page\n\n'
                     'typography: 2 changes\n  a.txt:1, 2 times\n    - "So,"\n    + “So,”\n')


def test_nothing_changed():
    """A text that needs nothing says so."""
    assert changes(made(PROSE)) == "nothing was changed\n"


def test_what_was_kept_is_reported():
    """A piece that stays by the editor's word is in the ledger, and no news."""
    manuscript = made(f"{PROSE}\n\nShare this page\n", Decisions(keep=("Share this",)))
    assert "Share this page" in manuscript.markdown
    assert manuscript.diagnostics == ()
    assert "kept\n    ? Share this page" in changes(manuscript)


def test_what_was_taken_off_is_reported():
    """How much, and where the piece stands that was the least sure to go; what the editor removed is no news."""
    text = "\n\n".join([PROSE] * 6) + "\n\nShare this page\n\nSo it ended.\n\nOpens in new window\n"
    said = [finding for finding in made(text).diagnostics if finding.code == "taken-off"]
    assert [(finding.severity, finding.span.line) for finding in said] == [("note", 15)]
    assert said[0].message.startswith("10 words in 3 pieces taken off") and said[0].message.endswith("So it ended.")
    removed = made(f"{PROSE}\n\nAn own remark.\n", Decisions(remove=("An own remark",)))
    assert removed.diagnostics == () and "remark" not in removed.markdown


def test_a_removal_that_matches_nothing_is_a_warning():
    """The editor learns that a decision does nothing."""
    manuscript = made(PROSE, Decisions(remove=("Never said",)))
    assert [finding.code for finding in manuscript.diagnostics] == ["decision-unused"]
    kept = made(f"{PROSE}\n\nOne line\nAnd another\n", Decisions(keep=("Never said", "And another", "One line")))
    assert [(finding.code, finding.message[-10:]) for finding in kept.diagnostics] == [("decision-unused", "Never said")]


def test_misspellings_are_listed_and_nothing_is_changed():
    """Words in no dictionary, with line, count and what is near; names, code and addresses are passed over."""
    text = "It was concieved by Yevdokimov.\n\nHe concieved `xqzt` at http://xqzt.org, and [so](xqzt.md).\n"
    found = misspellings(text, "en-GB", "a.md")
    assert [(str(item.span), item.message) for item in found] == [("a.md:1", "'concieved' is in no dictionary (2 times)")]
    assert "conceived" in found[0].hint


def test_a_language_without_dictionary():
    """It is said, with what to install."""
    found = misspellings("x", "xx")
    assert [item.code for item in found] == ["spelling"] and "hunspell-xx" in found[0].hint
