"""Word-processor files: docx, odt, rtf. Their styles are their structure; pandoc reads them, we carry the images."""

from __future__ import annotations

from collections.abc import Callable

from publish.model import Manuscript, Source
from publish.readers.archive import Container
from publish.readers.ast import Tree, metadata, parse, sources
from publish.readers.images import Images

FORMATS = {"docx": "docx", "odt": "odt", "rtf": "rtf"}
_MEDIA = {"docx": ("word/",), "odt": ("",)}


def read_word(source: Source, taken: set[str], prefix: str = "") -> Manuscript:
    """The document's blocks, notes and images; a block's line is its number in the document."""
    images = Images(source.path, _fetcher(source), taken)
    document, said = parse(source.data, FORMATS[source.format])
    tree = Tree(source.path, images, prefix)
    blocks = sources(tree.blocks(document["blocks"]))
    return Manuscript((*blocks, *tree.notes), "document", meta=metadata(document), resources=tuple(images.resources),
                      diagnostics=(*said, *tree.said, *images.said))


def _fetcher(source: Source) -> Callable[[str], bytes | None]:
    if source.format == "rtf":
        return lambda name: None
    container = Container(source.path, source.data)
    return lambda name: next((data for folder in _MEDIA[source.format]
                              if (data := container.read(folder + name)) is not None), None)
