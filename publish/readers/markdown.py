"""Markdown, the hub: read as it is written, so that what normalisation wrote reads back the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from publish.errors import Diagnostic, Span, error
from publish.model import Manuscript, Source
from publish.readers.ast import Tree, parse, sources
from publish.readers.encoding import decode
from publish.readers.meta import metadata
from publish.readers.pieces import Each, anchors, by_chapter, led
from publish.readers.places import located

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FORMAT = "markdown-smart-raw_tex-latex_macros-citations-auto_identifiers"


def read_markdown(source: Source, image: Callable[[str], str], prefix: str = "",
                  each: Each | None = None, jobs: int = 1) -> Manuscript:
    """The Markdown's blocks with their lines, its metadata, its notes; raw HTML gives its text.

    `each` keeps what was made of a chapter; without it the text is read whole. `jobs` bounds the runs of pandoc that
    are at work at once.
    """
    text, said = decode(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    made = by_chapter(text, FORMAT, source.path, image, prefix, each, jobs) if each else None
    made = made or _whole(text, source.path, image, prefix)
    return replace(made, diagnostics=(*said, *made.diagnostics, *_unreferred(text, source.path)))


def _whole(text: str, path: str, image: Callable[[str], str], prefix: str) -> Manuscript:
    document, heard = parse(text, FORMAT)
    linked, dead = led(*anchors(document["blocks"]), path)
    tree = Tree(path, image, prefix, linked=linked)
    blocks = sources(tree.blocks(document["blocks"]))
    placed = located([*blocks, *tree.notes], text, path)
    return Manuscript(tuple(placed), "markdown", metadata(document), diagnostics=(*heard, *tree.said, *dead))


def _unreferred(text: str, path: str) -> tuple[Diagnostic, ...]:
    """An error for each note that nothing refers to, since pandoc leaves such notes out."""
    text = _CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    referred = {match[1] for match in _REFERENCE.finditer(text)}
    return tuple(error("note-unreferred", f"nothing refers to the note [^{match[1]}]",
                       Span(path, text.count("\n", 0, match.start()) + 1),
                       "put its reference into the text, or make the note a paragraph")
                 for match in _DEFINITION.finditer(text) if match[1] not in referred)
