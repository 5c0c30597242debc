"""The cover: sizes, spine, barcode, and a title that fits."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings, strategies as st
from PIL import Image

from publish.editions.cover import EDITION
from publish.editions.cover.design import Wrap, sheet
from publish.editions.cover.title import even, fit
from publish.errors import PublishError
from publish.model import Page, Resource
from tests.tools import press
from tests.tools.pdf import page_images, pdffonts, pdftotext, qpdf_check
from tests.tools.process import command, run

MM = 72 / 25.4
ISBN = "identifiers: {print: 978-0-306-40615-7}\n"


def made(extra: str = "", target: str = "offset", pages: int = 200, resources=()):
    """The cover's PDF and JPEG, and what was found about them."""
    one = press.targeted(press.project(extra), target)
    composition, context = press.book(one, press.sheet(one, "<p>x</p>"), resources)
    context = replace(context, layout=replace(context.layout, pages=tuple(Page(str(number)) for number in range(pages))))
    files = EDITION.render(composition, context)
    return *files, EDITION.check(files, composition)


def trim(data: bytes) -> tuple[float, float]:
    """Width and height of the trimmed cover in mm."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        box = [float(value) / MM for value in pdf.pages[0].obj.TrimBox]
    return box[2] - box[0], box[3] - box[1]


# Spines worked out by hand: KDP white 0.0572 and cream 0.0635 mm a page, Lulu 0.0572 a page and 1.524 mm; a measured leaf
# of 0.1 mm and two leaves of the cover's 250 g/m2 at 1.2 cm3/g for the others; saddle-stitched offset books have none.
@pytest.mark.parametrize("target, extra, pages, spine", [
    ("kdp", "", 200, 200 * 0.0572),
    ("kdp", "print: {paper: {colour: cream}}\n", 200, 200 * 0.0635),
    ("lulu", "", 200, 200 * 0.0572 + 1.524),
    ("offset", "print: {paper: {caliper: 0.1}}\n", 200, 100 * 0.1 + 2 * 0.3),
    ("offset", "print: {paper: {grammage: 90, bulk: 1.5}}\n", 200, 100 * 0.135 + 2 * 0.3),
    ("offset", "", 28, 0),
])
def test_the_spine_is_as_wide_as_the_pages_on_their_stock(target, extra, pages, spine):
    """The trimmed cover is two pages and a spine wide, to 0.05 mm."""
    pdf, _, _ = made(extra, target, pages)
    assert trim(pdf.data) == pytest.approx((2 * 148 + spine, 210), abs=0.05)


@pytest.mark.parametrize("target, pages, words", [("kdp", 78, False), ("kdp", 200, True), ("offset", 28, False)])
def test_the_spine_carries_text_only_when_it_is_wide_enough(tmp_path, target, pages, words):
    """Below the printer's page count, and where the type would be below 6 pt, the spine stays empty."""
    pdf, _, _ = made(target=target, pages=pages)
    path = tmp_path / "cover.pdf"
    path.write_bytes(pdf.data)
    text = " ".join(pdftotext(path, "-raw")[0].split())
    assert text.count("A Title") == (2 if words else 1)


def test_a_spine_too_short_for_both_carries_the_title_alone(tmp_path):
    """A long title leaves no room for the author; one that is longer than the spine leaves it empty."""
    path = tmp_path / "cover.pdf"
    for words, count, authors in (("A " * 20, 2, 2), ("A word " * 12, 2, 1), ("A word " * 60, 1, 1)):
        one = replace(press.targeted(press.project(), "kdp"), title=words.strip())
        composition, context = press.book(one, press.sheet(one, "<p>x</p>"))
        context = replace(context, layout=replace(context.layout, pages=(Page("1"),) * 200))
        path.write_bytes(EDITION.render(composition, context)[0].data)
        text = " ".join(pdftotext(path, "-raw")[0].split())
        assert (text.count(words.strip()), text.count("A Writer")) == (count, authors)


def test_a_long_blurb_is_set_smaller_and_stays_above_the_barcode(tmp_path):
    """Six hundred words are set smaller than sixty, and end above the barcode."""
    path, heights = tmp_path / "cover.pdf", []
    for count in (60, 600):
        pdf, _, found = made(ISBN + f"cover: {{blurb: '{'blurb ' * count}'}}\n", "kdp")
        assert [one.code for one in found] == ["cover"]
        path.write_bytes(pdf.data)
        boxes = run(command("pdftotext", "poppler-utils"), "-bbox", path, "-").stdout
        words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">blurb<', boxes)
        assert len(words) == count
        heights.append(float(words[0][1]) - float(words[0][0]))
        isbn = float(re.search(r'yMin="([\d.]+)"[^>]*>ISBN<', boxes).group(1))
        assert max(float(bottom) for _, bottom in words) < isbn
    assert heights[1] < heights[0]


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
@pytest.mark.parametrize("target", ["offset", "kdp", "ingramspark", "lulu", "office"])
def test_every_theme_makes_a_cover_for_every_printer(tmp_path, theme, target):
    """Nothing is found wrong but notes; fonts are embedded; qpdf is content."""
    pdf, _, found = made(f"theme: {theme}\npublisher: A Press\n{ISBN}", target)
    assert [one for one in found if one.severity != "note"] == []
    path = tmp_path / "cover.pdf"
    path.write_bytes(pdf.data)
    assert qpdf_check(path) == () and all(font.embedded for font in pdffonts(path))


