"""Lines that are ranged or centred: broken so that they are even, or so that no scrap is left for the last of them.

WeasyPrint has no text-wrap (CSS Text Module Level 4, 6.4.1). A style asks for its values by a custom property,
--wrap: balance or --wrap: pretty, for blocks of text and inline elements alone. Both are had by setting the block in
a narrower measure: the narrowest that takes no more lines, or the first whose last line is long enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tinycss2 import serialize

from publish.typeset.paragraph.door.inside import boxes

STYLE = "__wrap"                # a custom property as WeasyPrint keeps it
MEASURE = "_ranged_measure"     # the attribute of a line box that holds its measure, and the one that this was found in
MOST_LINES = 10                 # that are balanced: where the text is longer, single lines matter less than the block
STEPS = 7                       # of halving: the measure is found to less than a hundredth
SCRAP = .33                     # of the measure: a last line shorter than that is lengthened
NARROWER = tuple(1 - step / 100 for step in range(1, 16))       # shares of the measure that are tried in turn,
NARROWER_OF_TWO = (*NARROWER, .8, .75, .7, .65, .6, .55)        # and where there are two lines, which may be even


def wanted(box) -> str:
    """What the style of a line box asks for: balance, pretty, or nothing."""
    found = serialize(box.style[STYLE] or ()).strip()
    return found if found in ("balance", "pretty") else ""


def plain(box) -> bool:
    """Whether a box holds text and inline elements alone, so that setting it on trial leaves no trace."""
    return all(isinstance(child, boxes.TextBox) or type(child) is boxes.InlineBox and child.is_in_normal_flow()
               and not child.is_leader and plain(child) for child in box.children)


def measure(box, width: float, set_in: Callable[[float], Sequence], how: str) -> float:
    """The measure in which a line box is to be set, `width` at most; `set_in` gives the lines in a measure."""
    lines = set_in(width)
    count = len(lines)
    if count < 2 or how == "balance" and count > MOST_LINES:
        return width
    if how == "balance":
        return _balanced(width, count, set_in)
    return _without_scrap(width, lines, set_in)


def _balanced(width: float, count: int, set_in: Callable[[float], Sequence]) -> float:
    narrow, wide = width / count, width
    for _ in range(STEPS):
        middle = (narrow + wide) / 2
        lines = set_in(middle)
        if len(lines) <= count and max(line.width for line in lines) <= middle + .01:
            wide = middle
        else:
            narrow = middle
    return wide


def _without_scrap(width: float, lines: Sequence, set_in: Callable[[float], Sequence]) -> float:
    if lines[-1].width < SCRAP * width:
        for share in NARROWER if len(lines) > 2 else NARROWER_OF_TWO:
            found = set_in(width * share)
            if len(found) == len(lines) and found[-1].width >= SCRAP * width:
                return width * share
            if len(found) > len(lines):
                break
    return width


def lines(original: Callable[..., Iterator], context, box, position_y, bottom_space, skip_stack, containing_block,
          absolute_boxes, fixed_boxes, first_letter_style, first_line_style) -> Iterator:
    """WeasyPrint's lines of a block that is not justified, in the measure that its style asks for."""
    def set_in(block, skip, absolute, fixed) -> Iterator:
        return original(context, box, position_y, bottom_space, skip, block, absolute, fixed, first_letter_style,
                        first_line_style)
    width, kept = containing_block.width, box.__dict__.get(MEASURE)
    if kept is None or kept[1] != width:
        how = wanted(box)
        free = how and skip_stack is None and not (first_letter_style or first_line_style or context.excluded_shapes)
        if not free or not plain(box):
            return set_in(containing_block, skip_stack, absolute_boxes, fixed_boxes)
        tried: list[list] = []

        def trial(narrower: float) -> list:
            tried.append(list(set_in(_narrowed(containing_block, narrower), None, [], [])))
            return [line for line, _ in tried[-1]]
        found = measure(box, width, trial, how)
        kept = box.__dict__[MEASURE] = found, width
        if found == width:
            return iter(tried[0])           # in the whole measure they were set first, where they stand
    return set_in(_narrowed(containing_block, kept[0]), skip_stack, absolute_boxes, fixed_boxes)


def _narrowed(block, width: float):
    """The block around lines with another width, which takes away where the lines do not begin."""
    if width == block.width:
        return block
    style = block.style
    align = style["text_align_all"]
    start, end = ("left", "right") if style["direction"] == "ltr" else ("right", "left")
    side = {"start": start, "end": end, "justify": start}.get(align, align)
    narrowed = block.copy()
    narrowed.width = width
    narrowed.position_x += (block.width - width) * {"left": 0, "center": .5, "right": 1}[side]
    return narrowed
