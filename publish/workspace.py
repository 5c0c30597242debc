"""The door to the world: files, clock and tool versions; a disk one, and an in-memory twin for tests."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from publish.errors import PublishError, Span, error

MOST_BYTES = 256 * 1024 * 1024  # a source of half a million words is 3 MB; past this it is an accident or an attack


class Workspace(Protocol):
    """What the pipeline asks of the world. Paths are relative to the publication and use "/"."""

    def read(self, path: str, span: Span | None = None) -> bytes: ...
    def exists(self, path: str) -> bool: ...
    def listing(self, path: str) -> tuple[str, ...]: ...
    def replace(self, files: Mapping[str, bytes]) -> None: ...
    def now(self) -> int: ...


def inside(path: str, span: Span | None = None) -> str:
    """The path, normalised; refuses absolute paths and paths that leave the publication (error[path])."""
    pure = PurePosixPath(path.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or "\0" in path or (pure.parts and ":" in pure.parts[0]):
        raise PublishError(error("path", f"'{path}' is outside the publication's folder", span,
                                 "copy the file into the folder and give its path from there"), exit_code=2)
    return str(pure)


@dataclass
class Disk:
    """A publication's folder on disk."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def path(self, path: str, span: Span | None = None) -> Path:
        """The place of a file on disk, after every symbolic link; refuses those that lead outside."""
        place = self.root / inside(path, span)
        if not place.resolve().is_relative_to(self.root.resolve()):
            raise PublishError(error("path", f"'{path}' leads outside the publication's folder", span,
                                     "replace the symbolic link by the file itself"), exit_code=2)
        return place

    def read(self, path: str, span: Span | None = None) -> bytes:
        """The bytes of a file; errors: missing, a folder, unreadable, or larger than 256 MiB."""
        place = self.path(path, span)
        try:
            if place.stat().st_size > MOST_BYTES:
                raise PublishError(error("file-too-large", f"'{path}' is over 256 MiB", span, "split it"))
            return place.read_bytes()
        except FileNotFoundError:
            raise PublishError(error("file-missing", f"'{path}' does not exist", span,
                                     _nearest(self.root, path))) from None
        except IsADirectoryError:
            raise PublishError(error("file-missing", f"'{path}' is a folder", span, "name a file in it")) from None
        except OSError as trouble:
            raise PublishError(error("file-unreadable", f"'{path}': {trouble.strerror}", span,
                                     "check its permissions")) from None

    def exists(self, path: str) -> bool:
        """Whether there is such a file inside the publication."""
        return self.path(path).is_file()

    def listing(self, path: str) -> tuple[str, ...]:
        """The files directly in a folder, by name; none when there is no such folder."""
        place = self.path(path)
        return tuple(sorted(f"{path}/{entry.name}" for entry in place.iterdir() if entry.is_file())) \
            if place.is_dir() else ()

    def replace(self, files: Mapping[str, bytes]) -> None:
        """Write all files beside their places, then rename them, so that a reader sees each whole or not at all."""
        waiting: list[tuple[Path, Path]] = []
        try:
            for name, data in files.items():
                place = self.path(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                beside = place.with_name(f".{place.name}.{os.getpid()}.part")
                waiting.append((beside, place))
                with open(beside, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
            for beside, place in waiting:
                os.replace(beside, place)
        except OSError as trouble:
            raise PublishError(_write_fault(trouble, next(iter(files), ""))) from None
        finally:
            for beside, _ in waiting:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)

    def now(self) -> int:
        """Seconds since 1970 in UTC; SOURCE_DATE_EPOCH when it is set (reproducible-builds.org specification)."""
        return int(self.environment.get("SOURCE_DATE_EPOCH") or time.time())


@dataclass
class Memory:
    """A publication held in memory."""

    files: dict[str, bytes] = field(default_factory=dict)
    clock: int = 0

    def read(self, path: str, span: Span | None = None) -> bytes:
        """The bytes of a file, or error[file-missing]."""
        if inside(path, span) not in self.files:
            raise PublishError(error("file-missing", f"'{path}' does not exist", span))
        return self.files[inside(path, span)]

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return inside(path) in self.files

    def listing(self, path: str) -> tuple[str, ...]:
        """The files directly in a folder, by name."""
        return tuple(sorted(name for name in self.files if str(PurePosixPath(name).parent) == path))

    def replace(self, files: Mapping[str, bytes]) -> None:
        """Put files in their places."""
        self.files.update(files)

    def now(self) -> int:
        """The clock that the test set."""
        return self.clock


def _nearest(root: Path, path: str) -> str:
    from publish.errors import did_you_mean
    folder = (root / path).parent
    names = [entry.name for entry in _entries(folder)]
    return did_you_mean(Path(path).name, names) if 0 < len(names) < 50 else "check the path"


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _write_fault(trouble: OSError, name: str) -> "Diagnostic":  # noqa: F821
    hints = {errno.ENOSPC: "free some space on the disk", errno.EROFS: "the disk is read-only",
             errno.EACCES: "make the folder writable", errno.EPERM: "make the folder writable"}
    return error("cannot-write", f"{name}: {trouble.strerror}", None,
                 hints.get(trouble.errno or 0, "what was in dist/ before is unchanged"))
