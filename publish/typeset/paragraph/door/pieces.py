"""The pieces of a paragraph from the boxes of its line box."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from publish.typeset.paragraph.door.faces import Fitted, Mixed, fitted
from publish.typeset.paragraph.door.inside import boxes, inline
from publish.typeset.paragraph.places import Piece
from publish.typeset.paragraph.settings import Settings
from publish.typeset.paragraph.shape import Face, Unshaped

# Scripts whose lines end at spaces: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Syriac, Thaana, N'Ko,
# those of India, Ethiopic, Cherokee and Mongolian, with combining marks, punctuation, currency, letterlike signs,
# number forms, arrows, mathematics, shapes and ornaments. Not the marks that turn the direction of text.
KNOWN = re.compile("[ -~\u00a0-\u061b\u061d-\u0dff\u10a0-\u10ff\u1200-\u13ff\u1800-\u18af\u1c90-\u1cbf"
                   "\u1e00-\u200d\u2010-\u2027\u202f-\u2064\u2070-\u23ff\u2500-\u27bf\u2c60-\u2c7f\u2e00-\u2e5d"
                   "\ua720-\ua7ff\ufb00-\ufb06\ufb1d-\ufdff\ufe0e-\ufe0f\ufe70-\ufefc\ufffc]*")


class Unplanned(Exception):
    """A paragraph that is left to WeasyPrint; the message is the reason that the account counts."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The pieces between two forced breaks, the box and the face of each, and the piece and character it begins at."""

    pieces: tuple[Piece, ...]
    boxes: tuple[object, ...]
    faces: tuple[Fitted | None, ...]
    begin: tuple[int, int]


