"""Leaves as a web page's text."""

from __future__ import annotations

import pytest

from publish.editions.html.text import body, html, inlined
from publish.editions.popups import Definition
from publish.editions.words import words
from publish.model import Leaf, Resource

WORDS = words("en")


def leaf(xhtml: str, matter: str = "body") -> Leaf:
    """A leaf of some XHTML."""
    return Leaf("c", "chapter", matter, "C", xhtml)


@pytest.mark.parametrize("xhtml, expected", [
    ("<p>a<br/>b</p>", "<p>a<br>b</p>"), ("<p/>", "<p></p>"), ('<span id="a"/>', '<span id="a"></span>'),
    ('<img src="a" alt="/"/>', '<img src="a" alt="/">'),
    ('<a epub:type="noteref" role="doc-noteref" xml:lang="de" lang="de">1</a>', '<a role="doc-noteref" lang="de">1</a>'),
    ('<section epub:type="titlepage" role="region" aria-label="T"></section>', '<section aria-label="T"></section>'),
    ('<p class="uses" data-uses="a b">x</p>', '<p class="uses">x</p>'),
    ('<code>epub:type="a" &lt;br/&gt;</code>', '<code>epub:type="a" &lt;br/&gt;</code>'),
])
def test_xhtml_becomes_html(xhtml, expected):
    """Void elements lose their slash, empty ones get an end tag, and what only an EPUB knows goes; text is left alone."""
    assert html(xhtml) == expected


def test_paragraphs_and_headings_link_to_themselves():
    """A heading is a link to its place; a paragraph has a mark for the pointer that assistive technology passes over."""
    found = body(leaf('<section id="c"><h2 id="c-title">The <em>gate</em></h2><p id="c-p1">Text</p></section>'), {}, WORDS)
    assert '<h2 id="c-title"><a class="self" href="#c">The <em>gate</em></a></h2>' in found
    assert '<p id="c-p1"><a class="permalink" href="#c-p1" aria-hidden="true" tabindex="-1"></a>Text</p>' in found


def test_headings_with_links_of_their_own_stay_as_they_are():
    """Links never stand inside links."""
    text = '<section id="c"><h2 id="c-title">A<a class="note-ref" href="#n">1</a></h2></section>'
    assert body(leaf(text), {}, WORDS) == text


def test_the_front_and_back_have_no_marks():
    """Only the text itself is cited by paragraph."""
    assert "permalink" not in body(leaf('<section id="c"><p id="c-p1">T</p></section>', "front"), {}, WORDS)


def test_decoration_has_an_empty_alternative():
    """A picture that is mere decoration says so in both ways; others are left as they are."""
    assert body(leaf('<p><img role="presentation" src="a"/><img src="b"/></p>', "front"), {}, WORDS) == \
        '<p><img alt="" role="presentation" src="a"><img src="b"></p>'


def test_notes_are_no_landmarks_and_can_be_closed():
    """A note is a <div> with a link back to where it was opened."""
    xhtml = ('<section id="c"><section class="notes" epub:type="footnotes" role="doc-endnotes"><aside id="n" class="note" '
             'role="doc-footnote"><p><a href="#r" role="doc-backlink">1</a> N</p></aside></section></section>')
    found = body(leaf(xhtml), {}, WORDS)
    assert '<div class="notes"><div id="n" class="note" role="doc-footnote">' in found and "<aside" not in found
    assert '<a class="close" href="#r" aria-label="Close">×</a></div></div></section>' in found


def test_terms_lead_to_a_copy_of_their_definition():
    """One copy for all uses of a term in a leaf; its headword leads back, its arrow to the glossary."""
    link = '<a id="{}" href="#term-weir" class="term" role="doc-glossref" epub:type="glossref">weir</a>'
    xhtml = f'<section id="c"><p id="c-p1">A {link.format("u1")}, a {link.format("u2")}</p></section>'
    found = body(leaf(xhtml), {"term-weir": Definition("term-weir", "weir", "weir", "<p>A dam.</p>")}, WORDS)
    assert found.count('href="#c-term-weir-definition"') == 2 and found.count('id="c-term-weir-definition"') == 1
    assert '<a href="#u1" class="headword" role="doc-backlink">weir</a> A dam.' in found
    assert 'href="#term-weir" class="entry" aria-label="Glossary: weir"' in found


def test_pictures_are_carried_inside():
    """A picture that the book carries becomes a data: address; nothing else changes."""
    picture = {"images/a.png": Resource("images/a.png", "image/png", b"abc")}
    assert inlined('<img src="images/a.png" alt="src=&quot;images/a.png&quot;">', picture) == \
        '<img src="data:image/png;base64,YWJj" alt="src=&quot;images/a.png&quot;">'
