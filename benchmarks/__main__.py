"""python -m benchmarks: our builds beside other tools'; writes docs/benchmarks.md and docs/cost.svg.

With --words N it measures one text alone, prints its table and writes nothing.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pypandoc

from benchmarks import book, curve, measure, ours, peers
from benchmarks.measure import Cost, Task
from benchmarks.table import Row, table

DOCS = Path(__file__).parent.parent / "docs"
TEXTS = ((0, 5), (120_000, 3), (500_000, 1))                    # words (0: the pamphlet) and runs, as tables
LENGTHS = ((15_000, 1), (30_000, 1), (60_000, 1), (250_000, 1))    # besides those of the tables, for the curve
COUNTED = "What each tool makes and how it is counted: [benchmarks/README.md](../benchmarks/README.md)."
PICTURE = "![Seconds of CPU, seconds on the wall and MiB of the largest process against words](cost.svg)"
FITTED = "The p of cost = c × length^p, by least squares through the logarithms:"


@dataclass(frozen=True)
class Bench:
    """One text and its folders: fresh (and with all editions, of the pamphlet), built, and what the peers read."""

    fresh: Path
    done: Path
    source: Path
    all_fresh: Path | None
    all_done: Path | None


@click.command()
@click.option("--words", type=click.IntRange(0), help="Measure a generated book of this length; 0: the pamphlet.")
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True, help="With --words: how many times.")
def main(words: int | None, runs: int) -> None:
    """Measure builds of several texts beside other tools, in turns; medians, and ratios run by run."""
    if words is not None:
        rows, _ = measured(words, runs)
        click.echo(f"{title(words, runs)}\n\n{table(rows)}")
        return
    sections, curves = [], {}
    for words, runs in TEXTS:
        rows, costs = measured(words, runs)
        sections.append(f"## {title(words, runs)}\n\n{table(rows)}")
        if words:
            _add(curves, words, costs)
        _write(sections, curves)
    for words, runs in LENGTHS:
        _add(curves, words, measured(words, runs, tables=False)[1])
    _write(sections, curves)


def measured(words: int, runs: int, tables: bool = True) -> tuple[list[Row], dict[str, list[Cost]]]:
    """The rows of a text's table, and the costs of the tasks that the curves show; without tables the latter alone."""
    begun = ours.program()
    with TemporaryDirectory() as folder:
        bench = _bench(Path(folder), words)
        pairs = _pairs(bench) if tables else []
        quick = [(ours.unchanged(bench.done), ours.interpreter())] if tables else []
        rooms = [Path(folder) / name for name in ("long", "short")]
        for room in rooms:
            room.mkdir()
        costs = measure.alternate(_tasks(pairs) or list(_shown(bench)), rooms[0], runs)
        costs |= measure.alternate(_tasks(quick), rooms[1], max(runs, 11))
        if ours.program() != begun:
            raise RuntimeError("the program or a library changed while it was measured; run it again")
        rows = [Row(task.name, peer.name, costs[task.name], costs[peer.name]) for task, peer in (*pairs, *quick)]
        return rows, {task.name: costs[task.name] for task in _shown(bench)}


def _tasks(pairs: Sequence[tuple[Task, Task]]) -> list[Task]:
    return list({task.name: task for pair in pairs for task in pair}.values())


def _bench(folder: Path, words: int) -> Bench:
    text = folder / "generated.md" if words else None
    if text:
        text.write_text(book.markdown(words), encoding="utf-8")
    fresh = ours.publication(folder / "fresh", text)
    done = ours.built(folder / "done", fresh)
    all_fresh = None if text else ours.publication(folder / "all-fresh", None, editions="")
    all_done = ours.built(folder / "all-done", all_fresh) if all_fresh else None
    return Bench(fresh, done, peers.ready(peers.words(done), folder / "source"), all_fresh, all_done)


def _pairs(bench: Bench) -> list[tuple[Task, Task]]:
    """What is measured beside what."""
    fresh, done, source = bench.fresh, bench.done, bench.source
    yardsticks = [peers.pandoc_and_weasyprint(source, styled) for styled in (False, True)]
    whole = [ours.cold(fresh), ours.word_changed(done), ours.paragraph_added(done)]
    if bench.all_fresh and bench.all_done:
        whole += [ours.cold(bench.all_fresh, said="all seven editions "),
                  ours.word_changed(bench.all_done, said="all seven editions ")]
    pages = [(ours.cold(fresh, "pdf"), peer) for peer in (
        peers.weasyprint(source), peers.typst(source), peers.pandoc_and_typst(source),
        peers.pandoc_and_pagedjs(source), peers.pandoc_and_vivliostyle(source))]
    race = [(ours.word_changed(done, "pdf"), peer) for peer in (peers.typst(source), peers.pandoc_and_typst(source))]
    flowing = [(task, peer) for name, peer in (("html", peers.pandoc_html(source)), ("epub", peers.pandoc_epub(source)))
               for task in (ours.alone(fresh, name), ours.making(source / peers.SOURCE, name))]
    return [(task, peer) for task in whole for peer in yardsticks] + \
        [(ours.cold(fresh), peers.weasyprint(source)), *pages, *race, *flowing]


def _shown(bench: Bench) -> tuple[Task, ...]:
    """What the curves show."""
    return (ours.cold(bench.fresh), ours.word_changed(bench.done), peers.pandoc_and_weasyprint(bench.source, True),
            peers.pandoc_and_typst(bench.source))


def _add(curves: dict[str, dict[int, list[Cost]]], words: int, costs: dict[str, list[Cost]]) -> None:
    for name, one in costs.items():
        curves.setdefault(name, {})[words] = one


def title(words: int, runs: int) -> str:
    """What a table is about."""
    text = f"A generated book of {words:,} words" if words else "The pamphlet of this repository"
    return f"{text}, {runs} run{'s' * (runs != 1)}"


def _write(sections: Sequence[str], curves: curve.Curves) -> None:
    """The page and the picture, as far as they have come."""
    DOCS.mkdir(exist_ok=True)
    stated = f"Measured by `make bench` on {machine()}. {COUNTED}"
    parts = ["# What a build costs beside other tools", stated, *sections]
    if curves:
        curve.draw(curves, DOCS / "cost.svg")
        parts += ["## Cost against length", PICTURE, FITTED, curve.exponents(curves), "Medians:", curve.points(curves)]
    (DOCS / "benchmarks.md").write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


def machine() -> str:
    """What the figures depend on: cores, and the versions of everything that was measured."""
    chromium = subprocess.run(("chromium", "--version"), capture_output=True, text=True, check=True).stdout.split()[1]
    tools = {"Python": platform.python_version(), "WeasyPrint": version("weasyprint"),
             "pandoc": pypandoc.get_pandoc_version(), "Typst": version("typst"), "Chromium": chromium,
             **peers.node_versions()}
    stated = ", ".join(f"{name} {number}" for name, number in tools.items())
    return f"{len(os.sched_getaffinity(0))} cores of {platform.machine()} with {stated}"


if __name__ == "__main__":
    sys.exit(main(prog_name="python -m benchmarks"))
