"""The booklet: what a reader finds after printing, folding and stapling what the PDF says."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf
import pytest

from publish.editions.booklet import EDITION
from publish.editions.booklet.impose import Sheet, impose, sides, signatures
from publish.errors import PublishError
from tests.tools import press
from tests.tools.pdf import pdftotext, qpdf_check

MM = 72 / 25.4
A4 = Sheet(297, 210, 148, 210, creep=0.125)


@dataclass(frozen=True)
class Placed:
    """A page read back from a sheet: its number, the centre of its place and how far it is moved, in mm."""

    number: int
    x: float
    turned: bool
    shift: float


def marked(pages: int) -> pikepdf.Pdf:
    """A file of A5 pages, each with its number in its content."""
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page(page_size=(148 * MM, 210 * MM))
        pdf.pages[-1].Contents = pikepdf.Stream(pdf, b"%% page %d\n" % number)
        pdf.pages[-1].obj.TrimBox = pikepdf.Array([0, 0, 148 * MM, 210 * MM])
    return pdf


PLACING = re.compile(rb"1 0 0 1 (-?[\d.]+) (-?[\d.]+) cm (/[LR]) Do")


def read_back(page: pikepdf.Page, sheet: Sheet) -> dict[str, Placed]:
    """What stands left and right on one side of a sheet, as somebody sees it who holds that side upright."""
    content = page.Contents.read_bytes()
    turned = b"-1 0 0 -1 " in content
    found = {}
    for x, _, name in PLACING.findall(content):
        form = page.Resources.XObject[name.decode()]
        number = int(re.search(rb"page (\d+)", form.read_bytes()).group(1))
        own = sheet.width / 2 - sheet.page_width if name == b"/L" else sheet.width / 2
        shift = float(x) / MM - own
        centre = own + sheet.page_width / 2
        found["left" if name == b"/L" else "right"] = Placed(number, sheet.width - centre if turned else centre, turned, shift)
    return found


def folded(pdf: pikepdf.Pdf, sheet: Sheet, sizes: tuple[int, ...], right_to_left: bool = False) -> list[int | None]:
    """The pages in the order of reading: each signature's sheets inside each other, folded in the middle.

    A leaf's two faces are found by turning the sheet over, not by its order: what lies behind a place on the front is at
    the mirrored place on the back (turned on the short edge) or at the same place (turned on the long edge).
    """
    read, at = [], 0
    for size in sizes:
        first_half, second_half = [], []
        for _ in range(size // 4):
            front, back = (read_back(pdf.pages[at + one], sheet) for one in (0, 1))
            at += 2
            outer, inner = ("left", "right") if right_to_left else ("right", "left")
            first_half += [front.get(outer), behind(front.get(outer), back, outer, sheet)]
            second_half[:0] = [behind(front.get(inner), back, inner, sheet), front.get(inner)]
        read += [*first_half, *second_half]
    return [one.number if one else None for one in read]


def behind(page: Placed | None, back: dict[str, Placed], place: str, sheet: Sheet) -> Placed | None:
    """The page at the back of the leaf that holds `page`: on paper, left lies behind right."""
    middle = sheet.width / 2
    x = page.x if page else middle + (sheet.page_width / 2) * (1 if place == "right" else -1)
    for one in back.values():
        paper_x = one.x if one.turned else sheet.width - one.x      # where it is on the paper, seen from the front
        if abs(paper_x - x) < 1:
            return one
    return None


def test_the_folded_booklet_reads_in_order_and_pages_move_towards_the_fold():
    """From 1 to 100 pages: folded, they follow each other and blanks come last; each page is moved towards the fold by
    the creep times the number of sheets around it, to 0.01 mm."""
    for pages in range(1, 101):
        pdf = marked(pages)
        impose(pdf, sides(pages), A4)
        assert folded(pdf, A4, signatures(pages, 0)) == [*range(pages), *[None] * (-pages % 4)], pages
        for number, page in enumerate(pdf.pages):
            for place, placed in read_back(page, A4).items():
                towards = 1 if place == "left" else -1
                assert placed.shift == pytest.approx(towards * A4.creep * (number // 2), abs=0.01)


def test_the_folded_booklet_reads_in_order_when_it_is_turned_on_its_long_edge():
    """The sheets of a printer that turns paper on its long edge give the same booklet."""
    sheet = Sheet(297, 210, 148, 210, 0.125, turn_back=True)
    for pages in (*range(1, 18), 30, 99):
        pdf = marked(pages)
        impose(pdf, sides(pages), sheet)
        assert folded(pdf, sheet, signatures(pages, 0)) == [*range(pages), *[None] * (-pages % 4)], pages


def test_the_back_of_a_sheet_turned_on_its_long_edge_stands_on_its_head():
    """On the long edge the back is printed head down, on the short edge head up."""
    for turn_back in (False, True):
        pdf = marked(8)
        impose(pdf, sides(8), Sheet(297, 210, 148, 210, 0, turn_back))
        assert [b"-1 0 0 -1 " in page.Contents.read_bytes() for page in pdf.pages] == [False, turn_back] * 2


@pytest.mark.parametrize("most", [4, 8, 16, 32])
def test_signatures_are_folded_one_after_the_other(most):
    """A long text in several signatures reads in order too, and creep begins anew in each."""
    for pages in (1, 16, 17, 33, 61, 100):
        sizes = signatures(pages, most)
        assert max(sizes) <= most and sum(sizes) == pages + -pages % 4
        assert max(sizes) - min(sizes) <= 4
        pdf = marked(pages)
        impose(pdf, sides(pages, most), A4)
        assert folded(pdf, A4, sizes) == [*range(pages), *[None] * (-pages % 4)]
        assert [side.depth for side in sides(pages, most)] == [
            depth for size in sizes for depth in range(size // 4) for _ in range(2)]


def test_a_book_that_reads_from_right_to_left_is_bound_on_the_right():
    """In Arabic or Hebrew the first page stands left of the fold on the outermost sheet."""
    pdf = marked(11)
    impose(pdf, sides(11, right_to_left=True), A4)
    assert folded(pdf, A4, signatures(11, 0), right_to_left=True) == [*range(11), None]
    assert read_back(pdf.pages[0], A4)["left"].number == 0


def made(extra: str = "", pages: int = 6, xhtml: str = "<p>Words that stay words.</p>"):
    """The booklet of a small publication, opened, with what was found."""
    one = press.project(extra)
    composition, context = press.book(one, press.repeated(press.sheet(one, xhtml), pages))
    file, = EDITION.render(composition, context)
    return pikepdf.open(io.BytesIO(file.data)), file, EDITION.check((file,), composition)


def test_the_sheet_is_the_desk_printers_and_text_stays_text(tmp_path):
    """A5 pages lie side by side on A4, whole, as text; a sheet to try the duplex with comes first."""
    pdf, file, _ = made()
    assert {tuple(round(float(value) / MM, 1) for value in page.MediaBox) for page in pdf.pages} == {(0, 0, 297, 210)}
    assert len(pdf.pages) == 2 + 4 == file.pages
    path = tmp_path / "booklet.pdf"
    path.write_bytes(file.data)
    texts = pdftotext(path)
    assert [text.count("Words that stay words.") for text in texts] == [0, 0, 1, 1, 2, 2]
    assert qpdf_check(path) == ()


def test_the_trial_sheets_arrows_lie_behind_each_other():
    """Turned as the booklet is, the trial sheet's arrows are at one place of the paper and point the same way."""
    for duplex in ("short-edge", "long-edge"):
        pdf, *_ = made(f"booklet: {{duplex: {duplex}}}\n")
        front, back = (page.Contents.read_bytes() for page in pdf.pages[:2])
        x_front, x_back = (float(re.search(rb"4 w ([\d.]+) [\d.]+ m", one).group(1)) for one in (front, back))
        assert (b"-1 0 0 -1 " in back) == (duplex == "long-edge")
        # Turned on the short edge the paper mirrors the page; on the long edge the page itself is turned: alike seen through.
        assert 297 * MM - x_back == pytest.approx(x_front, abs=0.01)


