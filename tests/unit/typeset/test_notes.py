"""Notes on the pages of a book: at the foot of the page of their numbers, and without disturbing the lines above."""

import re
from ctypes import create_string_buffer
from itertools import pairwise

import pypdfium2
import pytest

from publish.typeset.paragraph.evenness import read_lines, running_text

SENTENCE = "Nobody remembered, although the committee had met in the old harbour, who first recommended the engineer"
LEADING = 14.0              # pt from line to line in the classic theme


@pytest.fixture(scope="module")
def layouts(book, lay_out, tmp_path_factory):
    """A chapter with a note every sentence or two, set leaf by leaf and as one document."""
    count, parts = 0, []
    for number in range(24):
        said = []
        for sentence in range(number % 5 + 2):
            words = SENTENCE.split()[sentence % 7:]
            if (number + sentence) % 3:
                count += 1
                words[(number * sentence) % len(words)] += f"[^{count}]"
            said.append(" ".join(words) + ("." if sentence % 2 else "!"))
        parts.append(" ".join(said))
    notes = [f"[^{number}]: Note {number}: {SENTENCE[:20 + number % 7 * 13]}." for number in range(1, count + 1)]
    text = "\n\n".join(["# Notes", *parts, *notes])
    return [lay_out(tmp_path_factory.mktemp("cache"), book(text), whole) for whole in (False, True)]


def test_every_note_is_on_the_page_of_its_number(layouts):
    """The number and the note are on one page, for each note of the text, however the pages are made."""
    for layout in layouts:
        where = {name: number for number, page in enumerate(layout.pages) for name in page.anchors}
        numbers = [name for name in where if re.search(r"-ref\d+$", name)]
        assert len(numbers) > 50
        assert [name for name in numbers if where.get(name.replace("-ref", "-note")) != where[name]] == []


def test_lines_with_numbers_of_notes_are_as_far_apart_as_others(layouts):
    """Every line of the text stands on the grid: neither the number nor the place of its note makes a line higher."""
    lines = [line.line for line in running_text(read_lines(layouts[0].pdf)) if line.line.page > 2]
    steps = [one.baseline - two.baseline for one, two in pairwise(lines) if one.page == two.page]
    assert len(steps) > 80
    assert all(step == pytest.approx(LEADING * round(step / LEADING), abs=0.11) for step in steps)


def test_a_note_is_set_alike_wherever_it_is_called(book, lay_out, tmp_path):
    """Emphasis within a note is emphasis, and its lists stand in, though it is called from emphasis, a list or verse."""
    note = "[^{0}]: {0} plain, *stressed*.\n\n    - entry\n"
    called = "*Called[^1] here.*\n\n- Item[^2]\n\n> Quoted.[^3]\n\n| Verse[^4]\n"
    text = "# Notes\n\n" + called + "\n" + "\n".join(map(note.format, range(1, 5)))
    glyphs = _glyphs(lay_out(tmp_path, book(text)).pdf)
    letters = "".join(letter for letter, _, _ in glyphs)
    stressed, entries = ([match.start() for match in re.finditer(word, letters)] for word in ("stressed", "entry"))
    assert len(stressed) == len(entries) == 4
    assert {glyphs[at][1] for at in stressed} == {"Source-Serif-Pro-Italic"}
    assert len({(letters[at - 1], round(glyphs[at][2], 1), round(glyphs[at][2] - glyphs[at - 1][2], 1))
                for at in entries}) == 1


def _glyphs(pdf):
    """Every visible glyph of a PDF in order: its character, its font without its tag, and its left edge in pt."""
    document, found = pypdfium2.PdfDocument(pdf), []
    for text in (page.get_textpage() for page in document):
        for index in range(text.count_chars()):
            name = create_string_buffer(80)
            pypdfium2.raw.FPDFText_GetFontInfo(text, index, name, len(name), None)
            letter = text.get_text_range(index, 1)
            if letter.strip():
                found.append((letter, name.value.decode().split("+")[-1], text.get_charbox(index)[0]))
    document.close()
    return found
