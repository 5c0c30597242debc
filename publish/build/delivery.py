"""What was made goes to its place: the files, the manifest, the record; and what is no longer made goes away.

All of it is written out first, and then a journal of what goes where. From then on the delivery counts as made: when it
is cut short between two files, the next build carries it through (a redo log; Gray and Reuter, Transaction Processing,
1993).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from publish import __version__, pandoc
from publish.build import fingerprint, manifest, state
from publish.build.cache import Cache
from publish.errors import PublishError
from publish.model import File
from publish.workspace import Disk, undisturbed

TOOLS = ("weasyprint", "pypandoc_binary", "EbookLib", "Jinja2", "lxml", "pikepdf", "uharfbuzz", "pyphen")
RECORD = f"{state.WAITING}/.state"


def deliver(disk: Disk, cache: Cache, made: Mapping[str, tuple[File, ...]], inputs: Mapping[str, str],
            facts: Mapping[str, object], asked: tuple[str, ...], full: bool) -> None:
    """Write editions, their manifest and their record; a full build also removes those that are asked for no more."""
    recorded = state.load(disk.root / state.STATE)
    fresh = {name: state.Record(inputs, {file.name: hashlib.sha256(file.data).hexdigest() for file in files})
             for name, files in made.items()}
    records = {**recorded.editions, **fresh}
    known = set(state.union(recorded.editions.values()))
    if full:
        records = {name: one for name, one in records.items() if name in asked}
        known.update(one["name"] for one in manifest.read(disk.root / state.DIST))    # when the record was lost
    gone = sorted(known - set(state.union(records.values())) - {manifest.NAME})
    listing = manifest.manifest(disk.root / state.DIST, made, records, {**facts, "tools": _tools(cache)})
    whole = all("sha256" in one for one in manifest.entries(listing))        # one with gaps is mended by the next build
    record = state.State(records, asked, hashlib.sha256(listing).hexdigest() if whole else "")
    files = {file.name: file.data for some in made.values() for file in some} | {manifest.NAME: listing}
    try:
        disk.clear(state.WAITING)
        disk.replace({f"{state.WAITING}/{name}": data for name, data in files.items()} | {RECORD: state.dump(record)})
        disk.replace({state.JOURNAL: _journal(files, gone)})
    except PublishError:
        with contextlib.suppress(PublishError):
            disk.clear(state.WAITING)
        raise
    finish(disk)
    if full and set(made) == set(asked):
        cache.sweep()


def finish(disk: Disk) -> bool:
    """Carry a delivery through, also one that was cut short; whether there was one. Whatever else waits is removed.

    The record comes after everything that it speaks of, and every step may be done twice.
    """
    files, gone = journal(disk.root)
    with undisturbed():
        if files:
            disk.move({f"{state.WAITING}/{name}": f"{state.DIST}/{name}" for name in files})
            disk.remove(name for name in (f"{state.DIST}/{one}" for one in gone) if disk.exists(name))
            if (disk.root / state.STATE).is_dir():
                disk.clear(state.STATE)
            disk.move({RECORD: state.STATE})
        disk.clear(state.JOURNAL)
        disk.clear(state.WAITING)
    return bool(files)


def _journal(files: Iterable[str], gone: Iterable[str]) -> bytes:
    text = json.dumps([list(files), list(gone)])
    return f"{fingerprint.digest(text)}\n{text}".encode()


def journal(root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that a delivery cut short still brings and those that it takes away, by name; none without one.

    A journal that is damaged, or that names files elsewhere, is as if there were none.
    """
    try:
        seal, text = (root / state.JOURNAL).read_text(encoding="utf-8").split("\n")
        files, gone = (tuple(names) for names in json.loads(text))
        if seal == fingerprint.digest(text) and all(map(state.is_file_name, (*files, *gone))):
            return files, gone
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        pass
    return (), ()


def _tools(cache: Cache) -> dict[str, str]:
    """The versions of the tools that have a hand in the bytes, asked for where one of them is another than before."""
    binary = shutil.which(pandoc.executable())          # which may be a bare word, that the system looks up in PATH
    if binary is None:
        return tool_versions()
    found = os.stat(binary)
    return cache.keep(fingerprint.digest("tools", __version__, fingerprint.tools(), binary, str(found.st_size),
                                         str(found.st_mtime_ns)), tool_versions)


def tool_versions() -> dict[str, str]:
    """The versions of the tools that have a hand in the bytes."""
    from importlib.metadata import version
    return {"publish": __version__, "pandoc": pandoc.version(), **{name: version(name) for name in TOOLS}}
