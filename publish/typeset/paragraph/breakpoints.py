"""Where a word may be divided: the opportunities of UAX #14 and the hyphenation of its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pyphen
from uniseg.linebreak import line_break_boundaries

from publish.typeset.paragraph.settings import Settings

SOFT_HYPHEN = "\u00ad"
INVISIBLE = frozenset((SOFT_HYPHEN, "\u200b", "\u2060"))        # and the zero width space and the word joiner
EM_DASH, EN_DASH = "\u2014", "\u2013"
# Prices in the units of badness (fit.Demerits): a hyphen, what it costs more in a name or after two letters, a break
# after the hyphen of a compound, after a dash, and before a dash between spaces.
HYPHEN_COST, NAME_COST, SHORT_COST, COMPOUND_COST, DASH_COST, LEADING_DASH_COST = 100.0, 40.0, 15.0, 55.0, 20.0, 60.0
LETTERS = re.compile(r"[^\W\d_]+")
# Only these can open an opportunity inside a word; letters, digits, apostrophes and quotation marks never do, nor do
# the dashes of two and three ems, which stand for what is left out of a name.
OPENING = re.compile(r"[^\w'\u2018\u2019\u201c\u201d\".,;:()\[\]\u00a0\u00ad\u2e3a\u2e3b]")
# Marks beside which a space may not be an opportunity (LB7, LB13 to LB17 of UAX #14): after these, before those.
AFTER = frozenset("([{\u00a1\u00ab\u00bb\u00bf\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a")
BEFORE = frozenset("!)]}?/\u00ab\u00bb\u2014\u2018\u2019\u201c\u201d\u2039\u203a\u2026,.;:")
MOST = 4096
boundaries: dict[tuple[str, int], bool] = {}        # per process: whether UAX #14 opens a text at an offset


@dataclass(frozen=True, slots=True)
class Division:
    """A place inside a word where a line may end: characters before it, whether a hyphen is to be shown, its price."""

    offset: int
    hyphen: bool
    cost: float


@dataclass(frozen=True, slots=True)
class Hyphenation:
    """How words of one language are divided; `language` is a pyphen dictionary's name, "" for none."""

    language: str
    before: int
    after: int
    word: int

    @classmethod
    def of(cls, language: str, limits: tuple[int, int, int], settings: Settings) -> "Hyphenation":
        """The narrower of a style's hyphenate-limit-chars (word, before, after) and the settings' limits."""
        word, before, after = limits
        name = pyphen.language_fallback(language) if language else None
        return cls(name or "", max(before, settings.hyphen_before), max(after, settings.hyphen_after),
                   max(word, settings.hyphen_word))


@lru_cache(maxsize=1 << 16)
def divisions(word: str, hyphenation: Hyphenation) -> tuple[Division, ...]:
    """The divisions of a word (text between spaces), in order: UAX #14's, and hyphens in its runs of letters.

    Soft hyphens, where a word has them, are its only hyphens (CSS Text 3, 5.4). A word that already has a hyphen is
    divided there alone. No line begins with an em dash that follows a word without a space.
    """
    found = {offset: False for offset in _opportunities(word)}
    if SOFT_HYPHEN in word:
        found.update((match.end(), True) for match in re.finditer(SOFT_HYPHEN, word))
    elif hyphenation.language and not any(word[offset - 1] in "-\u2010" for offset in found):
        for match in LETTERS.finditer(word):
            if len(match.group()) >= hyphenation.word and _words(word, match):
                for position in _dictionary(hyphenation).positions(match.group()):
                    found.setdefault(match.start() + position, True)
    names = not hyphenation.language.startswith("de")           # German capitalises every noun
    return tuple(Division(offset, hyphen, _hyphen_cost(word, offset, names) if hyphen else division_cost(word[:offset]))
                 for offset, hyphen in sorted(found.items()) if 0 < offset < len(word))


def division_cost(before: str) -> float:
    """The price of ending a line after these characters without a space: less after a dash than after a hyphen."""
    return DASH_COST if before.endswith((EM_DASH, EN_DASH)) else COMPOUND_COST


def space_cost(after: str) -> float:
    """The price of ending a line at a space before these characters: a line had better not begin with a dash."""
    return LEADING_DASH_COST if after in (EM_DASH, EN_DASH) else 0.0


def _hyphen_cost(word: str, offset: int, names: bool) -> float:
    letters = word.lstrip("(\u2018\u201c\u201e\u00ab")
    return (HYPHEN_COST + (NAME_COST if names and letters[:1].isupper() else 0.0)
            + (SHORT_COST if offset - (len(word) - len(letters)) < 3 else 0.0))


def may_break_at_space(before: str, after: str) -> bool:
    """Whether a line may end at the space between two words (UAX #14)."""
    if before[-1:] not in AFTER and after[:1] not in BEFORE:
        return True
    return _opens(before[-2:] + " " + after[:2], len(before[-2:]) + 1)


def may_break_between(before: str, after: str) -> bool:
    """Whether a line may end between two pieces of text that no space separates (UAX #14)."""
    if not before or not after or after[0] == EM_DASH or (before[-1].isalnum() and after[0].isalnum()):
        return False
    return _opens(before[-4:] + after[:4], len(before[-4:]))


def _opportunities(word: str) -> tuple[int, ...]:
    found = set()
    for match in OPENING.finditer(word):
        found.update((match.start(), match.end()))
    return tuple(offset for offset in sorted(found) if 0 < offset < len(word) and word[offset] != EM_DASH
                 and word[offset - 1] != SOFT_HYPHEN and _opens(word, offset))


def _opens(text: str, offset: int) -> bool:
    """Whether UAX #14 opens a line's end at an offset; letters are all alike to it, and four tell enough."""
    near = text[max(0, offset - 4):offset + 4]
    return _boundary("".join(map(_alike, near)), min(offset, 4))


def _alike(letter: str) -> str:
    return "a" if letter.isalpha() else "1" if letter.isdecimal() else letter


def _words(word: str, match: re.Match[str]) -> bool:
    """Whether a run of letters is a word and not a piece of an address, a number or a contraction's tail."""
    neighbours = word[match.start() - 1:match.start()] + word[match.end():match.end() + 1]
    return not any(mark.isdigit() or mark in "@/_\\#&=~" for mark in neighbours)


def _boundary(text: str, offset: int) -> bool:
    opens = boundaries.get((text, offset))
    if opens is None:
        if len(boundaries) >= MOST:
            boundaries.clear()
        opens = boundaries[text, offset] = offset in line_break_boundaries(text)
    return opens


@lru_cache(maxsize=64)
def _dictionary(hyphenation: Hyphenation) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=hyphenation.language, left=hyphenation.before, right=hyphenation.after)
