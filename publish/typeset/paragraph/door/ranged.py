"""Lines that are ranged or centred: broken so that they are even, or so that no scrap is left for the last of them.

WeasyPrint has no text-wrap (CSS Text Module Level 4, 6.4.1). A style asks for its values by a custom property,
--wrap: balance or --wrap: pretty, for blocks of text and inline elements alone. Both are had by setting the block in
a narrower measure: the narrowest that takes no more lines, or the first whose last line is long enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tinycss2 import serialize

from publish.typeset.paragraph.door.inside import boxes

Lines = list[tuple]             # a line's box, and where the text goes on after it
SetIn = Callable[[float], Lines]
STYLE = "__wrap"                # a custom property as WeasyPrint keeps it
MEASURE = "_ranged_measure"     # the attribute of a line box that holds its measure, and the one that this was found in
MOST_LINES = 10                 # that are balanced: where the text is longer, single lines matter less than the block
NEAR = .01                      # px
STEPS = 7                       # of halving: the measure is found to less than a hundredth
SCRAP = .22                     # of the measure, most single words: a last line shorter than that is lengthened
TRIES = 8                       # narrower measures that are tried for it, each of which takes a word from a line,
NARROWEST = .85                 # shares of the measure, and the least of them,
NARROWEST_OF_TWO = .55          # and where there are two lines, which may be even


def wanted(box) -> str:
    """What the style of a line box asks for: balance, pretty, or nothing."""
    found = serialize(box.style[STYLE] or ()).strip()
    return found if found in ("balance", "pretty") else ""


def plain(box) -> bool:
    """Whether a box holds text and inline elements alone, so that setting it on trial leaves no trace."""
    return all(isinstance(child, boxes.TextBox) or type(child) is boxes.InlineBox and child.is_in_normal_flow()
               and not child.is_leader and plain(child) for child in box.children)


def even(width: float, set_in: SetIn, how: str) -> Lines:
    """The lines of a text in the measure in which it is to be set, `width` at most; `set_in` sets them in a measure."""
    lines = set_in(width)
    if len(lines) < 2 or how == "balance" and len(lines) > MOST_LINES:
        return lines
    return _balanced(width, lines, set_in) if how == "balance" else _without_scrap(width, lines, set_in)


def _balanced(width: float, lines: Lines, set_in: SetIn) -> Lines:
    narrow, wide = width / len(lines), width
    for _ in range(STEPS):
        middle = (narrow + wide) / 2
        found = set_in(middle)
        if len(found) <= len(lines) and _widest(found) <= middle + NEAR:
            wide, lines = middle, found
        else:
            narrow = middle
    return lines


def _without_scrap(width: float, lines: Lines, set_in: SetIn) -> Lines:
    found, narrowest = lines, width * (NARROWEST if len(lines) > 2 else NARROWEST_OF_TWO)
    for _ in range(TRIES):
        if found[-1][0].width >= SCRAP * width:
            return found
        narrower = _widest(found[:-1]) - NEAR
        if narrower < narrowest:
            break
        found = set_in(narrower)
        if len(found) > len(lines):
            break
    return lines


def _widest(lines: Lines) -> float:
    return max(line.width for line, _ in lines)


def lines(original: Callable[..., Iterator], context, box, position_y, bottom_space, skip_stack, containing_block,
          absolute_boxes, fixed_boxes, first_letter_style, first_line_style) -> Iterator:
    """WeasyPrint's lines of a block that is not justified, in the measure that its style asks for."""
    def set_in(width: float, skip, absolute, fixed) -> Iterator:
        return original(context, box, position_y, bottom_space, skip, _narrowed(containing_block, width), absolute,
                        fixed, first_letter_style, first_line_style)
    width, kept = containing_block.width, box.__dict__.get(MEASURE)
    if kept is not None and kept[1] == width and skip_stack is not None:
        return set_in(kept[0], skip_stack, absolute_boxes, fixed_boxes)
    free = skip_stack is None and not (first_letter_style or first_line_style or context.excluded_shapes)
    how = wanted(box) if free else ""
    if not how or not plain(box):
        return set_in(width, skip_stack, absolute_boxes, fixed_boxes)
    tried: dict[int, float] = {}

    def on_trial(narrower: float) -> Lines:
        found = list(set_in(narrower, None, [], []))
        tried[id(found)] = narrower
        return found
    chosen = even(width, on_trial, how)
    box.__dict__[MEASURE] = tried[id(chosen)], width
    return iter(chosen)


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
