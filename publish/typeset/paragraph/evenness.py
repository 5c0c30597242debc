"""How even the lines of a PDF are, read from the positions of its glyphs, whatever program made it."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import fmean, median, pstdev

import pypdfium2
import pypdfium2.raw as pdfium

WORD_GAP = 0.085            # em: white wider than this separates words, narrower white is kerning
HYPHENS = "-\u00ad\u2010\u2011\ufffe\x02"       # pdfium reports a hyphen at a line's end as U+0002 or U+FFFE
EDGE = (-1.0, 5.0)          # pt: a line is full if its end lies within this of the right edge (marks may hang)
NEAR = 0.35             # pt: baselines that differ by less are one
BESIDE, SMALL = 0.5, 0.85       # of the larger size: how far type of at most that size is raised or lowered in a line
INDENT = 2.0                # em: a line that begins farther in than this is not of the running text

Glyph = tuple[float, float, int, float]         # left, right, character, size


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands on its page: page from 1, places in pt from the left and the foot, gaps between its words.

    `gaps` are (left, right) of the white between words, `size` the size of most of its type in pt, `last` its mark.
    """

    page: int
    baseline: float
    left: float
    right: float
    gaps: tuple[tuple[float, float], ...]
    text: str
    last: str
    size: float

    @property
    def space(self) -> float:
        """The mean width of its gaps in pt."""
        return fmean(right - left for left, right in self.gaps)


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of the running text: whether it is full, opens and closes a paragraph, and its space over the natural."""

    line: TextLine
    full: bool
    opens: bool
    closes: bool
    ratio: float

    @property
    def hyphenated(self) -> bool:
        """Whether it is full and ends in a hyphen."""
        return self.full and self.line.last in HYPHENS


def read_lines(pdf: bytes) -> list[TextLine]:
    """The lines of every page from top to bottom.

    Glyphs whose baselines lie within 0.35 pt share a line, and so do numbers and letters raised or lowered beside it.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [line for number in range(len(document)) for line in _page_lines(document, number)]
    finally:
        document.close()


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[TextLine]:
    page = document[number]
    text = page.get_textpage()
    rows: dict[float, list[Glyph]] = defaultdict(list)
    for glyph, baseline in _glyphs(text):
        rows[baseline].append(glyph)
    merged: list[tuple[float, list[Glyph]]] = []
    for baseline in sorted(rows, reverse=True):
        glyphs = rows[baseline]
        if merged and _share_line(*merged[-1], baseline, glyphs):
            above, raised = merged.pop()
            baseline = above if above - baseline < NEAR or _size(raised) > _size(glyphs) else baseline
            glyphs = raised + glyphs
        merged.append((baseline, glyphs))
    for baseline, glyphs in merged:
        yield _line(number + 1, baseline, sorted(glyphs))
    text.close()
    page.close()


def _share_line(above: float, high: list[Glyph], below: float, low: list[Glyph]) -> bool:
    """Whether glyphs on two baselines are of one line: near each other, or the smaller raised or lowered beside it."""
    small, large = sorted((_size(high), _size(low)))
    return above - below < (BESIDE * large if small < SMALL * large else NEAR)


def _size(glyphs: list[Glyph]) -> float:
    """The size of most of the type in pt."""
    return Counter(round(glyph[3], 1) for glyph in glyphs).most_common(1)[0][0]


def _glyphs(text: pypdfium2.PdfTextPage) -> Iterator[tuple[Glyph, float]]:
    """Each visible glyph as (left, right, character, size) in pt, with its baseline."""
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(text)):
        character = pdfium.FPDFText_GetUnicode(text, index)
        if character in (10, 13, 32, 160) or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * abs(matrix.d or matrix.b)
        yield (box.left, box.right, character, size), round(y.value, 1)


