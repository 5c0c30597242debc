"""Results kept by fingerprint; an entry counts only when this user made it and it is as it was made.

Entries are pickles, and a publication may come from somebody else with a build folder in it. So each is sealed with a
secret of the user's that lies outside every publication (BLAKE2 in keyed mode, RFC 7693, section 2.9).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import pickle
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
HEAD = 32
_ABSENT = object()


@cache
def _secret() -> bytes:
    """This user's secret, made on first use; where it cannot be kept, one for this process alone."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "publish"
    with contextlib.suppress(OSError, RuntimeError):
        root.mkdir(parents=True, exist_ok=True)
        if (root / "seal").exists() and len((root / "seal").read_bytes()) != HEAD:
            (root / "seal").unlink()                # an empty one would seal nothing
        fresh = root / f".seal.{os.getpid()}"
        fresh.write_bytes(os.urandom(HEAD))
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, root / "seal")
        fresh.unlink()
        return (root / "seal").read_bytes()
    return os.urandom(HEAD)


def _seal(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + data, digest_size=HEAD, key=_secret()).digest()


class Cache:
    """A folder of results. An entry that is damaged, cut short or unreadable counts as absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def read(self, key: str) -> bytes | None:
        """The bytes kept under a key, or None."""
        self.used.add(key)
        try:
            stored = (self.folder / key[:2] / key).read_bytes()
        except OSError:
            return None
        data = stored[HEAD:]
        return data if hmac.compare_digest(_seal(key, data), stored[:HEAD]) else None

    def write(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; a disk that refuses loses only the speed of the next build."""
        self.used.add(key)
        place = self.folder / key[:2] / key
        beside = place.with_name(f".{key}.{os.getpid()}")
        if place.parent.is_symlink():               # which leads wherever the one who sent the folder wanted
            return
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_seal(key, data) + data)
            os.replace(beside, place)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)

    def keep(self, key: str, make: Callable[[], Result]) -> Result:
        """The result kept under a key, or the result of `make`, which is then kept."""
        return self.keep_each((key,), lambda wanted: (make(),))[0]

    def keep_each(self, keys: Sequence[str], make: Callable[[Sequence[int]], Sequence[Result]]) -> list[Result]:
        """The results kept under keys; those that are not kept come from one call of `make` with their numbers.

        A result that was just made is given as it will be read back, so that what is made from it has the same
        fingerprint now and then: a pickle tells equal objects from the same object.
        """
        found = [self._kept(key) for key in keys]
        wanted = [number for number, result in enumerate(found) if result is _ABSENT]
        for number, result in zip(wanted, make(wanted) if wanted else ()):
            data = pickle.dumps(result, protocol=5)
            self.write(keys[number], data)
            found[number] = pickle.loads(data)
        return found

    def _kept(self, key: str) -> object:
        data = self.read(key)
        try:
            return _ABSENT if data is None else pickle.loads(data)
        except Exception:  # noqa: BLE001 (an entry of other code counts as absent)
            return _ABSENT

    def sweep(self) -> None:
        """Forget what this build did not use, and whatever stands in the way of an entry; links are not followed."""
        with contextlib.suppress(OSError):
            if self.folder.is_symlink() or self.folder.is_file():
                self.folder.unlink()
                return
            for shelf in tuple(os.scandir(self.folder)):
                with contextlib.suppress(OSError):          # gone meanwhile; the others are still to go
                    self._sweep(shelf)

    def _sweep(self, shelf: os.DirEntry) -> None:
        if not shelf.is_dir(follow_symlinks=False):
            os.unlink(shelf)
            return
        for entry in tuple(os.scandir(shelf)):
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry, ignore_errors=True)
                elif entry.name not in self.used:
                    os.unlink(entry)
