"""One layout: screen PDF, print PDF and booklet show the same lines on the same pages."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from publish.pipeline import Publication
from tests.tools.process import command, run

METADATA = """title: A Title
creators: [{name: A Writer}]
language: en-GB
date: 2026-11-24
source: text.md
editions: [pdf, print, booklet]
print: {trim: A6, target: office, paper: {caliper: 0.1}}
"""
CHAPTER = "# Chapter {n}\n\n" + "\n\n".join(
    f"Paragraph {n} tells of harbours and hills, of boats that go out in the morning and come back in the evening, and of "
    f"nets that are mended along the wall by {n} older men who speak, when they speak at all, of weather and of prices."
    for n in range(1, 13)) + "\n\n"
PLACE = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="[\d.-]+" yMax="[\d.-]+">(.*?)</word>')


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """The three files of a small publication, by edition."""
    folder = tmp_path_factory.mktemp("one-layout")
    (folder / "metadata.yaml").write_text(METADATA, "utf-8")
    (folder / "text.md").write_text("".join(CHAPTER.replace("{n}", str(n)) for n in range(1, 5)), "utf-8")
    publication = Publication(folder)
    found = {}
    for name in ("pdf", "print", "booklet"):
        found[name] = folder / f"{name}.pdf"
        found[name].write_bytes(publication.render(name)[0].data)
    return found


def words(path: Path) -> list[list[tuple[str, float, float]]]:
    """The words of each page with their places from the left and head of its trim box, in points."""
    with pikepdf.open(path) as pdf:
        corners = [(float(page.trimbox[0]) - float(page.cropbox[0]), float(page.cropbox[3]) - float(page.trimbox[3]))
                   for page in pdf.pages]
    text = run(command("pdftotext", "poppler-utils"), "-bbox", "-cropbox", path, "-").stdout
    return [[(word, float(x) - left, float(y) - top) for x, y, word in PLACE.findall(page)]
            for page, (left, top) in zip(text.split("<page ")[1:], corners)]


def test_print_and_screen_have_the_same_words_in_the_same_places(files):
    """Page by page and word by word, to a twentieth of a point."""
    screen, press = words(files["pdf"]), words(files["print"])
    assert len(screen) == len(press) > 8
    for one, other in zip(screen, press):
        assert [word for word, _, _ in one] == [word for word, _, _ in other]
        for (_, x, y), (_, press_x, press_y) in zip(one, other):
            assert (press_x, press_y) == pytest.approx((x, y), abs=.05)


def test_the_booklet_has_every_page_in_its_place_with_creep(files):
    """Each page's words stand on the sheet where the page stands, moved by its creep and by nothing else."""
    from publish.editions.booklet.impose import sides
    screen, sheets = words(files["pdf"]), words(files["booklet"])[2:]
    wide = 105 / 25.4 * 72
    order = sides(len(screen))
    assert len(order) == len(sheets)
    for side, found in zip(order, sheets):
        creep = 0.1 * 1.2 * side.depth / 25.4 * 72
        expected = [(word, x + creep, y) for word, x, y in (screen[side.left] if side.left is not None else [])] + \
            [(word, x + wide - creep, y) for word, x, y in (screen[side.right] if side.right is not None else [])]
        assert sorted(word for word, _, _ in found) == sorted(word for word, _, _ in expected)
        for (word, x, y), (other, sheet_x, sheet_y) in zip(sorted(expected), sorted(found)):
            assert (other, sheet_x, sheet_y) == (word, pytest.approx(x, abs=.05), pytest.approx(y, abs=.05))
