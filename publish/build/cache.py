"""Results kept by fingerprint; every entry is verified by its hash before it is used."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
HEAD = 32


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
        return data if hashlib.sha256(data).digest() == stored[:HEAD] else None

    def write(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; a disk that refuses loses only the speed of the next build."""
        self.used.add(key)
        place = self.folder / key[:2] / key
        beside = place.with_name(f".{key}.{os.getpid()}")
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(hashlib.sha256(data).digest() + data)
            os.replace(beside, place)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)

    def keep(self, key: str, make: Callable[[], Result]) -> Result:
        """The result kept under a key, or the result of `make`, which is then kept."""
        data = self.read(key)
        if data is not None:
            with contextlib.suppress(Exception):  # an entry of other code, which the key should have told apart
                return pickle.loads(data)
        result = make()
        self.write(key, pickle.dumps(result, protocol=5))
        return result

    def sweep(self) -> None:
        """Forget what this build did not use."""
        with contextlib.suppress(OSError):
            for entry in self.folder.glob("*/*"):
                if entry.name not in self.used:
                    entry.unlink(missing_ok=True)
