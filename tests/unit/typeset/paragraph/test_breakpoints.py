"""Lines end where UAX #14 and the hyphenation of the language allow it."""

import pytest

from publish.typeset.paragraph.breakpoints import Hyphenation, divisions, may_break_at_space, may_break_between
from publish.typeset.paragraph.settings import Settings

ENGLISH = Hyphenation("en_GB", 2, 3, 5)
NONE = Hyphenation("", 2, 3, 5)


def shown(word, hyphenation=ENGLISH):
    """A word with its divisions: "|" where nothing is shown, "-|" where a hyphen is."""
    marks = {division.offset: "-|" if division.hyphen else "|" for division in divisions(word, hyphenation)}
    return "".join(marks.get(at, "") + letter for at, letter in enumerate(word))


@pytest.mark.parametrize("word, expected", [
    ("well-known", "well-|known"), ("foo\u2014bar", "foo\u2014|bar"), ("and/or", "and/|or"), ("3-4", "3-4"),
    ("wait\u2026what", "wait\u2026|what"), ("(see)", "(see)"), ("don\u2019t", "don\u2019t"), ("e.g.", "e.g."),
    ("5\u20137", "5\u2013|7"), ("\u2014never", "\u2014|never"), ("No.\u00a05", "No.\u00a05"), ("1,234.5", "1,234.5"),
])
def test_opportunities_without_hyphens(word, expected):
    """Compounds, dashes and slashes open a line's end after them; marks, figures and fixed spaces do not."""
    assert shown(word, NONE) == expected


@pytest.mark.parametrize("word, expected", [
    ("organisation", "or-|gan-|isa-|tion"), ("\u201cRevolution,\u201d", "\u201cRe-|volu-|tion,\u201d"),
    ("into", "into"),
    ("extra\u00adordinary", "extra\u00ad-|ordinary"), ("trade-unionism", "trade-|unionism"),
    ("abbreviation2", "abbreviation2"), ("info@organisation", "info@organisation"),
])
def test_hyphenation(word, expected):
    """At least two letters before a hyphen and three after; soft hyphens and hard ones replace the dictionary."""
    assert shown(word) == expected


def test_the_limits_of_style_and_settings_both_hold():
    """The stricter of two limits counts, and a language without patterns has no hyphens."""
    strict = Hyphenation.of("en-GB", (4, 4, 2), Settings(hyphen_after=5, hyphen_word=8))
    assert (strict.before, strict.after, strict.word) == (4, 5, 8)
    assert Hyphenation.of("tlh", (5, 2, 2), Settings()).language == ""


@pytest.mark.parametrize("before, after, allowed", [
    ("foo", "bar", True), ("(", "foo", False), ("foo", ")", False), ("foo", "!", False), ("foo", "\u2014", True),
    ("\u00ab", "mot", False), ("mot", "\u00bb", False), ("said,", "\u201cfoo", True), ("foo\u201d", "bar", True),
])
def test_at_a_space(before, after, allowed):
    """A space opens a line's end, but not inside brackets or before a mark that belongs to the word."""
    assert may_break_at_space(before, after) is allowed


@pytest.mark.parametrize("before, after, allowed", [
    ("inter", "national", False), ("foo\u2014", "bar", True), ("well-", "known", True), ("foo", ",", False),
    ("foo", "\u2014bar", False), ("word", "\ufffc", True), ("\ufffc", ",", False), ("", "foo", False),
])
def test_between_pieces(before, after, allowed):
    """Where italics begin inside a word, the word stays whole unless a hyphen or a dash ends the piece."""
    assert may_break_between(before, after) is allowed


def test_a_name_costs_more_than_a_word():
    """Hyphens in words with a capital, and after two letters, are dearer than others."""
    plain, name = (divisions(word, ENGLISH)[-1].cost for word in ("organisation", "Organisation"))
    short = divisions("organisation", ENGLISH)[0].cost
    assert plain < short < name
    german = Hyphenation("de_DE", 2, 3, 5)
    assert divisions("Organisation", german)[-1].cost == divisions("organisation", german)[-1].cost
