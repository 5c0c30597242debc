"""Where the text of each page begins: in which block, and after how many characters of it (model.Page.start)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from weasyprint.formatting_structure import boxes

from publish.model import UNCOUNTED
from publish.typeset.galley import NOWHERE


def starts(pages: Sequence) -> tuple[tuple[str, int], ...]:
    """For each page of a WeasyPrint document the innermost block with an id that its text begins in, and the
    characters of that block on the pages before; ("", 0) for a page without text."""
    counts: Counter[str] = Counter()
    found = []
    for page in pages:
        first = NOWHERE
        for text, names in _texts(page._page_box, ()):
            if first == NOWHERE and names:
                first = names[-1], counts[names[-1]]
            size = len(UNCOUNTED.sub("", text))
            counts.update({name: size for name in names})
        found.append(first)
    return tuple(found)


def _texts(box, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text in a page's flow in order, each with the ids of the blocks around it, from the outermost in."""
    if isinstance(box, (boxes.MarginBox, boxes.FootnoteAreaBox)) or "::" in (box.element_tag or ""):
        return
    if isinstance(box, boxes.TextBox):
        if UNCOUNTED.sub("", box.text):
            yield box.text, names
        return
    if isinstance(box, boxes.BlockLevelBox) and box.element is not None and box.element.get("id"):
        name = box.element.get("id")
        names = names if name in names else (*names, name)
    for child in getattr(box, "children", ()):
        yield from _texts(child, names)
