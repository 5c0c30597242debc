"""Preflight: what a printer would find wrong with a file, found before the printer does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from publish.editions.press.boxes import MM
from publish.editions.press.content import content_of
from publish.editions.press.marks import Mark, Reader
from publish.editions.press.printers import Printer
from publish.errors import Diagnostic, error, warning
from publish.model import Context

SPACES = {"cmyk": frozenset(("DeviceCMYK", "DeviceGray", "All")),
          "rgb": frozenset(("DeviceRGB", "DeviceGray", "ICCBased", "Indexed"))}
WIDTHS = ("/W", "/DW", "/FirstChar", "/Widths")
SHOWN = ("/Subtype", "/Matrix", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/ImageMask")
SLACK = 0.1       # pt: rounding in content streams


def reaches_edge(page: pikepdf.Page) -> bool:
    """Whether a fill, line or picture crosses the trim, so that the page needs its bleed."""
    left, bottom, right, top = map(float, page.trimbox)
    return any(mark.box[0] < left - SLACK or mark.box[1] < bottom - SLACK
               or mark.box[2] > right + SLACK or mark.box[3] > top + SLACK
               for mark in Reader(text=False).page(page))


def findings(data: bytes, printer: Printer, cover: bool = False, first_is_right: bool = True,
             keep: Callable = Context.keep) -> tuple[Diagnostic, ...]:
    """What a file does that the printer does not want: resolution, hairlines, small type, text near the trim, inks.

    `keep` as in model.Context: a page that is as it was is not read again.
    """
    found: list[Diagnostic] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader, total, faces = Reader(), len(pdf.pages), {}
        for number, page in enumerate(pdf.pages, 1):
            marks = keep(("marks", *_seen(page.obj, faces)), lambda: _marks(reader, page))
            found += _pictures(marks, printer, number)
            found += _lines(marks, printer, number)
            margins = _margins(printer, total, cover, bool(number % 2) == first_is_right)
            found += _edges(page, marks, printer, number, margins)
            found += _inks(marks, printer, number)
    return tuple(dict.fromkeys(found))


def _marks(reader: Reader, page: pikepdf.Page) -> list[Mark]:
    return [mark for mark in reader.page(page) if mark.space != "All"]


def _seen(source: pikepdf.Object, faces: dict[tuple[int, int], str]) -> list[bytes]:
    """All that the marks of a page or form depend on: content, faces and their widths, pictures' sizes, forms within.

    `faces` are those that were looked at before, by object.
    """
    resources = source.get("/Resources", Dictionary())
    found = [content_of(source)]
    for name, font in sorted(dict(resources.get("/Font", Dictionary())).items()):
        if font.objgen not in faces or font.objgen == (0, 0):
            child = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            widths = [child.get(key, Array()).unparse(resolved=True) if key in child else b"" for key in WIDTHS]
            faces[font.objgen] = f"{font.get('/BaseFont')} {font.get('/Subtype')} {widths}"
        found.append(f"{name} {faces[font.objgen]}".encode())
    for name, thing in sorted(dict(resources.get("/XObject", Dictionary())).items()):
        found.append(f"{name} {[str(thing.get(key)) for key in SHOWN]}".encode())
        if thing.get("/Subtype") == Name.Form:
            found += _seen(thing, faces)
    return found


def _pictures(marks: Iterable[Mark], printer: Printer, page: int) -> Iterator[Diagnostic]:
    for mark in marks:
        least = {"image": printer.image, "line-art": printer.line_art}.get(mark.kind)
        if least and mark.size < least - 0.5:
            yield warning("resolution", f"a picture has {mark.size:.0f} pixels an inch; {printer.title} "
                          f"wants {least:g}",
                          page=page,
                          hint=f"supply it {least / max(mark.size, 1):.2f} times as large, or print it smaller")


def _lines(marks: Iterable[Mark], printer: Printer, page: int) -> Iterator[Diagnostic]:
    thin = [mark.size for mark in marks
            if mark.kind in ("line", "fill") and mark.inks and 0 < mark.size < printer.line - 0.01]
    if thin:
        yield warning("hairline", f"a line is {min(thin):.2f} pt wide; {printer.title} wants {printer.line:g} pt",
                      page=page, hint="make --rule in the theme wider")
    small = [mark.size for mark in marks if mark.kind == "text" and 0 < mark.size < printer.type - 0.01]
    if small:
        yield warning("small-type", f"type of {min(small):.1f} pt; {printer.title} wants {printer.type:g} pt",
                      page=page, hint="choose a larger trim, or a larger size in the theme")


def _margins(printer: Printer, pages: int, cover: bool, right: bool) -> tuple[float, float, float, float]:
    """The least margins of a page in mm: left, right, foot, head; the inner one is that of the page count."""
    if cover:
        return (printer.cover_safe,) * 4
    sides = (printer.gutter(pages), printer.outside)
    return *(sides if right else sides[::-1]), printer.bottom, printer.top


def _edges(page: pikepdf.Page, marks: Iterable[Mark], printer: Printer, number: int,
           margins: tuple[float, float, float, float]) -> Iterator[Diagnostic]:
    """Text nearer to the trim than the printer allows, once a page."""
    left, bottom, right, top = map(float, page.trimbox)
    for mark in marks:
        if mark.kind != "text" or mark.box[2] - mark.box[0] < SLACK:
            continue
        distances = (mark.box[0] - left, right - mark.box[2], mark.box[1] - bottom, top - mark.box[3])
        gaps = [distance - margin * MM for distance, margin in zip(distances, margins)]
        worst = min(gaps)
        if worst < -1:
            side = ("left", "right", "foot", "head")[gaps.index(worst)]
            yield error("near-trim", f"text stands {-worst / MM:.1f} mm too near the trim at the {side}", page=number,
                        hint=f"{printer.title} wants {margins[gaps.index(worst)]:g} mm there")
            return


def _inks(marks: Iterable[Mark], printer: Printer, page: int) -> Iterator[Diagnostic]:
    allowed = SPACES[printer.colour]
    for space in sorted({mark.space for mark in marks} - allowed):
        if space not in ("Pattern",):
            yield error("colour-space", f"something is painted in {space}, which {printer.title} does not take",
                        page=page, hint="use the theme's colours and ordinary pictures")
    most = max((mark.inks for mark in marks), default=0) * 100
    if most > printer.ink + 0.5:
        yield error("ink", f"a colour lays down {most:.0f} % of ink; {printer.title} allows {printer.ink:g} %",
                    page=page, hint="lower the -cmyk values of the theme's colours")


def audit(data: bytes) -> tuple[Diagnostic, ...]:
    """What no file for the press may have: fonts left out, annotations, boxes that do not lie inside each other."""
    found: list[Diagnostic] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            if page.obj.get("/Annots"):
                found.append(error("annotation", "a page for the press has annotations", page=number))
            if not _nested(page):
                found.append(error("boxes", "the trim does not lie inside the bleed and the sheet", page=number))
        found += [error("font-missing", f"the font {name} is not embedded", hint="name its file in styles/faces.yaml")
                  for name in _loose_fonts(pdf)]
    return tuple(found)


def _nested(page: pikepdf.Page) -> bool:
    obj = page.obj
    media, trim = ([float(value) for value in obj[name]] for name in ("/MediaBox", "/TrimBox"))
    bleed = [float(value) for value in obj.get("/BleedBox", obj.TrimBox)]
    return all(outer[0] - SLACK <= inner[0] and outer[1] - SLACK <= inner[1] and inner[2] <= outer[2] + SLACK
               and inner[3] <= outer[3] + SLACK for outer, inner in ((media, bleed), (bleed, trim)))


def _loose_fonts(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    names = set()
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            if not any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                names.add(str(thing.get("/FontName", "?")).lstrip("/"))
    return tuple(sorted(names))
