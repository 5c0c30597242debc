"""python -m benchmarks [--words N] [--runs N]: the builds of a text beside its peers, as a table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from benchmarks import book, measure, ours, peers
from benchmarks.measure import Cost, Task


WIDTH = 120    # of a table that goes to a file


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, beside what, and the costs of both."""

    task: str
    yardstick: str
    ours: Sequence[Cost]
    theirs: Sequence[Cost]


@click.command()
@click.option("--words", type=int, default=0, help="Length of a generated book; 0 for this repository's own pamphlet.")
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True, help="Times that each is measured.")
def main(words: int, runs: int) -> None:
    """Measure builds of one text beside other tools, in turns; medians, and ratios run by run."""
    with TemporaryDirectory() as folder:
        rows = _measure(Path(folder), words, runs)
    title = f"a generated book of {words:,} words" if words else "the pamphlet of this repository"
    Console(width=None if sys.stdout.isatty() else WIDTH).print(_table(rows, f"{title}, {runs} runs"))


def _measure(folder: Path, words: int, runs: int) -> list[Row]:
    text = folder / "generated.md" if words else None
    if text:
        text.write_text(book.markdown(words), encoding="utf-8")
    fresh = ours.publication(folder / "fresh", text)
    done = ours.built(folder / "done", text)
    said = peers.words(done, folder)
    plain, styled = peers.pandoc_and_weasyprint(said), peers.pandoc_and_weasyprint(said, peers.STYLE)
    pairs = [(task, peer) for task in (ours.cold(fresh), ours.word_changed(done), ours.paragraph_added(done))
             for peer in (plain, styled)]
    pairs += [(task, peers.typst(said)) for task in (ours.cold(fresh, "pdf"), ours.word_changed(done, "pdf"))]
    quick = [(ours.unchanged(done), ours.interpreter())]
    return _rows(pairs, _room(folder, "long"), runs) + _rows(quick, _room(folder, "short"), max(runs, 11))


def _rows(pairs: Sequence[tuple[Task, Task]], folder: Path, runs: int) -> list[Row]:
    tasks = {task.name: task for pair in pairs for task in pair}
    costs = measure.alternate(list(tasks.values()), folder, runs)
    return [Row(task.name, peer.name, costs[task.name], costs[peer.name]) for task, peer in pairs]


def _room(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _table(rows: list[Row], title: str) -> Table:
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    for heading in ("CPU s", "beside", "ratio", "wall s", "beside", "ratio", "MiB", "beside"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        mine, other = measure.middle(row.ours), measure.middle(row.theirs)
        table.add_row(f"{row.task}\n  beside {row.yardstick}", f"{mine.cpu:.2f}", f"{other.cpu:.2f}",
                      f"{measure.ratio(row.ours, row.theirs, 'cpu'):.2f}", f"{mine.wall:.2f}", f"{other.wall:.2f}",
                      f"{measure.ratio(row.ours, row.theirs, 'wall'):.2f}", f"{mine.peak:.0f}", f"{other.peak:.0f}")
    return table


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
