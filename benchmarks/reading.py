"""python -m benchmarks.reading [--words N] [--runs N]: an EPUB and a web page beside pandoc's, from one Markdown text.

Measured twice: the whole command from the source file, and the making alone (merged book -> compose -> edition), which
is what pandoc's writers do with a text that is Markdown already.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pypandoc

from benchmarks import book, measure
from benchmarks.measure import Task

SOURCE = "book.md"
METADATA = """title: A book
creators: [{{name: A. N. Author}}]
language: en-GB
date: 2026
source: book.md
editions: [{edition}]
"""
READ = ("-f", "markdown-smart", "--metadata", "title=A book", "--metadata", "lang=en-GB", "--toc", "--mathml")
PEERS = {"epub": ("-t", "epub3"), "html": ("-t", "html5", "-s", "--embed-resources")}


@click.command()
@click.option("--words", type=int, default=120_000, show_default=True, help="Length of the generated book.")
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True, help="Times that each is measured.")
@click.option("--make", "edition", default="", hidden=True, help="Make this edition of book.md here: what is measured.")
def main(words: int, runs: int, edition: str) -> None:
    """Measure in turns; print the medians in CPU seconds and the median ratio, run by run."""
    if edition:
        make(edition)
        return
    with TemporaryDirectory() as folder:
        text = Path(folder) / SOURCE
        text.write_text(book.markdown(words), encoding="utf-8")
        for name in PEERS:
            peer, whole, alone = _pandoc(name, text), _command(name, text), _making(name, text)
            room = Path(folder) / name
            room.mkdir()
            costs = measure.alternate((peer, whole, alone), room, runs)
            for task in (whole, alone):
                mine, other = measure.middle(costs[task.name]).cpu, measure.middle(costs[peer.name]).cpu
                found = measure.ratio(costs[task.name], costs[peer.name], "cpu")
                click.echo(f"{task.name:32} {mine:6.2f} s   {peer.name:16} {other:6.2f} s   ratio {found:.2f}")


def make(edition: str) -> None:
    """Compose the book in this folder and write the edition, without reading and normalising it first."""
    from publish.model import Manuscript
    from publish.pipeline import Publication

    publication = Publication(Path())
    publication.__dict__["manuscript"] = Manuscript(blocks=(), markdown=Path(SOURCE).read_text(encoding="utf-8"))
    for file in publication.render(edition):
        Path(file.name).write_bytes(file.data)


def _prepared(edition: str, text: Path, room: Path) -> None:
    shutil.copy(text, room / SOURCE)
    (room / "metadata.yaml").write_text(METADATA.format(edition=edition), encoding="utf-8")


def _command(edition: str, text: Path) -> Task:
    command = (str(Path(sys.executable).with_name("publish")), "build", edition)
    return Task(f"publish build {edition}", (command,), lambda room: _prepared(edition, text, room))


def _making(edition: str, text: Path) -> Task:
    command = (sys.executable, "-m", "benchmarks.reading", "--make", edition)
    return Task(f"compose and render {edition}", (command,), lambda room: _prepared(edition, text, room))


def _pandoc(edition: str, text: Path) -> Task:
    command = (pypandoc.get_pandoc_path(), *READ, *PEERS[edition], "-o", f"book.{edition}", SOURCE)
    return Task(f"pandoc to {edition}", (command,), lambda room: shutil.copy(text, room / SOURCE))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.reading")