def test_the_barcode_is_read_by_a_reader(tmp_path):
    """EAN-13 and the five digits of the price are decoded from the picture of the cover."""
    pdf, _, _ = made(f"{ISBN}cover: {{price: '51299'}}\n", "kdp")
    path = tmp_path / "cover.pdf"
    path.write_bytes(pdf.data)
    image, = page_images(path, tmp_path, dpi=300)
    read = zxingcpp.read_barcodes(Image.open(image), ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    assert "978030640615751299" in [one.text for one in read]
    assert "ISBN 978-0-306-40615-7" in pdftotext(path)[0]


def test_the_front_for_the_stores_is_a_jpeg_of_1600_by_2560():
    """RGB, 1600 by 2560 pixels, the ground's colour at its edges, the same bytes every time."""
    _, jpeg, _ = made("theme: modern\n")
    image = Image.open(io.BytesIO(jpeg.data))
    assert (image.size, image.mode, image.format) == ((1600, 2560), "RGB", "JPEG")
    assert image.getpixel((4, 4)) == pytest.approx((0xb3, 0x26, 0x1e), abs=4)
    assert made("theme: modern\n")[1].data == jpeg.data


def test_the_covers_pdf_is_the_same_every_time():
    """Made twice, the wrap-around cover has the same bytes."""
    assert made(ISBN)[0].data == made(ISBN)[0].data


@pytest.mark.parametrize("ground, ink", [("#102030", "#ffffff"), ("#f0e0a0", "#000000"), ("#777777", "#000000")])
def test_on_a_ground_of_the_metadatas_own_the_words_stand_out(ground, ink):
    """Whichever of black and white has more contrast with the ground is taken."""
    one = press.project(f"cover: {{colour: '{ground}'}}\n")
    _, context = press.book(one, press.sheet(one, "<p>x</p>"))
    assert f"--cover-ground:{ground};--cover-ink:{ink}" in sheet(context, one, Wrap(100, 160))[1]


def test_a_picture_has_its_place():
    """A cover's picture is drawn on the front, and counted by preflight with its resolution."""
    data = io.BytesIO()
    Image.new("RGB", (300, 300), (200, 60, 60)).save(data, "PNG")
    extra = "cover: {image: front.png, alt: A red square}\n"
    _, jpeg, found = made(extra, resources=(Resource("front.png", "image/png", data.getvalue()),))
    assert [one.code for one in found] == ["cover", "resolution"]
    assert Image.open(io.BytesIO(jpeg.data)).getpixel((800, 600)) == pytest.approx((200, 60, 60), abs=4)


def test_an_unknown_design_is_told_with_the_known_ones():
    """cover.design names a file in styles/covers/."""
    with pytest.raises(PublishError) as trouble:
        made("cover: {design: fram}\n")
    assert "error[unknown-design]: there is no cover design 'fram' in styles/covers/" in str(trouble.value)
    assert "did you mean 'frame'?" in str(trouble.value)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.5, 9), min_size=1, max_size=12), st.floats(9, 40))
def test_lines_never_exceed_their_width_and_are_as_few_as_can_be(widths, width):
    """Every word is kept, in order; no line is wider than the place; filling greedily takes no fewer lines."""
    words = [f"w{number}" for number in range(len(widths))]
    rows = even(words, widths, 0.25, width)
    assert " ".join(rows).split() == words
    sizes = dict(zip(words, widths))
    assert all(sum(sizes[word] for word in row.split()) + 0.25 * row.count(" ") <= width + 1e-9 for row in rows)
    greedy, line = 1, -0.25
    for one in widths:
        if line + 0.25 + one > width:
            greedy, line = greedy + 1, -0.25
        line += 0.25 + one
    assert len(rows) == greedy


def test_a_title_is_as_large_as_its_place_allows():
    """A short title has the largest size; a long one is smaller, and within its place."""
    face = next(one.data for one in press.faces("classic") if one.style == "normal" and one.weight == 400)
    assert fit("War and Peace", face, 70, 58, 13, 1.12).size == 13
    long = fit("The Life and Strange Surprizing Adventures of Robinson Crusoe of York Mariner", face, 70, 58, 13, 1.12)
    assert 6 < long.size < 11 and len(long.rows) * long.size * 1.12 <= 58
