"""Shapes of short texts that several rules ask about: bylines, sources, note labels, sentences."""

from __future__ import annotations

import re

_BYLINE = re.compile(r"^(?:written\s+|translated\s+|edited\s+)?(?:by|von|par|por|di)\s+(?=[^\W\d_])(\S.{1,90})$", re.I)
_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*\*?$")
_NAME_START = re.compile(r"[^\W\d_a-zß-ÿ]|d[eiu]\b|van\b|von\b|the\b")
NOTE_LABEL = re.compile(r"^(?:\[(\d{1,4}|[a-z*†‡])\]|(\d{1,3})[.)](?=\s)|([*†‡§‖¶]{1,4})(?=\s|\w|[\"“‘])|"
                        r"([¹²³⁰⁴-⁹]+)|\((\d{1,3})\)|\^?\{(\d{1,3})\})\s*")

LISTED = "listed"            # the name of a block that the contents list of the source names
_ATTRIBUTION = re.compile(r"^\s*(?:[—–―]+|-{1,6}(?=[\s\w_*\ufdd0]))\s*(?=[^\W\d_]|[_*\"“‘(\ufdd0])(.{2,160})$", re.S)
_TRAILING = re.compile(r"[\"”’»]\.?\s*((?:[—–―]|--?(?=[\s\w]))\s*[^\W\d_][^\"“”]{2,110})$")
_NAMED = re.compile(r"[—–―-]+\s*(?:(?:from|in|the|aus|de|par|von|after)\s|[^\W\d_a-zß-ÿ])")
_BRACKETED = re.compile(r"[\"”’»][.,]?\s*(\((?=[^()]*[A-ZÀ-ÞА-Я])[^()]{3,160}(?:\([^()]*\)[^()]*)?\)|"
                        r"\[(?=[^\[\]]*[A-ZÀ-Þ])[^\[\]]{6,160}\])\.?$")


def byline(text: str) -> str:
    """The names in a byline ("by NAME, PLACE"), or nothing."""
    text = " ".join(text.split())
    found = _BYLINE.match(text)
    if not found or len(text.split()) > 16 or text.endswith((":", ";", ",")):
        return ""
    sentences = re.search(r"[a-z]{3}[.!?]\s+[A-Z]\w+\s+\w+\s", found[1])
    return found[1] if _NAME_START.match(found[1]) and not sentences else ""


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_SENTENCE.search(text.rstrip()))


def note_label(text: str) -> str:
    """The label with which a note begins ([1], *, †, ¹, 1.), or nothing."""
    found = NOTE_LABEL.match(text)
    return next((part for part in found.groups() if part), "") if found else ""


def attribution(text: str) -> bool:
    """Whether a text is nothing but the source of what stands before it: a dash and a name, or a bracketed source."""
    text = text.strip()
    if len(text.split()) > 22:
        return False
    if _ATTRIBUTION.match(text):
        return not re.search(r"[.!?][\"”’]?\s+[a-z]|[!?]$", text)
    return bool(re.match(r"^\((?=[^()]*[A-ZÀ-Þ])[^()]{2,120}(?:\([^()]*\)[^()]*)?\)\.?$", text))


_NAME = re.compile(r"^(?:[^\W\d_][\w.’'-]*\s+){1,4}[^\W\d_][\w.’'-]*$")
_SMALL = frozenset("a an the of and or to in on at for by with from de la le du des von van der und et y del di da"
                   .split())
_NO_NAME = frozenset("the a an and to in on".split())


def is_name(text: str) -> bool:
    """Whether a line looks like a person's name: two to five capitalised words or initials, no small words."""
    tokens = text.strip().split()
    if not _NAME.match(text.strip()) or any(token.lower() in _NO_NAME for token in tokens):
        return False
    return all(token[0].isupper() or token.lower() in _SMALL for token in tokens) and tokens[0][0].isupper()


def title_case(text: str) -> bool:
    """Whether every word of a line but the small ones begins with a capital."""
    tokens = re.findall(r"[^\W\d_][\w’'-]*", text)
    if not tokens or not tokens[0][0].isupper():
        return False
    return all(token[0].isupper() or token.lower() in _SMALL or len(token) < 4 for token in tokens)


def trailing_source(text: str) -> int:
    """Where a source begins at the end of a quoted text (after its closing mark), or -1."""
    for shape in (_BRACKETED, _TRAILING):
        found = shape.search(text)
        if found and (shape is _BRACKETED or _NAMED.match(found[1])):
            return found.start(1)
    return -1
