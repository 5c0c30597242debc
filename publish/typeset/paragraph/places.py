"""The pieces of a paragraph, and every place where one of its lines may end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from publish.typeset.paragraph.breakpoints import division_cost, may_break_at_space, may_break_between, space_cost
from publish.typeset.paragraph.fit import Breaks
from publish.typeset.paragraph.settings import Settings
from publish.typeset.paragraph.shape import NO_BREAK_SPACE, Face
from publish.yamlfile import parse

OBJECT = "\ufffc"
HYPHENS = ("-", "\u2010")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one face, or, without a face, an object of fixed width; lengths in px.

    `before` and `after` are fixed widths beside it: the margins, borders and padding of the elements around it.
    A `whole` piece has no break inside it; no line ends just before a `tied` one, such as a note's number, but at a
    space. An element without text, such as a note's call, stands between a piece that is `apart` and the one before.
    """

    text: str
    face: Face | None
    width: float = 0.0
    before: float = 0.0
    after: float = 0.0
    whole: bool = False
    tied: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a line may end: piece and character where its text ends, and where the next line begins."""

    piece: int
    end: int
    next_piece: int
    next: int
    hyphen: bool = False


@cache
def hanging_table() -> dict[str, tuple[float, float]]:
    """For each mark that may hang, the shares of its advance that may stand before and after the measure."""
    table = parse("hanging.yaml", files(__package__).joinpath("hanging.yaml").read_bytes()).value
    return {mark: (float(left), float(right)) for mark, (left, right) in table.items()}


def collect(pieces: tuple[Piece, ...], begin: tuple[int, int], hyphenate: bool,
            settings: Settings) -> tuple[Breaks, list[Place]]:
    """Every place where a line may end after `begin`, with the widths that total fit needs; the last is the end."""
    breaks, places = Breaks(), []
    ends, end_spaces, starts, start_spaces = breaks.ends, breaks.end_spaces, breaks.starts, breaks.start_spaces
    costs, hyphens = breaks.costs, breaks.hyphens
    hang = Hang(pieces, settings.hanging)
    first, offset = begin
    width, spaces, before = -hang.left(first, offset), 0, ""

    def add(end: float, after: float, gap: int, cost: float, place: Place) -> None:
        ends.append(end - hang.right(place))
        end_spaces.append(spaces)
        starts.append(after + hang.left(place.next_piece, place.next))
        start_spaces.append(spaces + gap)
        costs.append(cost)
        hyphens.append(place.hyphen or pieces[place.piece].text[place.end - 1:place.end] in HYPHENS)
        places.append(place)

    for number in range(first, len(pieces)):
        piece = pieces[number]
        width += piece.before if offset == 0 else 0.0
        previous = pieces[number - 1] if number > first else None
        joined = previous is not None and previous.face is not None and not previous.after and not piece.tied
        if piece.face is None:
            if joined and may_break_between(before, OBJECT):
                add(width - piece.before, width - piece.before, 0, 0.0, _after(pieces, number))
            width, before = width + piece.width + piece.after, OBJECT
            continue
        face, text, at = piece.face, piece.text, offset
        space = face.space.width
        last = len(text)
        for order, chunk in enumerate(text[offset:].split(" ")):
            if order:
                doubled = at == 1 and previous is not None and previous.text.endswith(" ")
                if not piece.whole and not doubled and may_break_at_space(before, chunk or _next_text(pieces, number)):
                    place = _at_space(pieces, number, at)
                    more = place.next if place.next_piece > number else 0       # spaces that the next piece begins with
                    if at < last or (not piece.after and number + 1 < len(pieces)):
                        after = width + space + (more * pieces[number + 1].face.space.width if more else 0.0)
                        add(width, after, 1 + more, space_cost(chunk), place)
                width, spaces, before = width + space, spaces + 1, ""
            elif joined and chunk and before and may_break_between(before, chunk):
                add(width - piece.before, width - piece.before, 0, division_cost(before), _after(pieces, number))
            if chunk:
                word = face.word(chunk)
                if (len(chunk) > 4 or not chunk.isalnum()) and not piece.whole:
                    for cut in face.cuts(word):
                        if hyphenate or not cut.hyphen:
                            stop = at + cut.offset
                            inner = chunk.count(NO_BREAK_SPACE, 0, cut.offset) if word.spaces else 0
                            spaces += inner
                            add(width + cut.before, width + word.width - cut.after, 0,
                                cut.cost, Place(number, stop, number, stop, cut.hyphen))
                            spaces -= inner
                width += word.width
                spaces += word.spaces
                before += chunk
            at += len(chunk) + 1
        width += piece.after
        offset = 0
    end = len(pieces) - 1
    add(width, width, 0, 0.0, Place(end, len(pieces[end].text), end + 1, 0))
    return breaks, places


def _next_text(pieces: tuple[Piece, ...], number: int) -> str:
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    return "" if following is None else following.text if following.face else OBJECT


def _after(pieces: tuple[Piece, ...], number: int) -> Place:
    """The place between the piece before `number` and that piece."""
    return Place(number - 1, len(pieces[number - 1].text), number, 0)


def _at_space(pieces: tuple[Piece, ...], number: int, at: int) -> Place:
    """The place at the space before character `at` of a piece; the line ends and begins in a neighbour if need be."""
    end = (number, at - 1) if at > 1 or number == 0 else (number - 1, len(pieces[number - 1].text))
    if at < len(pieces[number].text):
        return Place(*end, number, at)
    following = pieces[number + 1].text if number + 1 < len(pieces) else ""
    return Place(*end, number + 1, len(following) - len(following.lstrip(" ")))


class Hang:
    """How far the marks at the ends of a line may stand outside the measure, in px."""

    def __init__(self, pieces: tuple[Piece, ...], share: float) -> None:
        self.pieces, self.share, self.table = pieces, share, hanging_table()

    def left(self, number: int, at: int) -> float:
        """For a line that begins at a character of a piece."""
        if not self.share or number >= len(self.pieces):
            return 0.0
        piece = self.pieces[number]
        mark = piece.text[at:at + 1]
        if mark not in self.table or piece.face is None or (piece.before and at == 0):
            return 0.0
        return self.table[mark][0] * self.share * piece.face.word(mark).width

    def right(self, place: Place) -> float:
        """For a line that ends at a place."""
        piece = self.pieces[place.piece]
        if not self.share or piece.face is None or (piece.after and place.end == len(piece.text)):
            return 0.0
        mark = piece.face.hyphen[-1:] if place.hyphen else piece.text[place.end - 1:place.end]
        if mark not in self.table:
            return 0.0
        return self.table[mark][1] * self.share * piece.face.word(mark).width
