"""What an author can mend in a PDF: loose and tight lines, ladders, runts, widows, orphans and rivers, by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from publish.errors import Diagnostic, Span, note
from publish.model import Page
from publish.typeset.paragraph.evenness import SetLine, ladders, read_lines, running_text, runts, spread

LOOSE, TIGHT = 1.5, 0.7         # space over the natural one beyond which a line is named
RUNT_EMS = 1.2                  # a last line shorter than this is a runt: the usual indent
RIVER_LINES = 5                 # lines through which white runs before it is named
RIVER_WIDTH = 1.15              # and how wide it is at least, over the natural space
HINTS = {
    "loose-line": "reword the paragraph a little, or allow a hyphen in its long words with a soft hyphen",
    "tight-line": "reword the paragraph a little",
    "ladder": "put a no-break hyphen or a word joiner where a word should not be divided, or reword",
    "runt": "reword the paragraph so that its last line is longer",
    "widow": "reword the paragraph so that it is a line longer or shorter",
    "orphan": "reword the paragraph so that it is a line longer or shorter",
    "short-page": "reword a paragraph of this page or of the one before it so that it is a line longer or shorter",
    "river": "reword one of these lines so that its words fall elsewhere",
}


@dataclass(frozen=True)
class Report:
    """How even the pages of an edition are: the figures of `evenness.spread`, and each fault at its page and line."""

    figures: dict[str, float] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()

    def __str__(self) -> str:
        figures = self.figures
        if not figures.get("lines"):
            return "no justified lines"
        return (f"{figures['lines']} full lines, spaces {figures['mean']:.2f} of the natural one"
                f" (sd {figures['sd']:.2f}, widest {figures['max']:.1f}), {figures['loose']:.1%} loose,"
                f" {figures['tight']:.1%} tight, {figures['hyphens']:.1%} hyphenated,"
                f" {figures['ladders']} ladders, {figures['runts']} runts")


def report(pdf: bytes, name: str) -> Report:
    """Read a PDF and name what an author can mend; findings are notes, with the name of the file and the page."""
    lines = running_text(read_lines(pdf))
    if not lines:
        return Report()
    shortest = RUNT_EMS * lines[0].line.size
    faults = [*_spaces(lines), *_runs(lines), *_ends(lines, shortest), *_turns(lines), *_rivers(lines)]
    numbers = _numbers(lines)
    findings = [_finding(name, code, message, lines[index], numbers[index]) for index, code, message in sorted(faults)]
    return Report(spread(lines, shortest), tuple(findings))


def short_pages(pages: Sequence[Page], name: str) -> tuple[Diagnostic, ...]:
    """A note for each page whose text ends above the foot though it goes on overleaf, where no setting could help."""
    return tuple(note("short-page", f"the text ends {page.short:.3g} line{'s' * (page.short != 1)} above the foot",
                      Span(name), HINTS["short-page"], number)
                 for number, page in enumerate(pages, start=1) if page.short)


Fault = tuple[int, str, str]        # index of the line, code, message


def _finding(name: str, code: str, message: str, line: SetLine, number: int) -> Diagnostic:
    words = line.line.text if len(line.line.text) <= 48 else line.line.text[:45] + "\u2026"
    return note(code, f"line {number}: {message}: \u201c{words}\u201d", Span(name), HINTS[code], line.line.page)


def _numbers(lines: list[SetLine]) -> list[int]:
    """The number of each line of the running text on its page, from 1."""
    counted: Counter[int] = Counter()
    numbers = []
    for line in lines:
        counted[line.line.page] += 1
        numbers.append(counted[line.line.page])
    return numbers


def _spaces(lines: list[SetLine]) -> Iterator[Fault]:
    for index, line in enumerate(lines):
        if line.full and line.ratio > LOOSE:
            yield index, "loose-line", f"spaces {line.ratio:.1f} times the natural one"
        if line.full and line.ratio < TIGHT:
            yield index, "tight-line", f"spaces {line.ratio:.2f} of the natural one"


def _runs(lines: list[SetLine]) -> Iterator[Fault]:
    places = {id(line): index for index, line in enumerate(lines)}
    for run in ladders(lines):
        yield places[id(run[0])], "ladder", f"{len(run)} lines in a row end in hyphens"


def _ends(lines: list[SetLine], shortest: float) -> Iterator[Fault]:
    places = {id(line): index for index, line in enumerate(lines)}
    for line in runts(lines, shortest):
        length = line.line.right - line.line.left
        yield places[id(line)], "runt", f"the last line of a paragraph is {length:.0f} pt long"


def _turns(lines: list[SetLine]) -> Iterator[Fault]:
    """Single lines of a paragraph at the head or the foot of a page."""
    for index, (foot, head) in enumerate(pairwise(lines)):
        if foot.line.page == head.line.page or not foot.full or head.opens:
            continue
        if foot.opens:
            yield index, "orphan", "the first line of a paragraph stands alone at the foot of the page"
        if head.closes:
            yield index + 1, "widow", "the last line of a paragraph stands alone at the head of the page"


def _rivers(lines: list[SetLine]) -> Iterator[Fault]:
    """White that runs down through the gaps of lines that follow each other, each half over the next."""
    above: list[tuple[float, float, int]] = []          # left, right, lines so far
    for index, line in enumerate(lines):
        here = []
        turned = index and lines[index - 1].line.page != line.line.page
        for left, right in line.line.gaps if line.full and line.ratio >= RIVER_WIDTH else ():
            length = 1 + max((count for over_left, over_right, count in above
                              if min(right, over_right) - max(left, over_left) > 0.5 * (right - left)), default=0)
            here.append((left, right, 1 if turned else length))
        if any(count == RIVER_LINES for _, _, count in here):
            yield index, "river", f"white runs down through {RIVER_LINES} lines to this one"
        above = here
