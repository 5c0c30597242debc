"""Our own builds: from cold, with nothing changed, with a word changed, with a paragraph added."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Task

ROOT = Path(__file__).parent.parent
METADATA = """title: A book
creators: [{name: A. N. Author}]
language: en-GB
date: 2026
source: book.md
editions: [markdown, html, epub, pdf]
print: {openings: page}
"""
ADDED = "\n\nA paragraph that was not there before moves every page that comes after it, and so must be set again.\n\n"


def command(*editions: str) -> tuple[str, ...]:
    """The installed command, as a person types it."""
    return (str(Path(sys.executable).with_name("publish")), "build", *editions)


def publication(folder: Path, text: Path | None) -> Path:
    """A publication of a text in a folder; of this repository's own seed without one."""
    folder.mkdir(parents=True)
    if text:
        (folder / "metadata.yaml").write_text(METADATA, encoding="utf-8")
        shutil.copy(text, folder / "book.md")
    else:
        shutil.copy(ROOT / "metadata.yaml", folder)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def built(folder: Path, text: Path | None) -> Path:
    """A publication that has been built once."""
    subprocess.run(command(), cwd=publication(folder, text), check=True, stdout=subprocess.DEVNULL)
    return folder


def cold(fresh: Path, *editions: str) -> Task:
    """Everything from nothing; the editions named, or all."""
    return _task("from cold", editions, lambda room: _copy(fresh, room))


def unchanged(done: Path) -> Task:
    """A build with nothing to do."""
    return _task("nothing changed", (), lambda room: _copy(done, room))


def word_changed(done: Path, *editions: str) -> Task:
    """A build after one word in the middle of the text was changed."""
    return _task("a word changed", editions, lambda room: _edit(
        _copy(done, room), lambda text, middle: text[:middle] + "quite " + text[middle:]))


def paragraph_added(done: Path) -> Task:
    """A build after a paragraph was added near the beginning, so that every later page moves."""
    return _task("a paragraph added", (), lambda room: _edit(
        _copy(done, room), lambda text, middle: text.replace("\n\n", ADDED, 3).replace(ADDED, "\n\n", 2)))


def _task(what: str, editions: tuple[str, ...], prepare: Callable[[Path], object]) -> Task:
    return Task(f"{' '.join(('publish build', *editions))}, {what}", (command(*editions),), prepare)


def interpreter() -> Task:
    """The yardstick for doing nothing: Python with the two libraries that any such command needs."""
    return Task("python -c 'import click, yaml'", ((sys.executable, "-c", "import click, yaml"),), lambda room: None)


def _copy(folder: Path, room: Path) -> Path:
    shutil.copytree(folder, room, dirs_exist_ok=True)
    return room


def _edit(room: Path, change: Callable[[str, int], str]) -> None:
    source = next(path for path in (room / "book.md", *room.glob("seeds/*.txt")) if path.exists())
    text = source.read_text(encoding="utf-8")
    source.write_text(change(text, text.index(" ", len(text) // 2) + 1), encoding="utf-8")
