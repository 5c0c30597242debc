"""Bars on a terminal, drawn by rich; loaded only by the process that draws."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

if TYPE_CHECKING:
    from publish.progress import Row

WIDE = 60  # columns; below this a bar leaves no room for words


class _Time(ProgressColumn):
    """The time left where the pace is known, else the time spent."""

    def render(self, task: Task) -> Text:
        left = task.fields["end"] - time.monotonic()
        if left >= 1:
            return Text(f"{_clock(left)} left", style="progress.remaining")
        return Text(_clock(task.elapsed or 0), style="progress.elapsed")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


class Display:
    """The rows on the terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[int | str, tuple[int, Row, float]] = {}

    def show(self, rows: Mapping[int | str, Row]) -> None:
        """Make the terminal show these rows and no others."""
        for key in set(self._tasks) - set(rows):
            self._progress.remove_task(self._tasks.pop(key)[0])
        for key, row in rows.items():
            if key in self._tasks and not row.total and row != self._tasks[key][1]:
                self._progress.remove_task(self._tasks.pop(key)[0])  # another step: its time begins anew
            if key not in self._tasks:
                task = self._progress.add_task(row.what, total=row.total or None, stage=row.stage, end=0.0)
                self._tasks[key] = task, row, time.monotonic()
            elif row != self._tasks[key][1]:
                task, _, begun = self._tasks[key]
                self._progress.update(task, description=row.what, completed=row.done, total=row.total,
                                      end=expected_end(row, begun, time.monotonic()))
                self._tasks[key] = task, row, begun


def expected_end(row: Row, begun: float, now: float) -> float:
    """When a count that began then will be complete if its pace holds (s, as the times given); 0: not known.

    Editions are no measure of work: the first are made in no time.
    """
    if row.stage == "editions" or not row.done:
        return 0
    return now + (now - begun) / row.done * (row.total - row.done)


@contextlib.contextmanager
def display() -> Iterator[Display]:
    """Bars on standard error that vanish at the end."""
    console = Console(stderr=True)
    dots = "dots" if (sys.stderr.encoding or "").lower().startswith("utf") else "line"
    words = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    bar = (BarColumn(bar_width=24),) if console.width >= WIDE else ()
    columns = (SpinnerColumn(dots), TextColumn("{task.fields[stage]}", style="bold", markup=False),
               TextColumn("{task.description}", markup=False, table_column=words), *bar, _Time())
    with Progress(*columns, console=console, transient=True, expand=True) as progress:
        yield Display(progress)
