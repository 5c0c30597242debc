"""What libraries make of their own texts whenever they are imported, made once: `make` keeps it beside the byte code.

A table counts only for the very texts and versions that it was made of. Where there is none it is made, and not kept.
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
_used: dict[str, tuple[str, Any]] = {}


def table(name: str, made_of: tuple[str, ...], make: Callable[[], Any]) -> Any:
    """The table of a name, made of texts and versions: the one that is kept, or what `make` makes (for marshal)."""
    mark = hashlib.sha256(repr((sys.version, made_of)).encode()).hexdigest()
    there, value = _kept().get(name, ("", None))
    _used[name] = mark, value if there == mark else make()
    return _used[name][1]


@cache
def _kept() -> dict[str, tuple[str, Any]]:
    """The tables that are kept; a file that is damaged is none."""
    with suppress(OSError, EOFError, TypeError, ValueError):
        found = marshal.loads(PLACE.read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def keep() -> None:
    """Keep every table that the import of the engine asks for, for all processes that come after this one."""
    import publish.typeset.engine  # noqa: F401
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    fresh = PLACE.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(marshal.dumps(_used))
    fresh.replace(PLACE)
