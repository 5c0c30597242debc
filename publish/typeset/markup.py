"""The leaves as the pages need them: where each part begins, notes at their references, page numbers as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from publish.model import Leaf

EPUB = "http://www.idpf.org/2007/ops"
OWN_LINKS = frozenset(("term", "see", "backlink", "note-ref", "note-number", "page"))


@dataclass(frozen=True)
class Numbers:
    """What is known of the pages: the folio of the page on which each id stands, and that page's place in the book."""

    labels: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


def paged(leaf: Leaf, first_of_text: bool, numbers: Numbers, longest_note: int) -> str:
    """A leaf's XHTML for the pages. A note of more than `longest_note` characters stays at the end of its leaf."""
    root = etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')[0]
    for element in root.iter():
        element.attrib.pop(f"{{{EPUB}}}type", None)
    if first_of_text:
        root.set("class", f"{root.get('class')} first-of-text")
    _notes(root, longest_note)
    if leaf.kind == "contents":
        _contents(root, numbers)
    elif leaf.kind == "glossary":
        _uses(root, numbers)
    else:
        _references(root, numbers)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def document(leaves: Sequence[str], language: str, title: str) -> str:
    """The XHTML document of some leaves."""
    return (f'<html lang="{escape(language)}"><head><title>{escape(title)}</title></head>'
            f'<body>{"".join(leaves)}</body></html>')


def _notes(root: etree._Element, longest: int) -> None:
    """Move each note that fits a page's foot to the place right after its reference."""
    groups = root.xpath(".//section[@class='notes']")
    notes = {note.get("id"): note for group in groups for note in group if note.tag == "aside"}
    for reference in root.xpath(".//a[@class='note-ref']"):
        note = notes.pop(reference.get("href", "").removeprefix("#"), None)
        if note is None or len("".join(note.itertext())) > longest:
            continue
        note.getparent().remove(note)
        note.tail, reference.tail = reference.tail, None
        reference.addnext(note)
    for group in groups:
        if not len(group):
            group.getparent().remove(group)


def _contents(root: etree._Element, numbers: Numbers) -> None:
    """Each entry with the folio of its page."""
    for link in root.iter("a"):
        link.set("data-page", numbers.labels.get(link.get("href")[1:], "0"))


def _uses(root: etree._Element, numbers: Numbers) -> None:
    """The uses of each term as the folios of their pages, in place of the titles of their chapters."""
    for paragraph in root.xpath(".//p[@class='uses']"):
        known = [name for name in paragraph.attrib.pop("data-uses", "").split() if name in numbers.places]
        label = paragraph.find("span[@class='label']")
        for child in list(paragraph):
            paragraph.remove(child)
        if label is not None:
            label.tail = " "
            paragraph.append(label)
        for separator, name in runs(known, numbers.places):
            _tail(paragraph, separator)
            link = etree.SubElement(paragraph, "a", {"href": f"#{name}", "class": "page"})
            link.text = numbers.labels[name]
        if not known and numbers.places:
            paragraph.getparent().remove(paragraph)


def runs(names: Sequence[str], places: Mapping[str, int]) -> list[tuple[str, str]]:
    """Ids as page references in order: (what stands before it, the first id on that page); 4–6 for pages in a row.

    Ranges are written in full (The Chicago Manual of Style, 9.61, allows it): folios have no thousands.
    """
    first: dict[int, str] = {}
    for name in sorted(names, key=places.__getitem__):
        first.setdefault(places[name], name)
    found: list[tuple[str, str]] = []
    for place in sorted(first):
        middle = place - 1 in first and place + 1 in first
        if not middle:
            joined = place - 1 in first
            found.append(("–" if joined else ", " if found else "", first[place]))
    return found


def _tail(parent: etree._Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _references(root: etree._Element, numbers: Numbers) -> None:
    """The folio of its page on every link into the book that is neither a term's nor a note's."""
    for link in root.iter("a"):
        name = link.get("href", "")
        if name.startswith("#") and not OWN_LINKS.intersection((link.get("class") or "").split()):
            link.set("data-page", re.sub(r"\s", "", numbers.labels.get(name[1:], "0")))
