"""Which pages have a running head, and what it says."""

from __future__ import annotations

from functools import cache

import pypdfium2
import pytest

from publish.model import Leaf
from publish.typeset.folios import openings
from publish.typeset.galley import Anchor, Galley, Node
from publish.typeset.makeup import Place
from publish.typeset.markup import sketch

WORDS = "Words of no meaning stand here in their rows, so that there is enough of them to fill a line and a page. "
TITLES = tuple(f"Of {name}" for name in ("apples", "bells", "clocks", "doors", "eggs", "flags", "gates", "hats", "ink"))
SECTION = "### A section\n\n" + WORDS * 5
TEXT = f"{WORDS * 12}\n\n# First part {{.part}}\n\n" + "\n\n".join(
    f"## {title}\n\n{WORDS * (5 + 2 * number)}\n\n{SECTION}\n\n{SECTION}\n\n{SECTION}" + (
        "\n\n# Second part {.part}" if number == 3 else "") for number, title in enumerate(TITLES))
TOP = 21 / 25.4 * 72        # the A5's top margin, in points
BOTTOM = 26 / 25.4 * 72
BOOK = "A Book of Parts"
AUTHOR = "A. N. Author"


@pytest.fixture(scope="module")
def pages(book, lay_out, tmp_path_factory):
    """pages(openings): for each page its ids, its label, its head, the first line of its text and its folio."""
    @cache
    def made(openings: str):
        layout = lay_out(tmp_path_factory.mktemp("heads"), book(TEXT, openings))
        found = []
        for page, sheet in zip(layout.pages, pypdfium2.PdfDocument(layout.pdf)):
            text, height = sheet.get_textpage(), layout.height / 25.4 * 72
            head = text.get_text_bounded(bottom=height - TOP)
            first = text.get_text_bounded(bottom=BOTTOM, top=height - TOP).strip().split("\r\n")[0].strip()
            found.append((page, head.strip(), first, text.get_text_bounded(top=BOTTOM).strip()))
        return found
    return made


def _same(one: str, two: str) -> bool:
    return one.casefold() == two.casefold()


@pytest.mark.parametrize("openings", ["run-on", "page"])
def test_no_head_stands_right_above_the_title_of_a_chapter(pages, openings):
    """A page that a chapter begins has no head, also where chapters run on and after a part's page; its folio is there."""
    begun = [(page.label, head, foot) for page, head, first, foot in pages(openings)
             if page.label.isdigit() and any(_same(first, title) for title in TITLES)]
    assert len(begun) >= 2
    assert all(not head and foot == label for label, head, foot in begun), begun


def test_a_head_names_the_chapter_in_force_at_the_foot(pages):
    """On the right the last title of the page's chapters, on the left the book's; a section's title changes neither."""
    force, seen = "", {"first": 0, "middle": 0, "section": 0}
    for number, (page, head, first, _) in enumerate(pages("run-on")):
        if "glossary" in page.anchors:
            break
        begun = [title for title in TITLES if f"{title.lower().replace(' ', '-')}" in page.anchors]
        force = begun[-1] if begun else force
        if not force or not page.label.isdigit() or any(_same(first, title) for title in TITLES):
            seen["first"] += bool(begun)
            continue
        assert _same(head, BOOK if number % 2 else force), (page.label, head)
        seen["middle"] += bool(begun) and number % 2 == 0
        seen["section"] += _same(first, "A section")
    assert all(seen.values()), seen


def test_before_the_first_title_the_heads_name_the_author_and_the_book(book, lay_out, tmp_path):
    """Text without a title of its own has the author on the left and the book on the right."""
    layout = lay_out(tmp_path, book(WORDS * 80, "run-on"))
    heads = [sheet.get_textpage().get_text_bounded(bottom=layout.height / 25.4 * 72 - TOP).strip()
             for page, sheet in zip(layout.pages, pypdfium2.PdfDocument(layout.pdf)) if page.label.isdigit()]
    assert not heads[0] and _same(heads[1], AUTHOR) and _same(heads[2], BOOK)


