"""The measures of a paragraph's lines: its column, less what floats take away."""

from __future__ import annotations

from publish.typeset.paragraph.door.inside import boxes, inline, strut
from publish.typeset.paragraph.door.pieces import Content, Unplanned

MOST_LINES = 200            # beside floats; a float taller than this is not a drop cap or a picture in the text
SAME = 0.01                 # px within which two measures are the same


def widths(context, line_box, containing_block, position_y: float, indent: float) -> tuple[float, ...]:
    """The measures (px) of the lines from `position_y` down, the first less the indent, the last for all after."""
    column = containing_block.width
    if not context.excluded_shapes:
        return (column - indent, column) if indent else (column,)
    height, _ = strut(line_box.style)
    bottom = max(shape.position_y + shape.margin_height() for shape in context.excluded_shapes)
    found = []
    while position_y < bottom and len(found) < MOST_LINES:
        found.append(width_at(context, line_box, containing_block, position_y, height))
        position_y += height
    if len(found) == MOST_LINES:
        raise Unplanned("tall float")
    found.append(column)
    if indent:
        found = [found[0] - indent, *(found[1:] or found)]
    while len(found) > 1 and abs(found[-1] - found[-2]) < SAME:
        found.pop()
    return tuple(found)


def width_at(context, line_box, containing_block, position_y: float, height: float | None = None) -> float:
    """The measure (px) of a line at a height of the page; raises Unplanned where a line would move down to fit."""
    if not context.excluded_shapes:
        return containing_block.width
    line_box.position_y, line_box.width = position_y, 0
    line_box.height = strut(line_box.style)[0] if height is None else height
    _, found, available = inline.avoid_collisions(context, line_box, containing_block, outer=False)
    if found != position_y or available <= 0:
        raise Unplanned("no room beside a float")
    return available


def place_floats(context, content: Content, containing_block, bottom_space, position_y: float) -> list[object]:
    """The shapes that exclude text once the floats at the paragraph's beginning are placed; nothing is changed.

    Raises Unplanned for a float inside the text, unless it takes no room from the lines, as a note in the margin.
    """
    before = context.excluded_shapes
    broken = dict(context.broken_out_of_flow)
    context.excluded_shapes = before.copy()
    try:
        for box in (*content.leading, *content.anchored):
            if isinstance(box, boxes.ParentBox) and any(inner.footnote for inner in box.descendants()):
                raise Unplanned("note in a float")          # to place it would put the note on this page
            copy = box.copy()
            copy.position_x, copy.position_y = containing_block.content_box_x(), position_y
            placed, resume = inline.float_layout(context, copy, containing_block, [], [], bottom_space, None)
            if box in content.leading and (resume is not None or placed.position_y != position_y):
                raise Unplanned("float that moves")
            if box in content.anchored and placed.margin_width() > 0:
                raise Unplanned("float inside the text")
        return context.excluded_shapes[:len(before) + len(content.leading)]
    finally:
        context.excluded_shapes = before
        context.broken_out_of_flow.clear()
        context.broken_out_of_flow.update(broken)
