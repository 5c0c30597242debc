"""One build at a time in a publication: a lock that dies with its holder."""

from __future__ import annotations

import contextlib
import errno
import fcntl
from collections.abc import Iterator
from pathlib import Path

from publish.errors import PublishError, error


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a build folder; errors: another build holds it, or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = open(folder / "lock", "a+b")  # noqa: SIM115 (closed below; closing gives the lock back)
    except OSError as trouble:
        hint = "make the folder writable" if trouble.errno in (errno.EACCES, errno.EPERM) else \
            "free some space" if trouble.errno == errno.ENOSPC else "check the disk"
        raise PublishError(error("cannot-write", f"dist/: {trouble.strerror}", None, hint)) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(error("locked", "another build is at work in this publication", None,
                                     "wait until it has ended")) from None
        yield
