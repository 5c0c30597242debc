"""A fragment becomes a leaf: semantic XHTML with unique, stable ids and its notes at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from publish.compose import notes
from publish.compose.blocks import blocks
from publish.compose.sanitise import sanitise
from publish.compose.trees import EPUB, HEADINGS, TYPE, inner, plain, serialise, tree
from publish.config.naming import ascii_words, fingerprint
from publish.errors import Diagnostic, Span
from publish.model import Heading, Leaf

TOP = 2            # the book's title is the one h1; parts and chapters begin at h2
ROLES = {"chapter": ("chapter", "doc-chapter"), "part": ("part", "doc-part"), "opening": ("bodymatter", "region")}
NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)     # what may be an id everywhere (XML names without a colon)
LONGEST_STEM = 60


@dataclass(frozen=True)
class Frame:
    """What a leaf must know of the whole.

    Its id and kind (the note about the edition has a heading of its own above those of its text); `level` of its
    heading in the source and `depth` of it in the contents; the title when it has no heading; the number of its first
    note; the edition's own words; every id of the book so far, to which it adds its own; where each id that the text
    itself sets has gone; and the place to report.
    """

    id: str
    kind: str
    level: int
    depth: int
    fallback: str
    words: Mapping[str, str]
    taken: dict[str, int]
    moved: dict[str, str]
    first_note: int = 1
    span: Span | None = None


def stem(text: str) -> str:
    """The stem of an id from a text: lower-case words of ASCII; a number made from the text where it has none."""
    found = "-".join(ascii_words(text))[:LONGEST_STEM].strip("-")
    return found if found[:1].isalpha() else f"s-{found or fingerprint(text)}"


def unique(wanted: str, taken: dict[str, int]) -> str:
    """The wanted id, or the wanted id with the first free number; it is then taken.

    `taken` holds, for each id, the last number that was given to it.
    """
    found, number = wanted, taken.get(wanted, 1)
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken[wanted] = number
    taken[found] = taken.get(found, 1)
    return found


def name(fragment: str, taken: dict[str, int], moved: dict[str, str]) -> str:
    """The id of the leaf of a fragment: the one that the text sets on its heading, else one made from the heading."""
    match = re.search(r"<(h[1-6])\b.*?</\1>", fragment, re.S)
    heading = next(tree(match.group()).iter(*HEADINGS)) if match else etree.Element("h1")
    own = heading.get("id", "")
    if NAME.fullmatch(own) and own not in moved:
        moved[own] = unique(own, taken)
        return moved[own]
    return unique(stem(plain(heading)), taken)


def leaf(fragment: str, frame: Frame) -> tuple[Leaf, int, tuple[Diagnostic, ...]]:
    """The leaf of a chunk, the number of notes it holds, and what the sanitiser took out."""
    section = etree.Element("section", {"id": frame.id, "class": frame.kind}, nsmap={"epub": EPUB})
    count, headings, diagnostics = _fill(section, fragment, frame)
    title = headings[0].title if headings and frame.kind != "opening" else frame.fallback
    _landmark(section, frame, title)
    return Leaf(frame.id, frame.kind, "body", title, serialise(section), headings), count, diagnostics


def piece(fragment: str, frame: Frame) -> tuple[str, tuple[Diagnostic, ...]]:
    """A fragment as the contents of a part around the text, without headings of the contents."""
    section = etree.Element("div", nsmap={"epub": EPUB})
    _, _, diagnostics = _fill(section, fragment, frame)
    return inner(section).strip(), diagnostics


def lines(fragment: str, frame: Frame) -> tuple[tuple[str, ...], str, tuple[Diagnostic, ...]]:
    """The contents of a fragment's paragraphs, and whatever else it holds, without ids for blocks."""
    section = etree.Element("div", nsmap={"epub": EPUB})
    _, _, diagnostics = _fill(section, fragment, frame)
    found = section.findall("p")
    for paragraph in found:
        section.remove(paragraph)
    return tuple(inner(paragraph).strip() for paragraph in found), inner(section).strip(), diagnostics


def copied(fragment: str, span: Span | None) -> tuple[str, tuple[Diagnostic, ...]]:
    """A fragment that editions may copy from place to place (a definition): without ids, its notes in brackets."""
    root = tree(fragment)
    diagnostics = sanitise(root, span)
    notes.within(root, notes.take(root))
    blocks(root)
    for element in root.iter(etree.Element):
        element.attrib.pop("id", None)
        if element.tag in HEADINGS:
            element.tag = "p"
    return inner(root).strip(), diagnostics


def _fill(section: etree._Element, fragment: str,
          frame: Frame) -> tuple[int, tuple[Heading, ...], tuple[Diagnostic, ...]]:
    root = tree(fragment)
    diagnostics = sanitise(root, frame.span)
    own_notes = notes.take(root)
    if (root.text or "").strip():
        paragraph = etree.Element("p")
        paragraph.text, root.text = root.text, None
        root.insert(0, paragraph)
    section.extend(list(root))
    _own_ids(section, frame)
    headings = _headings(section, frame)
    count = notes.place(section, own_notes, frame.id, frame.first_note, frame.words, lambda id: unique(id, frame.taken))
    blocks(section)
    _identify(section, frame)
    return count, headings, diagnostics


def _own_ids(section: etree._Element, frame: Frame) -> None:
    """The ids that the text sets stay as they are where they can, and links to them follow where they cannot."""
    for element in section.iterdescendants():
        own = element.get("id") if isinstance(element.tag, str) else None
        if own is None:
            continue
        if frame.moved.get(own) == frame.id or not NAME.fullmatch(own):
            del element.attrib["id"]
        else:
            element.set("id", unique(own, frame.taken))
            frame.moved.setdefault(own, element.get("id"))


def _headings(section: etree._Element, frame: Frame) -> tuple[Heading, ...]:
    """Put headings in steps of one below the book's title, give them ids, and list them; empty ones are none."""
    found: list[Heading] = []
    headed = frame.kind in ("chapter", "part")
    above = [0] if frame.kind == "about" else []
    floor = 1 if headed or above else 0
    for element in list(section.iter(*HEADINGS)):
        title = plain(element)
        if not title:
            element.tag = "p" if len(element) else "div"
            continue
        first = headed and not found
        level = frame.level if first else int(element.tag[1])
        while len(above) > floor and above[-1] >= level:
            above.pop()
        depth = frame.depth + len(above)
        above.append(level)
        element.tag = f"h{min(6, TOP + depth - 1)}"
        if first or element.get("id") is None:
            element.set("id", unique(f"{frame.id}-title" if first else f"{frame.id}-{stem(title)}", frame.taken))
        element.attrib.pop("class", None)
        if first and element.getparent() is section:
            element.set("class", "opening-title")
        found.append(Heading(frame.id if first else element.get("id"), title, depth))
    return tuple(found)


def _landmark(section: etree._Element, frame: Frame, title: str) -> None:
    kind, role = ROLES[frame.kind]
    section.set(TYPE, kind)
    heading = section.find("*[@class='opening-title']")
    section.set("role", role)
    if heading is not None:
        section.set("aria-labelledby", heading.get("id"))
    else:
        section.set("aria-label", title)


def _identify(section: etree._Element, frame: Frame) -> None:
    """Every block of the text gets an id, so that it can be linked to and its page can be known."""
    number = 0
    for element in section.iter("p", "blockquote", "li", "table", "figure", "pre"):
        if element.get("id") is None and next(element.iterancestors("aside"), None) is None:
            number += 1
            element.set("id", unique(f"{frame.id}-p{number}", frame.taken))
