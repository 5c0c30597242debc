"""What was made goes to its place: the files, the manifest, the record; and what is no longer made goes away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version

from publish import __version__, pandoc
from publish.build import manifest, state
from publish.build.cache import Cache
from publish.model import File
from publish.workspace import Disk

TOOLS = ("weasyprint", "pypandoc_binary", "EbookLib", "Jinja2", "lxml", "pikepdf", "uharfbuzz", "pyphen")


def deliver(disk: Disk, cache: Cache, made: Mapping[str, tuple[File, ...]], inputs: Mapping[str, str],
            facts: Mapping[str, object], asked: tuple[str, ...], full: bool) -> None:
    """Write editions, their manifest and their record; a full build also removes those that are asked for no more."""
    recorded = state.load(disk.root / state.STATE)
    fresh = {name: state.Record(inputs, {file.name: hashlib.sha256(file.data).hexdigest() for file in files})
             for name, files in made.items()}
    records = {**recorded.editions, **fresh}
    if full:
        records = {name: one for name, one in records.items() if name in asked}
    gone = set(state.union(recorded.editions.values())) - set(state.union(records.values()))
    listing = manifest.manifest(disk.root / state.DIST, made, records, {**facts, "tools": tool_versions()})
    files = {f"{state.DIST}/{file.name}": file.data for some in made.values() for file in some}
    disk.replace({**files, f"{state.DIST}/{manifest.NAME}": listing}, f"{state.BUILD}/new")
    whole = all("sha256" in one for one in manifest.read(disk.root / state.DIST))
    known = hashlib.sha256(listing).hexdigest() if whole else ""        # one with gaps is mended by the next build
    disk.replace({state.STATE: state.dump(state.State(records, asked, known))})
    disk.remove(f"{state.DIST}/{name}" for name in sorted(gone))
    if full and set(made) == set(asked):
        cache.sweep()


def tool_versions() -> dict[str, str]:
    """The versions of the tools that have a hand in the bytes."""
    return {"publish": __version__, "pandoc": pandoc.version(), **{name: version(name) for name in TOOLS}}
