"""Fingerprints: hashes of what a step reads. Out-of-date is decided by content, never by the times of files."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
KEPT = (".py", ".css", ".yaml", ".json", ".xhtml", ".html", ".js", ".icc", ".txt", ".svg", ".opf")


def digest(*parts: bytes | str) -> str:
    """SHA-256 of parts, each framed by its length so that no two lists of parts agree by accident."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def code() -> str:
    """The fingerprint of this program: its modules, templates and styles."""
    return digest(_program(), styles())


@cache
def _program() -> str:
    return _folder(PACKAGE)


@cache
def styles() -> str:
    """The fingerprint of the built-in styles, which may change while a program that watches them runs."""
    return "" if (PACKAGE / "_styles").is_dir() else _folder(PACKAGE.parent / "styles")


def _folder(root: Path) -> str:
    parts: list[bytes | str] = []
    for name in sorted(_files(str(root))):
        with open(name, "rb") as stream:
            parts += [os.path.relpath(name, root), stream.read()]
    return digest(*parts)


def _files(root: str) -> list[str]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(folder, name) for name in names if name.endswith(KEPT)]
    return found


@cache
def tools() -> str:
    """The fingerprint of the libraries: the names and versions of the distributions installed, and Python's own."""
    names = {entry for path in sys.path if os.path.isdir(path) for entry in os.listdir(path)
             if entry.endswith((".dist-info", ".egg-info"))}
    return digest(sys.version, *sorted(name for name in names if not name.startswith("publish-")))
