"""Running a command and reading what it cost from the system's own accounts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


PR_SET_CHILD_SUBREAPER = 36    # prctl(2)


@dataclass(frozen=True)
class Cost:
    """What a command cost: CPU seconds of it and its children, wall seconds, and MiB of its largest process."""

    cpu: float
    wall: float
    peak: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other: seconds add up, the larger process counts."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak))


@dataclass(frozen=True)
class Task:
    """Something to measure: commands run one after the other in a folder that `prepare` has made ready, untimed."""

    name: str
    commands: tuple[Sequence[str], ...]
    prepare: Callable[[Path], object]


def cost(command: Sequence[str], folder: Path) -> Cost:
    """The cost of one command and of every process that it left behind; its failure is raised with what it printed."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    log = folder / "command.log"
    with log.open("wb") as stream:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                                   start_new_session=True)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text(errors='replace')}")
    usages = [usage, *_orphans(process.pid)]
    return Cost(sum(one.ru_utime + one.ru_stime for one in usages), wall, max(one.ru_maxrss for one in usages) / 1024)


def _orphans(group: int) -> Iterator[resource.struct_rusage]:
    """What the processes of the command's group cost that it did not wait for; waits for them."""
    while True:
        try:
            yield os.wait4(-group, 0)[2]
        except ChildProcessError:
            return


def alternate(tasks: Sequence[Task], folder: Path, runs: int) -> dict[str, list[Cost]]:
    """The costs of each task, measured in turns so that a busy moment of the machine falls on all of them."""
    found: dict[str, list[Cost]] = {task.name: [] for task in tasks}
    for number in range(runs):
        for place, task in enumerate(tasks):
            room = folder / f"{place}-{number}"
            room.mkdir()
            task.prepare(room)
            costs = [cost(command, room) for command in task.commands]
            total = costs[0]
            for one in costs[1:]:
                total += one
            found[task.name].append(total)
    return found


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(one, name) for one in costs) for name in ("cpu", "wall", "peak")))


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], figure: str) -> float:
    """The median of the ratios run by run."""
    return median(getattr(one, figure) / getattr(other, figure) for one, other in zip(ours, theirs, strict=True))
