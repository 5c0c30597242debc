"""Facing pages that end level: what stands in for the function of WeasyPrint that makes one page after the other.

A page whose text ends above the foot though more follows is made again with the paragraphs set a line longer or shorter
that lose least by it. Where that cannot be, the pages before it, which are not given out yet, hand lines on or keep
them back. What is still missing goes to the white between blocks, never between lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from publish.typeset.paragraph.door.column import changes, items
from publish.typeset.paragraph.door.depth import NEAR, grow
from publish.typeset.paragraph.door.making import Made, Maker
from publish.typeset.paragraph.level import Column, demerits, fill, ways
from publish.typeset.paragraph.settings import Account, Settings

TRIES = 4                   # how often a page is made again for its own sake
PAGES = 4                   # that are looked at together, and so made before the first of them is given out
DEEPEST = 8                 # lines: a page that is shorter lacks a picture or a table, which no paragraph makes up for
CHEAP = 6000.0              # demerits a line: where paragraphs lose more, white is better


class Leveller:
    """Makes pages that end level, some pages ahead of WeasyPrint, and keeps account of them."""

    def __init__(self, settings: Settings, account: Account, original: Callable) -> None:
        self.settings, self.account, self.original = settings, account, original
        self.maker: Maker | None = None
        self.pages: list[Made] = []

    def remake_page(self, index: int, context, root_box, html) -> tuple[object, dict | None]:
        """A page and where the next one begins, as WeasyPrint's function of this name returns them."""
        if self.maker is None or self.maker.context is not context:
            self.maker, self.pages = Maker(self.original, self.settings, context, root_box, html), []
        pages = self.pages
        if not pages and len(context.page_maker) > index + 1:       # made once more, for the sake of its page numbers
            return self._finished(self.maker.make(index))
        if not pages:
            self._make(index)
        while len(pages) < PAGES and pages[-1].goes_on:
            self._make(pages[-1].index + 1)
        made = pages.pop(0)
        context.page_maker[index][-1].update(made.remake)
        return self._finished(made)

    def _make(self, index: int) -> None:
        """Make the next page, if need be with those before it."""
        made = self._levelled(self.maker.make(index))
        self.pages.append(made)
        for first in range(len(self.pages) - 2, -1, -1):
            if made.level or made.depth.lines > DEEPEST or not self.pages[first].depth.level:
                return
            if self._together(self.pages[first:]):
                return

    def _levelled(self, made: Made) -> Made:
        """The page itself, made again if that can bring its text to the foot."""
        lines = made.depth.lines or int(bool(made.after.reported))
        if not made.goes_on or not 0 < lines <= DEEPEST:
            return made
        room = int(made.depth.white / made.depth.line + NEAR)
        for way in ways(lines, changes(made.paragraphs, self.settings), room)[:TRIES]:
            if room >= lines and not made.after.reported and demerits(way) > CHEAP * lines:
                break
            again = self._again(made, [(made.paragraphs[one.paragraph], one.lines) for one in way])
            if again.level and again.holds(made):
                return again
            self.maker.put_back([made])
        return made

    def _together(self, pages: Sequence[Made]) -> bool:
        """Make pages again so that the last of them ends at the foot as the others do; whether that was possible."""
        found, planned = items(pages, self.maker.root_box, self.settings)
        columns = [Column(made.depth.room, max(made.depth.white, NEAR * made.depth.line)) for made in pages]
        lines = fill(found, columns)
        if lines is None or not any(lines):
            return False
        self.maker.put_back(pages[:1])
        again = [self._again(pages[0], [(one, more) for one, more in zip(planned, lines) if one and more])]
        while again[-1].level and again[-1].holds(pages[len(again) - 1]) and len(again) < len(pages):
            again.append(self._levelled(self.maker.make(again[-1].index + 1)))
            again[-1].altered = True
        if len(again) == len(pages) and again[-1].level and again[-1].holds(pages[-1]):
            self.pages[-len(pages):] = again
            return True
        self.maker.put_back(pages)
        return False

    def _again(self, made: Made, chosen: Sequence[tuple]) -> Made:
        """The page with some paragraphs set in more lines or fewer."""
        for paragraph, more in chosen:
            paragraph.set(more)
        self.account.again += 1
        again = self.maker.make(made.index, made.before)
        again.altered = True
        return again

    def _finished(self, made: Made) -> tuple[object, dict | None]:
        """What WeasyPrint gets: the page, its white grown to the foot."""
        depth = made.depth
        grown = made.goes_on and not depth.level and depth.grows
        if grown:
            grow(made.page, depth.short, depth.line)
        elif made.goes_on and not depth.level:
            self.account.short += (made.index, round(depth.short / depth.line, 2)),
        self.account.levelled += grown or made.altered
        return made.page, made.resume_at
