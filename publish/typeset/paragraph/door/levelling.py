"""Facing pages that end level: what stands in for two functions of WeasyPrint that make one page after the other.

A page whose text ends above the foot though more follows is made again with the paragraphs set a line longer or shorter
that lose least by it. Where that cannot be, the pages before it, which are not given out yet, hand lines on or keep
them back. What is still missing goes to the white between blocks, never between lines; or the page that it faces ends a
line above the foot too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from publish.typeset.paragraph.door.column import changes, items
from publish.typeset.paragraph.door.depth import NEAR, grow
from publish.typeset.paragraph.door.making import Made, Maker
from publish.typeset.paragraph.level import Column, demerits, fill, ways
from publish.typeset.paragraph.lines import EXACT
from publish.typeset.paragraph.settings import Account, Settings

TRIES = 4                   # how often a page is made again for its own sake
PATIENCE = len(EXACT)       # how many passes are made for a paragraph in another number of lines, at last
PAGES = 4                   # that are looked at together, and so made before the first of them is given out
DEEPEST = 8                 # lines: a page that is shorter lacks a picture or a table, which no paragraph makes up for
CHEAP = 6000.0              # demerits a line: where paragraphs lose more, white is better


class Leveller:
    """Makes pages that end level, some pages ahead of WeasyPrint, and keeps account of them."""

    def __init__(self, settings: Settings, account: Account, originals: Mapping[str, Callable]) -> None:
        self.settings, self.account, self.originals = settings, account, originals
        self.maker: Maker | None = None
        self.pages: list[Made] = []
        self.patience = 1

    def remake_page(self, index: int, context, root_box, html) -> tuple[object, dict | None]:
        """A page and where the next one begins, as WeasyPrint's function of this name returns them."""
        if self.maker is None or self.maker.context is not context:
            self.maker = Maker(self.originals["remake_page"], self.settings, self.account, context, root_box, html)
            self.pages = []
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

    def set_page_type_computed_styles(self, page_type, html, style_for) -> None:
        """The styles of a page, its margin at the foot deeper where its text is to end above the foot."""
        self.originals["set_page_type_computed_styles"](page_type, html, style_for)
        if self.maker is not None and self.maker.less:
            style = style_for(page_type)
            margin = style["margin_bottom"]
            style["margin_bottom"] = margin._replace(value=margin.value + self.maker.less)

    def _make(self, index: int) -> None:
        """Make the next page, if need be with those before it."""
        self.pages.append(self.maker.make(index))
        before = list(self.pages)
        try:
            for self.patience in range(1, PATIENCE + 1):
                if self._improved():
                    return
                before = list(self.pages)
        except Exception as surprise:                       # noqa: BLE001 - a level foot must never stop a book
            self.account.fallen_back[f"unforeseen {type(surprise).__name__} in levelling"] += 1
            self.pages[:] = before
            self.maker.put_back(before)

    def _improved(self) -> bool:
        """Make the last page again, or some pages before it too, until it ends level; whether it does."""
        made = self.pages[-1] = self._levelled(self.pages[-1])
        if made.level or made.depth.lines > DEEPEST:
            return True
        for first in range(len(self.pages) - 2, -1, -1):
            if not self.pages[first].depth.level:
                break
            if self._together(self.pages[first:]):
                return True
        if made.depth.lines > 1 or made.after.reported:
            return False
        self.account.sided = True
        return self._short(made.depth.line)

    def _levelled(self, made: Made) -> Made:
        """The page itself, made again if that can bring its text to the foot."""
        lines = made.depth.lines or int(bool(made.after.reported))
        if not made.goes_on or not 0 < lines <= DEEPEST:
            return made
        room = int(made.depth.white / made.depth.line + NEAR)
        for way in ways(lines, changes(made.paragraphs, self.patience, self.settings), room)[:TRIES]:
            if room >= lines and not made.after.reported and demerits(way) > CHEAP * lines:
                break
            again = self._again(made, [(made.paragraphs[one.paragraph], one.lines) for one in way])
            if again.level and again.holds(made):
                return again
            self.maker.put_back([made])
        return made

    def _together(self, pages: Sequence[Made]) -> bool:
        """Make pages again so that the last of them ends at the foot as the others do; whether that was possible."""
        found, planned = items(pages, self.maker.root_box, self.patience, self.settings)
        columns = [Column(made.depth.room, max(made.depth.white, NEAR * made.depth.line)) for made in pages]
        lines = fill(found, columns)
        if lines is None or not any(lines):
            return False
        self.maker.put_back(pages[:1])
        first = self._again(pages[0], [(one, more) for one, more in zip(planned, lines) if one and more])
        return self._followed(first, pages, [made.less for made in pages])

    def _short(self, line: float) -> bool:
        """Let the last page and the one that it faces both end a line above the foot; whether that can be."""
        made = self.pages[-1]
        if not self.maker.recto(made.index):
            following = self._levelled(self.maker.make(made.index + 1, less=line))
            if following.level and following.goes_on:
                self.pages[-1:] = [self._lessened(made, line), following]
                return True
            self.maker.put_back([made])
        elif len(self.pages) > 1 and not self.pages[-2].less:
            pages = self.pages[-2:]
            self.account.again += 1
            first = self._levelled(self.maker.make(pages[0].index, pages[0].before, line))
            return self._followed(first, pages, [line, line])
        return False

    def _lessened(self, made: Made, line: float) -> Made:
        """A page that ends a line above the foot as one that is meant to."""
        depth = replace(made.depth, short=made.depth.short - line, room=made.depth.room - line)
        return replace(made, less=line, depth=depth, altered=True)

    def _followed(self, first: Made, pages: Sequence[Made], less: Sequence[float]) -> bool:
        """Make the pages after one that was made again; they take the place of `pages` if all end where they should."""
        again = [replace(first, altered=True)]
        while again[-1].level and again[-1].holds(pages[len(again) - 1]) and len(again) < len(pages):
            following = self.maker.make(again[-1].index + 1, less=less[len(again)])
            again.append(replace(self._levelled(following), altered=True))
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
        return replace(self.maker.make(made.index, made.before, made.less), altered=True)

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
