"""Which paragraphs to set a line longer or shorter so that the text of each page ends at the foot.

What Knuth calls looseness (The TeXbook, chapter 14): of all ways to set a paragraph in so many lines, the best one; of
all paragraphs of a few pages, those that lose least by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

MOST_MORE, MOST_FEWER = 3, 3        # lines by which the paragraphs of one page are made longer or shorter in all
ROOM_TO_GROW, ROOM_TO_SHRINK = 0.1, 0.07   # shares of the measure that lines can take up or give, at the very most
SHORTEST = 0.06                     # of the measure, for a last line
WIDOWS = 2                          # lines of a paragraph at the head of a page and at the foot of it, at least


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph, by its number on the page, in `lines` lines more (or fewer, below 0), and what it loses by it."""

    paragraph: int
    lines: int
    demerits: float


Way = tuple[Change, ...]


def conceivable(natural: float, lines: int) -> bool:
    """Whether a text of a natural length, in measures, may be set in so many lines at all: a quick no saves work."""
    full = lines - 1
    return lines > 0 and full + SHORTEST - natural <= ROOM_TO_GROW * full and natural - lines <= ROOM_TO_SHRINK * lines


def ways(short: int, changes: Sequence[Change], white: int = 0) -> list[Way]:
    """The ways to fill a page that is so many lines short, those that lose least first.

    Paragraphs are made longer by the lines that are missing, less those that its white space can take (`white` lines
    at most); or shorter, so that what did not fit comes up.
    """
    more = range(max(1, short - white), min(short, MOST_MORE) + 1)
    fewer = range(1, min(MOST_FEWER, max(short, 2)) + 1)
    found = [way for count in more for way in islice(_sets(count, 1, changes), 2)]
    found += [way for count in fewer for way in islice(_sets(count, -1, changes), 2)]
    return sorted(found, key=lambda way: (demerits(way), len(way)))


def demerits(way: Way) -> float:
    """What a way loses in all."""
    return sum(change.demerits for change in way)


def _sets(count: int, sign: int, changes: Sequence[Change]) -> Iterator[Way]:
    """Changes of different paragraphs that make so many lines together: the cheapest, then without its first."""
    able = sorted((change for change in changes if change.lines == sign), key=lambda change: change.demerits)
    for start in range(len(able) - count + 1):
        yield tuple(able[start:start + count])


@dataclass(frozen=True, slots=True)
class Item:
    """A block of a column: the white above it, its lines and their height (any one unit), and what it would lose.

    A block that `keeps` is not parted from the next one, one that is `whole` is not divided. `changes` gives what the
    block loses by so many lines more.
    """

    gap: float
    lines: int
    height: float
    keeps: bool = False
    whole: bool = False
    changes: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """The room of a page for its text, and how much of it may be left to the white between its blocks."""

    room: float
    give: float


def fill(items: Sequence[Item], columns: Sequence[Column]) -> tuple[int, ...] | None:
    """By how many lines to change each block so that all columns are filled, with the least loss; None if none can.

    The shortest path through blocks and depths: a block ends in a column at some depth, or is divided, two lines at
    least on either side. Blocks after the end of the last column are left as they are.
    """
    paths: dict[tuple[int, float], tuple[float, tuple[int, ...]]] = {(0, 0.0): (0.0, ())}
    best: tuple[float, tuple[int, ...]] | None = None
    for number, item in enumerate(items):
        reached: dict[tuple[int, float], tuple[float, tuple[int, ...]]] = {}
        for (page, depth), (loss, path) in paths.items():
            for more, price in ((0, 0.0), *item.changes.items()):
                for place in _places(item, item.lines + more, page, depth, columns):
                    found = loss + price, (*path, more)
                    if place[0] == len(columns):
                        best = min(best or found, found)
                    elif place not in reached or found < reached[place]:
                        reached[place] = found
        paths = reached
    return None if best is None else best[1] + (0,) * (len(items) - len(best[1]))


def _places(item: Item, lines: int, page: int, depth: float, columns: Sequence[Column]) -> Iterator[tuple[int, float]]:
    """The columns and depths at which a block may end that begins after a depth of a column; the last ends a column."""
    column = columns[page]
    top = depth + item.gap if depth else 0.0
    bottom = top + lines * item.height
    if bottom <= column.room + .01:
        yield page, round(bottom, 2)
        if not item.keeps and bottom >= column.room - column.give:
            yield page + 1, 0.0
        return
    fit = int((column.room - top + .01) / item.height)
    fit = min(fit, lines - WIDOWS)
    if not item.whole and fit >= WIDOWS and top + fit * item.height >= column.room - column.give:
        if page + 1 == len(columns):
            yield page + 1, 0.0
        elif (lines - fit) * item.height <= columns[page + 1].room + .01:
            yield page + 1, round((lines - fit) * item.height, 2)
