"""Steps as lines, as bars, or not at all."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from publish import progress
from publish.progress import Row, Rows
from publish.progress.bars import expected_end
from tests.conftest import ROOT
from tests.tools.terminal import in_terminal, plain

SLOW = """
import os, sys, time
from publish import progress
with progress.shown(%s) as say:
    say("read: text.md")
    time.sleep(0.45)
    say("editions: html, pdf", 0, 2)
    worker = os.fork()
    if not worker:
        say("render: html")
        time.sleep(0.2)
        say("made: html")
        os._exit(0)
    for number in range(4):
        say(f"typeset: chapter {number + 1} of 40", number, 40)
        time.sleep(0.15)
    os.waitpid(worker, 0)
print("built", "rich" in sys.modules)
"""


def run(code: str, **environment: str) -> str:
    """What a Python program writes to a terminal."""
    return in_terminal(sys.executable, "-c", code, **environment)


def test_a_terminal_shows_bars_with_what_is_done_and_the_time_left():
    """On a terminal: what every process does, chapters, editions and the time left; at the end nothing of it stays."""
    written = run(SLOW % "")
    shown = plain(written)
    assert re.search(r"typeset +chapter 3 of 40 +[━╸╺]+ +\d:\d\d left", shown)
    assert re.search(r"render +html", shown)
    assert re.search(r"editions +html, pdf", shown)
    *_, end = written.split("\x1b[2K")  # what follows the last line that was cleared
    assert plain(end).split() == ["built", "False"], "the bars are cleared; the building process never loads rich"


@pytest.mark.parametrize("how", ["quiet=True", "verbose=True"])
def test_no_bars_for_those_who_asked_for_silence_or_for_lines(how):
    """-q shows nothing and -v plain lines, on a terminal too."""
    written = run(SLOW % how)
    assert "\x1b" not in written
    assert ("typeset: chapter 3 of 40" in written) == (how == "verbose=True")


def test_nothing_is_drawn_where_the_terminal_is_not_one_to_draw_on():
    """A terminal that cannot move its cursor is shown nothing."""
    assert "\x1b" not in run(SLOW % "", TERM="dumb")


def test_nothing_is_shown_when_the_output_is_no_terminal():
    """Into a file or a pipe nothing goes but results."""
    done = subprocess.run([sys.executable, "-c", SLOW % ""], cwd=ROOT, capture_output=True, text=True, check=True,
                          timeout=30)
    assert (done.stdout, done.stderr) == ("built False\n", "")


def test_what_is_done_at_once_shows_no_bars():
    """Steps that are over before half a second draw nothing and load nothing that draws."""
    written = run("from publish import progress\nwith progress.shown() as say: say('read: a')\nprint('end')")
    assert written.split() == ["end"]


KILLED = """
import os, signal, time
from publish import progress
if not os.fork():
    with progress.shown() as say:
        say("read: a")
        time.sleep(0.6)
        say("read: b")
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGKILL)
os.wait()
"""


def test_bars_end_with_the_build_that_is_killed():
    """When the build is killed the process that draws ends too, and shows the cursor again."""
    written = run(KILLED)
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")


def test_a_step_cannot_command_the_terminal(capsys):
    """Control characters in a file's name are shown as such and not obeyed."""
    progress.log("read: \x1b[2J\x07evil.txt")
    assert capsys.readouterr().err == "read: \ufffd[2J\ufffdevil.txt\n"


def test_a_process_shows_one_step_and_a_stage_one_count():
    """A step replaces its process's last; a count moves and goes when complete; editions count as they are made."""
    rows = Rows()
    rows.take(1, "editions: a, b", 0, 2)
    rows.take(1, "typeset: chapter 1 of 2", 0, 2)
    rows.take(2, "render: a", 0, 0)
    rows.take(2, "check: a", 0, 0)
    assert rows.rows == {"editions": Row("editions", "a, b", 0, 2), "typeset": Row("typeset", "chapter 1 of 2", 0, 2),
                         2: Row("check", "a")}
    rows.take(2, "made: a", 0, 0)
    rows.take(1, "typeset: pages", 2, 2)
    assert rows.rows == {"editions": Row("editions", "a, b", 1, 2)}


@pytest.mark.parametrize("row, end", [
    (Row("typeset", "galleys", 0, 100), 0), (Row("typeset", "galleys", 20, 100), 150.0),
    (Row("typeset", "galleys", 100, 100), 110.0), (Row("editions", "a, b", 1, 2), 0)])
def test_the_time_left_follows_the_pace_of_work(row, end):
    """What took 10 s for a fifth will take 40 s more; nothing is said before the first step, nor from editions."""
    assert expected_end(row, begun=100.0, now=110.0) == end


def test_long_steps_are_cut_so_that_messages_of_processes_never_mix():
    """A message is shorter than what a pipe takes in one piece, whatever its letters."""
    bars, written = progress.Bars(), []
    bars._process, bars._write = 1, written.append
    bars("read: " + "\U0001d49c" * 5000)
    assert len(written[0]) <= 4096


def test_a_build_goes_on_when_nobody_draws_any_more():
    """The process that draws may be gone: a step is then lost and nothing else."""
    bars = progress.Bars()
    reading, bars._writing = os.pipe()
    os.close(reading)
    bars._process = 1
    bars("read: text.md")
    os.close(bars._writing)
