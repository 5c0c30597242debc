"""HTML: the work inside a page; what the page put around it is marked, what it runs is taken out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from publish.errors import Diagnostic, PublishError, Span, error, note
from publish.model import Manuscript, Source
from publish.readers.ast import Tree, parse, sources
from publish.readers.encoding import decode
from publish.readers.furnishings import mark_furniture
from publish.readers.places import located
from publish.readers.witness import RAISED, missing, of_page

FORMAT = "html-smart-raw_html-tex_math_dollars-auto_identifiers"
ACTIVE = ("script", "style", "noscript", "template", "object", "embed", "applet", "iframe", "frame", "frameset",
          "meta", "link", "base", "canvas", "audio", "video", "source", "track", "svg", "math-")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)


def read_html(source: Source, image: Callable[[str], str], prefix: str = "") -> Manuscript:
    """The page's blocks, furniture marked; scripts, frames and handlers are gone and reported."""
    text, said = decode(_stated(source))
    page, found = clean(text, source.path)
    return from_page(page, text, source.path, image, (*said, *found), prefix)


def from_page(page: Any, text: str, path: str, image: Callable[[str], str], said: tuple[Diagnostic, ...],
              prefix: str = "", form: str = "page") -> Manuscript:
    """A Manuscript of a cleaned page."""
    from lxml import html

    body = page.find("body")
    witness = of_page(body) if body is not None else ""
    document, heard = parse(html.tostring(page, encoding="unicode"), FORMAT)
    tree = Tree(path, image, prefix)
    blocks = sources(tree.blocks(document["blocks"]))
    placed = located([*blocks, *tree.notes], text, path)
    lost = missing(path, witness, placed, RAISED)
    return Manuscript(tuple(placed), form, diagnostics=(*said, *heard, *tree.said, *lost))


def clean(text: str, path: str) -> tuple[Any, tuple[Diagnostic, ...]]:
    """The page as a tree without anything that runs or loads, its furniture marked."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, remove_comments=True, huge_tree=False)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as fault:
        raise PublishError(error("source-broken", f"this is not HTML: {fault}", Span(path))) from fault
    said = _sanitise(page, path)
    mark_furniture(page)
    for main in list(page.iter("main")):
        main.tag = "div"                        # pandoc reads nothing outside it
    return page, said


def _stated(source: Source) -> Source:
    """The source in UTF-8 when its own header states another encoding that holds."""
    found = _CHARSET.search(source.data[:4096])
    if not found or found[1].lower() in (b"utf-8", b"utf8"):
        return source
    try:
        source.data.decode("utf-8")
        return source
    except UnicodeDecodeError:
        pass
    try:
        return Source(source.path, source.data.decode(found[1].decode("ascii")).encode("utf-8"), source.format)
    except (LookupError, UnicodeDecodeError):
        return source


def _sanitise(page: Any, path: str) -> tuple[Diagnostic, ...]:
    counts: dict[str, int] = {}
    handlers = 0
    for element in list(page.iter()):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in ACTIVE:
            if element.getparent() is not None:
                element.drop_tree()
                counts[name] = counts.get(name, 0) + 1
            continue
        for attribute in list(element.attrib):
            if attribute.lower().startswith("on"):
                del element.attrib[attribute]
                handlers += 1
    risky = {name: number for name, number in counts.items()
             if name in ("script", "iframe", "frame", "object", "embed", "applet", "base")}
    if handlers:
        risky["event handler"] = handlers
    if not risky:
        return ()
    listed = ", ".join(f"{number} {name}" for name, number in sorted(risky.items()))
    return (note("sanitised", f"taken out of the page: {listed}", Span(path)),)
