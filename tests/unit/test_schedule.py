"""What is done at once: whatever becomes of its processes, the same editions come out and none is left behind."""

from __future__ import annotations

import os
import signal
import time
from functools import cached_property
from types import SimpleNamespace

import pytest

from publish import schedule
from publish.model import Layout

ALL = ("markdown", "html", "epub", "pdf", "print", "booklet", "cover")
WHOLE = Layout(b"%PDF whole", (), 1, 1)


class Stub:
    """A publication whose editions are who made them and from which layout; some of its processes are ended."""

    def __init__(self, jobs=2, ended=(), slow=""):
        self.jobs, self.ended, self.slow, self.here = jobs, ended, slow, os.getpid()
        self.cache, self.composition = SimpleNamespace(used=set()), SimpleNamespace(leaves=())

    def has_pages(self, wanted):
        return True

    def prepare(self, names):
        return frozenset(("picture",))

    @cached_property
    def layout(self):
        self.made_up(Layout(b"", (), 1, 1))
        return WHOLE

    def proved(self, name):
        if name in self.ended and os.getpid() != self.here:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == self.slow:
            (self.folder / name).write_text(str(os.getpid()))
            time.sleep(30)
        return name, self.layout.pdf if name in ("pdf", "print", "booklet") else b"", frozenset()


@pytest.mark.parametrize("jobs", [2, 4])
@pytest.mark.parametrize("ended", [(), ("epub",), ("epub", "booklet"), ALL])
def test_processes_that_are_ended_from_outside_cost_only_time(jobs, ended):
    """Every edition is there, and those that need the PDF of the pages are made from it."""
    stub = Stub(jobs, ended)
    found = schedule.proofs(stub, ALL)
    assert sorted(found) == sorted(ALL) and stub.cache.used == {"picture"}
    assert all(found[name][1] == WHOLE.pdf for name in ("pdf", "print", "booklet"))


@pytest.mark.parametrize("slow", ["html", "epub", "booklet"])
def test_an_interruption_ends_every_process(tmp_path, slow):
    """Whichever process is being waited for."""
    stub = Stub(slow=slow)
    stub.folder = tmp_path

    def interrupt(number, frame):
        raise KeyboardInterrupt
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            schedule.proofs(stub, ALL)
    finally:
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / slow).read_text()), 0)
