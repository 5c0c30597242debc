"""What libraries make of their own texts whenever they are imported, made once and kept beside Python's byte code.

A table counts only for the very texts and versions that it was made of, and for the Python that wrote it. Where there
is none it is made, and kept if Python keeps byte code; `make` keeps all in any case.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

PLACE = Path(__spec__.cached or __file__).with_suffix(".tables")        # of one Python, as its byte code is
SUM = 32        # bytes of the checksum at the file's head
_used: dict[str, tuple[str, Any]] = {}


def table(name: str, made_of: tuple[str, ...], make: Callable[[], Any]) -> Any:
    """The table of a name, made of texts and versions: the one that is kept, or what `make` makes (for marshal)."""
    mark = hashlib.sha256(repr(made_of).encode()).hexdigest()
    there, value = _kept().get(name, ("", None))
    _used[name] = mark, value if there == mark else make()
    if there != mark and not sys.dont_write_bytecode:
        with suppress(OSError):                     # there is no leave to write
            _write()
    return _used[name][1]


@cache
def _kept() -> dict[str, tuple[str, Any]]:
    """The tables that are kept; a file that is damaged is none, nor is one of another Python, whose marshal differs."""
    with suppress(OSError):
        data = PLACE.read_bytes()
        if _sum(data[SUM:]) == data[:SUM]:
            return marshal.loads(data[SUM:])
    return {}


def keep() -> None:
    """Keep every table that the import of the engine asks for, for all processes that come after this one."""
    import publish.typeset.engine  # noqa: F401
    _write()


def _write() -> None:
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    fresh = PLACE.with_suffix(f".{os.getpid()}")
    data = marshal.dumps(_kept() | _used)
    fresh.write_bytes(_sum(data) + data)
    fresh.replace(PLACE)


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(sys.version.encode() + data).digest()
