"""HTML of any shape becomes a tree that holds all of its text, and is written so that XML and HTML read it alike."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.compose.trees import inner, plain, remove, serialise, tree, unwrap
from publish.errors import PublishError


@pytest.mark.parametrize(
    "fragment, text",
    [
        ("a</div>b<p>c</p></div>d<i>e</i>f", "abcdef"),
        ("</body></html>a", "a"),
        ("<p>a<b>b</p>c", "abc"),
        ("", ""),
        ("<html><head></head><body class='x'>a</body>b", "ab"),
        ("a<!-- x -->b", "ab"),
        ("a\x01b&#1;c&#xD800;d&#55555555;", "abcd"),
        ("&amp;&lt;b&gt;", "&<b>"),
        ("a<table><tr><td>b</table>c", "abc"),
    ],
)
def test_no_text_is_lost(fragment, text):
    """What closes too much, too little or the page itself takes no text with it; what XML forbids goes."""
    root = tree(fragment)
    for comment in root.xpath("//comment()"):
        remove(comment)
    assert "".join(root.itertext()) == text
    assert "".join(etree.fromstring(f"<x>{inner(root)}</x>").itertext()) == text


def test_nesting_without_measure_is_refused():
    """Thousands of elements in each other end in an error, not in a crash or a loss."""
    tree("<div>" * 150 + "deep" + "</div>" * 150)
    for depth in (250, 5000):
        with pytest.raises(PublishError, match=r"error\[nesting\]"):
            tree("<div>" * depth + "deep")


def test_elements_without_contents_are_closed_as_html_wants():
    """Only void elements are closed in themselves: <b/> would open a bold that never ends in HTML."""
    assert inner(tree("<p><b></b><br><img src='a'></p><hr>")) == '<p><b></b><br/><img src="a"/></p><hr/>'
    assert serialise(etree.fromstring("<td class='x'/>")) == '<td class="x"></td>'


def test_a_title_is_text_alone():
    """Note references go, pictures give their alt text, breaks a space."""
    assert plain(tree('<h1>A <em>b</em><br/>c<a class="footnote-ref">1</a> <img alt="d"/></h1>')) == "A b c d"


def test_unwrapping_and_removing_keep_the_text_around():
    """The text before and after an element stays in its place."""
    root = tree("<p>a<i>b<b>c</b>d</i>e<i></i>f<u>g</u></p>")
    for element in root.findall(".//i"):
        unwrap(element)
    remove(root.find(".//u"))
    assert inner(root) == "<p>ab<b>c</b>def</p>"
