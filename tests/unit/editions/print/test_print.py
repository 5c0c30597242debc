"""The file for the printer: inks, boxes, marks, metadata and the printers' rules, read back with other people's tools."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from publish.editions.print import EDITION
from publish.errors import PublishError
from publish.model import Resource
from tests.tools import press
from tests.tools.pdf import PLATES, ink_coverage, pdffonts, plates, qpdf_check

MM = 72 / 25.4
TEXT = "<p>" + "The quick brown fox jumps over the lazy dog. " * 40 + "</p>"
FIELD = "position:absolute;left:20mm;top:20mm;width:60mm;height:60mm"


def made(xhtml: str = TEXT, extra: str = "", target: str = "offset", pages: int = 28, resources=(), css: str = ""):
    """The file for a printer, and what was found about it."""
    one = press.targeted(press.project(extra), target)
    layout = press.repeated(press.sheet(one, xhtml, css, resources), pages)
    composition, context = press.book(one, layout, resources)
    file, = EDITION.render(composition, context)
    return file, EDITION.check((file,), composition)


def picture(colour, mode: str = "RGB", kind: str = "PNG", size: int = 800) -> Resource:
    """A picture of one colour."""
    data = io.BytesIO()
    Image.new(mode, (size, size), colour).save(data, kind)
    return Resource("picture.png", f"image/{kind.lower()}", data.getvalue())


def inks(data: bytes, folder: Path, x: float = 50, y: float = 50) -> tuple[int, ...]:
    """The percentage of each ink at a place of the first page, in mm from the head and left of its trim (marks: 10 mm more)."""
    path = folder / "inks.pdf"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        while len(pdf.pages) > 1:
            del pdf.pages[-1]
        box = [float(value) for value in pdf.pages[0].trimbox]
        media = [float(value) for value in pdf.pages[0].mediabox]
        pdf.save(path)
    found = plates(path, folder)
    spot = (round(box[0] + x * MM), round(media[3] - box[3] + y * MM))
    return tuple(round(100 - Image.open(found[1, ink]).convert("L").getpixel(spot) / 2.55) for ink in PLATES)


# ink --------------------------------------------------------------------------

@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_text_is_printed_with_black_alone(tmp_path, theme):
    """On a text page the plates of cyan, magenta and yellow are blank within the trim, and black's is not."""
    file, _ = made(extra=f"theme: {theme}\n", target="kdp")
    path = tmp_path / "print.pdf"
    path.write_bytes(file.data)
    for cyan, magenta, yellow, black in ink_coverage(path):
        assert (cyan, magenta, yellow) == (0, 0, 0) and black > 0.02


def test_a_themes_colour_is_printed_with_the_inks_that_the_theme_gives(tmp_path):
    """modern's accent is 10, 95, 95 and 10 percent, whatever a profile would make of its red."""
    file, _ = made(f'<div style="{FIELD};background:var(--accent)"></div>{TEXT}', "theme: modern\n")
    assert inks(file.data, tmp_path) == pytest.approx((10, 95, 95, 10), abs=1)


