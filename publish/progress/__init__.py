"""What is being done and how long is left: lines in a log, bars on a terminal, otherwise nothing.

A step is told as `say("STAGE: WHAT")`, or as `say("STAGE: WHAT", done, total)` where steps of a kind are counted; the
stages are those of the road. `editions: …` with a total begins the count of editions, `made: NAME` adds one to it.

Steps are told by several processes at once, each forked from the first. So the bars are drawn by one more process,
which reads the steps from a pipe: the build has no thread that a fork could catch, and never loads what draws.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

PATIENCE = 0.4  # seconds: what is done sooner than this is not worth a bar
MOST = 300      # characters of a step: its message stays below what a pipe takes in one piece (POSIX, PIPE_BUF: 4096)
END = b"\n"


class Say(Protocol):
    """Tells a step: "STAGE: WHAT", and how many of how many are done where they are counted, in any unit."""

    def __call__(self, line: str, done: float = 0, total: float = 0) -> None: ...


def silent(line: str, done: float = 0, total: float = 0) -> None:
    """Tells nobody."""


def log(line: str, done: float = 0, total: float = 0) -> None:
    """Tells a step as a line on standard error."""
    sys.stderr.write(f"{printable(line)}\n")  # in one piece: other processes tell theirs
    sys.stderr.flush()


def printable(line: str) -> str:
    """A line without what could command a terminal: a text's own words and file names stand in steps."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


@contextlib.contextmanager
def shown(quiet: bool = False, verbose: bool = False) -> Iterator[Say]:
    """Show steps while the block runs: as lines when asked for, as bars on a terminal, else not at all."""
    if verbose:
        yield log
    elif quiet or not _on_terminal():
        yield silent
    else:
        bars = Bars()
        try:
            yield bars
        finally:
            bars.close()


def _on_terminal() -> bool:
    return sys.stdout.isatty() and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


class Bars:
    """Tells steps to a process that draws them; it is begun by the first step."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._writing = self._process = 0

    def __call__(self, line: str, done: float = 0, total: float = 0) -> None:
        if not self._process and os.getpid() == self._owner:
            self._begin()
        self._write(json.dumps([os.getpid(), printable(line)[:MOST], done, total]).encode() + b"\n")

    def _begin(self) -> None:
        reading, self._writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._process = os.fork()
        if not self._process:
            os.close(self._writing)
            _draw_and_exit(reading)
        os.close(reading)
        os.set_blocking(self._writing, False)

    def _write(self, message: bytes) -> None:
        with contextlib.suppress(OSError):  # the drawing process is gone or slow: the build goes on
            os.write(self._writing, message)

    def close(self) -> None:
        """Clear the bars and end the process that draws."""
        if self._process:
            self._write(END)
            os.close(self._writing)
            os.waitpid(self._process, 0)
            self._process = 0


@dataclass(frozen=True)
class Row:
    """One line of the display; `total` 0 where nothing is counted."""

    stage: str
    what: str
    done: float = 0
    total: float = 0


@dataclass
class Rows:
    """What each process does now, and each count, in the order in which they began."""

    rows: dict[int | str, Row] = field(default_factory=dict)

    def take(self, process: int, line: str, done: float, total: float) -> None:
        """Take in a step: it replaces what its process did before, or moves its stage's count."""
        stage, _, what = line.partition(": ")
        if stage == "made":
            self.rows.pop(process, None)
            self._count()
        elif total:
            self.rows.pop(process, None)
            self.rows[stage] = Row(stage, what, done, total)
            if done >= total:
                del self.rows[stage]
        else:
            self.rows[process] = Row(stage, what)

    def _count(self) -> None:
        before = self.rows.get("editions")
        if before:
            self.rows["editions"] = Row(before.stage, before.what, before.done + 1, before.total)


def _draw_and_exit(reading: int) -> NoReturn:
    """In the process that draws: hold nothing of the build's but the pipe, and end with it."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build is told, ends, and then ends this
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.closerange(3, reading)
        os.closerange(reading + 1, 4096)
        _draw(_steps(reading))
    finally:
        os._exit(0)


def _steps(reading: int) -> Iterator[tuple[int, str, float, float] | None]:
    """The steps that come through the pipe; None in every tenth of a second without one."""
    rest = b""
    while True:
        if not select.select([reading], [], [], 0.1)[0]:
            yield None
            continue
        data = os.read(reading, 65536)
        *whole, rest = (rest + data).split(b"\n")
        for message in whole:
            if not message:
                return
            yield tuple(json.loads(message))
        if not data:
            return


def _draw(steps: Iterator[tuple[int, str, float, float] | None]) -> None:
    """Draw bars from the steps on standard error until they end; nothing before the time of patience is over."""
    rows, begun = Rows(), time.monotonic()
    for step in steps:
        if step:
            rows.take(*step)
        if time.monotonic() - begun > PATIENCE:
            break
    else:
        return
    from publish.progress import bars
    with bars.display() as display:
        display.show(rows.rows)
        for step in steps:
            if step:
                rows.take(*step)
                display.show(rows.rows)
