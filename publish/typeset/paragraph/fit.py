"""Total fit: the breaks of a paragraph chosen together, so that the sum of its lines' demerits is least.

The method is that of Donald E. Knuth and Michael F. Plass, "Breaking Paragraphs into Lines", Software - Practice and
Experience 11 (1981), 1119-1184: a shortest path over feasible breaks, with fitness classes for adjacent lines.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from math import inf

State = tuple[int, int]                         # fitness class of the line just ended, hyphens in a row
End = tuple[float, int, int, State]             # demerits, and the break, level and state they were reached from
Node = dict[State, End]
NEAR = 0.02                                     # a line that misses its measure by less than this (px) fits it


@dataclass(slots=True)
class Breaks:
    """The places where a line may end, in order; the last is the end of the text. Lengths in one unit throughout.

    For break b: `ends[b]` is the width of the text up to it (with the hyphen it would show), `end_spaces[b]` the
    spaces before it; `starts[b]` and `start_spaces[b]` are the same for the beginning of a line after it.
    `costs[b]` is its own penalty; `hyphens[b]` is true where the line would end in a hyphen. Marks that hang outside
    the measure are not counted in `ends` and `starts`.
    """

    ends: list[float] = field(default_factory=list)
    end_spaces: list[int] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    start_spaces: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    hyphens: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Elasticity:
    """How much one space may stretch and shrink, and the share of the measure that the letters may give or take."""

    stretch: float
    shrink: float
    letters: float


@dataclass(frozen=True, slots=True)
class Demerits:
    """The price of each thing that a good paragraph avoids, in the units of a squared badness (100 = one bad line)."""

    line: float = 10.0              # every line, so that fewer are better
    double_hyphen: float = 8000.0   # two lines in a row that end in hyphens
    misfit: float = 5000.0          # adjacent lines whose fitness classes are not neighbours
    last_hyphen: float = 20000.0    # a hyphen at the end of the last but one line
    runt: float = inf               # a last line shorter than `shortest`, or nothing but the end of a divided word
    lone: float = 0.0               # a last line of one word that is shorter than `comfortable`
    short: float = 0.0              # a last line of no length; less by the square of its length, none at `comfortable`


def total_fit(breaks: Breaks, widths: tuple[float, ...], elasticity: Elasticity, tolerance: float,
              shortest: float = 0.0, hyphens_in_a_row: int = 2, whole_line: int = -1, hyphens_before: int = 0,
              demerits: Demerits = Demerits(), comfortable: float = 0.0, lines: int = 0) -> list[int] | None:
    """The indexes of the breaks that set the paragraph best, or None if no setting keeps within the tolerance.

    `widths` are the measures of the lines, the last of them for all that follow. `tolerance` is the greatest ratio of
    a line's stretching to its elasticity (shrinking never exceeds 1). `shortest` is the least width of the last line.
    A last line that is too short costs `demerits.runt`; at infinity it is as if the paragraph could not end so. One
    shorter than `comfortable` costs what is graded by its length.
    `whole_line` is the number of a line that may not end in a hyphen (-1: none), counted from 0; `hyphens_before` is
    how many lines in a row end in hyphens just before the first. `lines` is the number of lines to be set (0: any).
    """
    count = len(breaks.ends)
    known = max(whole_line + 2, lines)                          # lines whose number has to be known when they are tried
    widths += widths[-1:] * (known - len(widths))
    levels = len(widths) - 1
    table: list[dict[int, Node]] = [{} for _ in widths]
    start: Node = {(1, hyphens_before): (0.0, -1, 0, (1, 0))}
    search = _Search(breaks, widths, elasticity, tolerance, shortest, hyphens_in_a_row, whole_line, demerits,
                     comfortable, lines)
    best = search.extend(-1, 0, start, table, None)
    rows = tuple(enumerate(table))[min(1, levels):]
    for index in range(count - 1):
        for level, row in rows:
            if index in row:
                best = search.extend(index, level, row[index], table, best)
    if best is None:
        return None
    chosen = [count - 1]
    _, index, level, key = best
    while index >= 0:
        chosen.append(index)
        _, index, level, key = table[level][index][key]
    return chosen[::-1]


class _Search:
    """The fixed data of one search, and the step that extends a node by one line."""

    __slots__ = ("breaks", "widths", "elasticity", "tolerance", "shortest", "row", "whole", "demerits", "comfortable",
                 "lines", "last")

    def __init__(self, breaks: Breaks, widths: tuple[float, ...], elasticity: Elasticity, tolerance: float,
                 shortest: float, hyphens_in_a_row: int, whole_line: int, demerits: Demerits,
                 comfortable: float, lines: int) -> None:
        self.breaks, self.widths, self.elasticity, self.tolerance = breaks, widths, elasticity, tolerance
        self.shortest, self.row, self.whole, self.demerits = shortest, hyphens_in_a_row, whole_line, demerits
        self.comfortable, self.lines = comfortable, lines
        self.last = len(breaks.ends) - 1

    def extend(self, index: int, level: int, node: Node, table: list[dict[int, Node]], best: End | None) -> End | None:
        """Try every line that begins after break `index`: put what it reaches in the table, return the best end."""
        breaks, last = self.breaks, self.last
        ends, end_spaces, hyphens = breaks.ends, breaks.end_spaces, breaks.hyphens
        begin, spaces = (breaks.starts[index], breaks.start_spaces[index]) if index >= 0 else (0.0, 0)
        target = begin + self.widths[level]
        letters = self.widths[level] * self.elasticity.letters
        shrink, stretch, tolerance = self.elasticity.shrink, self.elasticity.stretch, self.tolerance
        reached = table[min(level + 1, len(self.widths) - 1)]
        whole = level == self.whole
        closing = level == self.lines - 1
        full = bisect_right(ends, target + NEAR, index + 1)
        if full > last:
            best = self._end(index, level, node, 0.0, best)
        for here in range(full, last + 1):                      # lines that must shrink, the shortest first
            count = end_spaces[here] - spaces
            room = count * shrink + letters if count else 0.0
            ratio = min(0.0, (target - ends[here]) / room) if room else -inf
            if ratio < -1:
                if hyphens[here]:                               # the hyphen may be wider than the letters after it
                    continue
                break
            if here == last:
                best = self._end(index, level, node, ratio, best)
            elif not (whole and hyphens[here] or closing):
                self._reach(reached, here, index, level, node, ratio)
        if closing:                                             # no line follows the last of those that are asked for
            return best
        for here in range(min(full, last) - 1, index, -1):      # lines that must stretch, the longest first
            slack = target - ends[here]
            count = end_spaces[here] - spaces
            room = count * stretch + letters if count else 0.0
            ratio = slack / room if room else 0.0 if slack < NEAR else inf
            if ratio > tolerance:
                if hyphens[here]:
                    continue
                break
            if ratio >= -1 and not (whole and hyphens[here]):
                self._reach(reached, here, index, level, node, ratio)
        return best

    def _reach(self, reached: dict[int, Node], here: int, index: int, level: int, node: Node, ratio: float) -> None:
        demerits = self.demerits
        hyphen = self.breaks.hyphens[here]
        badness = demerits.line + 100.0 * abs(ratio) ** 3
        price = badness * badness + self.breaks.costs[here] ** 2
        fitness = 2 if ratio < -0.5 else 1 if ratio <= 0.5 else 0 if ratio <= 1 else -1
        arrivals = reached.get(here) or {}
        for key, (total, _, _, _) in node.items():
            before, run = key
            total += price
            if not -2 < before - fitness < 2:
                total += demerits.misfit
            if not hyphen:
                run = 0
            elif run >= self.row:
                continue
            else:
                total += demerits.double_hyphen if run else 0.0
                run += 1
            old = arrivals.get((fitness, run))
            if old is None or total < old[0]:
                arrivals[fitness, run] = (total, index, level, key)
        if arrivals:
            reached[here] = arrivals

    def _end(self, index: int, level: int, node: Node, ratio: float, best: End | None) -> End | None:
        if self.lines and level != self.lines - 1:
            return best
        breaks, demerits = self.breaks, self.demerits
        begin, spaces = (breaks.starts[index], breaks.start_spaces[index]) if index >= 0 else (0.0, 0)
        badness = demerits.line + 100.0 * abs(ratio) ** 3
        price = badness * badness
        if index >= 0:
            divided = breaks.hyphens[index]
            length, one = breaks.ends[self.last] - begin, breaks.end_spaces[self.last] == spaces
            if length < self.shortest or (divided and one):
                price += demerits.runt
            if length < self.comfortable:
                price += demerits.short * (1 - length / self.comfortable) ** 2 + (demerits.lone if one else 0.0)
            if divided:
                price += demerits.last_hyphen
        if price == inf:
            return best
        fitness = 2 if ratio < -0.5 else 1
        for key, (total, _, _, _) in node.items():
            total += price + (demerits.misfit if abs(key[0] - fitness) > 1 else 0.0)
            if best is None or total < best[0]:
                best = (total, index, level, key)
        return best
