"""How deep the text of a made page stands: where it ends above the foot, and which white of it may grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publish.typeset.paragraph.door.inside import strut
from publish.typeset.paragraph.door.inside_pages import boxes
from publish.typeset.paragraph.settings import Settings

NEAR = 0.05             # of a line: less is level to the eye
LEAST_GAP = 0.3         # of a line: white between blocks that is less is no place to add to


@dataclass(frozen=True, slots=True)
class Depth:
    """Where the text of a page ends: `short` of the foot and `line`, the height of its last line, in px.

    `white` is how far the space between its blocks may grow and `room` the depth that the text can take (px); `notes`
    says that notes stand at its foot.
    """

    short: float
    line: float
    white: float
    notes: bool
    room: float = 0.0

    @property
    def lines(self) -> int:
        """The whole lines that are missing."""
        return max(0, int(self.short / self.line + NEAR))

    @property
    def level(self) -> bool:
        """Whether nothing is missing; above notes, less than a line is not seen."""
        return self.lines == 0 and (self.notes or self.short <= NEAR * self.line)

    @property
    def grows(self) -> bool:
        """Whether the white between its blocks can take what is missing."""
        return self.short <= self.white + NEAR * self.line


LEVEL = Depth(0.0, 1.0, 0.0, False)     # of a page without text, or of which nothing is known


def depth(context, page, settings: Settings) -> Depth:
    """Where the text of a page that was just made ends."""
    found = list(blocks(page.children[0]))
    if not found:
        return LEVEL
    line = next((inner.height for inner in reversed(list(lines(found[-1]))) if inner.height), 0.0)
    line = line or strut(page.children[0].style)[0] or 1.0
    white = 0.0 if _floats(page.children[0]) else sum(gap for gap, _ in _gaps(found, line))
    return Depth(context.page_bottom - max(map(bottom, found)), line, white * settings.white,
                 bool(page.children[1].children), context.page_bottom - found[0].border_box_y())


def grow(page, amount: float, line: float) -> None:
    """Add to the white between the blocks of a page, `amount` px in all, to each its share, so that its text sinks."""
    root = page.children[0]
    found = list(blocks(root))
    gaps = {id(block): gap for gap, block in _gaps(found, line)}
    total = sum(gaps.values())
    if total:
        _sink(root, 0.0, {name: amount * gap / total for name, gap in gaps.items()})


def _sink(box, offset: float, added: dict[int, float]) -> float:
    """Move what stands in a box down by all that is added above it; how far its end has moved."""
    for child in box.children:
        if not child.is_in_normal_flow() or _whole(child):
            offset += added.get(id(child), 0.0)
            child.translate(0, offset)
            continue
        before = offset + added.get(id(next(blocks(child), None)), 0.0)
        offset = _sink(child, offset, added)
        child.position_y += before
        child.height += offset - before
    return offset


def _whole(box) -> bool:
    """Whether a box is moved as it is: a paragraph, a picture, a table, whatever has no blocks of text inside."""
    return not (isinstance(box, boxes.BlockContainerBox) and not box.is_table_wrapper and box.children
                and isinstance(box.children[0], boxes.BlockLevelBox)) or isinstance(box, (boxes.FlexBox, boxes.GridBox))


def blocks(box) -> Iterator[object]:
    """The whole boxes in the flow of a page, from top to bottom, those that take no room left out."""
    for child in box.children:
        if child.is_in_normal_flow():
            if not _whole(child):
                yield from blocks(child)
            elif child.children or child.height:
                yield child


def _floats(box) -> bool:
    """Whether a float stands between blocks, beside which nothing can be moved."""
    return any(child.is_floated() or (child.is_in_normal_flow() and not _whole(child) and _floats(child))
               for child in box.children)


def lines(box) -> Iterator[object]:
    """The lines in the flow of a box, from top to bottom."""
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            yield child
        elif child.is_in_normal_flow():
            yield from lines(child)


def bottom(box) -> float:
    """Where what stands in a box ends (px from the top of the page): a box that is divided is drawn to the foot."""
    if isinstance(box, boxes.LineBox):
        return box.position_y + box.height
    if not box.children:
        return box.border_box_y() + box.border_height()
    inner = max((bottom(child) for child in box.children if child.is_in_normal_flow()), default=box.position_y)
    return inner + box.padding_bottom + box.border_bottom_width


def _gaps(found: list[object], line: float) -> Iterator[tuple[float, object]]:
    """The white above each block but the first, where there is any."""
    for above, below in zip(found, found[1:]):
        gap = below.border_box_y() - bottom(above)
        if gap >= LEAST_GAP * line:
            yield gap, below
