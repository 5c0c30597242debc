"""One paragraph in work: its pieces, the plan of its lines, and where in WeasyPrint's boxes each line begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from publish.typeset.paragraph.door.pieces import Content, Segment
from publish.typeset.paragraph.lines import Fragment, Line, plan
from publish.typeset.paragraph.settings import Settings

ENTRIES = "_planned_fragments"      # the attribute of a text box that holds its fragments by their first byte

Key = tuple[int, int]               # identity of a text box (or object) and the byte at which a line begins


@dataclass(slots=True)
class Step:
    """A planned line: where it begins, what follows it, how many lines follow, how many before it end in hyphens."""

    segment: int
    begin: tuple[int, int]
    line: Line
    left: int
    following: Key | None
    resume: int | None
    run: int


@dataclass(slots=True)
class Entry:
    """A fragment as a text box hands it out, with the byte at which the box resumes (None: it is done)."""

    fragment: Fragment
    resume: int | None
    face: object


@dataclass(slots=True)
class Job:
    """The plan of a paragraph: lines by the place where they begin. `live` is false once it has been given up.

    `wanted` is the number of its lines, and the measures for which it was decided, where a page needs it so.
    """

    box: object                     # the line box that it plans: a copy of it is another paragraph
    content: Content
    settings: Settings
    indent: float
    steps: dict[Key, Step] = field(default_factory=dict)
    live: bool = True
    widths: tuple[float, ...] = ()
    passed: int = 0
    altered: bool = False
    wanted: tuple[int, tuple[float, ...]] | None = None
    store: dict = field(default_factory=dict)       # the breaks, for setting it in other numbers of lines

    def plan(self, widths: tuple[float, ...]) -> int | None:
        """Plan every segment for the given measures of its lines; the number of lines, None if one has no plan."""
        self.clear()
        self.widths, self.live, self.altered, self.passed, lines = widths, True, False, 0, int(self.content.blank)
        for number, segment in enumerate(self.content.segments):
            rest = widths[min(lines, len(widths) - 1):]
            count = self.replan(number, segment.begin, rest, lines=self._wanted())
            if count is None:
                self.drop()
                return None
            lines += count
        self.altered = False
        return lines

    def replan(self, number: int, begin: tuple[int, int], widths: tuple[float, ...], whole_line: int = -1,
               loosest: float = 1e9, run: int = 0, lines: int = 0) -> int | None:
        """Plan a segment from a place in it to its end; the number of lines, None (and no change) if there is no plan.

        `whole_line` is the number of a line that may not end in a hyphen (-1: none); `loosest` is the most that the
        spaces of a line up to it may gain, as a share of the natural space; `run` is how many lines in a row before
        the place end in hyphens; `lines` is how many to set if that can be done well (0: as many as are best).
        """
        segment = self.content.segments[number]
        if whole_line >= 0 and self.wanted:                     # a hyphen less, but no line more or less
            lines = self.steps[self._key(number, begin)].left + 1
        found = plan(segment.pieces, widths, self.settings, self.indent, begin, whole_line, run, lines,
                     store=self.store if lines else None)
        if found is None and lines:
            found = plan(segment.pieces, widths, self.settings, self.indent, begin, whole_line, run)
        if found is None or any(line.stretch > loosest for line in found.lines[:whole_line + 1]):
            return None
        self.passed, self.altered = max(self.passed, found.passed), True
        self._forget(number, begin)
        ends = [(place.next_piece, place.next) for place in found.places]
        for order, line in enumerate(found.lines):
            last = order == len(found.lines) - 1
            following = self._start(number + 1) if last else self._key(number, ends[order])
            resume = self._enter(segment, line)
            self.steps[self._key(number, begin)] = Step(number, begin, line, len(found.lines) - 1 - order, following,
                                                        resume, run)
            begin, run = ends[order], run + 1 if line.hyphen else 0
        self._pass_by(segment)
        return len(found.lines)

    def _forget(self, number: int, begin: tuple[int, int]) -> None:
        """Take back the lines of a segment from a place on: no line of an old plan may be mistaken for a new one."""
        key, segment = self._key(number, begin), self.content.segments[number]
        while key in self.steps:
            step = self.steps.pop(key)
            key = step.following if step.left else None
        piece, at = begin
        entries = segment.boxes[piece].__dict__.get(ENTRIES, {})
        for start in [start for start in entries if start >= _bytes(segment.pieces[piece].text, at)]:
            del entries[start]
        for box in segment.boxes[piece + 1:]:
            box.__dict__.pop(ENTRIES, None)

    def _wanted(self) -> int:
        return self.wanted[0] if self.wanted and self.wanted[1] == self.widths else 0

    def first(self) -> Step | None:
        """The first line of the paragraph, None if it is empty."""
        if self.content.blank:
            return None
        key = self._start(0)
        return self.steps.get(key) if key else None

    def find(self, key: Key | None) -> Step | None:
        """The line that begins at a place in the boxes, or behind the spaces there."""
        if key is None or key in self.steps:
            return self.steps.get(key)
        for number, segment in enumerate(self.content.segments):
            for piece, box in enumerate(segment.boxes):
                if id(box) == key[0]:
                    text = segment.pieces[piece].text.encode()
                    begin = len(text) - len(text[key[1]:].lstrip(b" "))
                    if begin < len(text):
                        return self.steps.get((key[0], begin))
                    return self.find(self._key(number, (piece + 1, 0))) if piece + 1 < len(segment.boxes) else None
        return None

    def at(self, step: Step) -> Step:
        """The line that now begins where a step began."""
        return self.steps[self._key(step.segment, step.begin)]

    def after(self, step: Step, lines: int) -> Step:
        """The line that stands a number of lines further on in the same segment."""
        for _ in range(lines):
            step = self.steps[step.following]
        return step

    def drop(self) -> None:
        """Give the plan up; WeasyPrint breaks what is left of the paragraph."""
        self.clear()
        self.live = False

    def clear(self) -> None:
        """Take the fragments back from the text boxes."""
        self.steps.clear()
        for segment in self.content.segments:
            for box in segment.boxes:
                box.__dict__.pop(ENTRIES, None)

    def _start(self, number: int) -> Key | None:
        return self._key(number, self.content.segments[number].begin) if number < len(self.content.segments) else None

    def _key(self, number: int, place: tuple[int, int]) -> Key:
        segment = self.content.segments[number]
        piece, at = place
        return id(segment.boxes[piece]), _bytes(segment.pieces[piece].text, at)

    @staticmethod
    def _enter(segment: Segment, line: Line) -> int | None:
        """Give the fragments of a line to their text boxes; the byte at which the last of them resumes."""
        resume = None
        for fragment in line.fragments:
            face = segment.faces[fragment.piece]
            if face is None:
                continue
            text = segment.pieces[fragment.piece].text
            resume = None if fragment.resume is None else _bytes(text, fragment.resume)
            entries = segment.boxes[fragment.piece].__dict__.setdefault(ENTRIES, {})
            entries[_bytes(text, fragment.start)] = Entry(fragment, resume, face)
        return resume

    @staticmethod
    def _pass_by(segment: Segment) -> None:
        """Leave out the spaces before the first word, which WeasyPrint keeps behind an element without text."""
        first, at = segment.begin
        for number in range(first):
            blank = Fragment(number, 0, "", None, (), 0.0, 0.0, 1.0, 0.0)
            segment.boxes[number].__dict__[ENTRIES] = {0: Entry(blank, None, segment.faces[number])}
        entries = segment.boxes[first].__dict__.get(ENTRIES, {})
        if at in entries:                                                       # spaces are a byte each
            entries[0] = entries[at]


def _bytes(text: str, count: int) -> int:
    """The bytes of the first characters of a text in UTF-8."""
    return count if text.isascii() else len(text[:count].encode())
