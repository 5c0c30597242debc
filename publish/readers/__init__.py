"""read: source files of any format become one Manuscript; one reader a format."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import replace

from publish.errors import PublishError, Span, did_you_mean, error
from publish.model import Block, Manuscript, Source
from publish.readers.images import Images

Fetch = Callable[[str], bytes]
Each = Callable[[Sequence[str], Callable], Sequence]

ENDINGS = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".mkd": "markdown",
           ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
           ".epub": "epub"}
# What looks like text or like a document and is neither: how such files begin, what they are, what to do.
FOREIGN = ((b"%PDF-", "a PDF file", "take the text out of it (pdftotext does), or use the file that it was made from"),
           (b"\xd0\xcf\x11\xe0", "a document of an old word processor", "open it and save it as docx or odt"))
FORMATS = tuple(sorted(set(ENDINGS.values())))


def read(sources: tuple[Source, ...], fetch: Fetch, each: Each | None = None, jobs: int = 1) -> Manuscript:
    """All sources as one Manuscript, in order.

    `fetch(path)` gives the bytes of a file inside the publication, by its path from there; `each` keeps what was made
    of the chapters of Markdown (see pieces.py); `jobs` bounds the runs of pandoc at once. Raises PublishError for a
    source that is empty, binary, broken or of an unknown format, and for an image that is missing.
    """
    taken: set[str] = set()
    parts = [_one(source, fetch, each, jobs, taken, f"{number}-" if len(sources) > 1 else "")
             for number, source in enumerate(sources, start=1)]
    return parts[0] if len(parts) == 1 else _together(parts)


def _one(source: Source, fetch: Fetch, each: Each | None, jobs: int, taken: set[str], prefix: str) -> Manuscript:
    source = replace(source, format=source.format or detect(source))
    if source.format not in FORMATS:
        raise PublishError(error("unknown-format", f"there is no reader for '{source.format}'", Span(source.path),
                                 did_you_mean(source.format, FORMATS)), exit_code=2)
    if not source.data.strip():
        raise PublishError(error("source-empty", "the source is empty", Span(source.path),
                                 "put the text into this file"))
    for begins, what, hint in FOREIGN:
        if source.data.startswith(begins):
            raise PublishError(error("source-foreign", f"this is {what}", Span(source.path), hint))
    try:
        manuscript = _read(source, fetch, each, jobs, taken, prefix)
    except PublishError as trouble:
        raise PublishError(*(replace(one, span=one.span or Span(source.path)) for one in trouble.diagnostics),
                           exit_code=trouble.exit_code) from None
    return replace(manuscript, original=manuscript.blocks)


def _read(source: Source, fetch: Fetch, each: Each | None, jobs: int, taken: set[str], prefix: str) -> Manuscript:
    if source.format == "text":
        from publish.readers.text import read_text

        return read_text(source)
    if source.format in ("docx", "odt", "rtf", "epub"):
        from publish.readers.word import read_word

        return read_word(source, taken, prefix)
    folder = posixpath.dirname(source.path)
    images = Images(source.path, lambda name: fetch(posixpath.normpath(posixpath.join(folder, name))), taken)
    if source.format == "html":
        from publish.readers.html import read_html

        manuscript = read_html(source, images, prefix)
    else:
        from publish.readers.markdown import read_markdown

        manuscript = read_markdown(source, images, prefix, each, jobs)
    return replace(manuscript, resources=tuple(images.resources), diagnostics=(*manuscript.diagnostics, *images.said))


def detect(source: Source) -> str:
    """A source's format from its first bytes, else from the ending of its name, else plain text."""
    ending = posixpath.splitext(source.path)[1].lower()
    head = source.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if source.data.startswith(b"PK\x03\x04"):
        return _container(source.data, ENDINGS.get(ending, ""))
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if ending in ENDINGS:
        return ENDINGS[ending]
    if head[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "markdown" if _is_markdown(head) else "text"


def _container(data: bytes, named: str) -> str:
    for sign, kind in ((b"application/epub+zip", "epub"), (b"opendocument.text", "odt"), (b"word/", "docx")):
        if sign in data[:400] or sign in data[-20_000:]:
            return kind
    return named or "docx"


def _is_markdown(head: bytes) -> bool:
    """Signs that nobody types into a plain text: a metadata block, fenced divisions, ATX headings."""
    lines = head.split(b"\n")
    return lines[0].strip() == b"---" or any(line.startswith((b"::: ", b"# ", b"## ")) for line in lines)


def _together(parts: list[Manuscript]) -> Manuscript:
    """Several manuscripts as one; a new source begins a new page."""
    blocks: list[Block] = []
    for part in parts:
        if blocks:
            blocks.append(Block("page", span=Span(part.blocks[0].span.path) if part.blocks else Span("")))
        blocks += part.blocks
    meta: dict[str, str] = {}
    for part in parts:
        for name, value in part.meta:
            meta.setdefault(name, value)
    forms = [form for form in ("text", "page", "document", "markdown") if any(part.form == form for part in parts)]
    return Manuscript(tuple(blocks), forms[0], tuple(meta.items()), tuple(blocks),
                      resources=tuple(item for part in parts for item in part.resources),
                      diagnostics=tuple(item for part in parts for item in part.diagnostics))
