"""Markdown, the hub: read as it is written, so that what normalisation wrote reads back the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.errors import Diagnostic, Span, error
from publish.model import Manuscript, Source
from publish.readers.ast import Tree, metadata, parse, sources
from publish.readers.chapters import Each, by_chapter
from publish.readers.encoding import decode
from publish.readers.places import located

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FORMAT = "markdown-smart-raw_tex-latex_macros-citations-auto_identifiers"


def read_markdown(source: Source, image: Callable[[str], str], prefix: str = "",
                  each: Each | None = None) -> Manuscript:
    """The Markdown's blocks with their lines, its metadata, its notes; raw HTML gives its text.

    `each` keeps what pandoc made of a chapter; without it the text is read whole.
    """
    text, said = decode(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = by_chapter(text, FORMAT, each) if each else None
    document, heard = (document, ()) if document else parse(text, FORMAT)
    tree = Tree(source.path, image, prefix)
    blocks = sources(tree.blocks(document["blocks"]))
    meta = metadata(document)
    blocks = located([*blocks, *tree.notes], text, source.path)
    lost = _unreferred(text, source.path)
    findings: tuple[Diagnostic, ...] = (*said, *heard, *tree.said, *lost)
    return Manuscript(tuple(blocks), "markdown", meta=meta, diagnostics=findings)


def _unreferred(text: str, path: str) -> tuple[Diagnostic, ...]:
    """An error for each note that nothing refers to, since pandoc leaves such notes out."""
    text = _CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    referred = {match[1] for match in _REFERENCE.finditer(text)}
    return tuple(error("note-unreferred", f"nothing refers to the note [^{match[1]}]",
                       Span(path, text.count("\n", 0, match.start()) + 1),
                       "put its reference into the text, or make the note a paragraph")
                 for match in _DEFINITION.finditer(text) if match[1] not in referred)
