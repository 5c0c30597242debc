"""What the commands beside `build` do with folders: normalise any file, begin a publication, sweep one clean."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from publish import config
from publish.build import delivery, lock, manifest
from publish.build.state import BUILD, DIST
from publish.editions.pieces import every
from publish.errors import MISUSE, Diagnostic, PublishError, error
from publish.model import Decisions, Source
from publish.materials import known_editions
from publish.text import normalise
from publish.workspace import Disk, cannot_write


def normalise_files(root: Path, names: tuple[str, ...], format_: str, diff: bool,
                    say: Callable[[str], None]) -> tuple[bytes, bytes, tuple[Diagnostic, ...]]:
    """The Markdown (or the changes, to read) and the ledger of some files, and what was found.

    Decisions come from a metadata.yaml beside them when it names one of the files as its source.
    """
    sources = tuple(_source(root, name, format_) for name in names)
    decisions, language = _decisions(root, names)
    manuscript = normalise(sources, decisions, language, lambda path: _picture(root, names, path), say, every)
    if diff:
        from publish.transforms.diff import changes
        text = changes(manuscript)
    else:
        text = manuscript.markdown
    entries = json.dumps([entry.as_dict() for entry in manuscript.ledger], indent=1, ensure_ascii=False) + "\n"
    return text.encode(), entries.encode(), manuscript.diagnostics


def _source(root: Path, name: str, format_: str) -> Source:
    if name == "-":
        return Source("-", sys.stdin.buffer.read(), format_)
    place = root / name
    return Source(name, Disk(place.parent).read(place.name), format_)


def _picture(root: Path, names: tuple[str, ...], path: str) -> bytes:
    """A file that a text shows, by its path from `root`: it must be in the folder of the text, or below."""
    found = [(os.path.dirname(name), os.path.relpath(path, os.path.dirname(name) or ".")) for name in names]
    folder, within = next((one for one in found if not one[1].startswith("..")), found[0])
    return Disk(root / folder).read(within)


def _decisions(root: Path, names: tuple[str, ...]) -> tuple[Decisions, str]:
    place = root / config.FILE
    if place.is_file():
        project = config.load(place.read_bytes(), known_editions(), lambda path: True)
        if any(os.path.normpath(name) in map(os.path.normpath, project.source) for name in names):
            return project.decisions, project.language
    return Decisions(), "en"


def write_beside(place: Path, data: bytes) -> None:
    """Write a file whole or not at all; error[cannot-write]."""
    if not place.parent.is_dir():
        raise PublishError(error("cannot-write", f"there is no folder '{place.parent}'", None, "create it first"))
    Disk(place.parent).replace({place.name: data})


def begin(folder: Path) -> tuple[str, ...]:
    """Write the files of a new publication; error: the folder has something in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PublishError(error("not-empty", f"'{folder}' is there already and is not an empty folder", None,
                                 "choose another name"), exit_code=MISUSE)
    root = resources.files("publish").joinpath("new")
    names = ("metadata.yaml", "text.md", "glossary.yaml", "Makefile")
    Disk(folder).replace({name: root.joinpath(name).read_bytes() for name in names})
    return tuple(str(folder / name) for name in names)


def sweep(root: Path) -> tuple[str, ...]:
    """Remove the files that the last build recorded, and the build folder; the names of what went.

    Errors: a build is at work, or the disk refuses.
    """
    if not (root / BUILD).is_dir():
        return _swept(root)
    with lock.locked(root / BUILD):
        return _swept(root)


def _swept(root: Path) -> tuple[str, ...]:
    disk = Disk(root)
    built = (*(one["name"] for one in manifest.read(root / DIST)), *sum(delivery.journal(root), ()), manifest.NAME)
    names = [f"{DIST}/{name}" for name in dict.fromkeys(built)]
    removed = [name for name in names if disk.exists(name)]
    disk.remove(removed)
    try:
        if (root / BUILD).is_dir():
            shutil.rmtree(root / BUILD)
            removed.append(BUILD)
    except OSError as trouble:
        raise cannot_write(BUILD, trouble) from None
    with contextlib.suppress(OSError):
        (root / DIST).rmdir()
    return tuple(removed)
