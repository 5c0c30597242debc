"""The lead-in is a few words at the beginning of a text without a heading."""

from __future__ import annotations

import pytest

from publish.compose.leadin import led_in
from publish.model import Leaf


@pytest.mark.parametrize(
    "text, shown",
    [
        ("One two three four five six.", '<span class="lead-in">One two three four five</span> six.'),
        ("One two, three.", '<span class="lead-in">One two,</span> three.'),
        ("One.", '<span class="lead-in">One.</span>'),
        (
            'One two <a class="term" href="#t">three four</a> five six',
            '<span class="lead-in">One two <a class="term" href="#t">three four</a> five</span> six',
        ),
        (
            "One <em>two three four five six</em> seven",
            '<span class="lead-in">One</span> <em>two three four five six</em> seven',
        ),
        (
            'One<a class="note-ref" href="#n">1</a> two',
            '<span class="lead-in">One</span><a class="note-ref" href="#n">1</a> two',
        ),
        ("<em>One two three four five six</em>", "<em>One two three four five six</em>"),
    ],
)
def test_the_lead_in_ends_with_a_word_a_clause_or_before_an_element_too_long_for_it(text, shown):
    """Five words at most, whole elements only, no note; every letter stays in its place."""
    leaf = Leaf("opening", "opening", "body", "T", f'<section id="opening"><p id="p">{text}</p></section>', ())
    assert led_in(leaf).xhtml == f'<section id="opening"><p id="p">{shown}</p></section>'


@pytest.mark.parametrize("inside", ["", "<h3>One</h3>", '<div class="verse"><p class="stanza">One</p></div>'])
def test_a_leaf_without_a_paragraph_has_no_lead_in(inside):
    """Nothing but a paragraph of prose begins so."""
    leaf = Leaf("opening", "opening", "body", "T", f'<section id="opening">{inside}</section>', ())
    assert led_in(leaf) is leaf
