"""What a page shows: the editions that were asked for, their files as they lie in dist/, and the findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.build import manifest
from publish.build.state import DIST
from publish.errors import SEVERITIES, PublishError
from publish.proof import pages
from publish.workspace import Disk

LABELS = {"markdown": "Markdown", "html": "Web page", "epub": "EPUB", "pdf": "PDF", "print": "Print PDF",
          "booklet": "Booklet", "cover": "Cover", "feeds": "Catalogue records"}
ORDER = tuple(LABELS)[1:] + ("markdown",)
KINDS = {".html": "frame", ".epub": "reader", ".pdf": "pages", ".jpg": "image", ".png": "image", ".md": "text",
         ".ledger.json": "ledger", ".json": "text", ".xml": "text"}
RANKED = (*dict.fromkeys(KINDS.values()), "file")
MOST_CHANGES = 1000  # rows of the ledger on a page; the file has them all


@dataclass(frozen=True)
class Proof:
    """A finished file as it is shown: its name, the way of showing it, the hash of its content, bytes, pages."""

    name: str
    kind: str
    version: str
    bytes: int
    path: Path
    leaves: tuple[pages.Leaf, ...] = ()

    @property
    def size(self) -> str:
        """The size in words, with the pages where there are any."""
        size = f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 1e6 else f"{max(self.bytes, 1000) / 1e3:.0f} kB"
        number = len(self.leaves)
        return f"{size}, {number} page{'' if number == 1 else 's'}" if number else size

    @property
    def text(self) -> str:
        """The text of a file of text."""
        return self.path.read_text("utf-8")

    @property
    def changes(self) -> list[dict]:
        """The entries of a ledger."""
        return json.loads(self.path.read_bytes())


@dataclass(frozen=True)
class Shelf:
    """An edition: its name, what it is called, and its files; none before it has been built."""

    name: str
    label: str
    proofs: tuple[Proof, ...]


def shelves(root: Path, asked: Iterable[str]) -> tuple[Shelf, ...]:
    """The editions that were asked for and those that lie in dist/, what readers read first."""
    entries = manifest.read(root / DIST)
    names = dict.fromkeys((*asked, *(str(one["edition"]) for one in entries if "edition" in one)))
    ranked = sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return tuple(Shelf(name, LABELS.get(name, name),
                       _proofs(root, (one for one in entries if one.get("edition") == name))) for name in ranked)


def _proofs(root: Path, entries: Iterable[Mapping[str, object]]) -> tuple[Proof, ...]:
    found = [one for entry in entries if (one := _proof(root, entry))]
    return tuple(sorted(found, key=lambda one: RANKED.index(one.kind)))


def proof(root: Path, name: str) -> Proof | None:
    """A finished file by its name in the manifest: nothing else is ever opened."""
    return next((_proof(root, one) for one in manifest.read(root / DIST) if one["name"] == name), None)


def _proof(root: Path, entry: Mapping[str, object]) -> Proof | None:
    name = str(entry["name"])
    try:
        path = Disk(root / DIST).path(name)
    except PublishError:  # a manifest that somebody else wrote may name anything
        return None
    if not path.is_file():
        return None
    kind = next((kind for ending, kind in KINDS.items() if name.endswith(ending)), "file")
    version = str(entry.get("sha256", ""))[:16]
    return Proof(name, kind, version, path.stat().st_size, path, _leaves(path, version) if kind == "pages" else ())


def _leaves(path: Path, version: str) -> tuple[pages.Leaf, ...]:
    try:
        return pages.leaves(path, version)
    except pages.Unreadable:
        return ()


def graded(findings: Iterable[Mapping[str, object]]) -> tuple[tuple[str, tuple[Mapping[str, object], ...]], ...]:
    """Findings by severity, the gravest first; severities without findings are left out."""
    found = tuple(findings)
    groups = ((severity, tuple(one for one in found if one["severity"] == severity)) for severity in SEVERITIES[::-1])
    return tuple((severity, group) for severity, group in groups if group)


def counted(findings: Iterable[Mapping[str, object]]) -> str:
    """How many findings of each severity, in words."""
    numbers = [(severity, len(group)) for severity, group in graded(findings)]
    return ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in numbers) or "no findings"
