"""Markdown, the hub: read as it is written, so that what normalisation wrote reads back the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.errors import Diagnostic, Span, error, warning
from publish.model import Manuscript, Source
from publish.readers.ast import Tree, parse, sources
from publish.readers.chapters import Each, by_chapter
from publish.readers.encoding import decode
from publish.readers.markup import Node, find
from publish.readers.meta import metadata
from publish.readers.places import located

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"[^\W\d][\w:.-]*")          # ids that Markdown's attributes can hold
_INWARD = re.compile(r"""[(<"']#|\]:\s*<?#""")     # what every link to a place in the text is written with
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
    linked, dead = _linked(document["blocks"], source.path) if _INWARD.search(text) else (frozenset(), ())
    tree = Tree(source.path, image, prefix, linked=linked)
    blocks = sources(tree.blocks(document["blocks"]))
    meta = metadata(document)
    blocks = located([*blocks, *tree.notes], text, source.path)
    lost = _unreferred(text, source.path)
    findings: tuple[Diagnostic, ...] = (*said, *heard, *tree.said, *lost, *dead)
    return Manuscript(tuple(blocks), "markdown", meta=meta, diagnostics=findings)


def _linked(nodes: list[Node], path: str) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
    """The ids of headings, pictures and spans to which links of the text lead, and a warning for each link to none."""
    there = {one["c"][1 if kind == "Header" else 0][0] for kind in ("Header", "Figure", "Image", "Span")
             for one in find(nodes, kind)}
    wanted = dict.fromkeys(url[1:] for one in find(nodes, "Link") if (url := one["c"][2][0]).startswith("#"))
    return frozenset(there.intersection(filter(_PLACE.fullmatch, wanted))), tuple(
        warning("link-broken", f"the text links to '#{name}', which is not in it", Span(path),
                f"give the place its name: # Heading {{#{name}}}") for name in wanted if name not in there)


def _unreferred(text: str, path: str) -> tuple[Diagnostic, ...]:
    """An error for each note that nothing refers to, since pandoc leaves such notes out."""
    text = _CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    referred = {match[1] for match in _REFERENCE.finditer(text)}
    return tuple(error("note-unreferred", f"nothing refers to the note [^{match[1]}]",
                       Span(path, text.count("\n", 0, match.start()) + 1),
                       "put its reference into the text, or make the note a paragraph")
                 for match in _DEFINITION.finditer(text) if match[1] not in referred)
