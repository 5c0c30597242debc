"""Word-processor files and e-books (docx, odt, rtf, epub): their styles are their structure."""

from __future__ import annotations

import hashlib
import re

from publish.model import Block, Manuscript, Source
from publish.readers.archive import Container
from publish.readers.ast import Tree, parse, sources
from publish.readers.images import Images
from publish.readers.meta import metadata
from publish.readers.rtf import plain, prepared
from publish.readers.witness import RAISED, missing, of_docx, of_epub, of_odt

_WITNESS = {"docx": of_docx, "odt": of_odt, "epub": of_epub}
_PICTURE = re.compile(rb"\\pict\b[^{}]*?\s((?:[0-9a-fA-F]{2}\s*){16,})")
_MEDIA = {"docx": ("word/", ""), "odt": ("",), "epub": ("", "OEBPS/", "EPUB/", "OPS/")}


def read_word(source: Source, taken: set[str], prefix: str = "") -> Manuscript:
    """The document's blocks, notes and images; a block's line is its number in the document."""
    if source.format == "rtf":
        data, astral = prepared(source.data)
        witness, pictures = plain(data), _pictures(source.data)
        images = Images(source.path, lambda name: pictures.get(name.split(".")[0]), taken)
    else:
        container = Container(source.path, source.data)
        data, astral, witness = source.data, {}, _WITNESS[source.format](container)
        images = Images(source.path, lambda name: _member(container, source.format, name), taken)
    document, said = parse(data, source.format)
    tree = Tree(source.path, images, prefix, str.maketrans(astral))
    blocks = (*sources(tree.blocks(document["blocks"])), *tree.notes)
    meta = metadata(document)
    said_of = tuple(Block("title", value) for _, value in meta)
    found = missing(source.path, witness.translate(str.maketrans(astral)), (*said_of, *blocks),
                    RAISED if source.format == "epub" else "")
    return Manuscript(blocks, "document", meta=meta, resources=tuple(images.resources),
                      diagnostics=(*said, *tree.said, *images.said, *found))


def _member(container: Container, kind: str, name: str) -> bytes | None:
    return next((data for folder in _MEDIA[kind] if (data := container.read(folder + name)) is not None), None)


def _pictures(data: bytes) -> dict[str, bytes]:
    """The pictures inside an RTF file by the SHA-1 of their bytes, which is how pandoc names them."""
    found = (bytes.fromhex(match[1].decode("ascii")) for match in _PICTURE.finditer(data))
    return {hashlib.sha1(picture, usedforsecurity=False).hexdigest(): picture for picture in found}
