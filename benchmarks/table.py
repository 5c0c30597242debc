"""Costs side by side, as a table in Markdown that can also be read on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import LIMIT, Cost, middle, ratio

HEAD = ("ours", "beside", "CPU s", "beside", "ratio", "wall s", "beside", "ratio", "MiB", "beside", "ratio")
FIGURES = ("cpu", "wall", "peak")


@dataclass(frozen=True)
class Row:
    """A line of a table: what was measured, beside what, and the costs of both, run by run."""

    task: str
    yardstick: str
    ours: Sequence[Cost]
    theirs: Sequence[Cost]

    def cells(self) -> tuple[str, ...]:
        """Medians, and the medians of the ratios; of a peer that was ended at the limit, bounds."""
        mine, other = middle(self.ours), middle(self.theirs)
        cells = [self.task, self.yardstick]
        for figure in FIGURES:
            ours, theirs, found = getattr(mine, figure), getattr(other, figure), ratio(self.ours, self.theirs, figure)
            digits = 0 if figure == "peak" else 2
            over = "" if other.ended else "over "
            cells += [f"{ours:.{digits}f}", f"{over}{LIMIT if over and figure == 'wall' else theirs:.{digits}f}",
                      f"{'' if other.ended else 'under '}{found:.2f}"]
        return tuple(cells)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, its columns filled with spaces; all but the first two are numbers and stand to the right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        filled = (cell.ljust(width) if place < 2 else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(cells, widths, strict=True)))
        return f"| {' | '.join(filled)} |"
    rule = (f"{'-' * (width + 2)}" if place < 2 else f"{'-' * (width + 1)}:" for place, width in enumerate(widths))
    return "\n".join((line(head), f"|{'|'.join(rule)}|", *map(line, rows))) + "\n"


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown."""
    return markdown(HEAD, [row.cells() for row in rows])
