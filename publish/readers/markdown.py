"""Markdown, the hub: read as it is written, so that what normalisation wrote reads back the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from publish.errors import Diagnostic
from publish.model import Block, Manuscript, Source
from publish.readers.ast import Tree, flat, parse, sources
from publish.readers.encoding import decode
from publish.readers.places import located

FORMAT = "markdown-smart-raw_tex-latex_macros-citations-auto_identifiers"
_META = ("title", "subtitle", "author", "date")


def read_markdown(source: Source, image: Callable[[str], str], prefix: str = "") -> Manuscript:
    """The Markdown's blocks with their lines, its metadata, its notes; raw HTML gives its text."""
    text, said = decode(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document, heard = parse(text, FORMAT)
    tree = Tree(source.path, image, prefix)
    blocks = sources(tree.blocks(document["blocks"]))
    meta = tuple((name, value) for name in _META if (value := plain(document["meta"].get(name))))
    blocks, lost = located([*blocks, *tree.notes], text, source.path)
    findings: tuple[Diagnostic, ...] = (*said, *heard, *tree.said, *lost)
    return Manuscript(tuple(blocks), "markdown", meta=meta, diagnostics=findings)


def plain(value: Any) -> str:
    """A metadata value as plain words."""
    if value is None:
        return ""
    if value["t"] == "MetaList":
        return ", ".join(filter(None, map(plain, value["c"])))
    if value["t"] == "MetaString":
        return value["c"]
    tree = Tree("")
    if value["t"] == "MetaInlines":
        return re.sub("\ufdd0[^\ufdd1]*\ufdd1", "", tree.inline(value["c"]))
    return flat(value)


