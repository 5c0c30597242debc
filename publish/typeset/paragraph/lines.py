"""The lines of a paragraph from its pieces of text: its breaks, the best of them, and what stands on each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from publish.typeset.paragraph.breakpoints import HYPHEN_COST
from publish.typeset.paragraph.fit import Demerits, Elasticity, total_fit
from publish.typeset.paragraph.places import HYPHENS, Hang, Piece, Place, collect
from publish.typeset.paragraph.settings import Settings
from publish.typeset.paragraph.shape import Word

RUNT = 1e7                  # the price of a last line that is too short, where it is allowed (fit.Demerits)
LONE = 20000.0              # and of one that is a single short word
SHORT = 5000.0              # and of one of no length; both in the units of a squared badness
SHORTEST_EMS = 1.6          # the last line is at least this long, and longer than the indent
COMFORTABLE_EMS = 6.0       # a single word as the last line is at least this long where there is another way
# Passes of the breaker: whether words are hyphenated, the greatest stretching allowed (1: `Settings.stretch`), and
# what a poor last line costs. The last two are for a narrow column, where something has to give.
STRICT, LENIENT = Demerits(lone=inf, short=SHORT), Demerits(lone=LONE, short=SHORT)
DESPERATE = Demerits(runt=RUNT, lone=LONE, short=SHORT)
PASSES = ((False, 0.9, STRICT), (True, 1.0, LENIENT), (True, 1.6, LENIENT), (True, 3.0, LENIENT),
          (True, 6.0, DESPERATE), (True, 60.0, DESPERATE))
EXACT = ((True, 1.0, STRICT), (True, 1.25, STRICT))     # where a number of lines is asked for: it need not be had
PACE = 3.0                  # how much faster than the spaces the letters take their share of the stretching


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of one piece that stands on one line.

    `resume` is the character of the piece after which the next line begins, None where the piece ends on this line.
    `spacing` is added to each of its spaces (px), `scale` multiplies all advances when drawn, `shift` is how far it is
    drawn to the left of its place (px), `width` is the room it takes on the line (px).
    """

    piece: int
    start: int
    text: str
    resume: int | None
    words: tuple[Word, ...]
    width: float
    spacing: float
    scale: float
    shift: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its fragments in order, its measure (px), what its spaces gain as a share of the natural one."""

    fragments: tuple[Fragment, ...]
    width: float
    stretch: float
    hyphen: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines of a paragraph, the places after which they end, and the pass of the breaker that found them."""

    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    passed: int


def demerits(lines: Sequence[Line], settings: Settings) -> float:
    """How uneven lines of a paragraph are, in the units of a squared badness; the last of them is as it comes."""
    total = 0.0
    for line in lines[:-1]:
        ratio = abs(line.stretch) / ((settings.stretch if line.stretch > 0 else settings.shrink) or 1.0)
        total += (10.0 + 100.0 * ratio ** 3) ** 2 + (HYPHEN_COST ** 2 if line.hyphen else 0.0)
    return total


def plan(pieces: tuple[Piece, ...], widths: tuple[float, ...], settings: Settings, indent: float = 0.0,
         begin: tuple[int, int] = (0, 0), whole_line: int = -1, hyphens_before: int = 0, lines: int = 0,
         patience: int = len(EXACT), store: dict | None = None) -> Plan | None:
    """The best lines for the pieces from `begin` (piece, character) to the end, or None where none are good enough.

    `widths` are the measures of the lines in px, the last for all that follow; `indent` (px) is only the least length
    of the last line. `whole_line` is the number of a line that may not end in a hyphen (-1: none); `hyphens_before` is
    how many lines in a row end in hyphens just before `begin`. `lines` is how many lines to set (0: as many as are
    best); a number that is asked for is found only where the lines are good, the better the fewer passes are made for
    it (`patience`). `store` keeps the breaks, for another number.
    """
    face = next((piece.face for piece in pieces[begin[0]:] if piece.face), None)
    if face is None:
        return None
    space, size = face.space.width, face.key.size
    elasticity = Elasticity(space * settings.stretch, space * settings.shrink, settings.letters)
    shortest = max(indent, size) * SHORTEST_EMS
    comfortable = max(shortest, min(size * COMFORTABLE_EMS, widths[-1] / 3))
    known: dict[tuple, tuple] = {} if store is None else store
    for number, (hyphenate, tolerance, prices) in enumerate(EXACT[:patience] if lines else PASSES, start=1):
        if (begin, hyphenate) not in known:
            known[begin, hyphenate] = collect(pieces, begin, hyphenate, settings)
        breaks, places = known[begin, hyphenate]
        chosen = total_fit(breaks, widths, elasticity, tolerance, shortest, settings.hyphens_in_a_row, whole_line,
                           hyphens_before, prices, comfortable, lines)
        if chosen is not None:
            found = tuple(places[index] for index in chosen)
            return Plan(_lines(pieces, begin, found, widths, elasticity, settings), found, number)
    return None


