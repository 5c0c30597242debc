"""The record of the last build: what it read, what it wrote, and so what is out of date now and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1


@dataclass(frozen=True)
class Record:
    """One edition as it was built: fingerprints of its inputs by name, and of its files by name."""

    inputs: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True)
class State:
    """The last build: a record for each edition, the editions that the metadata asked for, and every name written."""

    editions: Mapping[str, Record] = field(default_factory=dict)
    asked: tuple[str, ...] = ()


def load(path: Path) -> State:
    """The recorded state; an empty one when there is none that can be read."""
    try:
        stored = json.loads(path.read_bytes())
        if stored["version"] != VERSION:
            return State()
        return State({name: Record(one["inputs"], one["files"]) for name, one in stored["editions"].items()},
                     tuple(stored["asked"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State()


def dump(state: State) -> bytes:
    """The state as it is stored."""
    return json.dumps({"version": VERSION, "asked": state.asked,
                       "editions": {name: {"inputs": dict(one.inputs), "files": dict(one.files)}
                                    for name, one in sorted(state.editions.items())}}, indent=1).encode()


def reasons(record: Record | None, now: Callable[[str], str], output: Callable[[str], str]) -> tuple[str, ...]:
    """Why an edition is out of date: nothing when it is not. `now` and `output` give an input's or a file's hash."""
    if record is None:
        return ("it has not been built",)
    found = [f"{name} is missing" if not output(name) else f"{name} is not as it was built"
             for name, known in record.files.items() if output(name) != known]
    found += [f"{name} has changed" if now(name) else f"{name} is gone"
              for name, known in record.inputs.items() if now(name) != known]
    return tuple(found)


def file_hash(path: Path) -> str:
    """SHA-256 of a file ("" when it cannot be read)."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def union(records: Iterable[Record]) -> dict[str, str]:
    """Every file of some records."""
    return {name: known for record in records for name, known in record.files.items()}
