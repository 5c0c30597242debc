"""Pages of a PDF as images."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from publish.proof import pages


@pytest.fixture
def pdf(tmp_path):
    """A PDF of a page with bleed, its trimmed page all black, and a page without."""
    document = pikepdf.new()
    bled = document.add_blank_page(page_size=(120, 220))
    bled.TrimBox = [10, 10, 110, 210]
    bled.Contents = document.make_stream(b"10 10 100 200 re f")
    document.add_blank_page(page_size=(200, 100))
    document.save(tmp_path / "a.pdf")
    return tmp_path / "a.pdf"


def test_a_page_has_its_size_and_the_trim_where_it_differs(pdf):
    """Sizes in points; the trimmed page from the upper left; none where the page is all there is."""
    assert pages.leaves(pdf, "1") == (pages.Leaf(120, 220, (10, 10, 100, 200)), pages.Leaf(200, 100))


def test_a_page_is_drawn_in_a_width(pdf):
    """The image has the width and what is on the page where it is on the page."""
    image = Image.open(BytesIO(pages.image(pdf, "1", 1, 480))).convert("L")
    assert image.size == (480, 880)
    assert image.getpixel((10, 10)) == 255 and image.getpixel((240, 440)) == 0


@pytest.mark.parametrize("number, width, fault", [(0, 480, IndexError), (3, 480, IndexError), (1, 100_000, ValueError)])
def test_there_are_only_the_pages_that_there_are(pdf, number, width, fault):
    """Neither a page outside the file nor a size without bound can be asked for."""
    with pytest.raises(fault):
        pages.image(pdf, "1", number, width)


def test_a_changed_file_is_drawn_anew(pdf):
    """What is kept is kept for one content of the file."""
    first = pages.image(pdf, "1", 1, 480)
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        document.pages.reverse()
        document.save(pdf)
    assert pages.image(pdf, "1", 1, 480) == first
    assert pages.image(pdf, "2", 1, 480) != first
