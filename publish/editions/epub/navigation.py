"""What leads through the book: contents, landmarks and pages, for nav.xhtml and toc.ncx."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.model import Heading, Leaf

DEPTH = 3
# Structural semantics of each part of a book in the landmarks (EPUB Structural Semantics Vocabulary 1.1).
LANDMARKS = {"title-page": "titlepage", "imprint": "copyright-page", "contents": "toc", "epigraph": "epigraph",
             "glossary": "glossary"}


@dataclass(frozen=True)
class Entry:
    """A line of the contents with the lines below it, and its place in the order of the book (1 the first)."""

    title: str
    href: str
    below: tuple["Entry", ...] = ()
    order: int = 0


@dataclass(frozen=True)
class Landmark:
    """A place that reading systems offer by name."""

    type: str
    title: str
    href: str


def headings(leaves: Sequence[Leaf]) -> tuple[Heading, ...]:
    """The headings of the contents in the order of the book."""
    return tuple(heading for leaf in leaves for heading in leaf.headings if heading.depth <= DEPTH)


def outline(found: Sequence[Heading], address: Callable[[str], str]) -> tuple[Entry, ...]:
    """The headings as nested entries: one deeper than the one before it stands below it."""
    entries, index = [], 0
    while index < len(found):
        end = index + 1
        while end < len(found) and found[end].depth > found[index].depth:
            end += 1
        entries.append(Entry(found[index].title, address(found[index].id), outline(found[index + 1:end], address)))
        index = end
    return tuple(entries)


def numbered(entries: Sequence[Entry], place: Mapping[str, int]) -> tuple[Entry, ...]:
    """The entries with their play order; `place` gives that of each address."""
    return tuple(replace(entry, order=place[entry.href], below=numbered(entry.below, place)) for entry in entries)


def flat(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Every entry, in the order of the contents."""
    return tuple(one for entry in entries for one in (entry, *flat(entry.below)))


def depth(entries: Sequence[Entry]) -> int:
    """How many levels the contents have."""
    return 1 + max((depth(entry.below) for entry in entries), default=0) if entries else 0


def landmarks(leaves: Sequence[Leaf], address: Callable[[str], str], cover: str,
              words: Mapping[str, str]) -> tuple[Landmark, ...]:
    """Cover, parts of the book, and where the text begins."""
    marks = [Landmark("cover", words["cover"], cover)] if cover else []
    begun = False
    for leaf in leaves:
        if leaf.matter == "body" and not begun:
            begun = True
            marks.append(Landmark("bodymatter", words["start"], address(leaf.id)))
        if leaf.kind in LANDMARKS:
            marks.append(Landmark(LANDMARKS[leaf.kind], leaf.title, address(leaf.id)))
    return tuple(marks)
