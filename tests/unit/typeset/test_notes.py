"""Notes on the pages of a book: at the foot of the page of their numbers, and without disturbing the lines above."""

import re
from itertools import pairwise

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
