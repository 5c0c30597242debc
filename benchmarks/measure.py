"""Running a command and reading what it cost from the system's own accounts."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

PR_SET_CHILD_SUBREAPER = 36    # prctl(2)
LIMIT = 120                    # seconds on the wall after which a command is ended
PATIENCE = 60                  # what takes longer than so many seconds is measured once
FAREWELL = 10                  # seconds that processes have which a command has left behind


@dataclass(frozen=True)
class Cost:
    """What a command cost: CPU seconds of it and its children, wall seconds, and MiB of its largest process.

    A command that was ended at the limit cost more than that.
    """

    cpu: float
    wall: float
    peak: float
    ended: bool = True

    def __add__(self, other: Cost) -> Cost:
        """One after the other: seconds add up, the larger process counts."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak),
                    self.ended and other.ended)


@dataclass(frozen=True)
class Task:
    """Something to measure: commands run one after the other in a folder that `prepare` has made ready, untimed.

    `makes` are patterns of the files that must be there afterwards.
    """

    name: str
    commands: tuple[Sequence[str], ...]
    prepare: Callable[[Path], object]
    makes: tuple[str, ...] = ()


def cost(command: Sequence[str], folder: Path, limit: float = LIMIT) -> Cost:
    """The cost of one command and of every process that it left behind; its failure is raised with what it printed.

    A process of its own runs it and adopts whatever the command abandons, browsers among it, so that nothing is left
    out and nothing else counted.
    """
    reading, writing = os.pipe()
    accountant = os.fork()
    if not accountant:
        os.close(reading)
        _account(command, folder, limit, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read()
    os.waitpid(accountant, 0)
    code, cpu, wall, peak, ended = json.loads(answer or '[1, 0, 0, 0, true]')
    if code and ended:
        said = (folder / "command.log").read_text(errors="replace")
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{said}")
    return Cost(cpu, wall, peak, ended)


def _account(command: Sequence[str], folder: Path, limit: float, writing: int) -> None:
    """In a process of its own: run the command, write its exit code and its cost, and end."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        with (folder / "command.log").open("wb") as log:
            begun = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       start_new_session=True)
            code, ended = 0, True
            try:
                with _alarm(limit):
                    code = os.waitstatus_to_exitcode(os.waitpid(process.pid, 0)[1])
            except TimeoutError:
                ended = False
            wall = time.perf_counter() - begun
            with contextlib.suppress(TimeoutError, ChildProcessError), _alarm(FAREWELL if ended else .001):
                while True:
                    os.wait()
            _end_all()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with os.fdopen(writing, "w") as stream:
            json.dump([code, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, ended], stream)
    except BaseException as trouble:  # noqa: BLE001 (the log holds what there is to tell)
        (folder / "command.log").write_text(f"{type(trouble).__name__}: {trouble}")
        _end_all()
    finally:
        os._exit(0)


@contextlib.contextmanager
def _alarm(seconds: float):
    """TimeoutError when the block takes longer than so many seconds."""
    def ring(number: int, frame: object) -> None:
        raise TimeoutError
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_all() -> None:
    """End every child, and the children that come from those, until there is none."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        for process in own.read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def alternate(tasks: Sequence[Task], folder: Path, runs: int) -> dict[str, list[Cost]]:
    """The costs of each task, measured in turns so that a busy moment of the machine falls on all of them.

    What takes longer than two minutes is measured once, and its cost counts for every run.
    """
    found: dict[str, list[Cost]] = {task.name: [] for task in tasks}
    for number in range(runs):
        for place, task in enumerate(tasks):
            if number and found[task.name][0].wall > PATIENCE:
                found[task.name].append(found[task.name][0])
                continue
            print(f"run {number + 1} of {runs}: {task.name}", file=sys.stderr, flush=True)
            found[task.name].append(_once(task, folder / f"{place}-{number}"))
    return found


def _once(task: Task, room: Path) -> Cost:
    room.mkdir()
    task.prepare(room)
    total = Cost(0, 0, 0)
    for command in task.commands:
        if total.ended:
            total += cost(command, room)
    missing = [name for name in task.makes if not any(path.stat().st_size for path in room.glob(name))]
    if missing and total.ended:
        raise RuntimeError(f"{task.name} made no {', '.join(missing)}:\n{(room / 'command.log').read_text()}")
    return total


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    whole = Cost(*(median(getattr(one, name) for one in costs) for name in ("cpu", "wall", "peak")))
    return replace(whole, ended=all(one.ended for one in costs))


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], figure: str) -> float:
    """The median of the ratios run by run."""
    return median(getattr(one, figure) / getattr(other, figure) for one, other in zip(ours, theirs, strict=True))
