"""What a document states of itself: title, subtitle, author, date."""

from __future__ import annotations

import re
from typing import Any

from publish.model import MARK_OFF, MARK_ON
from publish.readers.ast import Tree
from publish.readers.markup import Node, flat

_META = ("title", "subtitle", "author", "date")
_JUNK = re.compile(r"(?i)^(?:microsoft word\b.*|untitled.*|document\d*|.*\.(?:docx?|odt|rtf|txt)|user|owner|"
                   r"admin(?:istrator)?)$")


def metadata(document: Node) -> tuple[tuple[str, str], ...]:
    """What a document says of itself: title, subtitle, author, date; what a program filled in is left out."""
    given = ((name, _said(document["meta"].get(name))) for name in _META)
    return tuple((name, value) for name, value in given if value and not _JUNK.match(value))


def _said(value: Any) -> str:
    """A metadata value as plain words."""
    if value is None:
        return ""
    if value["t"] == "MetaList":
        return ", ".join(filter(None, map(_said, value["c"])))
    if value["t"] == "MetaString":
        return str(value["c"])
    if value["t"] == "MetaInlines":
        return re.sub(f"{MARK_ON}[^{MARK_OFF}]*{MARK_OFF}", "", Tree("").inline(value["c"]))
    return flat(value)
