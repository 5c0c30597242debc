"""Running heads and folios, set apart from the text and laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publish.typeset.galley import Galley
from publish.typeset.makeup import Place
from publish.typeset.markup import Sketch, html

# A page that a part of the book begins has no head, and its folio at the foot (Chicago Manual of Style, 1.8 and 1.16).
OPENING = """
@page :nth(NUMBER) { @top-left { content: none } @top-center { content: none } @top-right { content: none }
  @bottom-center { content: var(--opening-foot-centre) } }
@page :nth(NUMBER):left { @bottom-left { content: var(--opening-foot-outer) } }
@page :nth(NUMBER):right { @bottom-right { content: var(--opening-foot-outer) } }"""


@dataclass(frozen=True)
class Margins:
    """What the margins of one page depend on: its number and side, the headings on it, and those that stand before it.

    Two pages with equal margins have the same heads and folio. `after` are the headings before the next page; `opening`
    says that a part of the book begins the page.
    """

    number: int
    recto: bool
    here: str
    before: str
    after: str
    opening: bool


def openings(places: Sequence[Place], galleys: Sequence[Galley], leaves: Sequence[Sketch]) -> tuple[bool, ...]:
    """Whether the text of each page begins with a part of the book, be it a chapter that runs on.

    A heading within a chapter that happens to begin a page makes none of it.
    """
    begins = frozenset().union(*(one.begins for one in leaves))

    def opening(place: Place) -> bool:
        name, offset = galleys[place.galley].starts[place.page]
        anchors = galleys[place.galley].anchors[place.page]
        return name in begins and not offset if name else any(anchor.id in begins for anchor in anchors)
    return tuple(place.galley >= 0 and opening(place) for place in places)


def without_head(page: int) -> str:
    """The rules for an opening that is the given page, from 1, of a document."""
    return OPENING.replace("NUMBER", str(page))


def margins(places: Sequence[Place], galleys: Sequence[Galley], leaves: Sequence[Sketch]) -> tuple[Margins | None, ...]:
    """The margins of every page; None for a blank page, which carries nothing."""
    roots = {one.id: one for one in leaves}
    headings = {heading.id or f"{one.id} heading": (one, heading) for one in leaves for heading in one.headings}
    in_force: dict[tuple[str, ...], str] = {}
    leaf, found = leaves[0], []
    for place, opening in zip(places, openings(places, galleys, leaves)):
        if place.galley < 0:
            found.append(None)
            continue
        blocks: list[tuple[Sketch, str, str]] = []
        before = "".join(in_force.values())
        for anchor in galleys[place.galley].anchors[place.page]:
            name = anchor.id
            if name in roots:
                leaf, name = roots[name], f"{name} heading"
                blocks.append((leaf, "", leaf.first))
                if leaf.first:
                    in_force[leaf.classes, "first"] = leaf.empty("unseen carried", "", f"{leaf.first}\u00a0")
            if name in headings:
                of, heading = headings[name]
                xhtml = heading.xhtml
                blocks = blocks or [(leaf, " continued", "")]
                blocks[-1] = (*blocks[-1][:2], blocks[-1][2] + xhtml)
                key = of.classes, heading.tag, heading.classes
                in_force.pop(key, None)
                in_force[key] = of.empty("unseen carried", "", f"{xhtml}\u00a0")
        side = "recto" if place.recto else "verso"
        here = "".join(one.empty(f"unseen{f' {side}' if not index else ''}{part}", "", f"{inside}\u00a0")
                       for index, (one, part, inside) in enumerate(blocks or [(leaf, " continued", "")]))
        found.append(Margins(place.number, place.recto, here, before, "".join(in_force.values()), opening))
    return tuple(found)


def document(wanted: Sequence[Margins], language: str, title: str) -> tuple[str, str, tuple[int, ...]]:
    """A document with the wanted pages: XHTML, rules that set page numbers, and which of its pages are the wanted ones.

    Where the wanted pages are not neighbours in the book, a page goes before them that carries the headings in force.
    """
    body, rules, found = [], [], []
    page = 0
    last: Margins | None = None
    for one in wanted:
        follows = last is not None and one.number == last.number + 1 and one.recto != last.recto and \
            one.before == last.after
        if not follows:
            if one.before:
                side = "verso" if one.recto else "recto"
                page += 1 if (page % 2 == 0) == (side == "recto") else 2
                body.append(f'<div class="unseen {side}">\u00a0</div>{one.before}')
            page += 1 if (page % 2 == 0) == one.recto else 2
            rules.append(f"@page :nth({page}) {{ counter-reset: page {one.number} }}")
        else:
            page += 1
        if one.opening:
            rules.append(without_head(page))
        found.append(page - 1)
        body.append(one.here)
        last = one
    return html("".join(body), language, title), "\n".join(rules), tuple(found)
