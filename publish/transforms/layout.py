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
    """The habits of a plain text: is it wrapped, how wide (characters), how far in does its prose stand."""

    wrapped: bool
    width: int
    margin: int
    spaced: bool            # blank lines stand between paragraphs


def survey(lines: Sequence[Block]) -> Layout:
    """The habits of these lines, from counts of their lengths, indents and blank lines."""
    lengths = sorted(len(block.text.rstrip()) for block in lines if block.text.strip())
    if not lengths:
        return Layout(False, LONG, 0, True)
    long = sum(length > LONG for length in lengths)
    blank = sum(not block.text.strip() for block in lines)
    wrapped = long * 25 < len(lengths) and sum(length >= 45 for length in lengths) * 5 > len(lengths)
    width = lengths[int(len(lengths) * 0.95)] if wrapped else LONG
    counts: dict[int, int] = {}
    for block in lines:
        if len(block.text) > width * 0.7:
            counts[indent(block.text)] = counts.get(indent(block.text), 0) + 1
    margin = max(counts, key=lambda depth: counts[depth]) if counts else 0
    return Layout(wrapped, width, margin, blank * 12 > len(lengths))


def indent(text: str) -> int:
    """Spaces at the left of a line."""
    return len(text) - len(text.lstrip(" "))


def displayed(line: Block, layout: Layout) -> bool:
    """A line set in the middle or at the right: far in, and short."""
    depth = indent(line.text)
    return depth >= layout.margin + 10 and len(line.text.strip()) < layout.width * 0.75


def is_verse(texts: Sequence[str], layout: Layout) -> bool:
    """Whether these lines were broken by an author: in prose the next word would not have fitted.

    Prose breaks a line only where the next word passes the margin, and seldom begins a line with a capital; verse does
    the opposite. Three lines or fewer are judged by their capitals and their shortness.
    """
    texts = [text.rstrip() for text in texts]
    if len(texts) < 2:
        return False
    edge = min(max(map(len, texts)), max(layout.width, 1))
    pairs = [(texts[i], _FIRST.search(texts[i + 1])) for i in range(len(texts) - 1)]
    pairs = [(line, first[0]) for line, first in pairs if first and not _HYPHEN.search(line)]
    hyphens = len(texts) - 1 - len(pairs)
    if not pairs:
        return False
    fits = sum(len(line) + 1 + len(first) <= edge for line, first in pairs) / len(pairs)
    lower = sum(bool(_LOWER.match(text.lstrip())) for text in texts[1:]) / (len(texts) - 1)
    if hyphens * 6 > len(texts):
        return False
    if len(texts) <= 3:
        return edge < layout.width * 0.8 and lower == 0 or edge < layout.width * 0.6
    if lower < 0.15:
        return fits > 0.15 or edge < layout.width * 0.85
    return fits > (0.3 if len(texts) > 6 else 0.4)
