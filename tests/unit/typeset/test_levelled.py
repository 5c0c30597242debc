"""A whole publication whose facing pages end level, whichever way its pages are set."""

from __future__ import annotations

import pytest

from benchmarks.justification.prose import book
from publish.pipeline import Publication
from publish.typeset.paragraph.evenness import read_lines

METADATA = """title: A book
creators: [{name: A. N. Author}]
language: en-GB
date: 2026
source: book.md
editions: [pdf]
print: {openings: page}
"""
SEED, WORDS = 3, 21_000        # a book in which two chapters that begin on the left depend on it


@pytest.fixture(scope="module")
def layouts(tmp_path_factory):
    """The layout of a novel of several chapters, joined and whole."""
    root = tmp_path_factory.mktemp("novel")
    parts = [f"# {chapter.title}\n\n" + "\n\n".join("".join(run.text for run in paragraph)
                                                     for paragraph in chapter.paragraphs)
             for chapter in book(SEED, WORDS)]
    (root / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (root / "book.md").write_text("\n\n".join(parts), encoding="utf-8")
    said: list[str] = []
    found = [Publication(root, say=lambda line, *_: said.append(line), jobs=1, whole=whole).layout
             for whole in (False, True)]
    return *found, said


def feet(pdf):
    """The height of the last line of each page's text, in points from the foot, without its folio."""
    lowest: dict[int, list[float]] = {}
    for line in read_lines(pdf):
        lowest.setdefault(line.page, []).append(line.baseline)
    return {page: sorted(lines)[:2] for page, lines in lowest.items()}


def test_hardly_a_page_ends_short(layouts):
    """Of some sixty pages at most one ends short, and the log says how many were levelled."""
    joined, _, said = layouts
    assert sum(page.short > 0 for page in joined.pages) <= 1 and len(joined.pages) > 60
    assert any("pages levelled" in line for line in said)


def test_chapters_that_begin_on_the_left_are_levelled_with_the_pages_that_they_face(layouts):
    """The joined book has the pages of the book as one document, where every page knows the one that it faces."""
    joined, whole, _ = layouts
    assert [page.start for page in joined.pages] == [page.start for page in whole.pages]
    assert [page.short for page in joined.pages] == [page.short for page in whole.pages]
    assert feet(joined.pdf) == feet(whole.pdf)
