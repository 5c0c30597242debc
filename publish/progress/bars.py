"""Bars on a terminal, drawn by rich; loaded only by the process that draws."""

from __future__ import annotations

import contextlib
import sys
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
    """The time left where steps are counted and the pace is known, else the time spent."""

    def render(self, task: Task) -> Text:
        if task.total and task.time_remaining is not None:
            return Text(f"{_clock(task.time_remaining)} left", style="progress.remaining")
        return Text(_clock(task.elapsed or 0), style="progress.elapsed")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


class Display:
    """The rows on the terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[int | str, tuple[int, Row]] = {}

    def show(self, rows: Mapping[int | str, Row]) -> None:
        """Make the terminal show these rows and no others."""
        for key in set(self._tasks) - set(rows):
            self._progress.remove_task(self._tasks.pop(key)[0])
        for key, row in rows.items():
            task, before = self._tasks.get(key, (None, None))
            if task is not None and before and not row.total and (row.stage, row.what) != (before.stage, before.what):
                self._progress.remove_task(task)  # another step: its time begins anew
                task = None
            if task is None:
                task = self._progress.add_task(row.what, total=row.total or None, stage=row.stage)
            self._progress.update(task, description=row.what, completed=row.done, total=row.total or None)
            self._tasks[key] = task, row


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
