"""One chunk's HTML, as pandoc writes it, becomes a leaf: semantic XHTML with stable ids and its notes at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from publish.compose.sanitise import sanitise
from publish.config import slug
from publish.errors import Diagnostic, Span
from publish.model import Heading, Leaf

EPUB = "http://www.idpf.org/2007/ops"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = f"{{{EPUB}}}type"
TOP = 2            # the book's title is the one h1; parts and chapters begin at h2
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", "blockquote", "ul", "ol", "dl", "table", "figure", "pre", "div", "hr", "section")


@dataclass(frozen=True)
class Frame:
    """What a leaf must know of the whole: its id, kind, heading level in the source, title when it has none, labels."""

    id: str
    kind: str
    level: int
    depth: int
    fallback: str
    first_note: int
    words: dict
    language: str
    span: Span | None


def tree(fragment: str) -> etree._Element:
    """An HTML fragment as an element tree under one <div>, without namespaces, and without any network or entity."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    root = etree.fromstring(f"<html><body><div>{fragment}</div></body></html>".encode(), parser)
    return root.find("body")[0]


def leaf(fragment: str, frame: Frame) -> tuple[Leaf, int, tuple[Diagnostic, ...]]:
    """The leaf of a chunk, the number of notes it holds, and what the sanitiser took out."""
    root = tree(fragment)
    diagnostics = sanitise(root, frame.span)
    notes = _take_notes(root)
    section = etree.Element("section", {"id": frame.id, "class": frame.kind}, nsmap={"epub": EPUB})
    section.extend(list(root))
    if not len(section) and root.text and root.text.strip():
        etree.SubElement(section, "p").text = root.text
    headings = _headings(section, frame)
    _landmark(section, frame)
    _quotations(section)
    _verse(section)
    _breaks(section)
    _tables(section)
    _spans(section)
    count = _place_notes(section, notes, frame)
    _identify(section, frame)
    title = headings[0].title if headings and frame.kind != "opening" else frame.fallback
    return (Leaf(frame.id, frame.kind, "body", title, serialise(section), headings), count, diagnostics)


def serialise(element: etree._Element) -> str:
    """XHTML text of an element; the epub prefix is declared by the document that the edition puts it in."""
    return re.sub(r' xmlns:epub="[^"]*"', "", etree.tostring(element, encoding="unicode", with_tail=False))


def plain(element: etree._Element) -> str:
    """The text of an element without its note references."""
    parts = [element.text or ""]
    for child in element:
        if child.get("role") != "doc-noteref" and isinstance(child.tag, str):
            parts.append(" " if child.tag == "br" else plain(child))
        parts.append(child.tail or "")
    return re.sub(r"[ \t\r\n]+", " ", "".join(parts)).strip()


