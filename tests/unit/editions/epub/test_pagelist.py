"""Page breaks in the right places."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.editions.epub.pagelist import breaks, mark, marked
from publish.model import UNCOUNTED, Leaf, Page

MARK = "<span id=\"page-7\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\"7\"></span>"


def leaf(xhtml: str) -> Leaf:
    """A leaf of some XHTML."""
    return Leaf("c", "chapter", "body", "C", xhtml)


def at(xhtml: str, anchor: str, offset: int = 0) -> str:
    """The XHTML with the break of page 7 at a place, written as |."""
    found = breaks((Page("7", (anchor,), (anchor, offset)),), (anchor,))
    return marked(leaf(xhtml), found).replace(MARK, "|")


@pytest.mark.parametrize("xhtml, offset, expected", [
    ('<p id="a">One two</p>', 0, '<p id="a">|One two</p>'),
    ('<p id="a">One two three</p>', 3, '<p id="a">One |two three</p>'),
    ('<p id="a">One two three</p>', 4, '<p id="a">One two |three</p>'),
    ('<p id="a">One <em>two three</em> four</p>', 6, '<p id="a">One <em>two |three</em> four</p>'),
    ('<p id="a">One &amp; two</p>', 4, '<p id="a">One &amp; |two</p>'),
    ('<p id="a">well-known words</p>', 4, '<p id="a">well-known |words</p>'),
    ('<p id="a">a<math><mi>x</mi> <mi>y</mi></math> b c</p>', 2, '<p id="a">a<math><mi>x</mi> <mi>y</mi></math> |b c</p>'),
    ('<p id="a">One two</p><p>after</p>', 99, '<p id="a">One two|</p><p>after</p>'),
    ('<h2 id="a">Title</h2>', 0, '|<h2 id="a">Title</h2>'),
    ('<ul><li id="a">One</li></ul>', 0, '<ul><li id="a">|One</li></ul>'),
    ('<dl><dt id="a">One</dt></dl>', 0, '<dl><dt id="a">|One</dt></dl>'),
    ('<table id="a"><tr><td>1</td></tr></table>', 0, '|<table id="a"><tr><td>1</td></tr></table>'),
    ('<section id="a"><h2>T</h2></section>', 0, '<section id="a">|<h2>T</h2></section>'),
])
def test_a_break_stands_where_the_page_begins(xhtml, offset, expected):
    """Between words, never inside a word or a formula, and only where a <span> may stand."""
    assert at(xhtml, "a", offset) == expected


def test_pages_without_a_folio_have_no_break():
    """A page that bears no number, or no text of the book, is not listed."""
    pages = (Page("", ("a",)), Page("2", ("b",)), Page("3", ()), Page("4", ("b", "c")))
    assert [(one.label, one.anchor) for one in breaks(pages, "abc")] == [("2", "b"), ("4", "c")]


def test_labels_become_ids_and_are_escaped():
    """Any folio can be an id; its label says it as it is printed."""
    found = breaks((Page("A & 1", ("a",)),), ("a",))
    assert mark(found[0]) == \
        '<span id="page-A-1" epub:type="pagebreak" role="doc-pagebreak" aria-label="A &amp; 1"></span>'


words = st.lists(st.text(alphabet="abcäß-&<é", min_size=1, max_size=7), min_size=1, max_size=12)


@given(words, st.integers(0, 60))
def test_a_break_changes_no_text(some, offset):
    """Wherever a break goes in, the text stays, and the document parses."""
    text = " ".join(some).replace("&", "&amp;").replace("<", "&lt;")
    xhtml = f'<section id="s"><p id="a">{text}</p></section>'
    found = marked(leaf(xhtml), breaks((Page("7", ("a",), ("a", offset)),), ("a",)))
    root = etree.fromstring(f'<d xmlns:epub="e">{found}</d>')
    assert "".join(root.itertext()) == unescape(text)
    before = unescape(re.sub(r"<[^>]*>", "", found.partition(MARK)[0]))
    assert len(UNCOUNTED.sub("", before)) >= min(offset, len(UNCOUNTED.sub("", unescape(text))))
