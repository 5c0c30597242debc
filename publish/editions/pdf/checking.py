"""What can be wrong with a screen PDF: syntax, fonts, structure (ISO 14289-1), and whether all words are there."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import combining, normalize

from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Pdf

from publish.editions.pdf.reading import Element, Reading
from publish.editions.pieces import Each, every
from publish.errors import Diagnostic, error, warning
from publish.model import Composition, Leaf

APART = frozenset(("Note", "Formula"))
GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
HEADING = re.compile(r"H([1-6])$")
USES = re.compile(r'data-pages="(\w+) (\w+)"')
EPUB = "http://www.idpf.org/2007/ops"


def findings(data: bytes, composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the bytes of a screen PDF; `each` keeps what was read of pages."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        found = [*_document(pdf), *_fonts(pdf)]
        reading = Reading(pdf, each)
        found += _structure(reading)
        found += _words(reading, composition, each)
        return (*_syntax(pdf, reading), *found)


def _syntax(pdf: Pdf, reading: Reading) -> Iterator[Diagnostic]:
    """What `qpdf --check` says: of the content of pages, which has been read; then of all else. Takes the content out.
    """
    for number, page in enumerate(reading.pages, 1):
        yield from (error("pdf-syntax", fault, page=number) for fault in page.faults)
    for page in pdf.pages:
        page.obj.Contents = Array()
    yield from (error("pdf-syntax", problem) for problem in pdf.check_pdf_syntax())


def _document(pdf: Pdf) -> Iterator[Diagnostic]:
    """What a reader asks of the document as a whole (ISO 14289-1, 7.1, 7.2 and 7.18.3)."""
    root = pdf.Root
    wanted = (("/Lang", "a language"), ("/StructTreeRoot", "a structure tree"), ("/Metadata", "XMP metadata"),
              ("/PageLabels", "page labels"))
    yield from (error("pdf-document", f"the PDF has no {what}") for name, what in wanted if name not in root)
    if not (root.get("/MarkInfo") or {}).get("/Marked"):
        yield error("pdf-document", "the PDF is not marked as tagged")
    if not (root.get("/ViewerPreferences") or {}).get("/DisplayDocTitle"):
        yield error("pdf-document", "the title of the PDF would not be shown in the window")
    for number, page in enumerate(pdf.pages, 1):
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield error("pdf-document", "links are not reached in the order of the text", page=number)


def _fonts(pdf: Pdf) -> Iterator[Diagnostic]:
    """Every font is embedded and can be turned back into text (ISO 14289-1, 7.21)."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        fonts: Object = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
        if fonts.is_indirect and fonts.objgen in seen:
            continue
        seen.add(fonts.objgen)
        for font in dict(fonts).values():
            descriptor = (font.DescendantFonts[0] if "/DescendantFonts" in font else font).get("/FontDescriptor", {})
            if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                yield error("font-missing", f"the font {font.get('/BaseFont')} is not embedded")
            if "/ToUnicode" not in font:
                yield error("font-missing", f"the font {font.get('/BaseFont')} cannot be turned back into text")


def _structure(reading: Reading) -> Iterator[Diagnostic]:
    """The rules of ISO 14289-1, clause 7, that a program can judge."""
    for number, page in enumerate(reading.pages, 1):
        if page.loose:
            yield error("untagged", f"{page.loose} marks are neither text nor ornament", page=number)
    if reading.unread:
        yield error("untagged", f"{reading.unread} pieces of text are outside the structure")
    level, ids = 0, Counter()
    for one in reading.document.walk():
        heading = HEADING.match(one.tag)
        if heading:
            if int(heading.group(1)) > level + 1:
                yield warning("heading-level", f"the heading '{one.text()[:60]}' is level {heading.group(1)} after "
                              f"level {level}", None, "let headings go down one level at a time", one.page + 1)
            level = int(heading.group(1))
        elif one.tag in ("Figure", "Formula") and not str(one.source.get("/Alt", "")).strip():
            yield error("alt-missing", f"a {one.tag.lower()} has no words in its place", page=one.page + 1)
        elif one.tag == "Note":
            ids[str(one.source.get("/ID", ""))] += 1
        elif one.tag == "Link" and not (one.links and all(str(link.get("/Contents", "")) for link in one.links)):
            yield error("link", f"the link '{one.text()[:60]}' has no target or no description", page=one.page + 1)
    yield from (error("note-id", f"{count} notes have the id '{name}'") for name, count in ids.items()
                if count > 1 or not name)


