"""On which side a run begins is known from the runs before it, or likely."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from publish.model import Leaf
from publish.typeset.makeup import Run
from publish.typeset.sides import Sides


def run(length: int, opens: str = "page") -> Run:
    """A run of one leaf whose XHTML has so many characters."""
    return Run((Leaf("one", "chapter", "body", "", "x" * length),), opens)


def galley(pages: int) -> SimpleNamespace:
    """As much of a galley as is asked for here."""
    return SimpleNamespace(anchors=((),) * pages)


def test_a_run_begins_where_the_one_before_it_ends():
    """After an odd number of pages on a verso, but never where it opens a recto."""
    sides = Sides([run(900, "recto"), run(900), run(900), run(900, "recto")])
    for number, pages in enumerate((3, 2)):
        sides.made(number, galley(pages))
    assert [sides.verso(number) for number in range(4)] == [False, True, True, False]


@pytest.mark.parametrize(("length", "verso"), [(950, True), (1100, False), (100, False)])
def test_a_run_that_is_not_set_is_as_full_as_those_that_are(length, verso):
    """Two pages and a half hold 625 characters; so 950 take four pages more, 1100 five, and a few take one."""
    sides = Sides([run(625, "recto"), run(length), run(900)])
    sides.made(0, galley(3))
    assert sides.verso(2) is verso


def test_only_what_is_turned_is_told_so():
    """A run is set as if it began on a recto unless it was turned."""
    sides = Sides([run(1), run(1)])
    sides.turn(1, True)
    assert sides.rules(0) == () and "verso" in sides.rules(1)[0]
    sides.turn(1, False)
    assert sides.rules(1) == ()
