"""What the benchmarks rest on: a text that is always the same, and accounts that leave nothing out."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks import book, measure

BUSY = "import time\nwhile time.process_time() < 0.2: pass"


def test_a_generated_book_is_always_the_same_and_as_long_as_asked():
    """The same seed gives the same text, another seed another; length is within five in a hundred."""
    text = book.markdown(20_000, seed=3)
    assert text == book.markdown(20_000, seed=3) != book.markdown(20_000, seed=4)
    assert len(text.split()) == pytest.approx(20_000, rel=0.05)
    assert text.count("\n# ") == 9 and text.count("[^") % 2 == 0


def test_a_cost_counts_children_that_nobody_waited_for(tmp_path):
    """CPU seconds of a process left behind by the command are on its account."""
    left_behind = ("sh", "-c", f"'{sys.executable}' -c '{BUSY}' & exit 0")
    assert measure.cost(left_behind, tmp_path).cpu >= 0.2


def test_a_cost_is_of_one_command_alone(tmp_path):
    """What ran before, and what else this process has started, is not on the account of what runs now."""
    measure.cost((sys.executable, "-c", BUSY), tmp_path)
    with subprocess.Popen(("sleep", "60")) as other:
        assert measure.cost(("true",), tmp_path).cpu < 0.1
        assert other.poll() is None
        other.kill()


def test_a_command_that_fails_is_not_measured(tmp_path):
    """A failure is raised with what the command printed."""
    with pytest.raises(RuntimeError, match="no such thing"):
        measure.cost(("sh", "-c", "echo no such thing >&2; exit 3"), tmp_path)


def test_ratios_are_taken_run_by_run():
    """The median of the ratios of runs that stood side by side."""
    ours = [measure.Cost(cpu, cpu, 1) for cpu in (1, 4, 3)]
    theirs = [measure.Cost(cpu, cpu, 1) for cpu in (2, 2, 2)]
    assert measure.ratio(ours, theirs, "cpu") == 1.5
    assert measure.middle(ours) == measure.Cost(3, 3, 1)
    assert measure.Cost(1, 2, 30) + measure.Cost(1, 2, 20) == measure.Cost(2, 4, 30)
