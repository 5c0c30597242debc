"""A Markdown text normalised part by part, and its parts kept, is the same as one normalised whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from publish.model import Decisions, Manuscript, Source
from publish.readers import read
from publish.transforms import normalise
from tests.tools.keeping import keeping

PIECES = (
    "Plain words.", 'He said "so" -- and \'went\'...', "Spaced — dashes — here.", "a note[^1] and[^2] another\n\n[^1]: \"One\"\n\n[^2]: Two",
    "an inline note^[of *few* words]", "- one\n- two", "1. \"first\"\n2. second", "> \"quoted\"\n>\n> [a source]{.source}",
    "| verse\n|   \"more\"", "* * *", "| \"a\" | b |\n|---|---|\n| c | d |", "soft\u00adhyphen and ﬁne ligatures",
    "## Section", "::: letter\n[Dear Sir]{.salutation}\n\nNo.\n:::", "`code --` and $x - y$", "caf\u0065\u0301",
    "Le chat : la maison ! Il est « ici ».", "GarbledÃ© text",
)  # fmt: skip


def books():
    """Books of short chapters; the labels of notes are each chapter's own."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=5, unique=True).map("\n\n".join)
    return st.lists(pieces, min_size=2, max_size=4).map(lambda parts: "\n\n".join(
        f"# Chapter {number}\n\n{part}".replace("[^", f"[^{number}-") for number, part in enumerate(parts)))


def said(manuscript: Manuscript) -> tuple:
    """All that the later stages look at."""
    return (manuscript.markdown, manuscript.meta, manuscript.original, [replace(one, confidence=round(one.confidence, 3))
            for one in manuscript.ledger if one.rule == "typography"], manuscript.diagnostics)


@example(['# Chapter 0\n\na note[^1] and[^2] another\n\n[^1]: "One"\n\n[^2]: Two\n\n- one\n- two\n\n# Chapter 1\n'], ())
@example(["# Chapter 0\n\nof few words^[of few words] and^[few words] more\n\n# Chapter 1\n"], ())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(books(), min_size=1, max_size=3), st.sampled_from(((), ("typography",))))
def test_parts_are_normalised_as_in_the_whole(versions, off):
    """Whatever was kept of earlier versions, text, ledger and findings are those of the whole."""
    each = keeping({})
    for text in versions:
        manuscript = read((Source("a.md", text.encode(), "markdown"),), lambda path: b"", each)
        assert len(manuscript.parts) > 1
        found, whole = normalise(manuscript, Decisions(off=off), each), normalise(manuscript, Decisions(off=off))
        assert said(found) == said(replace(whole, ledger=tuple(sorted(whole.ledger, key=_place(whole)))))


def _place(whole: Manuscript):
    """The order of the parts: notes with the chapter that they stand in."""
    starts = [line for line, _ in whole.parts]
    return lambda entry: max(line for line in starts if line < entry.span.line)


def test_what_the_editor_decided_is_looked_for_in_the_whole():
    """Pieces to remove are none of a part's business: one that is found in any part is used."""
    text = "# One\n\nKeep.\n\n# Two\n\nGo away now.\n"
    manuscript = read((Source("a.md", text.encode(), "markdown"),), lambda path: b"", keeping({}))
    found = normalise(manuscript, Decisions(remove=("Go away",)), keeping({}))
    assert "Go away" not in found.markdown and not [one for one in found.diagnostics if one.code == "decision-unused"]
