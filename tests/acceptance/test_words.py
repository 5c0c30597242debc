"""Every edition says the words of the source, all of them, in order, and nothing of the page around it."""

from __future__ import annotations

import json

import pytest

from tests.acceptance import wording

KEPT, REMOVED = wording.seed()
READ = {".md": wording.of_markdown, ".html": wording.of_html, ".epub": wording.of_epub, ".pdf": wording.of_pdf}


@pytest.fixture(scope="module", params=READ)
def said(request, seed_dist):
    """The words of an edition as one string: spaced, but for the PDF, where lines break words."""
    found = READ[request.param](seed_dist.edition(request.param))
    return found if isinstance(found, str) else f" {' '.join(found)} "


def as_said(words: tuple[str, ...], said: str) -> str:
    """Words as they would stand in such a string."""
    return f" {' '.join(words)} " if " " in said else "".join(words)


def test_the_source_was_cut_up_rightly():
    """The expectation itself: byline, epigraph, a body of some 4,500 words to its last quotation, six removed pieces."""
    assert [len(part) for part in KEPT] == [5, 18, 4529]
    assert KEPT[2][-5:] == ("Testament", "and", "last", "written", "words")
    assert [piece[0] for piece in REMOVED] == ["Share", "Looking", "We", "Head", "Feel", "This"]


def test_no_word_is_lost_added_or_moved(said):
    """Byline, epigraph and body each stand in the edition whole and in this order, without a word between theirs."""
    places = [said.find(as_said(part, said)) for part in KEPT]
    assert -1 not in places, _first_difference(KEPT[places.index(-1)], said)
    assert places == sorted(places)


def test_the_furniture_of_the_page_is_gone(said):
    """Nothing that the web page said around the text is in the edition."""
    assert [piece for piece in REMOVED if as_said(piece, said) in said] == []


def test_the_body_stands_once(said):
    """The body is not printed twice."""
    assert said.count(as_said(KEPT[2][:40], said)) == 1


def _first_difference(part: tuple[str, ...], said: str) -> str:
    """How far the edition agrees with the source, to be read by a person."""
    agree = next((size for size in range(len(part), 0, -1) if as_said(part[:size], said).rstrip() in said), 0)
    after = said.partition(as_said(part[:agree], said).rstrip())[2][:80]
    return f"after '{' '.join(part[max(0, agree - 8):agree])}' expected '{' '.join(part[agree:agree + 8])}', not '{after}'"


def test_the_ledger_explains_every_difference(seed_dist):
    """The ledger holds every removed piece whole, every correction, and the restored quotation mark; each with a place."""
    ledger = json.loads(seed_dist.edition(".ledger.json").read_bytes())
    source = wording.SEED.read_text(encoding="utf-8").splitlines()
    removed = " ".join(" ".join(wording.words(entry["before"])) for entry in ledger if not entry["after"])
    assert all(" ".join(piece) in removed for piece in REMOVED)
    assert sum(entry["rule"] == "correction" for entry in ledger) == 4
    assert any("What is now" in source[entry["line"] - 1] and "“" in entry["after"] and "“" not in entry["before"]
               for entry in ledger if entry["line"])
    for entry in ledger:
        assert entry["file"] == "seeds/" + wording.SEED.name and 1 <= entry["line"] <= len(source), entry