def _words(reading: Reading, composition: Composition, each: Each) -> Iterator[Diagnostic]:
    """The structure read in order is the text in order: leaf by leaf the same letters and figures."""
    elements = [kid for kid in reading.document.kids if isinstance(kid, Element)]
    leaves = composition.leaves
    if len(elements) != len(leaves):
        yield error("words", f"the PDF has {len(elements)} parts and the book {len(leaves)}")
        return
    said = [(element.text(APART), *(one.text(APART) for one in element.walk() if one.tag == "Note"))
            for element in elements]
    texts = ["\0".join(("words", leaf.kind, leaf.title, leaf.xhtml, *words)) for leaf, words in zip(leaves, said)]
    faults = each(texts, lambda wanted: (tuple(_faults(leaves[number], *said[number])) for number in wanted))
    yield from (error("words", fault, page=element.page + 1) for element, found in zip(elements, faults)
                for fault in found)


def _faults(leaf: Leaf, there: str, *notes: str) -> Iterator[str]:
    """Where the words on the pages of a leaf, and those of its notes, are not its own."""
    pattern, text, expected = _expected(leaf)
    there, text = (_unnumbered(leaf, one) for one in (_plain(pattern, there), text))
    if there != text:
        at = next((index for index, (one, two) in enumerate(zip(there, text)) if one != two),
                  min(len(there), len(text)))
        near = slice(max(0, at - 20), at + 20)
        yield f"the text of '{leaf.title}' differs from the book's: '…{there[near]}…' for '…{text[near]}…'"
    if sorted(_plain(pattern, note) for note in notes) != expected:
        yield f"the notes of '{leaf.title}' differ from the book's"


def _expected(leaf: Leaf) -> tuple[str, str, list[str]]:
    """What to leave out of the comparison, a leaf's letters, and those of its notes.

    Page numbers are the layout's own: where a leaf shows some, figures are left out of the comparison.
    """
    root = etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')
    numbered = leaf.kind in ("contents", "glossary") or bool(root.xpath(".//a[not(@class)][starts-with(@href, '#')]"))
    pattern = r"[\W\d_]+" if numbered else r"[\W_]+"
    notes = root.xpath(".//section[@class='notes']/aside")
    found = sorted(_plain(pattern, "".join(note.itertext())) for note in notes)
    for label in root.xpath(".//p[@class='uses']/span[@class='label']"):
        label.text = label.getparent().get("data-pages", "").split()[-1]
    for apart in root.xpath(".//section[@class='notes'] | .//p[@class='uses']/a | .//*[local-name()='math']"):
        _empty(apart)
    return pattern, _plain(pattern, "".join(root.itertext())), found


def _unnumbered(leaf: Leaf, text: str) -> str:
    """A glossary's text with the word for pages in neither number: how many pages there are is the layout's own."""
    for page, pages in dict.fromkeys(USES.findall(leaf.xhtml)):
        stem = os.path.commonprefix((page.casefold(), pages.casefold()))
        endings = {*page.casefold()[len(stem):], *pages.casefold()[len(stem):]}
        text = re.sub(f"({re.escape(stem)})[{re.escape(''.join(sorted(endings)))}]*", r"\1", text) if endings else text
    return text


def _empty(element: etree._Element) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail


def _plain(pattern: str, text: str) -> str:
    """Letters and figures alone, whatever their case: lines may end in hyphens, and small capitals have one for two.

    Letters of scripts that run from the right are compared without their order, since pages hold them as they are seen.
    Greek letters are compared without accents, which their capitals, small ones too, do not have.
    """
    found = GREEK.sub(lambda word: _unaccented(word.group()), re.sub(pattern, "", text).casefold())
    return "".join(sorted(found)) if FROM_THE_RIGHT.search(found) else found


def _unaccented(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", text) if not combining(letter))