def test_small_pages_get_marks_where_the_sheet_has_room():
    """A6 on A4 leaves room for crop and fold marks; A5 on A4 leaves none."""
    small, *_ = made("print: {trim: A6}\n")
    large, *_ = made()
    assert b"[2 2] 0 d" in small.pages[2].Contents.read_bytes()
    assert b"[2 2] 0 d" not in large.pages[2].Contents.read_bytes()


def test_a_trim_that_does_not_fit_is_told_with_the_way_out():
    """B5 does not fit twice on A4: an error with the sizes and what to change."""
    with pytest.raises(PublishError) as trouble:
        made("print: {trim: B5}\n")
    assert str(trouble.value).splitlines()[0].endswith(
        "error[booklet-sheet]: two pages of 176 × 250 mm do not fit on A4 (297 × 210 mm)")
    assert made("print: {trim: B5}\nbooklet: {sheet: A3}\n")[1].pages == 6


def test_the_maker_is_told_of_blanks_creep_and_thick_folds():
    """Blank pages and creep are noted; more sheets than staples hold are a warning with a signature to use."""
    _, _, found = made(pages=6)
    assert [one.message for one in found] == ["2 sheets in 1 signature, 2 blank pages at the end, creep up to 0.12 mm"]
    _, _, found = made(pages=100)
    assert found[1].code == "booklet-thick" and "booklet.signature: 40" in found[1].hint


def test_the_same_pages_give_the_same_bytes():
    """A booklet made twice is the same file, whatever identifier the layout was saved under."""
    one = press.project()
    layout, made_of = press.sheet(one, "<p>x</p>"), []
    for mark in (b"a", b"b"):
        with pikepdf.open(io.BytesIO(layout)) as pdf:
            pdf.trailer.ID = pikepdf.Array([pikepdf.String(mark * 16)] * 2)
            data = io.BytesIO()
            pdf.save(data)
        made_of.append(EDITION.render(*press.book(one, data.getvalue())))
    assert made_of[0] == made_of[1]
