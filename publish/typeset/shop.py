"""The composing room: sets documents that are not kept yet, in this process or in several at once, longest first."""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.model import Face, Resource
from publish.typeset.drafts import Draft, Waiting
from publish.typeset.paragraph import Settings
from publish.typeset.vocabulary import Vocabulary

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "pyphen", "fonttools", "uniseg", "uharfbuzz", "pillow")
# Characters of XHTML: below about two seconds of work a pool of processes costs more than it saves, and one other
# process does the smaller half, unless that takes no longer than its beginning.
WORTH = 120_000
LEAST = 1_000
# A task that is longer than so much of a process's share is begun before all others.
LONG = 0.25
# Characters of XHTML after which a process gives way to a fresh one: it remembers the shape and the divisions of every
# word that it has set, which saves time and takes a megabyte for each 20,000 characters or so.
WEARY = 800_000


@dataclass(frozen=True)
class Task:
    """A piece of work: a method of engine.Press by name, its arguments, and its weight in characters of XHTML.

    `run` is the number of the book's run of which it sets the galley, if it does.
    """

    name: str
    arguments: tuple
    weight: int
    run: int = -1


@cache
def code() -> str:
    """The fingerprint of all that sets type: the modules and rules of this package, and the libraries' versions."""
    total = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".css", ".yaml"):
            total.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    total.update(" ".join(_versions()).encode())
    return total.hexdigest()


def _versions() -> list[str]:
    """The libraries with their versions, as the names of their folders say (PyPA: "Recording installed projects")."""
    found = {entry for path in sys.path if os.path.isdir(path) for entry in os.listdir(path)
             if entry.endswith((".dist-info", ".egg-info")) and entry.partition("-")[0].lower() in LIBRARIES}
    return sorted(found)


@lru_cache(16)       # a book's runs share their stylesheets
def _mark(part: str) -> str:
    return hashlib.sha256(part.encode()).hexdigest()


