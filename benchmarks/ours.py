"""Our own builds: from cold, with nothing changed, with a word changed, with a paragraph added; and parts of one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Task

ROOT = Path(__file__).parent.parent
FOUR = "[markdown, html, epub, pdf]"    # what the peers make as well; Markdown is what they read
METADATA = f"""title: A book
creators: [{{name: A. N. Author}}]
language: en-GB
date: 2026
source: book.md
editions: {FOUR}
print: {{openings: page}}
"""
ADDED = "\n\nA paragraph that was not there before moves every page that comes after it, and so must be set again.\n\n"
ENDINGS = {"html": "dist/*.html", "epub": "dist/*.epub", "pdf": "dist/*.pdf"}


def command(*editions: str) -> tuple[str, ...]:
    """The installed command, as a person types it."""
    return (str(Path(sys.executable).with_name("publish")), "build", *editions)


def program() -> str:
    """The fingerprint by which the installed command knows itself; when it changes, everything is made anew."""
    code = "from publish.build import fingerprint; print(fingerprint.code(), fingerprint.tools())"
    return subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True).stdout


def publication(folder: Path, text: Path | None, editions: str = FOUR) -> Path:
    """A publication of a text in a folder; of this repository's own seed without one."""
    folder.mkdir(parents=True)
    if text:
        (folder / "metadata.yaml").write_text(METADATA, encoding="utf-8")
        shutil.copy(text, folder / "book.md")
    else:
        shutil.copy(ROOT / "metadata.yaml", folder)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        if editions:
            _ask(folder, editions)
    return folder


def _ask(folder: Path, editions: str) -> None:
    """Let a publication ask for other editions."""
    place = folder / "metadata.yaml"
    stated = place.read_text(encoding="utf-8")
    place.write_text(re.sub("^editions:.*$", f"editions: {editions}", stated, flags=re.M), encoding="utf-8")


def built(folder: Path, fresh: Path) -> Path:
    """A copy of a publication, built once."""
    subprocess.run(command(), cwd=shutil.copytree(fresh, folder), check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return folder


def cold(fresh: Path, *editions: str, said: str = "") -> Task:
    """Everything from nothing; the editions named, or all."""
    return _task(f"{said}from cold", editions, lambda room: _copy(fresh, room))


def alone(fresh: Path, edition: str) -> Task:
    """One edition of a publication that asks for no other, from nothing: an EPUB that lists no printed pages."""
    return _task("from cold", (edition,), lambda room: _ask(_copy(fresh, room), f"[{edition}]"))


def unchanged(done: Path) -> Task:
    """A build with nothing to do."""
    return _task("nothing changed", (), lambda room: _copy(done, room))


def word_changed(done: Path, *editions: str, said: str = "") -> Task:
    """A build after one word in the middle of the text was changed."""
    return _task(f"{said}a word changed", editions, lambda room: _edit(
        _copy(done, room), lambda text, middle: text[:middle] + "quite " + text[middle:]))


def paragraph_added(done: Path) -> Task:
    """A build after a paragraph was added near the beginning, so that every later page moves."""
    return _task("a paragraph added", (), lambda room: _edit(
        _copy(done, room), lambda text, middle: text.replace("\n\n", ADDED, 3).replace(ADDED, "\n\n", 2)))


def making(text: Path, edition: str) -> Task:
    """Composing and rendering alone, from Markdown that needs no cleaning: what pandoc's writers do."""
    def prepare(room: Path) -> None:
        shutil.copy(text, room / "book.md")
        (room / "metadata.yaml").write_text(METADATA, encoding="utf-8")
        _ask(room, f"[{edition}]")
    made = (sys.executable, "-m", "benchmarks.making", edition)
    return Task(f"compose and render {edition}", (made,), prepare, (f"book.{edition}",))


def _task(what: str, editions: tuple[str, ...], prepare: Callable[[Path], object]) -> Task:
    makes = tuple(ENDINGS[name] for name in editions or ENDINGS)
    return Task(f"{' '.join(('publish build', *editions))}, {what}", (command(*editions),), prepare, makes)


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