def unwrap(element: etree._Element) -> None:
    """Put an element's contents in its place."""
    parent, index, before = element.getparent(), element.getparent().index(element), element.getprevious()
    text, tail, children = element.text or "", element.tail or "", list(element)
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)
    parent[index:index] = children
    last = children[-1] if children else before
    if last is not None:
        last.tail = (last.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def _take_notes(root: etree._Element) -> dict[str, etree._Element]:
    """Pandoc's list of notes, out of the text: list items by the id that references point to."""
    notes = {}
    for section in root.xpath(".//section[contains(concat(' ', @class, ' '), ' footnotes ')]"):
        for item in section.iter("li"):
            if item.get("id"):
                notes[item.get("id")] = item
        section.getparent().remove(section)
    return notes


def _headings(section: etree._Element, frame: Frame) -> tuple[Heading, ...]:
    """Shift headings below the book's title, give them ids, and list them for the contents."""
    found = []
    taken: set[str] = set()
    for element in list(section.iter(*HEADINGS)):
        first = not found and frame.kind != "opening"
        depth = frame.depth if first else frame.depth + max(1, int(element.tag[1]) - frame.level)
        element.tag = f"h{min(6, TOP + depth - 1)}"
        title = plain(element)
        wanted = f"{frame.id}-title" if first else f"{frame.id}-{slug(title)[:40].strip('-')}"
        element.set("id", unique(wanted, taken))
        element.attrib.pop("class", None)
        if first and element.getparent() is section:
            element.set("class", "opening-title")
        found.append(Heading(frame.id if first else element.get("id"), title, depth))
    return tuple(found)


def unique(wanted: str, taken: set[str]) -> str:
    """The wanted id, or the wanted id with the first free number."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


ROLES = {"chapter": ("chapter", "doc-chapter"), "part": ("part", "doc-part"), "opening": ("bodymatter", "region")}


def _landmark(section: etree._Element, frame: Frame) -> None:
    kind, role = ROLES[frame.kind]
    section.set(TYPE, kind)
    if section.find(f"*[@id='{frame.id}-title']") is not None:
        section.set("role", role)
        section.set("aria-labelledby", f"{frame.id}-title")
    else:
        section.set("role", "region" if role == "doc-part" else role)
        section.set("aria-label", frame.fallback)


def _quotations(section: etree._Element) -> None:
    """The last paragraph of a quotation that is wholly a source becomes its source line."""
    for element in list(section.xpath(".//p[count(*)=1]/span[@class='source']")):
        paragraph = element.getparent()
        if (paragraph.text or "").strip() or (element.tail or "").strip():
            continue
        unwrap(element)
        paragraph.set("class", "source")
    for role in ("salutation", "signature", "dateline", "valediction", "postscript"):
        for element in list(section.xpath(f".//p[count(*)=1]/span[@class='{role}']")):
            paragraph = element.getparent()
            if not (paragraph.text or "").strip() and not (element.tail or "").strip():
                unwrap(element)
                paragraph.set("class", role)


def _verse(section: etree._Element) -> None:
    """Line blocks become stanzas of lines; the indent of a line is its number of leading spaces in steps of two."""
    for block in list(section.xpath(".//div[@class='line-block']")):
        stanzas = [[]]
        for line in _lines(block):
            if plain(line) or len(line):
                stanzas[-1].append(line)
            elif stanzas[-1]:
                stanzas.append([])
        block.set("class", "verse")
        block.text = None
        del block[:]
        for lines in filter(None, stanzas):
            stanza = etree.SubElement(block, "p", {"class": "stanza"})
            for number, line in enumerate(lines):
                if number:
                    etree.SubElement(stanza, "br")
                stanza.append(line)


def _lines(block: etree._Element) -> list[etree._Element]:
    lines = [etree.Element("span", {"class": "line"})]
    lines[0].text = block.text
    for child in list(block):
        tail, child.tail = child.tail, None
        if child.tag == "br":
            lines.append(etree.Element("span", {"class": "line"}))
            lines[-1].text = (tail or "").lstrip("\n")
        else:
            lines[-1].append(child)
            child.tail = tail
    for line in lines:
        text = line.text or ""
        indent = len(text) - len(text.lstrip("\u00a0\u2003 \n"))
        line.text = text[indent:]
        if indent:
            line.set("class", f"line indent-{min(9, (indent + 1) // 2)}")
    return lines


def _breaks(section: etree._Element) -> None:
    for rule in section.iter("hr"):
        rule.set("class", "scene-break")


def _tables(section: etree._Element) -> None:
    for cell in section.iter("th"):
        cell.set("scope", "col" if cell.getparent().getparent().tag == "thead" else "row")
    for columns in list(section.iter("colgroup")):
        columns.getparent().remove(columns)


def _spans(section: etree._Element) -> None:
    for element in list(section.iter()):
        if not isinstance(element.tag, str):
            continue
        if "smallcaps" in _classes(element):
            element.set("class", "small-caps")
        if element.get("lang"):
            element.set(XML_LANG, element.get("lang"))
    for figure in section.iter("figure"):
        figure.set("class", figure.get("class") or "figure")


def _place_notes(section: etree._Element, notes: dict[str, etree._Element], frame: Frame) -> int:
    """Number the references from the frame's first number and put the notes at the end of the leaf."""
    placed: list[etree._Element] = []
    waiting = list(section.iter("a"))
    while waiting:
        reference = waiting.pop(0)
        if "footnote-ref" not in _classes(reference):
            continue
        target = reference.get("href", "").lstrip("#")
        item = notes.get(target)
        if item is None:
            continue
        number = frame.first_note + len(placed)
        _reference(reference, frame, number)
        placed.append(_note(item, frame, number))
        waiting += placed[-1].iter("a")
    if placed:
        group = etree.SubElement(section, "section", {"class": "notes", "role": "doc-endnotes",
                                                      "aria-label": frame.words["notes"]})
        group.set(TYPE, "footnotes")
        group.extend(placed)
    return len(placed)


def _reference(reference: etree._Element, frame: Frame, number: int) -> None:
    del reference[:]
    reference.text = str(number)
    reference.attrib.clear()
    reference.attrib.update({"id": f"{frame.id}-ref{number}", "href": f"#{frame.id}-note{number}", "class": "note-ref",
                             "role": "doc-noteref", TYPE: "noteref"})


def _note(item: etree._Element, frame: Frame, number: int) -> etree._Element:
    aside = etree.Element("aside", {"id": f"{frame.id}-note{number}", "class": "note", "role": "doc-footnote",
                                    TYPE: "footnote"})
    aside.text = item.text if (item.text or "").strip() else None
    aside.extend(list(item))
    for back in aside.xpath(".//a[contains(concat(' ', @class, ' '), ' footnote-back ')]"):
        parent, before = back.getparent(), back.getprevious()
        if before is not None:
            before.tail = (before.tail or "").rstrip() or None
        else:
            parent.text = (parent.text or "").rstrip() or None
        parent.remove(back)
    if aside.text or not len(aside) or aside[0].tag != "p":
        paragraph = etree.Element("p")
        paragraph.text, aside.text = aside.text, None
        aside.insert(0, paragraph)
    back = etree.Element("a", {"href": f"#{frame.id}-ref{number}", "class": "note-number", "role": "doc-backlink",
                               "aria-label": f"{frame.words['note']} {number}: {frame.words['back-to-text']}"})
    back.text = str(number)
    back.tail = "\u00a0" + (aside[0].text or "")
    aside[0].text = None
    aside[0].insert(0, back)
    return aside


def _identify(section: etree._Element, frame: Frame) -> None:
    """Every block of the text gets an id, so that it can be linked to and its page can be known."""
    number = 0
    for element in section.iter("p", "blockquote", "li", "table", "figure", "pre"):
        if element.get("id") is None and not any(up.tag == "aside" for up in element.iterancestors()):
            number += 1
            element.set("id", f"{frame.id}-p{number}")