def _lines(pieces: tuple[Piece, ...], begin: tuple[int, int], places: tuple[Place, ...], widths: tuple[float, ...],
           elasticity: Elasticity, settings: Settings) -> tuple[Line, ...]:
    hang = Hang(pieces, settings.hanging)
    lines = []
    for number, place in enumerate(places):
        width = widths[min(number, len(widths) - 1)]
        lines.append(_line(pieces, begin, place, width, elasticity, hang, number == len(places) - 1))
        begin = (place.next_piece, place.next)
    return tuple(lines)


def _line(pieces: tuple[Piece, ...], begin: tuple[int, int], place: Place, width: float, elasticity: Elasticity,
          hang: Hang, last: bool) -> Line:
    """One line set to its measure: exact widths, then spaces and letters stretched or shrunk to fill it."""
    parts = _parts(pieces, begin, place)
    natural = sum(part.natural for part in parts)
    count = sum(part.spaces for part in parts)
    fixed = sum(part.fixed for part in parts)
    left, right = hang.left(*begin), 0.0 if last else hang.right(place)
    slack = width + left + right - natural - fixed
    scale, spacing = 1.0, 0.0
    if count and (slack < 0 or not last):
        room = count * (elasticity.stretch if slack > 0 else elasticity.shrink) + width * elasticity.letters
        ratio = slack / room if room else 0.0
        scale += elasticity.letters * max(-1.0, min(1.0, ratio * PACE))
        spacing = ((natural + slack) / scale - natural) / count
    fragments = []
    for order, part in enumerate(parts):
        room = (part.natural + part.spaces * spacing) * scale
        shift = left if order == 0 else 0.0
        room -= shift + (right if part.piece == place.piece else 0.0)
        fragments.append(Fragment(part.piece, part.start, part.text, part.resume, part.words, room, spacing, scale,
                                  shift))
    first = next(piece.face for piece in pieces if piece.face)
    return Line(tuple(fragments), width, spacing / first.space.width,
                place.hyphen or pieces[place.piece].text[place.end - 1:place.end] in HYPHENS)


@dataclass(frozen=True, slots=True)
class _Part:
    piece: int
    start: int
    text: str
    resume: int | None
    words: tuple[Word, ...]
    natural: float
    spaces: int
    fixed: float


def _parts(pieces: tuple[Piece, ...], begin: tuple[int, int], place: Place) -> list[_Part]:
    """What stands on the line from `begin` to a place, piece by piece, at its natural width."""
    parts = []
    start = begin[1]
    holder = place.piece + 1
    held = holder < len(pieces) and pieces[holder].apart and pieces[holder].text.startswith(" ")
    for number in range(begin[0], place.piece + 1):
        piece = pieces[number]
        stop = place.end if number == place.piece else len(piece.text)
        fixed = piece.before if start == 0 else 0.0
        if piece.face is None:
            parts.append(_Part(number, 0, "", None, (), 0.0, 0, piece.width + piece.before + piece.after))
            start = 0
            continue
        resume = None
        if number == place.piece and place.next_piece < len(pieces):
            resume = place.next if place.next_piece == number else len(piece.text)
            if resume == len(piece.text) and (piece.after or not piece.text or (held and stop == resume)):
                resume = None
        if stop == len(piece.text) and resume is None:
            fixed += piece.after
        shown = piece.text[start:stop] + (piece.face.hyphen if place.hyphen and number == place.piece else "")
        words = tuple(map(piece.face.word, shown.split(" ")))
        spaces = len(words) - 1
        natural = sum(word.width for word in words) + spaces * piece.face.space.width
        parts.append(_Part(number, start, shown, resume, words, natural,
                           spaces + sum(word.spaces for word in words), fixed))
        start = 0
    if holder <= place.next_piece < len(pieces) and parts[-1].resume is None:   # the space that its text begins with
        resume = place.next if place.next_piece == holder else len(pieces[holder].text)
        parts.append(_Part(holder, 0, "", resume, (), 0.0, 0, pieces[holder].before))       # ends the line
    return parts
