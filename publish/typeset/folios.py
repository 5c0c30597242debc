"""Running heads and folios, set apart from the text and laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from publish.typeset.galley import Galley
from publish.typeset.makeup import Place
from publish.typeset.markup import Sketch, html


@dataclass(frozen=True)
class Margins:
    """What the margins of one page depend on: its number and side, the headings on it, and those that stand before it.

    Two pages with equal margins have the same heads and folio. `after` are the headings before the next page.
    """

    number: int
    recto: bool
    here: str
    before: str
    after: str


def margins(places: Sequence[Place], galleys: Sequence[Galley], leaves: Sequence[Sketch]) -> tuple[Margins | None, ...]:
    """The margins of every page; None for a blank page, which carries nothing."""
    roots = {one.id: one for one in leaves}
    headings = {heading.id or f"{one.id} heading": (one, heading) for one in leaves for heading in one.headings}
    in_force: dict[tuple[str, ...], str] = {}
    leaf, found = leaves[0], []
    for place in places:
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
                xhtml = f'<{heading.tag} class="{escape(heading.classes)}">{escape(heading.words)}</{heading.tag}>'
                blocks = blocks or [(leaf, " continued", "")]
                blocks[-1] = (*blocks[-1][:2], blocks[-1][2] + xhtml)
                key = of.classes, heading.tag, heading.classes
                in_force.pop(key, None)
                in_force[key] = of.empty("unseen carried", "", f"{xhtml}\u00a0")
        side = "recto" if place.recto else "verso"
        here = "".join(one.empty(f"unseen{f' {side}' if not index else ''}{part}", "", f"{inside}\u00a0")
                       for index, (one, part, inside) in enumerate(blocks or [(leaf, " continued", "")]))
        found.append(Margins(place.number, place.recto, here, before, "".join(in_force.values())))
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
        found.append(page - 1)
        body.append(one.here)
        last = one
    return html("".join(body), language, title), "\n".join(rules), tuple(found)
