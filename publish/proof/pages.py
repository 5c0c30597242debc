"""Pages of a PDF as images, drawn by PDFium, the engine of Chromium's own viewer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import pypdfium2

Unreadable = pypdfium2.PdfiumError

WIDTHS = (480, 960, 1920)  # px; a page is drawn in these only, so that nobody can ask for a picture without end
MOST_HEIGHT = 4 * WIDTHS[-1]
SAME = 0.5                 # pt; boxes nearer than this are one box
_one_at_a_time = Lock()    # PDFium is not thread-safe


@dataclass(frozen=True)
class Leaf:
    """A page's size as shown, and the trimmed page in it, in points: x, y from the upper left, width, height."""

    width: float
    height: float
    trim: tuple[float, float, float, float] | None = None


@lru_cache(maxsize=16)
def leaves(path: Path, version: str) -> tuple[Leaf, ...]:
    """The pages of a PDF, in order; `version` tells one content of the file from another."""
    with _one_at_a_time, pypdfium2.PdfDocument(path.read_bytes()) as document:
        return tuple(_leaf(page) for page in document)


def _leaf(page: pypdfium2.PdfPage) -> Leaf:
    width, height = page.get_size()
    whole, trim = page.get_cropbox(), page.get_trimbox()
    if page.get_rotation() or all(abs(one - other) < SAME for one, other in zip(whole, trim, strict=True)):
        return Leaf(width, height)
    return Leaf(width, height, (trim[0] - whole[0], whole[3] - trim[3], trim[2] - trim[0], trim[3] - trim[1]))


@lru_cache(maxsize=96)
def image(path: Path, version: str, number: int, width: int) -> bytes:
    """A page (from 1) as a PNG of a width in pixels; errors: IndexError, ValueError for a width that is not drawn."""
    if width not in WIDTHS:
        raise ValueError(width)
    with _one_at_a_time, pypdfium2.PdfDocument(path.read_bytes()) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / across, MOST_HEIGHT / down)
        stream = BytesIO()
        page.render(scale=scale).to_pil().save(stream, "PNG", compress_level=3)
    return stream.getvalue()
