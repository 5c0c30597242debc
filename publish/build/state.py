"""The record of the last build: what it read, what it wrote, and so what is out of date now and why."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from publish.build import fingerprint

VERSION = 2
DIST = "dist"
BUILD = f"{DIST}/.build"
STATE = f"{BUILD}/state.json"
WAITING = f"{BUILD}/new"              # what was made stands here until it goes to its place
JOURNAL = f"{WAITING}/.delivery"      # what goes where, once all is there
METADATA = "metadata.yaml"
MANIFEST = "manifest.json"
PROGRAM, LIBRARIES, DATE, OPTIONS = "the program", "the installed libraries", "SOURCE_DATE_EPOCH", "the options"
FACTS = (PROGRAM, LIBRARIES, DATE, OPTIONS)
PLURAL = (LIBRARIES, OPTIONS)


class Record(NamedTuple):
    """One edition as it was built: fingerprints of its inputs by name, and of its files by name."""

    inputs: Mapping[str, str]
    files: Mapping[str, str]


class State(NamedTuple):
    """The last build: a record for each edition, the editions that the metadata asks for, the manifest's hash."""

    editions: Mapping[str, Record] = {}
    asked: tuple[str, ...] = ()
    manifest: str = ""


def load(path: Path) -> State:
    """The recorded state; an empty one when there is none that can be read, or when it is not one of ours."""
    try:
        stored = json.loads(path.read_bytes())
        if stored["version"] != VERSION:
            return State()
        records = {name: Record(_hashes(one["inputs"], _is_input), _hashes(one["files"], is_file_name))
                   for name, one in dict(stored["editions"]).items()}
        return State(records, _names(stored["asked"]), str(stored["manifest"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return State()


def _hashes(stored: Mapping[str, str], fits: Callable[[str], bool]) -> dict[str, str]:
    """Fingerprints by name; ValueError for anything that this program does not write."""
    found = dict(stored)
    if not all(fits(name) and isinstance(known, str) for name, known in found.items()):
        raise ValueError("not a record of a build")
    return found


def _names(stored: list[str]) -> tuple[str, ...]:
    if not isinstance(stored, list) or not all(isinstance(name, str) for name in stored):
        raise ValueError("not a list of editions")
    return tuple(stored)


def is_file_name(name: str) -> bool:
    """Whether a name is that of a file in dist/ itself; a record may come from anywhere, and files go by it."""
    return bool(name) and not name.startswith(".") and "/" not in name and "\0" not in name


def _is_input(name: str) -> bool:
    return "\0" not in name and not name.startswith("/") and ".." not in name.split("/")


def dump(state: State) -> bytes:
    """The state as it is stored."""
    return json.dumps({"version": VERSION, "asked": state.asked, "manifest": state.manifest,
                       "editions": {name: {"inputs": dict(one.inputs), "files": dict(one.files)}
                                    for name, one in sorted(state.editions.items())}}, indent=1).encode()


def options(target: str, whole: bool) -> str:
    """The options of a build that change what it makes, as one input."""
    return f"target={target} whole={whole}"


def file_hash(path: Path) -> str:
    """SHA-256 of a file ("" when it cannot be read, or is no plain file)."""
    try:
        return "" if not path.is_file() else hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def input_hash(root: Path, name: str, options: str) -> str:
    """The present fingerprint of an input, by its name in the record: a file, a folder's listing ("x/"), or a fact."""
    facts = {PROGRAM: fingerprint.code, LIBRARIES: fingerprint.tools, OPTIONS: lambda: options,
             DATE: lambda: os.environ.get("SOURCE_DATE_EPOCH", "")}
    if name in facts:
        return facts[name]()
    if name.endswith("/"):
        return fingerprint.digest(*(sorted(os.listdir(root / name)) if (root / name).is_dir() else ()))
    return file_hash(root / name)


def outdated(root: Path, names: Iterable[str], options: str) -> dict[str, tuple[str, ...]]:
    """The editions that are out of date, each with its reasons, in the order in which a reader would find them."""
    recorded = load(root / STATE)
    hashes: dict[str, str] = {}

    def now(name: str) -> str:
        if name not in hashes:
            hashes[name] = input_hash(root, name, options)
        return hashes[name]
    found = {name: _reasons(recorded.editions.get(name), now, root / DIST) for name in names}
    if os.path.lexists(root / JOURNAL):
        found = {name: why or ("the last build was cut short",) for name, why in found.items()}
    if file_hash(root / DIST / MANIFEST) != recorded.manifest:
        found = {name: why or (f"{MANIFEST} is not as it was built",) for name, why in found.items()}
    return {name: why for name, why in found.items() if why}


def _reasons(record: Record | None, now: Callable[[str], str], dist: Path) -> tuple[str, ...]:
    if record is None:
        return ("it has not been built",)
    outputs = {name: file_hash(dist / name) for name in record.files}
    return (*(f"{name} {'have' if name in PLURAL else 'has'} changed" if now(name) else f"{name} is gone"
              for name, known in record.inputs.items() if now(name) != known),
            *(f"{name} is not as it was built" if outputs[name] else f"{name} is missing"
              for name, known in record.files.items() if outputs[name] != known))


def asked(root: Path) -> tuple[str, ...]:
    """The editions that the metadata asks for, while it is as it was at the last build; else none."""
    recorded = load(root / STATE)
    present = file_hash(root / METADATA)
    return recorded.asked if all(one.inputs.get(METADATA) == present for one in recorded.editions.values()) else ()


def union(records: Iterable[Record]) -> dict[str, str]:
    """Every file of some records."""
    return {name: known for record in records for name, known in record.files.items()}