@dataclass(slots=True)
class _Open:
    """A segment being collected, and what was met since its last piece.

    `pending` are the widths of edges (px), `raised` says that an element begins that is raised or lowered, `called`
    that a note is called, and `apart` that there was something without text.
    """

    pieces: list[Piece]
    boxes: list[object]
    faces: list[Fitted | None]
    pending: float = 0.0
    raised: bool = False
    called: bool = False
    apart: bool = False

    def shown(self) -> bool:
        """Whether there is anything but space in it."""
        return any(piece.face is None or piece.text.strip(" ") for piece in self.pieces)

    def add(self, box: object, face: Fitted | None, text: str = "", setting: Face | Mixed | None = None,
            width: float = 0.0, whole: bool = False) -> None:
        self.pieces.append(Piece(text, setting, width, self.pending, whole=whole, tied=self.raised or self.called,
                                 apart=self.apart))
        self.boxes.append(box)
        self.faces.append(face)
        self.pending, self.raised, self.called, self.apart = 0.0, False, False, False


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a paragraph: segments of text, floats before the text, and floats anchored inside it.

    `blank` is true if the first line is empty because the paragraph begins with a forced break.
    """

    segments: tuple[Segment, ...]
    blank: bool
    leading: tuple[object, ...]
    anchored: tuple[object, ...]


def content(line_box, containing_block, settings: Settings) -> Content:
    """The content of a paragraph; raises Unplanned or Unshaped where it cannot be planned with certainty."""
    collected, floats = [_Open([], [], [])], ([], [])
    _walk(line_box, containing_block, settings, collected, floats)
    blank = not collected[0].shown()
    segments = tuple(_close(segment) for segment in collected[blank:] if segment.pieces)
    return Content(segments, blank, *map(tuple, floats))


def _close(segment: _Open) -> Segment:
    pieces = segment.pieces
    if pieces[-1].face is not None:
        pieces[-1] = _stripped(pieces[-1])
    number = 0
    while number < len(pieces) - 1 and pieces[number].face is not None and not pieces[number].text.strip(" "):
        number += 1
    at = len(pieces[number].text) - len(pieces[number].text.lstrip(" "))
    return Segment(tuple(pieces), tuple(segment.boxes), tuple(segment.faces), (number, at))


def _stripped(piece: Piece) -> Piece:
    return replace(piece, text=piece.text.rstrip(" "))


def _walk(parent, containing_block, settings: Settings, collected: list[_Open], floats: tuple[list, list]) -> None:
    for child in parent.children:
        if isinstance(child, boxes.TextBox):
            _text(child, settings, collected)
        elif not child.is_in_normal_flow():
            collected[-1].apart = True
            if child.is_floated():
                floats[len(collected) > 1 or collected[0].shown()].append(child)
        elif isinstance(child, boxes.InlineBox):
            if child.is_leader:
                raise Unplanned("leader")
            _element(child, containing_block, settings, collected, floats)
        elif isinstance(child, boxes.InlineReplacedBox):
            image = child.copy()
            inline.resolve_percentages(image, containing_block)
            inline.inline_replaced_box_layout(image, containing_block)
            collected[-1].add(child, None, width=image.margin_width())
        else:
            raise Unplanned("inline block")


def _element(box, containing_block, settings: Settings, collected: list[_Open], floats: tuple[list, list]) -> None:
    segment, after = collected[-1], _edge(box.style, "right")
    segment.pending += _edge(box.style, "left")
    segment.raised |= not isinstance(box.style["vertical_align"], str)
    count = len(segment.pieces)
    _walk(box, containing_block, settings, collected, floats)
    empty = segment is collected[-1] and len(segment.pieces) == count
    segment = collected[-1]
    if empty:
        segment.apart, segment.raised = True, False
        segment.called |= box.footnote is not None
    if after and (empty or not segment.pieces):
        raise Unplanned("empty element with edges")
    if after:
        segment.pieces[-1] = replace(segment.pieces[-1], after=segment.pieces[-1].after + after)


def _edge(style, side: str) -> float:
    """The margin, border and padding of an inline element on one side in px."""
    total = style[f"border_{side}_width"]
    for name in (f"margin_{side}", f"padding_{side}"):
        value = style[name]
        if value == "auto":
            continue
        if value.value and value.unit.lower() != "px":
            raise Unplanned("edge in percent")
        total += value.value
    return total


def _text(box, settings: Settings, collected: list[_Open]) -> None:
    style, text = box.style, box.text
    if not text:
        return
    space = style["white_space"]
    if text == "\n" and space in ("pre", "pre-wrap", "pre-line", "break-spaces"):
        if collected[-1].pending:
            raise Unplanned("forced break inside edges")
        collected.append(_Open([], [], []))
        return
    if space not in ("normal", "nowrap"):
        raise Unplanned("preserved space")
    if style["word_spacing"]:
        raise Unplanned("word spacing")
    if style["direction"] != "ltr" or not KNOWN.fullmatch(text):
        raise Unplanned("script")
    if not style["font_size"]:
        raise Unplanned("size of zero")
    if style["word_break"] == "break-all" or style["overflow_wrap"] == "anywhere":
        raise Unplanned("breaks anywhere")
    face = fitted(style, settings)
    collected[-1].add(box, face, text, face.setting(text), whole=space == "nowrap")


def leaf_at(line_box, skip_stack) -> tuple[int, int] | None:
    """The identity of the text or object at which a line begins, and the bytes of it that earlier lines have taken."""
    stack = inline.skip_first_whitespace(line_box, skip_stack)
    return None if stack == "continue" else _leaf(line_box, stack)


def _leaf(box, stack) -> tuple[int, int] | None:
    """The first text or object of a box from a place in it; what holds neither, such as a note's call, is passed by."""
    (index, inner), = stack.items() if stack else ((0, None),)
    if isinstance(box, (boxes.TextBox, boxes.InlineReplacedBox)):
        return (id(box), index) if isinstance(box, boxes.InlineReplacedBox) or box.text else None
    if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return None
    for child in box.children[index:]:
        found = _leaf(child, inner)
        if found is not None:
            return found
        inner = None
    return None


def deepest(stack) -> int | None:
    """The innermost number of a skip stack: the bytes of a text that are done with."""
    number = None
    while stack:
        (number, stack), = stack.items()
    return number


__all__ = ["Content", "Segment", "Unplanned", "Unshaped", "content", "deepest", "leaf_at"]
