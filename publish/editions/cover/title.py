"""A title in the largest size that its place allows, in lines as even as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import uharfbuzz

STEPS = 60       # sizes that are tried between the largest and the smallest
SMALLEST = 0.25  # of the largest


@dataclass(frozen=True)
class Setting:
    """A title as it is set: its lines, and the size in the unit of the width that was given."""

    rows: tuple[str, ...]
    size: float


def fit(text: str, face: bytes, width: float, height: float, largest: float, leading: float) -> Setting:
    """The largest size at which the words of a title stand within `width` and `height`; no word is divided."""
    words = text.split()
    font = uharfbuzz.Font(uharfbuzz.Face(face))
    for step in range(STEPS + 1):
        size = largest * (1 - (1 - SMALLEST) * step / STEPS)
        rows = even(words, [measure(word, font) * size for word in words], measure(" ", font) * size, width)
        if rows and len(rows) * size * leading <= height:
            return Setting(rows, round(size, 4))
    return Setting(tuple(words), round(largest * SMALLEST, 4))


def lines(text: str, face: bytes, width: float) -> tuple[str, ...]:
    """Text in lines of at most `width` em, as even as they can be; on one line when a word is longer than that."""
    words, font = text.split(), uharfbuzz.Font(uharfbuzz.Face(face))
    return even(words, [measure(word, font) for word in words], measure(" ", font), width) or (text,)


def block(paragraphs: Sequence[str], face: bytes, width: float, height: float, largest: float, leading: float) -> float:
    """The size, `largest` at most and half of it at least, at which paragraphs stand within `width` and `height`."""
    font = uharfbuzz.Font(uharfbuzz.Face(face))
    lengths = [[measure(word, font) for word in paragraph.split()] for paragraph in paragraphs]
    space = measure(" ", font)
    for step in range(STEPS + 1):
        size = largest * (1 - step / STEPS / 2)
        rows = sum(_rows(words, space, width / size) for words in lengths)
        if rows * size * leading <= height:
            return round(size, 4)
    return round(largest / 2, 4)


def _rows(words: Sequence[float], space: float, width: float) -> int:
    """How many lines words take, filled one after the other."""
    rows, line = 1, -space
    for word in words:
        if line + space + word > width and line >= 0:
            rows, line = rows + 1, -space
        line += space + word
    return rows


def width(text: str, face: bytes) -> float:
    """The width of text in em."""
    return measure(text, uharfbuzz.Font(uharfbuzz.Face(face)))


def measure(text: str, font: uharfbuzz.Font) -> float:
    """The width of text in em."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return sum(position.x_advance for position in buffer.glyph_positions) / font.face.upem


def even(words: Sequence[str], widths: Sequence[float], space: float, width: float) -> tuple[str, ...]:
    """Words in the fewest lines that hold them, broken so that the lines are most alike; () when a word is too long."""
    if not words or max(widths) > width:
        return ()
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]          # lines, unevenness, where the last line begins
    for end in range(1, len(words) + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            line = sum(widths[start:end]) + space * (end - start - 1)
            if line > width:
                break
            choices.append((best[start][0] + 1, best[start][1] + (width - line) ** 2, start))
        best.append(min(choices))
    rows, end = [], len(words)
    while end:
        start = best[end][2]
        rows.append(" ".join(words[start:end]))
        end = start
    return tuple(reversed(rows))
