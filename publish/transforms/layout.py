"""How a plain text is laid out: its width, and whether a run of lines is prose, verse or display."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publish.model import Block

LONG = 100                  # characters: longer lines are paragraphs that nobody wrapped
_LOWER = re.compile(r"[\"'“‘(\[_*—–-]*[a-zà-öø-ÿα-ω]")
_FIRST = re.compile(r"\S+")
_HYPHEN = re.compile(r"\w[-\u2010]$")


@dataclass(frozen=True)
class Layout:
    """The habits of a plain text: is it wrapped, how wide (characters), how far in does its prose stand.

    `step` is how far in a paragraph's first line stands (0: blank lines part paragraphs); in a `poem` most lines begin
    with a capital.
    """

    wrapped: bool
    width: int
    margin: int
    step: int = 0
    poem: bool = False


def survey(lines: Sequence[Block]) -> Layout:
    """The habits of these lines, from counts of their lengths, indents and blank lines."""
    lengths = sorted(len(block.text.rstrip()) for block in lines if block.text.strip())
    if not lengths:
        return Layout(False, LONG, 0)
    width, margin = _edges([block.text.rstrip() for block in lines])
    if not width or sum(length > max(LONG, width + 10) for length in lengths) * 25 > len(lengths):
        return Layout(False, LONG, 0)
    texts = [block.text.rstrip() for block in lines]
    return Layout(True, width, margin, _step(texts, width), _capitals(texts) > 0.7)


def _step(texts: Sequence[str], width: int) -> int:
    """How far in a paragraph's first line stands, when that is a habit."""
    counts: dict[int, int] = {}
    for first, second in zip(texts, texts[1:], strict=False):
        step = indent(first) - indent(second)
        if 1 <= step <= 8 and len(first) > width * 0.6 and len(second) > width * 0.4:
            counts[step] = counts.get(step, 0) + 1
    best = max(counts, key=lambda step: counts[step], default=0)
    return best if counts.get(best, 0) * 40 > len(texts) else 0


def _capitals(texts: Sequence[str]) -> float:
    """The share of lines within runs that begin with a capital."""
    inner = [second for first, second in zip(texts, texts[1:], strict=False) if first and second]
    return sum(not _LOWER.match(text.lstrip()) for text in inner) / max(len(inner), 1)


def _edges(texts: Sequence[str]) -> tuple[int, int]:
    """The right edge and the left margin of the wrapped prose; 0 and 0 where there is none.

    A line of prose ends where the next word would pass the edge, so that each pair of lines whose second begins in
    lower case tells between which columns the edge lies; the edge is the column that most pairs agree on.
    """
    votes = [0] * (LONG + 32)
    pairs: list[tuple[int, int, int]] = []
    for line, following in zip(texts, texts[1:], strict=False):
        if 38 <= len(line) <= LONG and _LOWER.match(following.lstrip()) and not _HYPHEN.search(line):
            first = _FIRST.search(following)
            last = len(line) + len(first[0]) if first else len(line)
            pairs.append((len(line), last, indent(following)))
            for column in range(len(line), min(last + 1, len(votes))):
                votes[column] += 1
    width = max(range(len(votes)), key=lambda column: votes[column])
    if votes[width] < 2 or votes[width] * (3 if len(pairs) > 8 else 1.5) < len(pairs):
        return 0, 0
    depths: dict[int, int] = {}
    for start, end, depth in pairs:
        if start <= width <= end:
            depths[depth] = depths.get(depth, 0) + 1
    return width, max(depths, key=lambda depth: depths[depth])


def indent(text: str) -> int:
    """Spaces at the left of a line."""
    return len(text) - len(text.lstrip(" "))


def side(line: Block, layout: Layout) -> str:
    """Where a displayed line stands: right when its end is near the edge, else centred; "" for other lines."""
    if not displayed(line, layout):
        return ""
    left, right = indent(line.text) - layout.margin, layout.width - len(line.text.rstrip())
    return "right" if right <= 10 and left > right + 8 else "centred"


def displayed(line: Block, layout: Layout) -> bool:
    """A line set in the middle or at the right: far in, and short."""
    depth = indent(line.text)
    return depth >= layout.margin + 10 and len(line.text.strip()) < layout.width * 0.75


def centred(texts: Sequence[str], layout: Layout) -> bool:
    """Whether every one of a few lines has as much space at its left as at its right."""
    if not texts or len(texts) > 4:
        return False
    for text in texts:
        left, right = indent(text) - layout.margin, layout.width - len(text.rstrip())
        if left < 2 or abs(left - right) > 3 and not (left >= 10 and abs(left - right) < 8):
            return False
    return len(texts) > 1 and len({indent(text) for text in texts}) > 1 or len(texts) == 1 and (
        indent(texts[0]) - layout.margin >= 5 or texts[0].isupper())


def is_verse(texts: Sequence[str], layout: Layout) -> bool:
    """Whether these lines were broken by an author: in prose the next word would not have fitted.

    Prose breaks a line only where the next word passes the margin, and seldom begins a line with a capital; verse does
    the opposite.
    """
    texts = [text.rstrip() for text in texts]
    if len(texts) < 2:
        return False
    deep = max(min(map(indent, texts)) - layout.margin, 0)
    longest = max(map(len, texts))
    pairs = [(texts[i], _FIRST.search(texts[i + 1])) for i in range(len(texts) - 1)]
    new = min(map(indent, texts)) + layout.step if layout.step else -1
    pairs = [(line, first[0]) for (line, first), below in zip(pairs, texts[1:], strict=True)
             if first and not _HYPHEN.search(line) and indent(below) != new]
    if not pairs or (len(texts) - 1 - len(pairs)) * 6 > len(texts):
        return False
    lower = sum(bool(_LOWER.match(text.lstrip())) for text in texts[1:]) / (len(texts) - 1)
    if longest > layout.width * 1.08 + 1 and lower < 0.5:
        return True                     # no wrapped line passes the edge
    edge = layout.width if deep < 2 or lower < 0.15 else max(longest, layout.width - 3 * deep)
    fits = sum(len(line) + 1 + len(first) <= edge * 0.92 for line, first in pairs) / len(pairs)
    if len(texts) <= 3:
        room = layout.width * (1 if layout.poem and deep >= 2 else 0.93 if layout.poem else 0)
        short = longest - deep <= room or deep >= 2 and longest <= layout.width * 0.9
        if lower == 0 and (fits == 1 or short):
            return True
        return fits == 1 and longest < layout.width * (0.75 if deep >= 2 else 0.6)
    if lower < 0.15:
        return fits > 0.2 or deep >= 2
    return fits > (0.35 if len(texts) > 6 else 0.5)
