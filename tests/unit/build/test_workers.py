"""Tasks in processes of their own: results in order, errors told, and none left behind."""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time

import pytest

from publish.build.workers import LATER, Task, gather, halved
from publish.errors import PublishError, error


def refuse() -> None:
    """A task that finds a fault."""
    raise PublishError(error("code", "what"), exit_code=2)


def test_results_in_the_order_of_the_tasks():
    """Whichever ends first, each name has its result, however large."""
    tasks = {"slow": Task(lambda: time.sleep(0.2) or "a" * 1_000_000), "fast": Task(lambda: os.getpid())}
    found = gather(tasks)
    assert list(found) == ["slow", "fast"] and len(found["slow"]) == 1_000_000 and found["fast"] != os.getpid()


@pytest.mark.parametrize(("work", "message"), [
    (refuse, r"error\[code\]: what"), (lambda: 1 // 0, "ZeroDivisionError"),
    (lambda: os._exit(7), "crashed"), (lambda: lambda: None, "crashed")])
def test_what_goes_wrong_in_a_task_is_told(work, message):
    """Findings come back as they are; faults and crashes as errors; the other tasks end."""
    other = Task(lambda: time.sleep(60))
    begun = time.monotonic()
    with pytest.raises((PublishError, RuntimeError), match=message):
        gather({"wrong": Task(work), "other": other})
    assert time.monotonic() - begun < 30
    with pytest.raises(ProcessLookupError):
        os.kill(other._process, 0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("length", [10, 10_000_000], ids=["at work", "while it answers"])
def test_a_task_that_is_ended_from_outside_costs_only_time(number, length):
    """Before its answer or in the midst of it: what the lost process was to do is done in this one."""
    here = os.getpid()

    def work() -> tuple[int, str]:
        if os.getpid() != here and length < 100:
            os.kill(os.getpid(), number)
        return os.getpid(), "a" * length
    task = Task(work)
    if length > 100:
        time.sleep(0.3)                             # the pipe is full now, and nobody has read from it
        os.kill(task._process, number)
    assert task.result() == (here, "a" * length)


def test_what_a_task_tells_early_comes_before_its_result():
    """It is there while the task is at work; who does not ask for it has the result all the same."""
    def work(tell):
        tell("early" * 100_000)
        time.sleep(0.3)
        return "late"
    asked, unasked = Task(work, early=True), Task(work, early=True)
    begun = time.monotonic()
    assert asked.early() == "early" * 100_000 and time.monotonic() - begun < 0.3
    assert asked.result() == unasked.result() == "late"


@pytest.mark.parametrize("work, found", [
    (lambda tell: "late", "late"), (lambda tell: refuse(), PublishError), (lambda tell: 1 // 0, RuntimeError)])
def test_a_task_may_end_without_telling(work, found):
    """Then there is nothing early, and its result or its fault is told as ever."""
    task = Task(work, early=True)
    assert task.early() is None
    if isinstance(found, str):
        assert task.result() == found
        return
    with pytest.raises(found):
        task.result()


def test_a_task_that_is_ended_after_it_told_is_done_here():
    """What was told early is told once; the result is made by the process that waits for it."""
    here = os.getpid()

    def work(tell):
        tell("early")
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()
    task = Task(work, early=True)
    assert task.early() == "early" and task.result() == here


@pytest.mark.parametrize("wanted", [(), (3,), (0, 1, 2, 3), (1, 3)])
def test_pieces_made_in_two_halves_come_in_order(wanted):
    """Another process makes the second half by size, if there are two; each piece stands where it was asked for."""
    made = halved(lambda numbers: ((number, os.getpid()) for number in numbers), (5, 2, 2, 3))(wanted)
    assert [number for number, _ in made] == list(wanted)
    assert len({process for _, process in made}) == min(2, len(wanted))
    assert dict(made).get(3, 0) != os.getpid() or wanted == (3,)


def test_what_is_not_urgent_gives_way():
    """Its process is nicer than this one; what is urgent is as nice."""
    here = os.getpriority(os.PRIO_PROCESS, 0)
    niceness = lambda: os.getpriority(os.PRIO_PROCESS, 0)  # noqa: E731
    assert Task(niceness).result() == here
    assert Task(niceness, urgent=False).result() == min(here + LATER, 19)


def test_a_task_says_its_own_farewells(tmp_path):
    """What the task registered for its process's end is done then, and what its parent registered is not."""
    atexit.register(here := lambda: (tmp_path / "parent").touch())
    Task(lambda: atexit.register((tmp_path / "task").touch) and None).result()
    atexit.unregister(here)
    assert [path.name for path in tmp_path.iterdir()] == ["task"]


def test_no_task_outlives_an_interruption():
    """Ctrl-C while a result is awaited ends that task too."""
    tasks = {"one": Task(lambda: time.sleep(60)), "two": Task(lambda: time.sleep(60))}
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        gather(tasks)
    for task in tasks.values():
        with pytest.raises(ProcessLookupError):
            os.kill(task._process, 0)
        task.stop()


def test_a_process_that_is_told_to_end_costs_only_time():
    """SIGTERM ends a task's process, whatever its parent does at one; the work is done here. Want of memory is told."""
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt
    parent, before = os.getpid(), signal.signal(signal.SIGTERM, interrupt)
    try:
        task = Task(lambda: os.getpid() if os.getpid() == parent else os.kill(os.getpid(), signal.SIGTERM))
        assert task.result() == parent
    finally:
        signal.signal(signal.SIGTERM, before)

    def exhaust() -> None:
        raise MemoryError
    with pytest.raises(MemoryError):
        Task(exhaust).result()
