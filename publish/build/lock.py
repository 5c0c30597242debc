"""One build at a time in a publication: a lock that dies with the build, whatever processes it leaves behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from publish.errors import PublishError, error
from publish.workspace import cannot_write, clear

_held: set[BinaryIO] = set()


def _let_go() -> None:
    """In a forked process, which may outlive its parent: whoever has the file of a lock open holds the lock."""
    for stream in _held:
        stream.close()
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a build folder; errors: another build holds it, or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "lock").is_dir():
            clear(folder / "lock")
        stream = open(folder / "lock", "a+b")  # noqa: SIM115 (closed below; closing gives the lock back)
    except OSError as trouble:
        raise cannot_write(str(trouble.filename or folder), trouble) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(error("locked", "another build is at work in this publication", None,
                                     "wait until it has ended")) from None
        _held.add(stream)
        try:
            yield
        finally:
            _held.discard(stream)
