"""Markdown, the hub: read as it is written, so that what normalisation wrote reads back the same."""

from __future__ import annotations

from collections.abc import Callable

from publish.errors import Diagnostic
from publish.model import Manuscript, Source
from publish.readers.ast import Tree, metadata, parse, sources
from publish.readers.encoding import decode
from publish.readers.places import located

FORMAT = "markdown-smart-raw_tex-latex_macros-citations-auto_identifiers"


def read_markdown(source: Source, image: Callable[[str], str], prefix: str = "") -> Manuscript:
    """The Markdown's blocks with their lines, its metadata, its notes; raw HTML gives its text."""
    text, said = decode(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document, heard = parse(text, FORMAT)
    tree = Tree(source.path, image, prefix)
    blocks = sources(tree.blocks(document["blocks"]))
    meta = metadata(document)
    blocks, lost = located([*blocks, *tree.notes], text, source.path)
    findings: tuple[Diagnostic, ...] = (*said, *heard, *tree.said, *lost)
    return Manuscript(tuple(blocks), "markdown", meta=meta, diagnostics=findings)
