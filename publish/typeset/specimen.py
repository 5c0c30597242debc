"""A specimen of the pages: what the stylesheet says of them, learnt from a small document instead of from its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publish.errors import PublishError, error
from publish.typeset.galley import Anchor, Galley
from publish.typeset.markup import Sketch, html

SAMPLE = 400                # characters of the note in the specimen
OPENS = ("run-on", "page", "recto")
# Classes with which a page of display is tried, and those that it gets if it was one page then; else it gets the last.
# What stands at the foot is tried in the flow, since else it would lie over it; and of an imprint at the foot that is
# higher than the page WeasyPrint loses lines.
TRIALS = {"title-page": (("trial", ""), ("trial tight", "tight"), ("trial tight tightest", "tight tightest"),
                         ("trial tight tightest", "trial tight tightest")),
          "imprint": (("tight", ""), ("tight", "tight")), "epigraph": (("", ""), ("tight", "tight"))}
FOOT = 0.6                  # the most of a page's depth that one note may take: WeasyPrint never divides a note


@dataclass(frozen=True)
class Specimen:
    """How the pages are made: in points, how far a verso's text stands from a recto's, and the measure.

    `opens` says of each leaf but the first whether it runs on, or begins a page or a recto.
    `longest_note` is the number of characters that a note may have to stand at the foot of a page. `tightness` are the
    classes that a page of display needs so that it is one page, by the kind of its leaf.
    """

    shift: float
    measure: float
    opens: tuple[str, ...]
    longest_note: int
    tightness: Mapping[str, str]


def documents(leaves: Sequence[Sketch], language: str, displays: Mapping[str, str]) -> tuple[str, str]:
    """One with each neighbouring pair of leaves as empty elements, a text page of each side and a note; one of trials.

    `displays` are the XHTML of pages of display by the kind of leaf; each is tried as it is.
    """
    pairs = "".join(one.empty("", f' id="a{number}" style="break-before:recto"') + two.empty("", f' id="b{number}"')
                    for number, (one, two) in enumerate(neighbours(leaves)))
    sides = "".join(f'<section class="chapter" style="break-before:{side}"><div id="{side}">\u00a0</div></section>'
                    for side in ("recto", "verso"))
    words = ("a note of many words " * SAMPLE)[:SAMPLE]
    note = f'<section class="chapter"><p>\u00a0<aside class="note" id="note"><p>{words}</p></aside></p></section>'
    trials = "".join(_trial(kind, 0, xhtml) for kind, xhtml in displays.items())
    return html(f"{pairs}{sides}{note}", language, "specimen"), html(trials, language, "specimen")


def further(galleys: Iterable[Galley], language: str, displays: Mapping[str, str]) -> str:
    """A document with the other trials of those pages of display that are more than one page as they are, or ""."""
    found = _places(galleys)
    trials = "".join(_trial(kind, number, xhtml) for kind, xhtml in displays.items() if _pages(kind, 0, found) != 1
                     for number in range(1, len(TRIALS[kind])))
    return html(trials, language, "specimen") if trials else ""


def _trial(kind: str, number: int, xhtml: str) -> str:
    bare = re.sub(r'\s(?:id|href)="[^"]*"', "", xhtml)
    return (tightened(bare, f"{kind} {TRIALS[kind][number][0]}", f' id="{kind}{number}"')
            + f'<div id="{kind}{number}-end" style="break-before:page">\u00a0</div>')


def tightened(xhtml: str, classes: str, attributes: str = "") -> str:
    """A leaf's XHTML with other classes of its root element."""
    return re.sub(r'(<\w+)([^>]*?) class="[^"]*"', rf'\1{attributes}\2 class="{classes.strip()}"', xhtml, count=1)


def neighbours(leaves: Sequence[Sketch]) -> tuple[tuple[Sketch, Sketch], ...]:
    """Each kind of neighbouring leaves once."""
    found = {(one.tag, one.classes, two.tag, two.classes): (one, two) for one, two in zip(leaves, leaves[1:])}
    return tuple(found.values())


def read(galleys: Iterable[Galley], leaves: Sequence[Sketch], depth: float) -> Specimen:
    """What the specimen's documents show; `depth` is the height of the text block in points.

    Error: text blocks of unlike width on left and right pages, between which a page could not be moved.
    """
    found = _places(galleys)
    verso, recto, note = found["verso"][1], found["recto"][1], found["note"][1]
    measure = recto.right - recto.left
    if abs(verso.right - verso.left - measure) > .01:
        raise PublishError(error("unequal-measure", "left and right pages have text blocks of unlike width", None,
                                 "give @page :left and @page :right the same inner and the same outer margin"))
    steps = {(one.tag, one.classes, two.tag, two.classes): found[f"b{number}"][0] - found[f"a{number}"][0]
             for number, (one, two) in enumerate(neighbours(leaves))}
    opens = tuple(OPENS[min(2, steps[one.tag, one.classes, two.tag, two.classes])]
                  for one, two in zip(leaves, leaves[1:]))
    longest = int(SAMPLE * FOOT * depth / (note.top - note.bottom))
    return Specimen(verso.left - recto.left, measure, opens, longest,
                    {kind: _tightness(kind, found) for kind in TRIALS if f"{kind}0" in found})


def _places(galleys: Iterable[Galley]) -> dict[str, tuple[int, Anchor]]:
    """The page and the edges of everything in the documents that has an id."""
    return {anchor.id: (number, anchor) for galley in galleys for number, anchors in enumerate(galley.anchors)
            for anchor in anchors}


def _pages(kind: str, number: int, found: Mapping[str, tuple[int, Anchor]]) -> int:
    """How many pages a trial takes; 0 where it was not made."""
    begin, end = found.get(f"{kind}{number}"), found.get(f"{kind}{number}-end")
    return end[0] - begin[0] if begin and end else 0


def _tightness(kind: str, found: Mapping[str, tuple[int, Anchor]]) -> str:
    """The first classes with which a page of display is one page; the last there are, where it never is."""
    return next((classes for number, (_, classes) in enumerate(TRIALS[kind]) if _pages(kind, number, found) == 1),
                TRIALS[kind][-1][1])
