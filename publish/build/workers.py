"""Tasks at once, each in a forked process that has everything its parent had; results in the order of the tasks.

A process that is ended from outside, as a system does that is out of memory, costs only time: its task is done here.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, Generic, TypeVar

from publish.errors import PublishError

Result = TypeVar("Result")
LATER = 10          # added to the niceness of what is not urgent: about a tenth of a processor's time (sched(7))
OUTSIDE = (signal.SIGKILL, signal.SIGTERM)      # what ends a process that has done nothing wrong


class Task(Generic[Result]):
    """A function at work in another process; `result` waits for it and raises what it raised.

    One that is not `urgent` leaves the processors to those that are, while there are more of them than processors. The
    function is given one that tells something before its end, if `early`; it waits to be asked for.
    """

    def __init__(self, work: Callable[..., Result], urgent: bool = True, early: bool = False) -> None:
        self._here = (lambda: work(lambda told: None)) if early else work
        self._ended = False
        self._last: tuple[str, Any] | None = None
        reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(reading)
            if not urgent:
                os.nice(LATER)
            _work(work, os.fdopen(writing, "wb"), early)
        os.close(writing)
        self._stream = os.fdopen(reading, "rb")

    def early(self) -> Any:
        """What the function told before its end, or None when it has ended without telling."""
        kind, value = message = self._next()
        if kind == "early":
            return value
        self._last = message
        return None

    def result(self) -> Result:
        """The function's result; errors: its PublishError, or RuntimeError for a fault."""
        kind, value = self._last or self._next()
        while kind == "early":
            kind, value = self._next()
        self._stream.close()
        _, status = os.waitpid(self._process, 0)
        self._ended = True
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in OUTSIDE:
            return self._here()
        if status:
            raise RuntimeError(f"a process of the build crashed (status {os.waitstatus_to_exitcode(status)})")
        if kind == "finding":
            raise PublishError(*value[0], exit_code=value[1])
        if kind == "memory":
            raise MemoryError
        if kind == "fault":
            raise RuntimeError(value)
        return value

    def _next(self) -> tuple[str, Any]:
        """The next thing that is told; nothing more from a process that was ended."""
        try:
            return pickle.load(self._stream)
        except (EOFError, pickle.UnpicklingError):
            return "nothing", None

    def stop(self) -> None:
        """End the process without waiting for its result; nothing to do when it has ended."""
        if self._ended:
            return
        self._ended = True
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _work(work: Callable[..., object], stream: IO[bytes], early: bool) -> None:
    """In the child: do the work, write what came of it, and end with its own farewells and not the parent's."""
    atexit._clear()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)           # not as an interrupt of the build, which is the parent's

    def tell(value: object) -> None:
        pickle.dump(("early", value), stream, protocol=5)
        stream.flush()
    try:
        answer = ("result", work(tell) if early else work())
    except PublishError as trouble:
        answer = ("finding", (trouble.diagnostics, trouble.exit_code))
    except MemoryError:
        answer = ("memory", "")
    except BaseException as trouble:  # noqa: BLE001 (whatever it is, the parent tells it)
        answer = ("fault", f"{type(trouble).__name__}: {trouble}")
    try:
        with stream:
            pickle.dump(answer, stream, protocol=5)
        atexit._run_exitfuncs()
        os._exit(0)
    finally:
        os._exit(1)


def gather(tasks: Mapping[str, Task[Result]]) -> dict[str, Result]:
    """The results of all tasks; the first error ends the others."""
    try:
        return {name: task.result() for name, task in tasks.items()}
    finally:
        for task in tasks.values():
            task.stop()


def halved(make: Callable[[Sequence[int]], Iterable[Result]],
           sizes: Sequence[int]) -> Callable[[Sequence[int]], list[Result]]:
    """A function that does what `make` does, which makes pieces of these numbers, in two processes of like load."""
    def made(wanted: Sequence[int]) -> list[Result]:
        total, half, first = sum(sizes[number] for number in wanted), 0, 0
        while half < len(wanted) and 2 * first + sizes[wanted[half]] <= total:
            first += sizes[wanted[half]]
            half += 1
        if half == len(wanted):
            return list(make(wanted))
        task = Task(lambda: list(make(wanted[half:])))
        try:
            return [*make(wanted[:half]), *task.result()]
        finally:
            task.stop()
    return made


def beside(work: Callable[..., Result], meanwhile: Callable[[Callable[[], Any]], object],
           early: bool = False) -> Result:
    """The result of `work`, which another process does while this one does something else.

    `meanwhile` is given what waits for what `work` tells early.
    """
    task = Task(work, early=early)
    try:
        meanwhile(task.early)
        return task.result()
    finally:
        task.stop()
