"""The leaves as the pages need them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.model import Heading, Leaf
from publish.typeset.markup import Numbers, address, paged, ranges, sketch

NOTE = ('<section class="notes"><aside id="c-note1" class="note"><p><a class="note-number" href="#c-ref1">1</a> A note.'
        '</p><p>And more.</p></aside></section>')
CHAPTER = Leaf("c", "chapter", "body", "One", '<section id="c" class="chapter" epub:type="chapter"><h2 id="c-title">One'
               '<a id="c-ref1" class="note-ref" href="#c-note1">1</a></h2><p id="c-p1">Text, <a href="#d">there</a> '
               f'and <a class="term" href="#term-x">x</a>.</p>{NOTE}</section>', (Heading("c", "One", 1),))
GLOSSARY = Leaf("glossary", "glossary", "back", "Glossary", '<section id="glossary" class="glossary"><dl>'
                '<dt id="term-x"><dfn>x</dfn></dt><dd><p>A letter.</p><p class="uses" data-uses="a b c d" data-pages="Page Pages">'
                '<span class="label">Used in</span> <a href="#a" class="backlink">One</a></p></dd></dl></section>')
CONTENTS = Leaf("contents", "contents", "front", "Contents", '<nav id="contents" class="contents"><ol><li>'
                '<a href="#c">One</a></li></ol></nav>')


def _paged(leaf: Leaf, numbers: Numbers = Numbers(), longest: int = 100, broken: frozenset[str] = frozenset()) -> str:
    return paged(leaf, False, numbers, longest, broken, 50)


def test_a_note_stands_right_after_its_reference():
    """The whole note, all its paragraphs and the text after the reference are kept; the empty section of notes goes."""
    text = _paged(CHAPTER)
    assert '>1</a><aside id="c-note1" class="note"><p>' in text and "And more.</p></aside></h2>" in text
    assert 'class="notes"' not in text


def test_the_blocks_of_a_note_stand_close():
    """White space between blocks is not text: within a paragraph WeasyPrint would make an empty line of it."""
    leaf = Leaf("c", "chapter", "body", "", '<section id="c"><p>a<a class="note-ref" href="#n">1</a> b</p>'
                '<section class="notes"><aside id="n" class="note"><p>c <em>d</em> <em>e</em></p>\n<ul>\n<li>f</li>\n'
                "</ul></aside></section></section>")
    assert ('<aside id="n" class="note"><p>c <em>d</em> <em>e</em></p><ul><li>f</li></ul></aside> b</p>'
            in _paged(leaf))


def test_a_long_note_stays_at_the_end_of_its_leaf():
    """A note of more characters than a page's foot can hold is not moved: WeasyPrint never divides one."""
    assert _paged(CHAPTER, longest=5).endswith(f"{NOTE}</section>")


def test_notes_of_one_line_stand_at_its_foot_together_or_not_at_all():
    """What does not fit with the notes of the same line stays at the end; notes of other lines are not counted."""
    def leaf(between: str) -> Leaf:
        text = between.join(f'<a class="note-ref" href="#n{number}">{number}</a>' for number in (1, 2, 3))
        notes = "".join(f'<aside class="note" id="n{number}"><p>{"x" * 40}</p></aside>' for number in (1, 2, 3))
        return Leaf("c", "chapter", "body", "", f'<section id="c"><p>{text}</p><section class="notes">{notes}</section>'
                    "</section>")
    assert _paged(leaf(" "), longest=100).endswith('<section class="notes"><aside class="note" id="n3"><p>' + "x" * 40
                                                   + "</p></aside></section></section>")
    assert 'class="notes"' not in _paged(leaf("word " * 60), longest=100)


def test_references_show_their_page_and_terms_do_not():
    """A link to another place of the text has the folio of its page; a term's and a note's have none."""
    text = _paged(CHAPTER, Numbers({"d": "14"}, {"d": 20}))
    assert '<a href="#d" data-page="14">' in text and text.count("data-page") == 1


def test_a_link_to_nothing_leads_nowhere():
    """What a link promised and the book does not hold is not a link, and its words stay."""
    assert '<a>there</a>' in _paged(CHAPTER, broken=frozenset("d")).replace(' data-page="0"', "")


def test_the_contents_show_the_folios():
    """Each entry has its page as data for the stylesheet."""
    found = _paged(CONTENTS, Numbers({"c": "vii"}, {"c": 6}))
    assert '<a href="#c"><span class="last" data-page="vii">One</span></a>' in found


def test_the_glossary_shows_the_pages_where_a_term_is_used():
    """Chapters' titles become page numbers, each page once, rows of pages as a range on one line, each a link."""
    numbers = Numbers({"a": "4", "b": "5", "c": "6", "d": "9"}, {"a": 8, "b": 9, "c": 10, "d": 13})
    assert ('<p class="uses"><span class="label">Pages</span>\u00a0<span class="range"><a href="#a" class="page">4</a>–'
            '<a href="#c" class="page">6</a></span>,\u00a0<a href="#d" class="page">9</a></p>') in _paged(GLOSSARY, numbers)


def test_one_page_is_called_a_page():
    """The label is in the number of what follows it."""
    assert ('<span class="label">Page</span>\u00a0<a href="#a" class="page">4</a></p>'
            in _paged(GLOSSARY, Numbers({"a": "4"}, {"a": 8})))


@pytest.mark.parametrize(("places", "shown"), [([3], "3"), ([3, 3], "3"), ([3, 4], "3, 4"), ([3, 4, 5], "3–5"),
                                               ([1, 3, 4, 5, 8, 9], "1, 3–5, 8, 9"), ([5, 4, 3, 1], "1, 3–5")])
def test_pages_in_a_row_are_a_range(places, shown):
    """Two pages are two numbers, three in a row a range."""
    names = [f"n{index}" for index in range(len(places))]
    where = dict(zip(names, places))
    assert "".join(f"{before}{where[name]}" for before, name in ranges(names, where)) == shown


@given(st.lists(st.integers(1, 60), max_size=30))
def test_no_page_is_lost_in_a_range(places):
    """Written out, the ranges are the pages that were there."""
    names = [f"n{index}" for index in range(len(places))]
    where = dict(zip(names, places))
    found: list[int] = []
    for before, name in ranges(names, where):
        found += range(found[-1] + 1, where[name]) if before == "–" else ()
        found.append(where[name])
    assert found == sorted(set(places))


def test_the_sketch_knows_what_make_up_needs():
    """Root, headings without their notes, links, titles, and whether page numbers are shown."""
    one = sketch(CHAPTER, True, 50)
    assert (one.id, one.tag, one.classes, one.numbered) == ("c", "section", "chapter first-of-text", True)
    assert [(heading.id, heading.tag, heading.words) for heading in one.headings] == [("c-title", "h2", "One")]
    assert set(one.links) == {"c-note1", "d", "term-x", "c-ref1"}
    assert one.titles["c"] == "One" and one.titles["c-note1"] == "1" and one.titles["c-p1"] == ""


def test_an_address_is_quoted():
    """Spaces and signs in a name do not end the address."""
    assert address("a b & ü.png") == "publication:/a%20b%20%26%20%C3%BC.png"
