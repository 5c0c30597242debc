"""Reading and rewriting the leaves' XHTML by its tags.

Leaves are serialised XML: `<` and `>` stand for nothing but tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable

TAG = re.compile(r"(<[^<>]+>)")
IDENTIFIER = re.compile(r'<[^<>]*?\sid="([^"<>]+)"')
INNER_LINK = re.compile(r'(<a\b[^<>]*?\shref=")#([^"<>]+)(?=")')
IMAGE = re.compile(r"<img\b[^<>]*>")
SOURCE = re.compile(r'(<img\b[^<>]*?\ssrc=")([^"<>]*)(?=")')
DECORATIVE = frozenset(("presentation", "none"))
# Primary subtags of languages that are written from right to left (Unicode CLDR, character order).
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ku nqo ps sd syr ug ur yi".split())


def identifiers(xhtml: str) -> tuple[str, ...]:
    """Every id in the order of the text."""
    return tuple(IDENTIFIER.findall(xhtml))


def relink(xhtml: str, address: Callable[[str], str]) -> str:
    """The same with each link to an id of the book led to `address(id)`."""
    return INNER_LINK.sub(lambda match: match.group(1) + address(match.group(2)), xhtml)


def resource(xhtml: str, address: Callable[[str], str]) -> str:
    """The same with each picture taken from `address(name)`."""
    return SOURCE.sub(lambda match: match.group(1) + address(match.group(2)), xhtml)


def with_empty_alternatives(xhtml: str) -> str:
    """The same with alt="" in each picture that says it is decoration (HTML, 4.8.4.4.4)."""
    return IMAGE.sub(lambda match: match.group().replace("<img", '<img alt=""', 1) if is_decoration(match.group())
                     and attribute(match.group(), "alt") is None else match.group(), xhtml)


def is_decoration(tag: str) -> bool:
    """Whether a picture's tag says that it is decoration."""
    return attribute(tag, "role") in DECORATIVE


def attribute(tag: str, name: str) -> str | None:
    """The value of an attribute of a tag, still escaped; None when the tag has none of that name."""
    match = re.search(rf'\s{re.escape(name)}="([^"]*)"', tag)
    return match.group(1) if match else None


def direction(language: str) -> str:
    """The direction of a BCP 47 language: ltr or rtl."""
    subtags = language.lower().split("-")
    if "latn" in subtags:
        return "ltr"
    return "rtl" if subtags[0] in RIGHT_TO_LEFT or {"arab", "hebr"}.intersection(subtags) else "ltr"
