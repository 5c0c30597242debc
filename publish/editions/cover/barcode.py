"""The barcode of an ISBN: EAN-13 with its five-digit add-on, drawn by zxing-cpp (Zint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

MODULE = 0.33           # mm: nominal X-dimension (GS1 General Specifications, 5.2.6)
HEIGHT = 22.85          # mm: nominal height of the bars
GUARD = 1.65            # mm: by which guard bars are longer (5 X)
DIGIT_WIDTH = 7         # modules
QUIET = 11              # modules to the left of the first bar


@dataclass(frozen=True)
class Digits:
    """Human-readable digits: their place in mm from the first module's left and the bars' head."""

    text: str
    left: float
    top: float
    spacing: float


@dataclass(frozen=True)
class Bars:
    """A barcode: SVG, its size in mm, the ISBN with hyphens, the digits."""

    svg: str
    width: float
    height: float
    isbn: str
    digits: tuple[Digits, ...]


def bars(isbn: str, price: str = "") -> Bars:
    """The barcode of a checked ISBN-13, with a five-digit add-on when there is a price."""
    import zxingcpp
    from stdnum import isbn as numbers
    made = zxingcpp.create_barcode(f"{isbn}+{price}" if price else isbn, zxingcpp.BarcodeFormat.EAN13)
    source = made.to_svg()
    columns, rows = (int(number) for number in re.search(r'<svg width="(\d+)" height="(\d+)"', source).groups())
    path = "".join(re.findall(r'<path d="([^"]+)"', source))
    width, height = columns * MODULE, HEIGHT + GUARD
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.3f}mm" height="{height:.3f}mm" '
           f'viewBox="0 0 {columns} {rows}" preserveAspectRatio="none"><path d="{path}" fill="#000000"/></svg>')
    return Bars(svg, round(width, 3), round(height, 3), numbers.format(isbn), tuple(_digits(isbn, price)))


def _digits(isbn: str, price: str):
    """The first digit in the quiet zone, six under each half, the add-on's above its bars."""
    foot, size = HEIGHT + 0.3, 1.6
    spread = DIGIT_WIDTH * MODULE - size
    yield Digits(isbn[0], round((QUIET - 9) * MODULE, 3), foot, 0)
    yield Digits(isbn[1:7], round((QUIET + 4) * MODULE, 3), foot, round(spread, 3))
    yield Digits(isbn[7:], round((QUIET + 51) * MODULE, 3), foot, round(spread, 3))
    if price:
        yield Digits(price, round((QUIET + 95 + 15) * MODULE, 3), 1.5, round(spread + 0.6, 3))
