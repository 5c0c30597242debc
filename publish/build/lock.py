"""One build at a time in a publication: a lock that dies with its holder."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from publish.errors import PublishError, error
from publish.workspace import cannot_write


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a build folder; errors: another build holds it, or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = open(folder / "lock", "a+b")  # noqa: SIM115 (closed below; closing gives the lock back)
    except OSError as trouble:
        raise cannot_write(str(trouble.filename or folder), trouble) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(error("locked", "another build is at work in this publication", None,
                                     "wait until it has ended")) from None
        yield
