"""What in a publication's folder has changed: watched through the system, decided by comparing listings."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from publish.build.state import DIST
from publish.errors import PublishError, error

QUIET = 60       # ms without a change before changes are taken as one: editors write a file in several moves
TOGETHER = 1000  # ms: the longest that changes are gathered
LISTEN = 2000    # ms between two listings in any case: for what changed while the watch was being set up
PASSED_OVER = {"node_modules", "__pycache__"}

Listing = Mapping[str, tuple[int, int, int]]


def folders(root: Path) -> tuple[str, ...]:
    """The folders in which a publication's files may lie: not dist/, nothing hidden, no environment of any language."""
    if not root.is_dir():
        raise PublishError(error("no-folder", f"the folder '{root}' is gone", None, "begin again where it is now"))
    found = []
    for folder, inside, files in os.walk(root):
        inside[:] = sorted(name for name in inside if name not in PASSED_OVER and not _hidden(name)
                           and not (folder == str(root) and name == DIST))
        if "pyvenv.cfg" in files:
            inside.clear()
        else:
            found.append(folder)
    return tuple(found)


def listing(root: Path) -> Listing:
    """Every file in those folders with its time (ns), size (bytes) and inode; editors' own files are passed over."""
    found = {}
    for folder in folders(root):
        for entry in _entries(folder):
            with contextlib.suppress(FileNotFoundError):  # it went while the folder was being read
                if not _hidden(entry.name) and entry.is_file():
                    facts = entry.stat()
                    found[entry.path] = facts.st_mtime_ns, facts.st_size, facts.st_ino
    return found


def _entries(folder: str) -> tuple[os.DirEntry[str], ...]:
    try:
        with os.scandir(folder) as entries:
            return tuple(entries)
    except OSError:  # gone, or closed to us: nothing of the publication can be read from it
        return ()


def _hidden(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith("~")


def wait(root: Path, before: Listing) -> Listing:
    """Wait until the listing is another than before, and give it; errors: the folder is gone, error[cannot-watch].

    What changed since `before` was taken counts as well. Nothing is left running between two calls: a build forks.
    """
    now = listing(root)
    while now == before:
        try:
            now = _next(root, before)
        except FileNotFoundError:  # a folder went before it could be watched
            now = listing(root)
        except OSError as trouble:
            raise PublishError(error("cannot-watch", f"the system does not tell of changes: {trouble}", None,
                                     "set WATCHFILES_FORCE_POLLING=1 in the environment")) from None
    return now


def _next(root: Path, before: Listing) -> Listing:
    from watchfiles import watch
    for _ in watch(*folders(root), watch_filter=None, recursive=False, debounce=TOGETHER, step=QUIET,
                   rust_timeout=LISTEN, yield_on_timeout=True):
        now = listing(root)
        if now != before:
            return now
    return before
