"""Which page is which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.model import Leaf
from publish.typeset.galley import Anchor, Galley, Node
from publish.typeset.makeup import numbers, places, roman, runs

FRONT = tuple(Leaf(name, name, "front", name, "") for name in ("title-page", "imprint", "contents"))
BODY = tuple(Leaf(name, "chapter", "body", name, "") for name in ("one", "two", "three"))
LEAVES = (*FRONT, *BODY, Leaf("glossary", "glossary", "back", "glossary", ""))
NUMBERED = [leaf.id in ("contents", "glossary") for leaf in LEAVES]


def _galley(*pages: tuple[str, ...]) -> Galley:
    anchors = tuple(tuple(Anchor(name, 0, 0, 0, 0) for name in page) for page in pages)
    return Galley(b"", 1, 1, 0, anchors, (), Node("Document"))


def test_chapters_that_open_a_page_are_set_apart():
    """Front matter before the contents is one run, each leaf that begins a page its own; the text opens on a recto."""
    made = runs(LEAVES, ("page", "page", "page", "page", "recto", "page"), NUMBERED)
    assert [("+".join(leaf.id for leaf in run.leaves), run.opens) for run in made] == [
        ("title-page+imprint", "recto"), ("contents", "page"), ("one", "recto"), ("two", "page"), ("three", "recto"),
        ("glossary", "page")]


def test_chapters_that_run_on_are_set_together():
    """Chapters that share pages share a galley; what begins a page after them does not."""
    made = runs(LEAVES, ("page", "page", "run-on", "run-on", "run-on", "page"), NUMBERED)
    assert ["+".join(leaf.id for leaf in run.leaves) for run in made][2:] == ["one+two+three", "glossary"]


def test_the_text_begins_again_at_one_on_a_right_hand_page():
    """Roman front matter, a blank verso where it ends on a recto, decimal text; rectos are odd."""
    made = runs(LEAVES, ("page", "page", "page", "page", "recto", "page"), NUMBERED)
    galleys = [_galley((), ()), _galley(()), _galley((), ()), _galley(()), _galley(()), _galley(())]
    found = places(made, galleys)
    assert [(place.label, place.galley) for place in found] == [
        ("i", 0), ("ii", 0), ("iii", 1), ("iv", -1), ("1", 2), ("2", 2), ("3", 3), ("4", -1), ("5", 4), ("6", 5)]
    assert all(place.recto == (place.number % 2 == 1) for place in found)


def test_each_id_has_its_page():
    """The folio and the place in the book of the first page that shows an id."""
    made = runs(LEAVES[3:5], ("page",), [False, False])
    galleys = [_galley(("one",), ("one-p2",)), _galley(("two",))]
    found = numbers(places(made, galleys), galleys)
    assert found.labels == {"one": "1", "one-p2": "2", "two": "3"} and found.places == {"one": 0, "one-p2": 1, "two": 2}


@pytest.mark.parametrize(("number", "text"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"),
                                              (1999, "mcmxcix")])
def test_roman_numerals(number, text):
    """Subtractive, lower-case."""
    assert roman(number) == text


@given(st.integers(1, 3999))
def test_roman_numerals_say_the_number(number):
    """Read back, a numeral is its number."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    text = [values[letter] for letter in roman(number)]
    assert sum(-one if one < two else one for one, two in zip(text, [*text[1:], 0])) == number


@given(st.lists(st.tuples(st.sampled_from(("page", "recto")), st.integers(1, 5)), min_size=1, max_size=12))
def test_no_page_is_lost_or_doubled(chapters):
    """Every page of every galley is there once, in order; rectos are odd; blanks only before a recto."""
    leaves = [Leaf(f"c{number}", "chapter", "body", "", "") for number in range(len(chapters))]
    galleys = [_galley(*[()] * count) for _, count in chapters]
    made = runs(leaves, [opens for opens, _ in chapters[1:]], [False] * len(leaves))
    found = places(made, galleys)
    assert [(place.galley, place.page) for place in found if place.galley >= 0] == [
        (number, page) for number, (_, count) in enumerate(chapters) for page in range(count)]
    assert [place.number for place in found] == list(range(1, len(found) + 1))
    for one, two in zip(found, found[1:]):
        assert one.recto != two.recto
        assert one.galley >= 0 or (two.recto and two.page == 0 and made[two.galley].opens == "recto")
