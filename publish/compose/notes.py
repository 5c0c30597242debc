"""Notes: numbered where the text refers to them, and gathered at the end of their leaf."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from publish.compose.trees import HEADINGS, INLINE, TYPE, classes, remove

GROUP = "publish-notes"      # the class of a fragment's list of notes, between the reading of it and its placing


def take(root: etree._Element) -> dict[str, etree._Element]:
    """The list of notes of a fragment, out of its tree: list items by the id that references point to."""
    notes = {}
    for section in root.xpath(f"./section[@class='{GROUP}']"):
        notes |= {item.get("id"): item for item in section.xpath("./ol/li[@id]")}
        section.getparent().remove(section)
    for item in notes.values():
        for element in item.iterdescendants(etree.Element):
            element.attrib.pop("id", None)
            if element.tag in HEADINGS:
                element.tag = "p"
    return notes


def place(section: etree._Element, notes: Mapping[str, etree._Element], leaf: str, first: int, words: Mapping,
          unique: Callable[[str], str]) -> int:
    """Number the references in a leaf from `first` and put their notes at its end; how many there are."""
    placed: list[etree._Element] = []
    waiting = list(section.iter("a"))
    while waiting:
        reference = waiting.pop(0)
        item = _noted(reference, notes)
        if item is None:
            continue
        number = first + len(placed)
        here, there, tail = unique(f"{leaf}-ref{number}"), unique(f"{leaf}-note{number}"), reference.tail
        reference.clear()
        reference.attrib.update({"id": here, "href": f"#{there}", "class": "note-ref", "role": "doc-noteref",
                                 TYPE: "noteref"})
        reference.text, reference.tail = str(number), tail
        placed.append(_note(item, here, there, number, words))
        waiting += placed[-1].iter("a")
    if placed:
        group = etree.SubElement(section, "section", {"class": "notes", "role": "doc-endnotes",
                                                      "aria-label": words["notes"], TYPE: "footnotes"})
        group.extend(placed)
    return len(placed)


def within(root: etree._Element, notes: Mapping[str, etree._Element]) -> None:
    """Put each note in brackets where the text refers to it, for a text that is copied and can have no notes."""
    for reference in list(root.iter("a")):
        item = _noted(reference, notes)
        if item is not None:
            text = " ".join("".join(item.itertext()).split())
            reference.tail = f" [{text}]{reference.tail or ''}"
            remove(reference)


def _noted(reference: etree._Element, notes: Mapping[str, etree._Element]) -> etree._Element | None:
    return notes.get(reference.get("href", "").lstrip("#")) if "footnote-ref" in classes(reference) else None


def _note(item: etree._Element, here: str, there: str, number: int, words: Mapping) -> etree._Element:
    aside = etree.Element("aside", {"id": there, "class": "note", "role": "doc-footnote", TYPE: "footnote"})
    first = etree.Element("p")
    if (item.text or "").strip():
        first.text = item.text
        while len(item) and item[0].tag in INLINE:
            first.append(item[0])
    elif len(item) and item[0].tag == "p":
        first = item[0]
    aside.append(first)
    aside.extend(list(item))
    back = etree.Element("a", {"href": f"#{here}", "class": "note-number", "role": "doc-backlink",
                               "aria-label": f"{words['note']} {number}: {words['back-to-text']}"})
    back.text, back.tail = str(number), f"\u00a0{(first.text or '').lstrip()}"
    first.text = None
    first.insert(0, back)
    return aside
