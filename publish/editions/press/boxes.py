"""The boxes of a page for the press, and the marks outside its bleed."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Name

from publish.editions.press.objects import drop
from publish.editions.press.printers import Printer

MM = 72 / 25.4
GAP, LENGTH, EDGE = 1.0, 5.0, 1.0       # mm: from the bleed to a mark, a mark, from a mark to the edge of the sheet
MARK_WIDTH = 0.25                       # pt
CROSS = 2.0                             # mm: half the width of a registration mark


@dataclass(frozen=True)
class Boxes:
    """A page's boxes in points, as (left, bottom, right, top), from an origin at the corner of its sheet."""

    media: tuple[float, float, float, float]
    bleed: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]

    def write(self, page: pikepdf.Page) -> None:
        """Set the boxes of a page (PDF/X-4 wants media, trim, and no crop box that differs: ISO 15930-7, 6.13)."""
        drop(page.obj, "/CropBox", "/ArtBox")
        for name, box in (("/MediaBox", self.media), ("/BleedBox", self.bleed), ("/TrimBox", self.trim)):
            page.obj[name] = Array([round(value, 4) for value in box])


def boxes(width: float, height: float, printer: Printer, right: bool, bleeds: bool) -> Boxes:
    """The boxes of a page of `width` by `height` mm; `right` says on which side its spine is (left), `bleeds` whether
    something on it may run off the page."""
    outer = printer.bleed if bleeds or printer.bleed_always else 0
    spine = printer.bleed_spine if bleeds or printer.bleed_always else 0
    left_bleed, right_bleed = (spine, outer) if right else (outer, spine)
    slug = GAP + LENGTH + EDGE if printer.marks else 0
    left, bottom = left_bleed + slug, outer + slug
    trim = (left, bottom, left + width, bottom + height)
    bleed = (trim[0] - left_bleed, trim[1] - outer, trim[2] + right_bleed, trim[3] + outer)
    media = (0, 0, bleed[2] + slug, bleed[3] + slug)
    return Boxes(*(tuple(value * MM for value in box) for box in (media, bleed, trim)))


def cover_boxes(width: float, height: float, bleed: float, marked: bool) -> Boxes:
    """The boxes of a cover of `width` by `height` mm, with bleed on all sides."""
    slug = GAP + LENGTH + EDGE if marked else 0
    start = bleed + slug
    trim = (start, start, start + width, start + height)
    around = (slug, slug, trim[2] + bleed, trim[3] + bleed)
    return Boxes(*(tuple(value * MM for value in box)
                   for box in ((0, 0, around[2] + slug, around[3] + slug), around, trim)))


def marks(box: Boxes, folds: tuple[float, ...] = ()) -> bytes:
    """Crop marks at the corners and registration marks between them, all outside the bleed, in the colour /All.

    `folds` are the distances of folds from the trim's left edge in mm; they get dashed marks at head and foot.
    """
    gap, length = GAP * MM, LENGTH * MM
    left, bottom, right, top = box.bleed
    lines = []
    for x in (box.trim[0], box.trim[2]):
        lines += [(x, bottom - gap - length, x, bottom - gap), (x, top + gap, x, top + gap + length)]
    for y in (box.trim[1], box.trim[3]):
        lines += [(left - gap - length, y, left - gap, y), (right + gap, y, right + gap + length, y)]
    middle_x, middle_y = (box.trim[0] + box.trim[2]) / 2, (box.trim[1] + box.trim[3]) / 2
    off = gap + length / 2
    centres = ((middle_x, bottom - off), (middle_x, top + off), (left - off, middle_y), (right + off, middle_y))
    folded = [line for x in (box.trim[0] + fold * MM for fold in folds)
              for line in ((x, bottom - gap - length, x, bottom - gap), (x, top + gap, x, top + gap + length))]
    return b"\n".join((b"/All CS 1 SCN %.2f w" % MARK_WIDTH, *(_line(*line) for line in lines),
                       *(_cross(*centre) for centre in centres[:0 if folds else 2] + centres[2:]),
                       b"[2 2] 0 d", *(_line(*line) for line in folded), b"[] 0 d"))


def _line(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return b"%.3f %.3f m %.3f %.3f l S" % (x0, y0, x1, y1)


def _cross(x: float, y: float) -> bytes:
    """A cross in a circle of half its width; the circle from four Bezier curves (factor 4/3 (sqrt 2 - 1))."""
    arm, radius = CROSS * MM, CROSS * MM / 2
    bend = radius * 0.5523
    circle = b"%.3f %.3f m" % (x + radius, y)
    quarters = ((radius, bend, bend, radius, 0, radius), (-bend, radius, -radius, bend, -radius, 0),
                (-radius, -bend, -bend, -radius, 0, -radius), (bend, -radius, radius, -bend, radius, 0))
    for ax, ay, bx, by, cx, cy in quarters:
        circle += b" %.3f %.3f %.3f %.3f %.3f %.3f c" % (x + ax, y + ay, x + bx, y + by, x + cx, y + cy)
    return b"\n".join((_line(x - arm, y, x + arm, y), _line(x, y - arm, x, y + arm), circle + b" S"))


def place(pdf: pikepdf.Pdf, page: pikepdf.Page, box: Boxes, shift: float, colour: pikepdf.Object | None,
          folds: tuple[float, ...] = ()) -> None:
    """Put a page's content in its place: moved from its own trim box into `box` and by `shift` pt, cut at the bleed.

    Marks follow where there is a colour for them. The content becomes a form, so that its patterns move with it
    (ISO 32000-1, 8.7.3.1).
    """
    own = [float(value) for value in page.trimbox]
    left, bottom, right, top = box.bleed
    around = Array([own[0] - box.bleed[2], own[1] - box.bleed[3], own[2] + box.bleed[2], own[3] + box.bleed[3]])
    form = pdf.make_indirect(pikepdf.Stream(pdf, page.obj.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form,
                                            BBox=around, Resources=page.obj.Resources))
    data = b"q %.4f %.4f %.4f %.4f re W n 1 0 0 1 %.4f %.4f cm /Page Do Q" % (
        left, bottom, right - left, top - bottom, box.trim[0] - own[0] + shift, box.trim[1] - own[1])
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Page": form}))
    if colour is not None:
        resources.ColorSpace = pikepdf.Dictionary({"/All": colour})
        data += b"\nq " + marks(box, folds) + b" Q"
    page.obj.Resources = resources
    page.obj.Contents = pikepdf.Stream(pdf, data)
    box.write(page)
