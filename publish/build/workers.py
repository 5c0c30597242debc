"""Tasks at once, each in a forked process that has everything its parent had; results in the order of the tasks.

A process that is ended from outside, as a system does that is out of memory, costs only time: its task is done here.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from publish.errors import PublishError

Result = TypeVar("Result")
LATER = 10          # added to the niceness of what is not urgent: about a tenth of a processor's time (sched(7))
OUTSIDE = (signal.SIGKILL, signal.SIGTERM)      # what ends a process that has done nothing wrong


class Task(Generic[Result]):
    """A function at work in another process; `result` waits for it and raises what it raised.

    One that is not `urgent` leaves the processors to those that are, while there are more of them than processors.
    """

    def __init__(self, work: Callable[[], Result], urgent: bool = True) -> None:
        self._here = work
        self._ended = False
        self._reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(self._reading)
            if not urgent:
                os.nice(LATER)
            _work(work, writing)
        os.close(writing)

    def result(self) -> Result:
        """The function's result; errors: its PublishError, or RuntimeError for a fault."""
        with os.fdopen(self._reading, "rb") as stream:
            data = stream.read()
        _, status = os.waitpid(self._process, 0)
        self._ended = True
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in OUTSIDE:
            return self._here()
        if status:
            raise RuntimeError(f"a process of the build crashed (status {os.waitstatus_to_exitcode(status)})")
        kind, value = pickle.loads(data)
        if kind == "finding":
            raise PublishError(*value[0], exit_code=value[1])
        if kind == "memory":
            raise MemoryError
        if kind == "fault":
            raise RuntimeError(value)
        return value

    def stop(self) -> None:
        """End the process without waiting for its result; nothing to do when it has ended."""
        if self._ended:
            return
        self._ended = True
        with contextlib.suppress(OSError):
            os.close(self._reading)
        with contextlib.suppress(OSError):
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _work(work: Callable[[], object], writing: int) -> None:
    """In the child: do the work, write what came of it, and end with its own farewells and not the parent's."""
    atexit._clear()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)           # not as an interrupt of the build, which is the parent's
    try:
        answer = ("result", work())
    except PublishError as trouble:
        answer = ("finding", (trouble.diagnostics, trouble.exit_code))
    except MemoryError:
        answer = ("memory", "")
    except BaseException as trouble:  # noqa: BLE001 (whatever it is, the parent tells it)
        answer = ("fault", f"{type(trouble).__name__}: {trouble}")
    try:
        with os.fdopen(writing, "wb") as stream:
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


def beside(work: Callable[[], Result], meanwhile: Callable[[], object]) -> Result:
    """The result of `work`, which another process does while this one does something else."""
    task = Task(work)
    try:
        meanwhile()
        return task.result()
    finally:
        task.stop()
