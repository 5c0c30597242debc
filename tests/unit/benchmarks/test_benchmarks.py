"""What the benchmarks rest on: a text that is always the same, accounts that leave nothing out, and equal tasks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pikepdf import Pdf

from benchmarks import book, curve, measure, ours, peers
from benchmarks.measure import Cost, Task
from benchmarks.table import Row, table

BUSY = "import time\nwhile time.process_time() < 0.2: pass"


def test_a_generated_book_is_always_the_same_and_as_long_as_asked():
    """The same seed gives the same text, another seed another; length is within five in a hundred."""
    text = book.markdown(20_000, seed=3)
    assert text == book.markdown(20_000, seed=3) != book.markdown(20_000, seed=4)
    assert len(text.split()) == pytest.approx(20_000, rel=0.05)
    assert text.count("\n# ") == 9 and text.count("[^") % 2 == 0


@pytest.mark.parametrize("way", ["", "setsid"], ids=["its group", "a session of its own"])
def test_a_cost_counts_children_that_nobody_waited_for(way, tmp_path):
    """CPU seconds of a process left behind by the command are on its account, wherever it went."""
    left_behind = ("sh", "-c", f"{way} '{sys.executable}' -c '{BUSY}' & exit 0")
    assert measure.cost(left_behind, tmp_path).cpu >= 0.2


def test_a_cost_is_of_one_command_alone(tmp_path):
    """What ran before, and what else this process has started, is not on the account of what runs now."""
    measure.cost((sys.executable, "-c", BUSY), tmp_path)
    with subprocess.Popen(("sleep", "60")) as other:
        assert measure.cost(("true",), tmp_path).cpu < 0.1
        assert other.poll() is None
        other.kill()


def test_the_largest_process_counts(tmp_path):
    """Also when it is a grandchild; those that run at once are not added up."""
    large = "'" + sys.executable + "' -c 'a = bytearray(200 << 20)' & "
    assert 200 < measure.cost(("sh", "-c", f"({large * 2} wait); exit 0"), tmp_path).peak < 300


def test_a_command_that_fails_is_not_measured(tmp_path):
    """A failure is raised with what the command printed, or with why it did not begin."""
    with pytest.raises(RuntimeError, match="no such thing"):
        measure.cost(("sh", "-c", "echo no such thing >&2; exit 3"), tmp_path)
    with pytest.raises(RuntimeError, match="FileNotFoundError"):
        measure.cost(("no-such-command",), tmp_path)


def test_a_command_that_makes_nothing_is_not_measured(tmp_path):
    """A tool that says that all is well and leaves no file, or an empty one, has failed."""
    empty = Task("idle", (("touch", "book.pdf"),), lambda room: None, ("book.pdf",))
    with pytest.raises(RuntimeError, match="idle made no book.pdf"):
        measure.alternate([empty], tmp_path, 1)


def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path):
    """At the limit, also what has gone into a session of its own; its cost so far is a bound and not a failure."""
    command = ("sh", "-c", "setsid sh -c 'sleep 30; touch late' & sleep 30; exit 3")
    found = measure.cost(command, tmp_path, limit=0.3)
    assert not found.ended and 0.3 <= found.wall < 10
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [one for one in running if b"touch late" in one]


def test_what_takes_long_is_measured_once(tmp_path, monkeypatch):
    """Its cost counts for every run; the others are measured in turns."""
    monkeypatch.setattr(measure, "PATIENCE", 0.3)
    begun = []
    tasks = [Task(name, (("sleep", seconds),), lambda room: begun.append(room.name))
             for name, seconds in (("long", "0.4"), ("short", "0"))]
    found = measure.alternate(tasks, tmp_path, 3)
    assert begun == ["0-0", "1-0", "1-1", "1-2"] and len(set(found["long"])) == 1 and len(found["short"]) == 3


def test_ratios_are_taken_run_by_run():
    """The median of the ratios of runs that stood side by side."""
    ours = [Cost(cpu, cpu, 1) for cpu in (1, 4, 3)]
    theirs = [Cost(cpu, cpu, 1) for cpu in (2, 2, 2)]
    assert measure.ratio(ours, theirs, "cpu") == 1.5
    assert measure.middle(ours) == Cost(3, 3, 1)
    assert Cost(1, 2, 30) + Cost(1, 2, 20, False) == Cost(2, 4, 30, False)


def test_a_table_states_medians_and_ratios_and_bounds():
    """A peer that was ended at the limit cost more than that, and the ratio is less."""
    rows = [Row("ours", "quick", [Cost(1, 2, 100)], [Cost(2, 8, 50)]),
            Row("ours", "slow", [Cost(1, 3, 100)], [Cost(100, 120.2, 400, False)])]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(rows).splitlines()]
    assert lines[2] == ["ours", "quick", "1.00", "2.00", "0.50", "2.00", "8.00", "0.25", "100", "50", "2.00"]
    assert lines[3] == ["ours", "slow", "1.00", "over 100.00", "under 0.01", "3.00", "over 120.00", "under 0.02",
                        "100", "over 400", "under 0.25"]


COSTS = {words: [Cost(words ** 1.5, words / 100, 80)] for words in (1000, 15_000, 120_000, 500_000)}


def test_an_exponent_is_the_slope_of_the_logarithms():
    """cost = c × length^p gives p, from the lengths that are asked for; one length gives none."""
    assert curve.exponent(COSTS, "cpu", 0) == pytest.approx(1.5)
    assert curve.exponent(COSTS, "wall", 15_000) == pytest.approx(1) and curve.exponent(COSTS, "peak", 0) == 0
    odd = {**COSTS, 1000: [Cost(10 ** 9, 1, 1)]}
    assert curve.exponent(odd, "cpu", 15_000) == pytest.approx(1.5) != curve.exponent(odd, "cpu", 0)
    assert curve.exponent(COSTS, "cpu", 500_000) != curve.exponent(COSTS, "cpu", 500_000)
    assert re.search(r"\| publish +\| from 15,000 words +\| +1\.50 \| +1\.00 \| +0\.00 \|",
                     curve.exponents({"publish": COSTS}))


def test_the_picture_has_every_curve_and_is_always_the_same(tmp_path):
    """Three panels, a line and an exponent for each task; the same figures give the same bytes."""
    for name in ("one", "two"):
        curve.draw({"publish": COSTS, "other": COSTS}, tmp_path / name)
    drawn = (tmp_path / "one").read_text(encoding="utf-8")
    assert drawn.count("publish: ") >= 3 and drawn.count("other: ") >= 3 and "CPU seconds" in drawn
    assert drawn == (tmp_path / "two").read_text(encoding="utf-8")


def test_our_builds_and_the_peers_print_the_same_words_on_the_same_page(tmp_path):
    """Every edition of pages says all the words of the text, on the same trim and on about as many pages."""
    text = tmp_path / "text.md"
    text.write_text(book.markdown(4000), encoding="utf-8")
    done = ours.built(tmp_path / "done", ours.publication(tmp_path / "fresh", text))
    source = peers.ready(peers.words(done), tmp_path / "source")
    tasks = [ours.cold(tmp_path / "fresh", "pdf"), peers.weasyprint(source), peers.pandoc_and_typst(source)]
    (tmp_path / "rooms").mkdir()
    measure.alternate(tasks, tmp_path / "rooms", 1)
    wanted = set(re.findall(r"[a-z]{4,}", text.read_text(encoding="utf-8").lower()))
    sheets = []
    for place in range(len(tasks)):
        found = next((tmp_path / "rooms" / f"{place}-0").glob("**/*.pdf"))
        said = subprocess.run(("pdftotext", found, "-"), capture_output=True, text=True, check=True).stdout.lower()
        whole = re.sub(r"[-\u00ad\u2010]\n+(?:\x0c)?", "", said)
        assert len([word for word in wanted if word not in whole]) < len(wanted) / 50, tasks[place].name
        with Pdf.open(found) as pdf:
            sheets.append(len(pdf.pages))
            width, height = (float(number) / 72 * 25.4 for number in pdf.pages[3].mediabox[2:])
        assert (round(width), round(height)) == (148, 210)
    assert max(sheets) - min(sheets) <= 5, sheets
