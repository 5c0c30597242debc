"""manifest.json: every file with its edition, SHA-256, bytes and pages; words, inputs and tools of the whole."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

from publish.build.state import MANIFEST, Record, is_file_name
from publish.model import File

NAME = MANIFEST


def manifest(dist: Path, made: Mapping[str, tuple[File, ...]], records: Mapping[str, Record],
             facts: Mapping[str, object]) -> bytes:
    """The manifest of what is in dist/ after this build; files that it did not make keep their entries."""
    earlier = {one["name"]: one for one in read(dist)}
    fresh = {file.name: file for files in made.values() for file in files}
    entries = [_entry(fresh[name], edition, known) if name in fresh else earlier.get(name, {"name": name})
               for edition, record in sorted(records.items()) for name, known in sorted(record.files.items())]
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(facts["modified"])))
    value = {**facts, "modified": moment, "inputs": dict(sorted(facts["inputs"].items())), "files": entries}
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def read(dist: Path) -> tuple[dict, ...]:
    """The entries of the manifest in dist/; none when there is none that can be read or that is one of ours."""
    try:
        return entries((dist / NAME).read_bytes())
    except OSError:
        return ()


def entries(manifest: bytes) -> tuple[dict, ...]:
    """The entries of a manifest; none when it is none of ours."""
    try:
        entries = [dict(one) for one in json.loads(manifest)["files"]]
        return tuple(one for one in entries if isinstance(one["name"], str) and is_file_name(one["name"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def _entry(file: File, edition: str, known: str) -> dict:
    pages = {"pages": file.pages} if file.pages else {}
    return {"name": file.name, "edition": edition, "sha256": known, "bytes": len(file.data), **pages}
