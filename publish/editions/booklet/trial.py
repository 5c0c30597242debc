"""A sheet to try the printer's duplex with: an arrow on each side, which must point the same way on both."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from publish.editions.booklet.impose import MM, Sheet

SHAFT, HEAD, RING = 30.0, 10.0, 6.0      # mm: length of the arrow, breadth of its point, radius of the ring


def pages(pdf: pikepdf.Pdf, sheet: Sheet) -> tuple[pikepdf.Page, pikepdf.Page]:
    """The two sides of the trial sheet: a cross and one bar in front, a ring and two bars at the back.

    Printed as the booklet will be, both arrows point to the head, and the cross lies in the ring held to the light.
    """
    return tuple(_page(pdf, sheet, back) for back in (False, True))


def _page(pdf: pikepdf.Pdf, sheet: Sheet, back: bool) -> pikepdf.Page:
    width, height = sheet.width * MM, sheet.height * MM
    content = [b"q 0 G 0 g 1 w"]
    if back and sheet.turn_back:
        content.append(b"-1 0 0 -1 %.4f %.4f cm" % (width, height))
    x = width / 4 if back else width * 3 / 4       # behind each other when the sheet is turned as the booklet's are
    y = height / 2
    content += [_arrow(x, y), _bars(x, y - 30 * MM, 2 if back else 1), _ring(x, y - 45 * MM) if back else
                _cross(x, y - 45 * MM), b"[3 3] 0 d %.3f 0 m %.3f %.3f l S Q" % (width / 2, width / 2, height)]
    page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, round(width, 4), round(height, 4)]),
                      Resources=Dictionary(), Contents=Stream(pdf, b"\n".join(content)))
    return pikepdf.Page(pdf.make_indirect(page))


def _arrow(x: float, y: float) -> bytes:
    shaft, head = SHAFT * MM, HEAD * MM
    return b"4 w %.3f %.3f m %.3f %.3f l S %.3f %.3f m %.3f %.3f l %.3f %.3f l f 1 w" % (
        x, y, x, y + shaft, x - head, y + shaft, x + head, y + shaft, x, y + shaft + head * 1.5)


def _bars(x: float, y: float, count: int) -> bytes:
    wide, high = 4 * MM, 14 * MM
    start = x - (2 * count - 1) * wide / 2
    return b" ".join(b"%.3f %.3f %.3f %.3f re f" % (start + 2 * index * wide, y, wide, high) for index in range(count))


def _cross(x: float, y: float) -> bytes:
    arm = RING * MM * 0.8
    return b"%.3f %.3f m %.3f %.3f l S %.3f %.3f m %.3f %.3f l S" % (x - arm, y, x + arm, y, x, y - arm, x, y + arm)


def _ring(x: float, y: float) -> bytes:
    radius = RING * MM
    bend = radius * 0.5523
    points = ((radius, bend, bend, radius, 0, radius), (-bend, radius, -radius, bend, -radius, 0),
              (-radius, -bend, -bend, -radius, 0, -radius), (bend, -radius, radius, -bend, radius, 0))
    curves = b" ".join(b"%.3f %.3f %.3f %.3f %.3f %.3f c" % (x + a, y + b, x + c, y + d, x + e, y + f)
                       for a, b, c, d, e, f in points)
    return b"%.3f %.3f m %s S" % (x + radius, y, curves)
