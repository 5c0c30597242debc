"""A specimen of the pages: what the stylesheet says of them, learnt from a small document instead of from its rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publish.errors import PublishError, error
from publish.typeset.galley import Anchor, Galley
from publish.typeset.markup import Sketch, html

SAMPLE = 400                # characters of the note in the specimen
OPENS = ("run-on", "page", "recto")
FOOT = 0.6                  # the most of a page's depth that one note may take: WeasyPrint never divides a note


@dataclass(frozen=True)
class Specimen:
    """How the pages are made: in points, how far a verso's text stands from a recto's, and the measure.

    `opens` says of each leaf but the first whether it runs on, or begins a page or a recto.
    `longest_note` is the number of characters that a note may have to stand at the foot of a page.
    """

    shift: float
    measure: float
    opens: tuple[str, ...]
    longest_note: int


def document(leaves: Sequence[Sketch], language: str) -> str:
    """A document with each neighbouring pair of leaves as empty elements, a text page of each side, and a note."""
    pairs = "".join(one.empty("", f' id="a{number}" style="break-before:recto"') + two.empty("", f' id="b{number}"')
                    for number, (one, two) in enumerate(neighbours(leaves)))
    sides = "".join(f'<section class="chapter" style="break-before:{side}"><div id="{side}">\u00a0</div></section>'
                    for side in ("recto", "verso"))
    words = ("a note of many words " * SAMPLE)[:SAMPLE]
    note = f'<section class="chapter"><p>\u00a0<aside class="note" id="note"><p>{words}</p></aside></p></section>'
    return html(f"{pairs}{sides}{note}", language, "specimen")


def neighbours(leaves: Sequence[Sketch]) -> tuple[tuple[Sketch, Sketch], ...]:
    """Each kind of neighbouring leaves once."""
    found = {(one.tag, one.classes, two.tag, two.classes): (one, two) for one, two in zip(leaves, leaves[1:])}
    return tuple(found.values())


def read(galley: Galley, leaves: Sequence[Sketch], depth: float) -> Specimen:
    """What the specimen shows; `depth` is the height of the text block in points.

    Error: text blocks of unlike width on left and right pages, between which a page could not be moved.
    """
    found: dict[str, tuple[int, Anchor]] = {}
    for number, anchors in enumerate(galley.anchors):
        for anchor in anchors:
            found[anchor.id] = number, anchor
    verso, recto, note = found["verso"][1], found["recto"][1], found["note"][1]
    measure = recto.right - recto.left
    if abs(verso.right - verso.left - measure) > .01:
        raise PublishError(error("unequal-measure", "left and right pages have text blocks of unlike width", None,
                                 "give @page :left and @page :right the same inner and the same outer margin"))
    steps = {(one.tag, one.classes, two.tag, two.classes): found[f"b{number}"][0] - found[f"a{number}"][0]
             for number, (one, two) in enumerate(neighbours(leaves))}
    opens = tuple(OPENS[min(2, steps[one.tag, one.classes, two.tag, two.classes])]
                  for one, two in zip(leaves, leaves[1:]))
    return Specimen(verso.left - recto.left, measure, opens, int(SAMPLE * FOOT * depth / (note.top - note.bottom)))
