"""Saddle-stitch imposition: which pages stand on which side of which sheet, and how far they move for the fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

MM = 72 / 25.4
MOST_BLEED = 3.0                       # mm of a page's bleed that is kept where the sheet has room for it
GAP, LENGTH, LINE = 2.0, 4.0, 0.25     # mm from the trim to a mark, a mark's length; a mark's width in pt


@dataclass(frozen=True)
class Side:
    """One side of a sheet: the page numbers from 0 at its left and right (None: blank), and whether it is the back.

    `depth` counts the sheets of its signature that lie around it.
    """

    left: int | None
    right: int | None
    back: bool
    depth: int


@dataclass(frozen=True)
class Sheet:
    """What is printed on: the sheet lying on its long side and the trimmed page, in mm; creep for each sheet around."""

    width: float
    height: float
    page_width: float
    page_height: float
    creep: float = 0.0
    turn_back: bool = False


def signatures(pages: int, most: int) -> tuple[int, ...]:
    """How many pages each signature holds: multiples of 4, as even as they can be, none above `most` (0: all in one).

    The pages are filled up to a multiple of 4 at the end of the last one, so that no page changes its number or side.
    """
    sheets = -(-pages // 4)
    if not sheets:
        return ()
    count = -(-sheets // max(1, most // 4)) if most else 1
    share, over = divmod(sheets, count)
    return tuple(4 * (share + (index < over)) for index in range(count))


def sides(pages: int, most: int = 0, right_to_left: bool = False) -> tuple[Side, ...]:
    """Every side in the order of printing: sheet by sheet from the outside in, front and back."""
    found, first = [], 0
    for size in signatures(pages, most):
        for turn in range(size // 2):
            low, high = first + turn, first + size - 1 - turn
            left, right = (low, high) if turn % 2 else (high, low)
            if right_to_left:
                left, right = right, left
            found.append(Side(_there(left, pages), _there(right, pages), bool(turn % 2), turn // 2))
        first += size
    return tuple(found)


def _there(number: int, pages: int) -> int | None:
    return number if number < pages else None


def impose(pdf: pikepdf.Pdf, order: Sequence[Side], sheet: Sheet) -> None:
    """Replace the pages of a file by sheets that hold them, as forms: text stays text and lines stay lines."""
    forms = [_form(page) for page in pdf.pages]
    pages = [_page(pdf, side, sheet, forms) for side in order]
    while len(pdf.pages):
        del pdf.pages[0]
    for page in pages:
        pdf.pages.append(page)


def _form(page: pikepdf.Page) -> tuple[pikepdf.Object, tuple[float, float]]:
    """A page as a form that shows its bleed, and the corner of its trim."""
    trim = [float(value) for value in page.trimbox]
    form = page.as_form_xobject()
    form.BBox = Array([trim[0] - MOST_BLEED * MM, trim[1] - MOST_BLEED * MM,
                       trim[2] + MOST_BLEED * MM, trim[3] + MOST_BLEED * MM])
    if "/Group" in form:
        del form["/Group"]
    return page.obj.owner.make_indirect(form) if not form.is_indirect else form, (trim[0], trim[1])


def _page(pdf: pikepdf.Pdf, side: Side, sheet: Sheet, forms: Sequence) -> pikepdf.Page:
    width, height = sheet.width * MM, sheet.height * MM
    page_width, page_height = sheet.page_width * MM, sheet.page_height * MM
    fold, foot = width / 2, (height - page_height) / 2
    content = [b"q"]
    if side.back and sheet.turn_back:
        content.append(b"-1 0 0 -1 %.4f %.4f cm" % (width, height))
    shift = sheet.creep * side.depth * MM
    shown = {}
    for name, number, left, towards in (("/L", side.left, fold - page_width, shift), ("/R", side.right, fold, -shift)):
        if number is None:
            continue
        form, corner = forms[number]
        shown[name] = form
        start = max(0.0, left - MOST_BLEED * MM) if name == "/L" else fold
        content.append(b"q %.4f 0 %.4f %.4f re W n 1 0 0 1 %.4f %.4f cm %s Do Q" % (
            start, min(page_width + MOST_BLEED * MM, fold), height, left + towards - corner[0], foot - corner[1],
            name.encode()))
    content += [_marks(sheet), b"Q"]
    trim = [fold - page_width, foot, fold + page_width, foot + page_height]
    box = Array([0, 0, round(width, 4), round(height, 4)])
    page = Dictionary(Type=Name.Page, MediaBox=box, TrimBox=Array([round(value, 4) for value in trim]),
                      Resources=Dictionary(XObject=Dictionary(shown)), Contents=Stream(pdf, b"\n".join(content)))
    return pikepdf.Page(pdf.make_indirect(page))


def _marks(sheet: Sheet) -> bytes:
    """Crop marks and dashed fold marks, on the edges where the sheet leaves room for them."""
    fold, foot = sheet.width / 2, (sheet.height - sheet.page_height) / 2
    left, right, head = fold - sheet.page_width, fold + sheet.page_width, foot + sheet.page_height
    lines = []
    if foot >= GAP + 1:
        ends = ((max(0, foot - GAP - LENGTH), foot - GAP), (head + GAP, min(sheet.height, head + GAP + LENGTH)))
        lines += [_line(x, low, x, high) for x in (left, right) for low, high in ends]
        lines += [b"[2 2] 0 d", *(_line(fold, low, fold, high) for low, high in ends), b"[] 0 d"]
    if left >= GAP + 1:
        ends = ((max(0, left - GAP - LENGTH), left - GAP), (right + GAP, min(sheet.width, right + GAP + LENGTH)))
        lines += [_line(low, y, high, y) for y in (foot, head) for low, high in ends]
    return b"\n".join((b"0 G %.2f w" % LINE, *lines)) if lines else b""


def _line(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return b"%.3f %.3f m %.3f %.3f l S" % (x0 * MM, y0 * MM, x1 * MM, y1 * MM)