def test_grey_is_a_tint_of_black(tmp_path):
    """A grey that no token names is black in its strength, not a mixture."""
    file, _ = made(f'<div style="{FIELD};background:#b3b3b3"></div>{TEXT}')
    assert inks(file.data, tmp_path) == pytest.approx((0, 0, 0, 30), abs=1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("colour, expected", [((255, 255, 255), (0, 0, 0, 0)), ((120, 120, 120), (0, 0, 0, 53))])
def test_pictures_without_colour_are_printed_with_black_alone(tmp_path, kind, colour, expected):
    """A grey or white picture stays off the coloured plates, as JPEG and without loss alike."""
    file, _ = made(f'<img src="publication:/picture.png" alt="" style="{FIELD}"/>{TEXT}',
                   resources=(picture(colour, kind=kind),))
    assert inks(file.data, tmp_path) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_coloured_pictures_are_separated_with_the_profile(tmp_path, kind):
    """A red picture is magenta and yellow under FOGRA39 (and not its inverse), with hardly any cyan and black."""
    file, _ = made(f'<img src="publication:/picture.png" alt="" style="{FIELD}"/>{TEXT}',
                   resources=(picture((220, 30, 30), kind=kind),))
    cyan, magenta, yellow, black = inks(file.data, tmp_path)
    assert magenta > 85 and yellow > 80 and cyan < 15 and black < 15


@pytest.mark.parametrize("target, limit", [("offset", 280), ("ingramspark", 240)])
def test_no_picture_lays_down_more_ink_than_the_printer_allows(tmp_path, target, limit):
    """The darkest colours of a picture, of which the profile would make 300 percent and more, stay within the limit."""
    gradient = Image.new("RGB", (400, 400))
    gradient.putdata([(x // 16, y // 16, 30) for y in range(400) for x in range(400)])
    data = io.BytesIO()
    gradient.save(data, "PNG")
    file, found = made(f'<img src="publication:/picture.png" alt="" style="{FIELD}"/>{TEXT}', target=target,
                       resources=(Resource("picture.png", "image/png", data.getvalue()),))
    sums = [sum(inks(file.data, tmp_path, *spot)) for spot in ((41, 22), (70, 45), (90, 75))]
    assert limit - 45 < max(sums) <= limit + 2
    assert not [one for one in found if one.code == "ink"]


def test_a_gradient_is_converted_at_its_ends(tmp_path):
    """A gradient between the theme's colour and white is in process inks from end to end."""
    file, _ = made(f'<div style="{FIELD};background:linear-gradient(#b3261e, #ffffff)"></div>{TEXT}', "theme: modern\n")
    cyan, magenta, yellow, black = inks(file.data, tmp_path, y=71)      # the middle: a margin of 21 mm, 20, and half of 60
    assert 40 < magenta < 55 and 40 < yellow < 55 and cyan < 10 and black < 10
    assert b"DeviceRGB" not in uncompressed(file.data)


def uncompressed(data: bytes) -> bytes:
    """A file with every stream and object legible."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                 object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_no_rgb_is_left_anywhere():
    """Pages, forms, pictures and gradients: no operator and no colour space of RGB is in the file."""
    file, found = made(f'<div style="{FIELD};background:#123456;opacity:.5"></div><a href="#x" id="x">link</a>'
                       f'<img src="publication:/picture.png" alt=""/><svg width="40" height="40"><rect fill="#00ff00" '
                       f'width="40" height="40"/></svg>{TEXT}', resources=(picture((1, 200, 30)),))
    plain = uncompressed(file.data)
    assert b"DeviceRGB" not in plain and b"CalRGB" not in plain
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        streams = [thing for thing in pdf.objects
                   if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"]
        used = {str(operator) for one in streams for _, operator in pikepdf.parse_content_stream(one)}
    assert not used & {"rg", "RG", "g", "G", "BDC", "EMC"} and "k" in used
    assert not [one for one in found if one.code == "colour-space"]


# boxes and marks ------------------------------------------------------------------

# Bleed at head, foot and outside, at the spine, and from the trim to the edge of the sheet with marks (mm).
BOXES = {"offset": (3, 3, 10), "kdp": (0, 0, 0), "ingramspark": (0, 0, 0), "lulu": (0, 0, 0), "office": (0, 0, 0)}
FULL = {"offset": (3, 3, 10), "kdp": (3.175, 0, 3.175), "ingramspark": (3.175, 0, 3.175), "lulu": (3.175, 3.175, 3.175),
        "office": (0, 0, 0)}


def measured(data: bytes, page: int) -> tuple[tuple[float, ...], ...]:
    """Media, bleed and trim box of a page in points."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        obj = pdf.pages[page].obj
        return tuple(tuple(float(value) for value in obj[name]) for name in ("/MediaBox", "/BleedBox", "/TrimBox"))


@pytest.mark.parametrize("target", BOXES)
@pytest.mark.parametrize("reaches", [False, True], ids=["text", "full bleed"])
def test_the_boxes_are_the_printers(target, reaches):
    """Trim, bleed and sheet are what the printer asks for, to 0.1 pt, on right and left pages, with and without bleed."""
    image = '<div style="position:absolute;left:-30mm;top:-30mm;width:200mm;height:60mm;background:var(--tint)"></div>'
    file, _ = made((image if reaches else "") + TEXT, target=target, pages=32)
    outer, spine, edge = (FULL if reaches else BOXES)[target]
    for page in (0, 1):
        media, bleed, trim = measured(file.data, page)
        assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((148 * MM, 210 * MM), abs=0.1)
        inner, outside = (0, 2) if page == 0 else (2, 0)          # the spine is left of a right-hand page
        assert abs(trim[inner] - bleed[inner]) == pytest.approx(spine * MM, abs=0.1)
        assert abs(trim[outside] - bleed[outside]) == pytest.approx(outer * MM, abs=0.1)
        assert (trim[1] - bleed[1], bleed[3] - trim[3]) == pytest.approx((outer * MM, outer * MM), abs=0.1)
        assert media[:2] == (0, 0) and media[3] - trim[3] == pytest.approx(edge * MM, abs=0.1)


def test_marks_lie_outside_the_bleed_on_every_plate(tmp_path):
    """The offset printer's crop marks are on all four plates and end outside the bleed; KDP gets none."""
    file, _ = made(pages=4)
    path = tmp_path / "print.pdf"
    path.write_bytes(file.data)
    found = plates(path, tmp_path, dpi=288)
    for ink in PLATES:
        plate = Image.open(found[1, ink]).convert("L")
        corner = plate.crop((0, 0, plate.width, round(7 * MM * 4)))           # the strip above the bleed
        assert corner.getextrema()[0] < 128, ink
    cyan = Image.open(found[1, "Cyan"]).convert("L")
    inside = cyan.crop(tuple(round(value * 4) for value in (7.1 * MM, 7.1 * MM, cyan.width / 4 - 7.1 * MM,
                                                            cyan.height / 4 - 7.1 * MM)))
    assert inside.getextrema() == (255, 255)
    kdp, _ = made(target="kdp")
    assert b"/Separation" not in uncompressed(kdp.data)


def test_the_text_moves_outward_where_the_binding_needs_the_room():
    """A 5 by 8 page has 16 mm inside; for 600 pages KDP wants 19.05, so right pages move right and left pages left."""
    shifts = []
    for pages in (100, 600):
        file, _ = made("<p>x</p>", "print: {trim: 5x8}\n", "kdp", pages)
        with pikepdf.open(io.BytesIO(file.data)) as pdf:
            shifts.append([float(re.search(rb"n 1 0 0 1 (-?[\d.]+)", page.Contents.read_bytes()).group(1)) / MM
                           for page in list(pdf.pages)[:2]])
    assert shifts[0] == pytest.approx([0, 0], abs=0.001)
    assert shifts[1] == pytest.approx([3.05, -3.05], abs=0.001)


# the file --------------------------------------------------------------------------

def test_a_pdfx4_states_its_condition_and_itself(tmp_path):
    """PDF/X-4: version 1.6, registered condition with its profile, XMP and information in accord, nothing for readers."""
    file, found = made()
    assert found == ()
    path = tmp_path / "print.pdf"
    path.write_bytes(file.data)
    assert qpdf_check(path) == ()
    assert all(font.embedded and font.unicode for font in pdffonts(path))
    with pikepdf.open(path) as pdf:
        intent, = pdf.Root.OutputIntents
        assert (intent.S, intent.OutputConditionIdentifier, intent.RegistryName) == \
            ("/GTS_PDFX", "FOGRA39", "http://www.color.org")
        assert intent.DestOutputProfile.N == 4 and intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        xmp = pdf.open_metadata()
        assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4" and xmp["dc:title"] == "A Title"
        assert xmp["pdf:Trapped"] == "False" and xmp["xmp:CreateDate"] == "2023-11-14T22:13:20Z"
        assert pdf.pdf_version == "1.6" and pdf.trailer.Info.Trapped == "/False"
        assert pdf.trailer.Info.CreationDate == "D:20231114221320Z" and len(pdf.trailer.ID) == 2
        assert not {"/Outlines", "/StructTreeRoot", "/MarkInfo", "/Names"} & set(pdf.Root.keys())
        assert not any("/Annots" in page.obj for page in pdf.pages)


def test_a_pdfx1a_is_flat_and_old(tmp_path):
    """PDF/X-1a:2001: version 1.3, no object streams, no OpenType programs, no transparency, its names in the information."""
    file, found = made(target="ingramspark")
    assert found == () and file.data.startswith(b"%PDF-1.3") and b"/ObjStm" not in file.data
    path = tmp_path / "print.pdf"
    path.write_bytes(file.data)
    assert {font.kind for font in pdffonts(path)} == {"CID Type 0C"} and qpdf_check(path) == ()
    with pikepdf.open(path) as pdf:
        assert pdf.trailer.Info.GTS_PDFXVersion == "PDF/X-1:2001"
        assert pdf.trailer.Info.GTS_PDFXConformance == "PDF/X-1a:2001"
        assert "/Metadata" not in pdf.Root and "/Group" not in pdf.pages[0].obj


def test_what_shows_through_is_an_error_where_transparency_is_forbidden():
    """PDF/X-1a: an element with an opacity is told with its page; PDF/X-4 takes it."""
    clear = f'<div style="{FIELD};background:#888;opacity:.5"></div>{TEXT}'
    with pytest.raises(PublishError, match=r"page 1: something on the page shows through"):
        made(clear, target="kdp")
    assert made(clear)[1] == ()


def test_an_alpha_channel_that_hides_nothing_is_no_transparency():
    """PDF/X-1a: an RGBA picture without a transparent pixel passes, one with some is an error."""
    shown = f'<img src="publication:/picture.png" alt="" style="width:60mm"/>{TEXT}'
    assert made(shown, target="kdp", resources=(picture((9, 99, 200, 255), "RGBA"),))[1] == ()
    with pytest.raises(PublishError, match="something on the page shows through"):
        made(shown, target="kdp", resources=(picture((9, 99, 200, 99), "RGBA"),))


def test_a_printer_of_srgb_gets_grey_text_and_coloured_pictures():
    """Lulu: black is DeviceGray, pictures stay in RGB, and no output intent is claimed."""
    file, found = made(f'<img src="publication:/picture.png" alt=""/>{TEXT}', target="lulu", pages=32,
                       resources=(picture((200, 30, 30), size=1200),), css="img{width:60mm}")
    assert found == ()
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        page = pdf.pages[0].Resources.XObject["/Page"]
        used = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
        assert "g" in used and not used & {"rg", "k"} and "/OutputIntents" not in pdf.Root


def test_blank_pages_fill_the_count_and_end_the_book():
    """The offset printer's count is a multiple of four; IngramSpark's last page is blank and the count even."""
    assert made(pages=29)[0].pages == 32
    file, _ = made(target="ingramspark", pages=28)
    assert file.pages == 30
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        shown = [pdf.pages[number].Resources.XObject["/Page"].read_bytes() for number in (-3, -2, -1)]
    assert [b"TJ" in one for one in shown] == [True, False, False]


def test_the_same_layout_gives_the_same_bytes():
    """Made twice, the file is the same; made for another moment, it is not."""
    one = press.project()
    composition, context = press.book(one, press.sheet(one, TEXT))
    assert EDITION.render(composition, context) == EDITION.render(composition, context)


# rules and preflight ------------------------------------------------------------------

@pytest.mark.parametrize("extra, target, pages, message", [
    ("", "kdp", 10, "metadata.yaml:1: error[target-pages]: Amazon KDP (paperback) binds at least 24 pages; this book has 10"),
    ("", "kdp", 830, "metadata.yaml:1: error[target-pages]: Amazon KDP (paperback) binds at most 828 pages; this book has 830"),
    ("print: {trim: A6}\n", "ingramspark", 28,
     "metadata.yaml:6: error[target-trim]: IngramSpark (paperback) does not offer the trim A6"),
    ("", "lightning", 28, "metadata.yaml:1: error[unknown-target]: there is no printer 'lightning' in printers.yaml"),
])
def test_what_a_printer_forbids_is_an_error_with_a_way_out(extra, target, pages, message):
    """Page counts and trims that a printer does not take stop the build, each with a hint."""
    with pytest.raises(PublishError) as trouble:
        made("<p>x</p>", extra, target, pages)
    first, hint = str(trouble.value).splitlines()[:2]
    assert first == message and hint.startswith("  hint: ")


def test_a_picture_with_too_few_pixels_is_told_with_its_resolution():
    """800 pixels over the measure of 104 mm are 195 an inch; the hint says how much larger the picture must be."""
    _, found = made('<img src="publication:/picture.png" alt="" style="width:120mm"/>', resources=(picture("red"),), pages=4)
    assert str(found[0]) == ("warning[resolution]: page 1: a picture has 195 pixels an inch; Offset printer wants 300\n"
                             "  hint: supply it 1.54 times as large, or print it smaller")
    _, found = made('<img src="publication:/picture.png" alt="" style="width:60mm"/>', resources=(picture("red"),), pages=4)
    assert found == ()


@pytest.mark.parametrize("xhtml, code", [
    ('<div style="border-top:.1pt solid black">x</div>', "hairline"),
    ('<svg width="90" height="9"><path d="M0 5H90" stroke="black" stroke-width=".2"/></svg>', "hairline"),
    ('<p style="font-size:3pt">small</p>', "small-type"),
    ('<p style="position:absolute;left:-17mm;top:0">outside</p>', "near-trim"),
    ('<div style="position:absolute;top:0;left:0;width:9mm;height:9mm;background:#ab00cd"></div>', ""),
])
def test_preflight_finds_what_would_print_badly(xhtml, code):
    """Hairlines, type below the least size and text near the trim are found with their page; a plain field is not."""
    _, found = made(xhtml + TEXT, pages=4)
    assert {(one.code, one.page) for one in found} == ({(code, page) for page in (1, 2, 3, 4)} if code else set())


def test_the_audit_finds_what_no_file_for_the_press_may_have():
    """A font left out, an annotation and a trim outside its sheet are each told."""
    from publish.editions.press.survey import audit
    file, _ = made(pages=4)
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot)])
        pdf.pages[1].obj.TrimBox = pikepdf.Array([0, 0, 9999, 9999])
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                del thing["/FontFile3"]
        data = io.BytesIO()
        pdf.save(data)
    assert [one.code for one in audit(data.getvalue())] == ["annotation", "boxes", "font-missing"]


# again --------------------------------------------------------------------------

def test_a_page_that_is_as_it_was_is_neither_converted_nor_read_again():
    """Its content and its marks are kept by all that they depend on; the bytes and the findings are the same."""
    one, kept, made_anew = press.targeted(press.project(""), "offset"), {}, []

    def keep(parts, make):
        if parts not in kept:
            made_anew.append(parts[0])
            kept[parts] = make()
        return kept[parts]

    def file(words: str):
        made_anew.clear()
        layout = press.repeated(press.sheet(one, f"{TEXT}<p style='font-size:4pt'>{words}</p>", "", ()), 28)
        composition, context = press.book(one, layout, ())
        fresh, = EDITION.render(composition, context)
        again, = EDITION.render(composition, dataclasses.replace(context, keep=keep))
        assert (again.data, again.findings) == (fresh.data, fresh.findings)
        assert {"small-type"} <= {found.code for found in again.findings}
        return set(made_anew)
    assert file("tiny") == file("dense") == {"press content", "marks"}
    assert file("tiny") == set()
