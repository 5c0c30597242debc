"""Make-up: which page of which galley is which page of the book, on which side and under which number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publish.model import Layout, Leaf, Page
from publish.typeset.galley import NOWHERE, Anchor, Galley, Node, Overlay
from publish.typeset.markup import Numbers, Sketch

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Run:
    """Leaves that are set together, since each runs on where the one before it ends, and where the first one opens."""

    leaves: tuple[Leaf, ...]
    opens: str


@dataclass(frozen=True)
class Place:
    """A page of the book: its galley (-1 for a blank page) and page there, its side, its number, and its numerals."""

    galley: int
    page: int
    recto: bool
    number: int
    roman: bool

    @property
    def label(self) -> str:
        """The page number as it is read."""
        return roman(self.number) if self.roman else str(self.number)


def runs(leaves: Sequence[Leaf], opens: Sequence[str], numbered: Sequence[bool]) -> tuple[Run, ...]:
    """Leaves as runs; `opens` is what the specimen says of each leaf but the first.

    What precedes the contents and the text is one run, which stands at the head of the book whatever follows. After it
    a run is cut wherever a leaf opens a page, so that its place in the book changes nothing on its pages; chapters that
    run on share pages and notes' places and cannot be told apart, so that they are set as one.
    `numbered` leaves show page numbers of other leaves and are never part of the first run.
    """
    first = next((number for number, leaf in enumerate(leaves) if leaf.matter != "front" or numbered[number]),
                 len(leaves))
    found = [Run(tuple(leaves[:first]), "recto")] if first else []
    text = next((number for number, leaf in enumerate(leaves) if leaf.matter == "body"), len(leaves))
    for number in range(first, len(leaves)):
        start = "recto" if number == text or not number else opens[number - 1]
        if start == "run-on" and number != first:
            found[-1] = Run((*found[-1].leaves, leaves[number]), found[-1].opens)
        else:
            found.append(Run((leaves[number],), "page" if start == "run-on" else start))
    return tuple(found)


def supposed(run: Run, leaves: Sequence[Sketch]) -> Galley:
    """A galley of one page with a run's leaves and headings, in the place of one that is yet to be set."""
    sketches = {one.id: one for one in leaves}
    names = [name for leaf in run.leaves for name in (leaf.id, *(one.id for one in sketches[leaf.id].headings)) if name]
    anchors = tuple(Anchor(name, 0, 0, 0, 0) for name in names)
    return Galley(b"", 0, 0, 0, (anchors,), (), Node("Document"), starts=(NOWHERE,))


def places(made: Sequence[Run], galleys: Sequence[Galley | None]) -> tuple[Place, ...]:
    """Every page of the book in order; blank versos where a recto follows. A galley that is yet to be set has one page.

    Front matter is numbered in roman numerals, and the text begins again at 1 (The Chicago Manual of Style, 1.7).
    """
    found: list[Place] = []
    number, recto, front = 1, True, True
    for index, (run, galley) in enumerate(zip(made, galleys)):
        if run.opens == "recto" and not recto:
            found.append(Place(-1, 0, recto, number, front))
            number, recto = number + 1, True
        if front and run.leaves[0].matter != "front":
            number, front = 1, False
        for page in range(len(galley.anchors) if galley else 1):
            found.append(Place(index, page, recto, number, front))
            number, recto = number + 1, not recto
    return tuple(found)


def whole_places(galley: Galley, first_of_text: str) -> tuple[Place, ...]:
    """The pages of a book that was set as one document, whose text begins with the leaf of the given id."""
    start = next((number for number, anchors in enumerate(galley.anchors)
                  if any(anchor.id == first_of_text for anchor in anchors)), len(galley.anchors))
    return tuple(Place(0, number, number % 2 == 0, number + 1 if number < start else number - start + 1, number < start)
                 for number in range(len(galley.anchors)))


def numbers(made_up: Sequence[Place], galleys: Sequence[Galley | None]) -> Numbers:
    """The folio and the place of the page on which each id stands."""
    labels, where = {}, {}
    for index, place in enumerate(made_up):
        galley = galleys[place.galley] if place.galley >= 0 else None
        for anchor in galley.anchors[place.page] if galley else ():
            if anchor.id not in where:
                labels[anchor.id], where[anchor.id] = place.label, index
    return Numbers(labels, where)


def roman(number: int) -> str:
    """A number from 1 in lower-case roman numerals."""
    text = ""
    for value, letters in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                           (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += letters * (number // value)
        number %= value
    return text


def laid_out(galleys: Sequence[Galley], places: Sequence[Place], margins: Sequence[Overlay | None]) -> Layout:
    """The layout without its PDF."""
    pages, short = [], [dict(galley.account.short) for galley in galleys]
    for place, margin in zip(places, margins):
        anchors = galleys[place.galley].anchors[place.page] if place.galley >= 0 else ()
        printed = margin is not None and any(place.label == words for words in margin.words)
        starts = galleys[place.galley].starts if place.galley >= 0 else ()
        pages.append(Page(place.label if printed else "", tuple(anchor.id for anchor in anchors),
                          starts[place.page] if starts else NOWHERE,
                          short[place.galley].get(place.page, 0.0) if place.galley >= 0 else 0.0))
    first = galleys[0]
    return Layout(b"", tuple(pages), round(first.width / MILLIMETRE, 3), round(first.height / MILLIMETRE, 3))