def _line(page: int, baseline: float, glyphs: list[Glyph]) -> TextLine:
    size = _size(glyphs)
    gaps, text = [], []
    for before, glyph in pairwise((None, *glyphs)):
        if before and glyph[0] - before[1] > WORD_GAP * size:
            gaps.append((before[1], glyph[0]))
            text.append(" ")
        text.append(chr(glyph[2]))
    return TextLine(page, baseline, glyphs[0][0], max(glyph[1] for glyph in glyphs), tuple(gaps), "".join(text),
                    text[-1], size)


def running_text(lines: list[TextLine], natural: float = 0.0) -> list[SetLine]:
    """The lines of the running text: those in its commonest size that begin at its left edge or its indent.

    `natural` is the natural space in em; without it, it is the median gap of the lines that close paragraphs.
    """
    if not lines:
        return []
    size = Counter(line.size for line in lines for _ in line.text).most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) < 0.3 and len(line.text) > 1]
    edge = {parity: _edges([line for line in body if line.page % 2 == parity]) for parity in (0, 1)}
    kept, full = [], []
    for line in body:
        left, right = edge[line.page % 2]
        if -4 < line.left - left < INDENT * size:
            kept.append(line)
            full.append(EDGE[0] <= line.right - right <= EDGE[1] and bool(line.gaps))
    if not natural:
        closing = [right - left for line, fills in zip(kept, full, strict=True) if not fills
                   for left, right in line.gaps]
        natural = median(closing) / size if closing else 0.25
    return [_set_line(kept, full, index, edge, natural * size) for index in range(len(kept))]


def _edges(lines: list[TextLine]) -> tuple[float, float]:
    """The commonest left and right ends of lines in pt, to half a point."""
    if not lines:
        return 0.0, 0.0
    left = Counter(round(line.left * 2) / 2 for line in lines).most_common(1)[0][0]
    right = Counter(round(line.right * 2) / 2 for line in lines if line.right > left + 72).most_common(1)
    return left, right[0][0] if right else left


def _set_line(lines: list[TextLine], full: list[bool], index: int, edge: dict[int, tuple[float, float]],
              natural: float) -> SetLine:
    line = lines[index]
    indented = line.left - edge[line.page % 2][0] > 0.5 * line.size
    opens = index == 0 or not full[index - 1] or indented
    closes = not full[index]
    return SetLine(line, full[index], opens, closes, line.space / natural if line.gaps else 1.0)


def spread(lines: list[SetLine], shortest: float) -> dict[str, float]:
    """The figures of evenness: of the full lines' spaces over the natural one, and counts of faults.

    `shortest` is the length in pt below which a paragraph's last line is a runt. Shares are fractions of full lines.
    """
    ratios = sorted(line.ratio for line in lines if line.full)
    if not ratios:
        return {"lines": 0}
    share = partial(_share, ratios)
    return {
        "lines": len(ratios), "mean": fmean(ratios), "sd": pstdev(ratios),
        "p5": ratios[int(0.05 * len(ratios))], "p95": ratios[int(0.95 * len(ratios))], "max": ratios[-1],
        "tight": share(lambda ratio: ratio < 0.75), "loose": share(lambda ratio: ratio > 1.5),
        "hyphens": sum(line.hyphenated for line in lines) / len(ratios),
        "ladders": len(ladders(lines)), "runts": len(runts(lines, shortest)),
    }


def _share(ratios: list[float], chosen) -> float:
    return sum(map(chosen, ratios)) / len(ratios)


def ladders(lines: list[SetLine], rungs: int = 3) -> list[list[SetLine]]:
    """Runs of at least `rungs` lines that end in hyphens one under the other."""
    found, run = [], []
    for line in [*lines, None]:
        if line is not None and line.hyphenated:
            run.append(line)
            continue
        if len(run) >= rungs:
            found.append(run)
        run = []
    return found


def runts(lines: list[SetLine], shortest: float) -> list[SetLine]:
    """Last lines of paragraphs that are shorter than `shortest` (pt)."""
    return [line for before, line in pairwise(lines)
            if before.full and line.closes and not line.opens
            and line.line.right - line.line.left < shortest]
