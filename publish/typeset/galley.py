"""Galleys: type that has been set but not yet made up into the pages of a book."""

from __future__ import annotations

from dataclasses import dataclass, field

from publish.errors import Diagnostic
from publish.typeset.paragraph import Account

NOWHERE = ("", 0)           # where the text of a page without any begins


@dataclass(frozen=True)
class Anchor:
    """An element's id and the edges of its first box, in points from the lower left corner of the trimmed page."""

    id: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Fount:
    """A face as a galley uses it: its name in the content, its program's SHA-256, metrics per 1000 and glyphs used.

    `widths` and `letters` map glyph ids of the whole font program to advances per 1000 and to the text they stand for.
    `program` is empty where the publication's own faces hold it.
    """

    name: str
    base: str
    family: str
    digest: str
    flags: int
    ascent: int
    descent: int
    widths: dict[int, float]
    letters: dict[int, str]
    program: bytes = b""


@dataclass(frozen=True)
class Node:
    """A structure element (ISO 32000-1, 14.7.2): its type, attributes, and kids in reading order.

    A kid is a Node, a pair (page of the galley, marked-content id), or a triple (page, "link", annotation on the page).
    """

    tag: str
    attributes: tuple[tuple[str, object], ...] = ()
    kids: tuple = ()


@dataclass(frozen=True)
class Galley:
    """A document's pages as WeasyPrint wrote them, set as if they began on a recto.

    `pdf` holds content and link annotations (their targets as addresses of the publication's own scheme) but no font
    program and no structure. `anchors` are each page's first sights of ids, in order, `starts` where its text begins
    (starts.py), `margins` the words in its margin boxes; `account` says how the paragraphs were set. Widths and heights
    are points; `bleed` is points on every side.
    """

    pdf: bytes
    width: float
    height: float
    bleed: float
    anchors: tuple[tuple[Anchor, ...], ...]
    founts: tuple[Fount, ...]
    tree: Node
    margins: tuple[tuple[str, ...], ...] = ()
    found: tuple[Diagnostic, ...] = ()
    starts: tuple[tuple[str, int], ...] = ()
    account: Account = field(default_factory=Account, compare=False)


@dataclass(frozen=True)
class Overlay:
    """What stands in the margins of one page: content that is an artifact throughout, its faces, and its words.

    `states` are the opacities that it sets, by the name of their graphics state.
    """

    content: bytes
    founts: tuple[Fount, ...]
    words: tuple[str, ...]
    states: tuple[tuple[str, float], ...]
