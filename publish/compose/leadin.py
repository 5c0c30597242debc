"""The lead-in: the first words of a text that no heading opens, which a design may set in small capitals."""

from __future__ import annotations

import dataclasses

from lxml import etree

from publish.compose.trees import EPUB, NOTE_REFERENCES, classes, plain, serialise
from publish.model import Leaf

WORDS = 5       # a few words, not a line: where the line ends is known only when it is set (Bringhurst 4.2.2)
WITHIN = frozenset(("a", "abbr", "b", "cite", "em", "i", "q", "span", "strong"))
ENDS = tuple(".,;:!?…")


def led_in(leaf: Leaf) -> Leaf:
    """The leaf with its first words in a span, if it begins with a paragraph: at most five, to the end of a clause."""
    around = etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')
    section = around[0]
    paragraph = next(iter(section), None)
    if paragraph is None or paragraph.tag != "p" or paragraph.get("class"):
        return leaf
    span = _span(paragraph)
    if not plain(span):
        return leaf
    return dataclasses.replace(leaf, xhtml=serialise(section))


def _span(paragraph: etree._Element) -> etree._Element:
    """Move the first words of a paragraph into a span at its beginning."""
    span = etree.Element("span", {"class": "lead-in"})
    taken, rest, left = _words(paragraph.text or "", WORDS)
    span.text, paragraph.text = taken, None
    children = list(paragraph)
    for child in children:
        if rest or left <= 0 or not _may(child, left):
            break
        left -= len(plain(child).split())
        tail, rest, left = _words(child.tail or "", left)
        span.append(child)
        child.tail = tail
    end = span[-1].tail if len(span) else span.text
    kept = (end or "").rstrip()
    rest = (end or "")[len(kept):] + rest
    if len(span):
        span[-1].tail = kept
    else:
        span.text = kept
    paragraph.insert(0, span)
    span.tail = rest
    return span


def _words(text: str, most: int) -> tuple[str, str, int]:
    """A text's first words, what follows them, and how many more may be taken."""
    at, left = 0, most
    while left > 0 and text[at:].strip():
        start = at + len(text[at:]) - len(text[at:].lstrip())
        at = start + len(text[start:].split(None, 1)[0])
        left -= 1
        if text[start:at].rstrip("\u2019\u201d\u00bb)").endswith(ENDS):
            left = 0
    if not text[at:].strip():
        at = len(text)
    return text[:at], text[at:], left


def _may(child: etree._Element, left: int) -> bool:
    """Whether an element within the line is wholly words of the lead-in."""
    silent = NOTE_REFERENCES.intersection(classes(child))
    return child.tag in WITHIN and not silent and len(plain(child).split()) <= left
