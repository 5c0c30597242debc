"""The fit of a booklet: lines more or fewer on a page, so that the last sheet is full."""

from __future__ import annotations

import pytest

from publish.model import Layout, Page
from publish.typeset.fit import fit


def layout(pages: int) -> Layout:
    """A layout of so many pages."""
    return Layout(b"", tuple(Page(str(number)) for number in range(pages)), 148, 210)


@pytest.mark.parametrize("plain, by_step, taken", [
    (28, {}, 28),                           # full: nothing is tried
    (27, {}, 27),                           # one blank page is a clean back
    (29, {1: 28, -1: 30}, 28),              # a line more saves a sheet
    (30, {1: 29, -1: 31, -2: 32}, 31),      # a line fewer leaves one blank, and nothing further is tried
    (29, {1: 29, -1: 30, -2: 33}, 30),      # a second sheet is never bought
    (29, {1: 29, -1: 29, -2: 29}, 29),      # nothing helps
])
def test_the_change_that_fills_the_sheets_best_is_taken(plain, by_step, taken):
    """Fewer sheets first, then fewer blanks, then the smaller change; each step outside the table must not be tried."""
    best, _ = fit(layout(plain), lambda step: layout(by_step[step]), (1, -1, -2) if by_step else (1,), None)
    assert len(best.pages) == taken


def test_it_says_what_was_done():
    """The number of lines, of pages and of blanks, before and after."""
    _, found = fit(layout(29), lambda step: layout(28), (1,), None)
    assert [one.message for one in found] == \
        ["1 line more on each page: 28 pages in place of 29, 0 of them blank in place of 3"]
    _, found = fit(layout(29), lambda step: layout(29), (1,), None)
    assert found[0].message == "3 pages of the last sheet stay blank: no change that the theme allows fills them"