@pytest.mark.parametrize("whole", [False, True])
def test_contents_of_several_pages_have_a_head_where_they_go_on(book, lay_out, tmp_path, whole):
    """Not where they begin; and no head of the text stands over them."""
    layout = lay_out(tmp_path, book("\n\n".join(f"# Chapter {number}\n\nWords." for number in range(50)), "run-on"),
                     whole=whole)
    heads = {page.label: sheet.get_textpage().get_text_bounded(bottom=layout.height / 25.4 * 72 - TOP).strip()
             for page, sheet in zip(layout.pages, pypdfium2.PdfDocument(layout.pdf)) if page.label.isalpha()}
    assert [head.casefold() for head in heads.values()] == ["", "contents"]


@pytest.mark.parametrize("whole", [False, True])
def test_a_head_keeps_to_the_measure(book, lay_out, tmp_path, whole):
    """The title of a chapter that is too long for a line has its first clause as running head."""
    title = "How the readers came to the house, and why they stayed away from it in the end although they had cards"
    layout = lay_out(tmp_path, book(f"# {title}\n\n{WORDS * 90}", "page"), whole=whole)
    heads = [sheet.get_textpage().get_text_bounded(bottom=layout.height / 25.4 * 72 - TOP).strip()
             for page, sheet in zip(layout.pages, pypdfium2.PdfDocument(layout.pdf)) if page.label == "3"]
    assert [head.casefold() for head in heads] == ["how the readers came to the house"]


def test_a_folio_beside_the_head_drops_to_the_foot_of_an_opening(book, lay_out, tmp_path):
    """Where the theme has folios at the head, a page that a chapter begins has its folio at the foot."""
    tokens = ("--foot-centre: none; --head-left-outer: counter(page); --head-right-outer: counter(page);"
              "--opening-foot-outer: counter(page)")
    layout = lay_out(tmp_path, book(f"# One\n\n{WORDS * 50}\n\n# Two\n\n{WORDS}", "page"), tokens=tokens)
    texts = [sheet.get_textpage() for sheet in pypdfium2.PdfDocument(layout.pdf)]
    found = {page.label: (text.get_text_bounded(bottom=layout.height / 25.4 * 72 - TOP).split()[:1],
                          text.get_text_bounded(top=BOTTOM).strip())
             for page, text in zip(layout.pages, texts) if page.label.isdigit()}
    assert found["1"] == ([], "1") and found["2"] == (["2"], "") and found["4"] == ([], "4")


def test_heads_are_those_of_the_whole_book(book, lay_out, tmp_path):
    """With parts and chapters that run on, pages set leaf by leaf say the same as pages set at once."""
    one = lay_out(tmp_path / "one", book(TEXT, "run-on"))
    two = lay_out(tmp_path / "two", book(TEXT, "run-on"), whole=True)
    texts = [[page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(layout.pdf)]
             for layout in (one, two)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(("start", "opens"), [
    (("one-title", 0), True), (("one", 0), True), (("one-p1", 0), False), (("one-title", 4), False), (("two", 0), True),
    (("two-p1", 0), True), (("two-p2", 0), False), (("", 0), False)])
def test_a_page_is_an_opening_where_the_first_letter_of_a_leaf_begins_it(start, opens):
    """Whichever element around that letter has an id; the rest of a title, or a page without text, is none."""
    leaves = [Leaf("one", "chapter", "body", "", '<section id="one"><h2 id="one-title">A</h2><p id="one-p1">B</p></section>'),
              Leaf("two", "opening", "body", "", '<section id="two"><img alt=""/><p id="two-p1"><b>C</b></p>D<p id="two-p2">'
                                                 'E</p></section>')]
    galley = Galley(b"", 1, 1, 0, ((Anchor("note", 0, 0, 0, 0),),), (), Node("Document"), starts=(start,))
    found = openings([Place(0, 0, True, 1, False), Place(-1, 0, False, 2, False)], [galley],
                     [sketch(leaf, False, 50) for leaf in leaves])
    assert found == (opens, False)


def test_a_page_with_a_picture_alone_opens_the_chapter_that_is_one():
    """A leaf without a letter begins the page on which it is first seen."""
    leaf = Leaf("map", "chapter", "body", "", '<section id="map"><img alt=""/></section>')
    galley = Galley(b"", 1, 1, 0, ((Anchor("map", 0, 0, 0, 0),), ()), (), Node("Document"), starts=(("", 0), ("", 0)))
    found = openings([Place(0, page, True, page + 1, False) for page in (0, 1)], [galley], [sketch(leaf, False, 50)])
    assert found == (True, False)
