"""The system's libraries, opened under the names that the system's loader knows."""

from __future__ import annotations

import ctypes.util
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import import_module


def opened(name: str) -> None:
    """Import a module that opens libraries, without a search for them where the system's loader finds each by name.

    WeasyPrint tries the names that each library has on any system, and cffi searches for every name that is none here
    with ldconfig and the compiler: twenty processes. On Linux one of the names is that of the loader itself
    (libpango-1.0.so.0, see dlopen(3)). Where it is not found the module is imported once more, with the search.
    """
    if sys.platform == "linux":
        with suppress(OSError), _unsearched(), redirect_stdout(io.StringIO()):
            import_module(name)
            return
    import_module(name)


@contextmanager
def _unsearched() -> Iterator[None]:
    """While this lasts, a search for a library finds nothing."""
    kept = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = kept
