"""Custom properties of the root, written out."""

from __future__ import annotations

from publish.typeset.tokens import settled


def test_a_property_of_the_root_is_written_out():
    """The last value counts, and values may use one another."""
    css = ":root { --a: 1pt; --b: calc(var(--a) * 2); } :root{--a:2pt} p { margin: var(--b) }"
    assert settled(css).endswith("p { margin: calc(2pt * 2) }")


def test_a_property_that_others_set_is_left():
    """What another element or an at-rule may change is not the root's alone."""
    css = (":root { --a: 1pt; --b: 2pt } .x { --a: 3pt } @media print { :root { --b: 4pt } } "
           "p { margin: var(--a) var(--b) }")
    assert settled(css) == css


def test_fallbacks_and_circles_are_left():
    """A use with a fall-back is not written out, and properties that name each other do no harm."""
    assert "var(--a, 2pt)" in settled(":root{--a:1pt} p { margin: var(--a, 2pt) }")
    assert "p { margin: var(--" in settled(":root{--a:var(--b);--b:var(--a)} p { margin: var(--a) }")


def test_signs_in_strings_and_comments_are_no_signs():
    """A brace or a semicolon inside a string or a comment ends nothing."""
    css = ':root { /* } --a: 9; */ --t: "a; {b} \\" c"; --a: 1 } p { content: var(--t); order: var(--a) }'
    assert settled(css).endswith('p { content: "a; {b} \\" c"; order: 1 }')
