"""A booklet's pages made to fill its sheets: lines added to every page, or taken from it, within a theme's bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from publish.errors import Diagnostic, Span, note
from publish.model import Layout

SHEET = 4       # pages on a folded sheet


def blanks(pages: int) -> int:
    """The blank pages that fill the last sheet."""
    return -pages % SHEET


def fit(layout: Layout, pages: Callable[[int], Layout], steps: Sequence[int],
        span: Span | None) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """The layout that leaves fewest blank pages on as many sheets or fewer, and what was done.

    `pages` sets the book with so many lines more on each page, `steps` are those to try in order. One blank page is
    left as it is: it makes a clean back. No change may cost a sheet more than the plain layout takes.
    """
    count = len(layout.pages)
    if blanks(count) < 2:
        return layout, ()
    best, taken = layout, 0
    for step in steps:
        found = pages(step)
        if len(found.pages) + blanks(len(found.pages)) <= count + blanks(count) and \
                _rank(found) < _rank(best):
            best, taken = found, step
        if blanks(len(best.pages)) < 2:
            break
    if not taken:
        return layout, (note("booklet-fit", f"{blanks(count)} pages of the last sheet stay blank: no change that the "
                             "theme allows fills them", span),)
    lines = f"{abs(taken)} line{'s' * (abs(taken) > 1)}"
    now = len(best.pages)
    return best, (note("booklet-fit", f"{lines} {'more' if taken > 0 else 'fewer'} on each page: {now} pages in place "
                       f"of {count}, {blanks(now)} of them blank in place of {blanks(count)}", span),)


def _rank(layout: Layout) -> tuple[int, int]:
    """Fewer sheets are better, then fewer blanks."""
    count = len(layout.pages)
    return count + blanks(count), blanks(count)
