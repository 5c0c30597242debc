"""Outcomes in words, and builds that fail."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from publish.errors import PublishError, error, warning
from publish.proof import changes, watch
from publish.proof.watch import Outcome

METADATA = """title: A Title
creators: [{name: A. N. Author}]
language: en-GB
date: 2026
source: text.md
editions: [markdown]
"""


@pytest.fixture
def root(tmp_path):
    """The folder of a publication of one edition."""
    (tmp_path / "metadata.yaml").write_text(METADATA)
    (tmp_path / "text.md").write_text("# One\n\nThe first chapter has words.\n\n# Two\n\nThe second has more words.\n")
    return tmp_path


def attempt(root, proofread: bool = False) -> Outcome:
    """One build of everything, silently."""
    return watch.attempt(root, (), 1, lambda line, done=0, total=0: None, proofread)


@pytest.mark.parametrize("built, failed, found, line", [
    ({"html": ("a.md has changed",), "pdf": ("a.md has changed", "styles/ has changed")}, False, (),
     "07:08:09 built html, pdf in 1.2 s: a.md has changed (and 1 more)"),
    ({}, False, (warning("w", "a warning"),), "07:08:09 nothing to do: html, pdf are up to date"),
    ({}, True, (warning("w", "a warning"), error("e", "an error")), "07:08:09 not built: 1 error"),
])
def test_an_outcome_is_one_line(built, failed, found, line):
    """What was built, how long it took and why; or that there was nothing to do; or how many errors there were."""
    assert str(Outcome("07:08:09", 1.24, "A", ("html", "pdf"), built, found, failed)) == line


def test_a_build_and_then_nothing_to_do(root):
    """The first build makes the edition, the second has nothing to do."""
    first, second = attempt(root), attempt(root)
    assert first.built == {"markdown": ("it has not been built",)} and not first.failed
    assert not second.built and not second.failed
    assert first.title == second.title == "A Title"


def test_findings_are_told_although_nothing_was_built(root):
    """Whoever shows findings gets those of editions that were up to date, too."""
    (root / "glossary.yaml").write_text("- term: unheard-of\n  definition: Never used.\n")
    (root / "metadata.yaml").write_text(METADATA + "glossary: glossary.yaml\n")
    assert [one.code for one in attempt(root).findings] == ["glossary-unused"]
    assert attempt(root).findings == ()
    assert [one.code for one in attempt(root, proofread=True).findings] == ["glossary-unused"]


@pytest.mark.parametrize("file, text, code", [
    ("metadata.yaml", "title: [", "yaml"), ("metadata.yaml", METADATA + "foo: 1\n", "unknown-key"),
    ("metadata.yaml", METADATA.replace("text.md", "gone.md"), "file-missing")])
def test_a_build_that_fails_is_an_outcome(root, file, text, code):
    """Broken metadata and missing files are findings of an outcome, and the next build is as if they had never been."""
    attempt(root)
    before = (root / file).read_text()
    (root / file).write_text(text)
    outcome = attempt(root)
    assert outcome.failed and code in {one.code for one in outcome.findings}
    (root / file).write_text(before)
    assert not attempt(root).failed


def test_a_fault_of_ours_is_an_outcome(root, monkeypatch):
    """Not even an exception that nobody expected ends the watch."""
    monkeypatch.setattr(watch.pipeline, "build", lambda *_: 1 / 0)
    outcome = attempt(root)
    assert [one.code for one in outcome.findings] == ["internal"] and outcome.failed


def test_another_build_at_work_is_waited_for(root, monkeypatch):
    """While another build holds the lock the build waits, and then is made."""
    real, tries = watch.pipeline.build, []

    def busy_at_first(*arguments):
        tries.append(arguments)
        if len(tries) < 3:
            raise PublishError(error("locked", "another build is at work"))
        return real(*arguments)
    monkeypatch.setattr(watch.pipeline, "build", busy_at_first)
    monkeypatch.setattr(watch, "BUSY", 0)
    assert attempt(root).built and len(tries) == 3


@pytest.mark.parametrize("names, code", [(("htlm",), "unknown-edition"), ((), "no-metadata")])
def test_wrong_use_ends_at_once(root, names, code):
    """An edition that does not exist, or a folder without a publication, is told at once with exit code 2."""
    if not names:
        (root / "metadata.yaml").unlink()
    with pytest.raises(PublishError) as raised:
        watch.follow(root, names, 1, nullcontext, print)
    assert raised.value.exit_code == 2 and raised.value.diagnostics[0].code == code


def test_only_what_makes_a_difference_is_built(root, monkeypatch):
    """A changed file that no edition reads makes no build; after a failure every change does."""
    told, events = [], iter([
        lambda: (root / "notes.txt").write_text("to do"),                       # nobody reads it
        lambda: (root / "text.md").write_text("# One\n\nOther words.\n"),
        lambda: (root / "metadata.yaml").write_text("title: ["),
        lambda: (root / "metadata.yaml").write_text(METADATA)])

    def wait(folder, before):
        try:
            next(events)()
        except StopIteration:
            raise KeyboardInterrupt from None
        return changes.listing(folder)
    monkeypatch.setattr(changes, "wait", wait)
    with pytest.raises(KeyboardInterrupt):
        watch.follow(root, (), 1, lambda: nullcontext(lambda line, done=0, total=0: None), told.append)
    assert [(bool(one.built), one.failed) for one in told] == [
        (True, False), (True, False), (False, True), (False, False)]
    assert told[1].built == {"markdown": ("text.md has changed",)}
