"""Lines in register: after whatever stands between them the lines of the text come back to their grid."""

from __future__ import annotations

import pytest

from publish import config, pandoc, stylesheet
from publish.build.cache import Cache
from publish.compose import compose
from publish.model import Book
from publish.typeset import typeset
from publish.typeset.paragraph.evenness import read_lines

MARK = "Register"
WORDS = f"{MARK} is what printers call it when the lines of facing pages and of the two sides of a leaf stand level. "
BETWEEN = {
    "quotation": f"> {WORDS * 3}\n>\n> [(An Author, *A Book*, p. 3)]{{.source}}",
    "quotation in a quotation": f"> {WORDS}\n>\n> > {WORDS}\n>\n> {WORDS}",
    "section": "## A section of the chapter with a title so long that it stands in two lines of the page, and not in one",
    "subsection": "### A part of a section",
    "sections": "## A section\n\n### A part of it",
    "verse": "| A line of verse\n|   and one more\n|\n| A stanza",
    "list": f"- one\n- two\n    - more\n\n1. {WORDS}\n2. two",
    "definitions": f"Term\n:   {WORDS}",
    "table": "| Left | Right |\n|------|-------|\n| 1    | 2     |\n| 3    | 4     |",
    "table with a caption": "| Left | Right |\n|------|-------|\n| 1    | 2     |\n\n: A caption",
    "table without heads": "|      |       |\n|------|-------|\n| 1    | 2     |\n| 3    | 4     |",
    "code": "```\ncode\nmore code\n```",
    "break": "* * *",
    "letter": "::: letter\n[Here, today]{.dateline}\n\n[Dear You,]{.salutation}\n\nWords.\n\n[Me]{.signature}\n\n"
              "[PS. More.]{.postscript}\n:::",
    "drama": f"::: drama\n[A]{{.speaker}} {WORDS}\n\n[B]{{.speaker}} Words.\n:::",
    "epigraph": f"::: epigraph\n> {WORDS}\n>\n> [An Author]{{.source}}\n:::",
    "inline": f"{WORDS}`code`, *emphasis*, **bold**, **_both_**, [So]{{.smallcaps}}, x^2^, H~2~O. {WORDS}",
    "notes": f"{WORDS}[^a] {WORDS}[^b]",
}
NOTES = f"[^a]: {WORDS}\n\n[^b]: {WORDS * 30}\n"


def _book(theme: str, trim: str) -> tuple[Book, str]:
    pieces = "\n\n".join(f"{WORDS * 2}\n\n{piece}" for piece in BETWEEN.values())
    text = f"# One\n\n{pieces}\n\n{WORDS}\n\n# Two\n\n{WORDS * 12}\n\n{NOTES}"
    metadata = (f"title: T\ncreators: [{{name: N}}]\nlanguage: en-GB\nsource: a.md\ntheme: {theme}\n"
                f"print: {{openings: run-on, trim: {trim}}}\n")
    return Book(config.load(metadata.encode(), ("pdf",), lambda path: True), text, resources=()), text


def lines(theme: str, trim: str, folder) -> tuple:
    """The lines of the book's pages, set without the white that else makes facing pages end level."""
    book, text = _book(theme, trim)
    composition, _ = compose(book, text, pandoc.convert_each, lambda text: [], str, ("Source Serif Pro",))
    styles = stylesheet.gather({}, theme, None)
    styles["tokens.css"] += ":root { --setting-level: off }"
    faces = stylesheet.faces(styles, theme, lambda path, span=None: b"")
    layout = typeset(composition, styles, faces, cache=Cache(folder), jobs=1, say=lambda *told: None, modified=1,
                     whole=False)
    return tuple(read_lines(layout.pdf))


@pytest.mark.parametrize(("theme", "trim"), [("classic", "A5"), ("modern", "6x9"), ("classic", "A6"), ("large-print", "A4")])
def test_lines_come_back_to_their_grid(theme, trim, tmp_path_factory):
    """Headings, quotations, verse, tables and the rest take whole lines of the text with the white around them."""
    page = stylesheet.page_size(stylesheet.gather({}, theme, None), theme, trim)
    found = [one for one in lines(theme, trim, tmp_path_factory.mktemp("register"))
             if abs(one.size - page.text) < .05 and MARK in one.text and not one.text[0].isdigit()]
    assert len(found) > 50
    off = [_off(one.baseline - found[0].baseline, page.line) for one in found]
    assert [(one.page, round(by, 2), one.text) for one, by in zip(found, off) if abs(by) > .06] == []


def _off(distance: float, line: float) -> float:
    """How far a distance is from a whole number of lines."""
    return distance - round(distance / line) * line