class Shop:
    """Sets documents; `cache` keeps what was set, under fingerprints of everything that has a part in it.

    `ready` is a press with the same faces and settings, `fork` begins work in another process.
    """

    def __init__(self, faces: Sequence[Face], carried: Sequence[Resource], settings: Settings, cache: Any,
                 jobs: int, ready: Any = None, fork: Callable[[Callable[[], Any]], Any] | None = None) -> None:
        self.faces, self.carried, self.settings, self.cache, self.jobs = faces, carried, settings, cache, jobs
        self.ready, self.fork = ready, fork
        self.drafts: list[Draft] = []
        self.pool: ProcessPoolExecutor | None = None
        self.worn = 0
        self.vocabulary = Vocabulary(self)

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self.drafts:
            draft.writing.stop()
        self.close()
        self.vocabulary.remember()

    def close(self) -> None:
        """End the processes that set galleys, and the threads that attend to them."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    @cached_property
    def stock(self) -> str:
        """The fingerprint of the faces, the pictures and the settings."""
        parts = [hashlib.sha256(one.data).hexdigest() for one in (*self.faces, *self.carried)]
        names = [repr((one.family, one.weight, one.style, one.name)) for one in self.faces]
        names += [repr((one.name, one.media_type)) for one in self.carried]
        return hashlib.sha256(repr((parts, names, self.settings)).encode()).hexdigest()

    @cached_property
    def press(self) -> Any:
        """This process's own press."""
        if self.ready is not None:
            self.ready.carry(self.carried)
            return self.ready
        from publish.typeset.engine import Press
        return Press(self.faces, self.carried, self.settings)

    def key(self, *parts: str) -> str:
        """The fingerprint of a piece of work."""
        return hashlib.sha256(repr((code(), self.stock, *map(_mark, parts))).encode()).hexdigest()

    def kept(self, key: str) -> Any:
        """What was kept under a key, or None."""
        data = self.cache.read(key)
        if data is None:
            return None
        try:
            return pickle.loads(data)
        except Exception:  # noqa: BLE001 (an entry that cannot be read counts as absent)
            return None

    def keep(self, key: str, result: Any) -> None:
        """Keep a result under a key; a galley that is being written is kept when it has been."""
        draft = next((one for one in self.drafts if one.galley is result), None)
        if draft is not None:
            draft.key = key
        else:
            self.cache.write(key, pickle.dumps(result, protocol=5))

    def written(self, galley: Any) -> Any:
        """A galley, or what another process has meanwhile made of it by writing it."""
        draft = next((one for one in self.drafts if one.galley is galley), None)
        if draft is None:
            return galley
        galley = draft.writing.result()
        self.drafts.remove(draft)
        self.keep(draft.key, galley)
        return galley

    def halves(self, weight: int) -> bool:
        """Whether so much work is shared with one other process, and not with a pool of them."""
        return self.jobs > 1 and self.fork is not None and weight < WORTH

    def do(self, tasks: Sequence[Task], done: Callable[[int, Any], None],
           begin: Callable[[int], Task] | None = None) -> None:
        """Run tasks and hand each result to `done` with the task's number as it comes.

        The longest come first; galleys of which none is much longer than the others come as they stand in the book.
        `begin` gives the task of a number when its turn has come, as what is known of those before it then has it.
        """
        begin = begin or tasks.__getitem__
        order = sorted(range(len(tasks)), key=lambda number: -tasks[number].weight)
        total = sum(task.weight for task in tasks)
        small = total - tasks[order[0]].weight if order else 0
        if self.halves(total) and small >= LEAST:
            self.vocabulary.recall()
            self._halved(order, begin, done)
            return
        if order and tasks[order[0]].weight < LONG * total / self.jobs:
            order = list(range(len(tasks)))
        if self.halves(total) and len(order) == 1 and tasks[order[0]].name == "set":
            done(order[0], self._made(begin(order[0]), Waiting))
            return
        for number in self._shared(order, tasks, begin, done) if self.jobs > 1 and small >= LEAST else order:
            done(number, self._set(begin(number)))

    def _set(self, task: Task) -> Any:
        self.vocabulary.recall()
        return getattr(self.press, task.name)(*task.arguments)

    def _made(self, task: Task, writing: Callable[[Callable[[], Any]], Any]) -> Any:
        """A galley whose pages are made, and which is yet to be written, as `writing` will have it."""
        self.vocabulary.recall()
        galley, write = self.press.made(*task.arguments)
        self.drafts.append(Draft(galley, writing(write)))
        return galley

    def _halved(self, order: Sequence[int], begin: Callable[[int], Task], done: Callable[[int, Any], None]) -> None:
        """Run the longest task here and meanwhile the others in another process; a third one writes its pages."""
        self.press  # noqa: B018 (made before the processes part)
        longest, *rest = map(begin, order)
        others = self.fork(lambda: list(map(self._set, rest)))
        try:
            if longest.name == "set":
                done(order[0], self._made(longest, self.fork))
            else:
                done(order[0], self._set(longest))
            for number, result in zip(order[1:], others.result()):
                done(number, result)
        finally:
            others.stop()

    def _shared(self, order: Sequence[int], tasks: Sequence[Task], begin: Callable[[int], Task],
                done: Callable[[int, Any], None]) -> list[int]:
        """Run tasks in worker processes; those that are left when a worker was ended from outside."""
        from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
        left = list(order)
        try:
            for shift in self._shifts(tasks, order):
                coming, waiting = iter(shift), {}

                def submit(count: int) -> None:
                    for number in islice(coming, count):
                        task = begin(number)
                        waiting[self._workers().submit(_work, task.name, task.arguments)] = number
                submit(self.jobs + 1)               # one more than can be at work, so that none waits for this process
                while waiting:
                    ended: set[Future] = wait(waiting, return_when=FIRST_COMPLETED).done
                    for future in ended:
                        number = waiting.pop(future)
                        done(number, future.result())
                        left.remove(number)
                    submit(len(ended))
        except BrokenExecutor:
            self.pool = None
        return left

    def _shifts(self, tasks: Sequence[Task], order: Sequence[int]) -> Iterator[list[int]]:
        """Tasks in as many shifts as keep every process small; fresh processes when those that are there have done
        theirs."""
        total = sum(tasks[number].weight for number in order)
        count = -(-total // (WEARY * self.jobs))
        size = -(-len(order) // count)
        for first in range(count):
            self.worn += total // count
            if self.pool is not None and self.worn > WEARY * self.jobs:
                self.pool.shutdown()
                self.pool, self.worn = None, total // count
            yield list(order[first * size:(first + 1) * size])

    def _workers(self) -> ProcessPoolExecutor:
        """Worker processes, forked where the system can so that they have WeasyPrint and the faces at once."""
        if self.pool is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor
            ways = multiprocessing.get_all_start_methods()
            way = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
            if "fork" in ways:
                _begin(self.press)
                self.pool = ProcessPoolExecutor(self.jobs, way, _attend, (os.getpid(),))
            else:
                self.pool = ProcessPoolExecutor(self.jobs, way, _begin_apart,
                                                (os.getpid(), self.faces, self.carried, self.settings))
        return self.pool


_press: Any = None


def _begin(press: Any) -> None:
    global _press
    _press = press


def _begin_apart(parent: int, faces: Sequence[Face], carried: Sequence[Resource], settings: Settings) -> None:
    from publish.typeset.engine import Press
    _attend(parent)
    _begin(Press(faces, carried, settings))


def _attend(parent: int) -> None:
    """Let a worker end with its parent: when it is told to end, without a word, and when the parent is gone."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)
    threading.Thread(target=watch, daemon=True).start()


def _work(name: str, arguments: tuple) -> Any:
    return getattr(_press, name)(*arguments)
