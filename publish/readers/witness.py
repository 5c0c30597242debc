"""Did a reader lose a word? The words of a file, taken from it without pandoc, against the words of the blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import normalize

from publish.errors import Diagnostic, Span, error
from publish.model import Block
from publish.readers.archive import Container

RAISED = " "                # what stands for raised and lowered letters in the text of a page
SHOWN = 8                   # missing words that are named
_WORD = re.compile(r"[^\W_]+")
# Marks of emphasis, links and spans; a displayed letter, code or a formula inside marks is text.
_MARKS = re.compile(r"\ufdd2[^\ufdd3]*\ufdd3|\ufdd0(?:[*_~^!\[\]]*|\][({][^\ufdd1]*)\ufdd1|[\ufdd0\ufdd1]")
_RAISED = re.compile("\ufdd0[~^]\ufdd1")
_MARKDOWN = re.compile(r"[*\\\[]|\](?:\{[^}\n]*\}|\([^)\n]*\))")
_INLINE = frozenset("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s "
                    "samp small span strike strong time tt u var wbr".split())
_WORDML = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def missing(path: str, witness: str, blocks: Sequence[Block], raised: str = "") -> tuple[Diagnostic, ...]:
    """An error that names the words of the file which no block holds; numbers are left out, since lists and notes
    count for themselves. `raised` is what the witness has where raised or lowered letters begin and end."""
    lost = _count(witness) - _held(blocks, raised)
    if not lost:
        return ()
    named = ", ".join(list(lost)[:SHOWN])
    at = re.search(rf"(?i)\b{re.escape(next(iter(lost)))}\b", witness)
    near = " ".join(witness[max(at.start() - 40, 0):at.end() + 40].split()) if at else ""
    return (error("reader-lost", f"{sum(lost.values())} words were not read: {named}; near “{near}”", Span(path),
                  "this part of the file is of a kind that cannot be read; copy it into the text"),)


def _count(text: str) -> Counter[str]:
    return Counter(word for word in map(_fold, _WORD.findall(text)) if not word.isdigit())


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else normalize("NFKC", word).casefold()


def _held(blocks: Sequence[Block], raised: str) -> Counter[str]:
    """The words of blocks without their markup; what is Markdown already (a table, code) is read with and without."""
    found: Counter[str] = Counter()
    for block in blocks:
        words = _count(_MARKS.sub("", _RAISED.sub(raised, block.text)))
        if block.kind == "verbatim":
            words |= _count(_MARKDOWN.sub("", re.sub("[~^]", raised, block.text)))
        found += words + _held(block.blocks, raised)
    return found


def of_page(body: Any) -> str:
    """The text of an HTML element, with a space wherever a block, or a raised or lowered letter, begins or ends."""
    parts: list[str] = []
    for event, element in _walk(body):
        if not isinstance(element.tag, str):
            continue
        parts.append("" if element.tag in _INLINE or _is_empty(element) else RAISED)
        parts.append((element.text if event == "start" else element.tail) or "")
    return "".join(parts)


def _is_empty(element: Any) -> bool:
    return element.tag in ("sub", "sup") and not _WORD.search(element.text_content())


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    stack = [("start", root)]
    while stack:
        event, element = stack.pop()
        yield event, element
        if event == "start":
            if element is not root:
                stack.append(("end", element))
            stack.extend(("start", child) for child in reversed(element))


def of_docx(container: Container) -> str:
    """The text of a docx file's body and notes, paragraph by paragraph, deletions and fallbacks left out."""
    parts = [_tree(container, f"word/{name}.xml") for name in ("document", "footnotes", "endnotes")]
    return "\n".join(_wordml(part) for part in parts if part is not None)


def _wordml(root: Any) -> str:
    out: list[str] = []
    skipped: set[Any] = set()
    for element in root.iter():
        if element.tag in (_FALLBACK, f"{_WORDML}del") or element.getparent() in skipped:
            skipped.add(element)
        elif element.tag == f"{_WORDML}t":
            out.append(element.text or "")
        elif element.tag in (f"{_WORDML}p", f"{_WORDML}br", f"{_WORDML}tab", f"{_WORDML}cr"):
            out.append("\n")
        elif element.tag == f"{_WORDML}noBreakHyphen":
            out.append("-")
    return "".join(out)


def of_odt(container: Container) -> str:
    """The text of an odt file's body, without what a revision deleted and without comments."""
    root = _tree(container, "content.xml")
    body = root.find(f".//{_OFFICE}text") if root is not None else None
    if body is None:
        return ""
    for name in (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"):
        for element in list(body.iter(name)):
            element.text, tail = "", element.tail
            parent = element.getparent()
            before = element.getprevious()
            parent.remove(element)
            if before is None:
                parent.text = (parent.text or "") + (tail or "")
            else:
                before.tail = (before.tail or "") + (tail or "")
    out: list[str] = []
    for event, element in _walk(body):
        inline = element.tag in (f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}note", f"{_TEXT}soft-page-break",
                                 f"{_TEXT}bookmark", f"{_TEXT}bookmark-start", f"{_TEXT}bookmark-end")
        out.append("" if inline else " ")
        out.append((element.text if event == "start" else element.tail) or "")
    return "".join(out)


def of_epub(container: Container) -> str:
    """The text of every page of an epub's spine."""
    from lxml import html

    package = _tree(container, "META-INF/container.xml")
    if package is None:
        return ""
    name = next((element.get("full-path") for element in package.iter("{*}rootfile")), "")
    root = _tree(container, name)
    if root is None:
        return ""
    folder = name.rpartition("/")[0]
    files = {item.get("id"): (item.get("href", ""), item.get("properties") or "") for item in root.iter("{*}item")}
    out = []
    for reference in root.iter("{*}itemref"):
        href, kinds = files.get(reference.get("idref"), ("", ""))
        data = container.read(f"{folder}/{href}" if folder else href)
        if data and "nav" not in kinds.split():
            body = html.document_fromstring(data).find("body")
            out.append(of_page(body) if body is not None else "")
    return "\n".join(out)


def _tree(container: Container, name: str) -> Any:
    from lxml import etree

    data = container.read(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    return etree.fromstring(data, parser) if data else None
