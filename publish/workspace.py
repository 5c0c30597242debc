"""The door to the world: files, clock and tool versions; a disk one, and an in-memory twin for tests."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from publish.errors import PublishError, Span, did_you_mean, error

DRIVE = re.compile("[A-Za-z]:(?![^/\\\\])")
MOST_BYTES = 256 * 1024 * 1024  # a source of half a million words is 3 MB; past this it is an accident or an attack
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    if pure.is_absolute() or ".." in pure.parts or "\0" in path or DRIVE.match(path):
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
        try:
            outside = not place.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            raise PublishError(error("path", f"'{path}' is a symbolic link that leads in a circle", span,
                                     "replace the symbolic link by the file itself"), exit_code=2) from None
        if outside:
            raise PublishError(error("path", f"'{path}' leads outside the publication's folder", span,
                                     "replace the symbolic link by the file itself"), exit_code=2)
        return place

    def read(self, path: str, span: Span | None = None) -> bytes:
        """The bytes of a file; errors: missing, no plain file, unreadable, or larger than 256 MiB."""
        place = self.path(path, span)
        try:
            found = place.stat()
            if not stat.S_ISREG(found.st_mode):
                what = "a folder" if stat.S_ISDIR(found.st_mode) else "no plain file"
                raise PublishError(error("file-missing", f"'{path}' is {what}", span, "name a file"))
            if found.st_size > MOST_BYTES:
                raise PublishError(error("file-too-large", f"'{path}' is over 256 MiB", span, "split it"))
            return place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise PublishError(error("file-missing", f"'{path}' does not exist", span,
                                     _nearest(self.root, path))) from None
        except OSError as trouble:
            raise PublishError(error("file-unreadable", f"'{path}': {trouble.strerror}", span,
                                     "check its permissions")) from None

    def exists(self, path: str) -> bool:
        """Whether there is such a file inside the publication."""
        place = self.path(path)
        try:
            return place.is_file()
        except OSError:
            return False

    def listing(self, path: str) -> tuple[str, ...]:
        """The files directly in a folder, by name; none when there is no such folder."""
        place = self.path(path)
        return tuple(sorted(f"{path}/{entry.name}" for entry in place.iterdir() if entry.is_file())) \
            if place.is_dir() else ()

    def replace(self, files: Mapping[str, bytes]) -> None:
        """Write all files whole, then rename them to their places, so that a reader sees each whole or not at all.

        They are written beside their places. Until all are written nothing changes; from then on no Ctrl-C comes
        between. Errors: whatever the disk refuses.
        """
        written: list[tuple[Path, Path]] = []
        name = ""
        try:
            for name, data in files.items():
                place = self.path(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                beside = place.with_name(f".{place.name}.{os.getpid()}.part")
                written.append((beside, place))
                with open(beside, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
            with undisturbed():
                for beside, place in written:
                    name = str(place.relative_to(self.root))
                    os.replace(beside, place)
        except OSError as trouble:
            raise cannot_write(name, trouble) from None
        finally:
            for beside, _ in written:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)

    def move(self, moves: Mapping[str, str]) -> None:
        """Rename files to their places, those that are there; errors: whatever the disk refuses."""
        for name, place in moves.items():
            try:
                with contextlib.suppress(FileNotFoundError):
                    os.replace(self.path(name), self.path(place))
            except OSError as trouble:
                raise cannot_write(place, trouble) from None

    def clear(self, name: str) -> None:
        """Remove whatever stands in a place, a folder with all that is in it; errors: whatever the disk refuses."""
        try:
            clear(self.path(name))
        except OSError as trouble:
            raise cannot_write(name, trouble) from None

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that are there; errors: whatever the disk refuses."""
        for name in names:
            try:
                self.path(name).unlink(missing_ok=True)
            except OSError as trouble:
                raise cannot_write(name, trouble) from None

    def now(self) -> int:
        """Seconds since 1970 in UTC; SOURCE_DATE_EPOCH when it is set (reproducible-builds.org specification).

        Error (exit 2): a SOURCE_DATE_EPOCH that is no moment.
        """
        stated = self.environment.get("SOURCE_DATE_EPOCH", "")
        if not stated:
            return int(time.time())
        if not re.fullmatch("[0-9]{1,11}", stated):
            raise PublishError(error("date", f"SOURCE_DATE_EPOCH is '{stated}'", None,
                                     "set it to seconds since 1970, or unset it"), exit_code=2)
        return int(stated)


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


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal that ends a program come between; one that came meanwhile is delivered afterwards.

    Handlers are exchanged, not masks set: a mask is one thread's, and another would take the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield                                       # only the main thread is ever interrupted by a signal
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, frame: came.append(number)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for number in came:
            signal.raise_signal(number)


def clear(place: Path) -> None:
    """Remove whatever stands in a place; OSError when the disk refuses."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            place.unlink()


def _nearest(root: Path, path: str) -> str:
    folder = (root / path).parent
    names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")] if folder.is_dir() else []
    return did_you_mean(Path(path).name, names) if 0 < len(names) < 50 else "check the path"


def cannot_write(name: str, trouble: OSError) -> PublishError:
    """The error for a file or folder that the disk will not take."""
    hints = {errno.ENOSPC: "free some space on the disk", errno.EDQUOT: "free some space on the disk",
             errno.EFBIG: "raise the limit on the size of files", errno.EROFS: "the disk is read-only",
             errno.EACCES: "make the folder writable", errno.EPERM: "make the folder writable"}
    return PublishError(error("cannot-write", f"{name}: {trouble.strerror}", None,
                              hints.get(trouble.errno or 0, "what was there before is unchanged")))
