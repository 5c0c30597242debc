"""The system's libraries, opened under the names that the system's loader knows."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import import_module

import _cffi_backend
import cffi.api

from publish.typeset.tables import table


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


class Tabled(_cffi_backend.FFI):
    """What cffi makes of C declarations when it is to write a module (cffi's manual: "out-of-line, ABI level").

    To read WeasyPrint's declarations takes 40 ms, and every type that a call names some more; from tables, nothing. It
    asks the loader for a library, and searches for none.
    """

    def __init__(self) -> None:
        """Without declarations, until `cdef` gives them."""

    def cdef(self, declarations: str) -> None:
        """Take the declarations in; once, before anything else."""
        made_of = _cffi_backend.__version__, declarations
        super().__init__("declarations", **table("declarations", made_of, lambda: _tables(declarations)))


def _tables(declarations: str) -> dict:
    """The tables that cffi makes of declarations: the arguments of the one call in the module that it writes."""
    reading, module = cffi.api.FFI(), io.StringIO()
    reading.cdef(declarations)
    reading.set_source("declarations", None)
    reading.emit_python_code(module)
    call = ast.parse(module.getvalue()).body[-1].value
    return {one.arg: ast.literal_eval(one.value) for one in call.keywords}


@contextmanager
def _unsearched() -> Iterator[None]:
    """While this lasts, cffi works from tables."""
    kept = cffi.FFI
    cffi.FFI = Tabled
    try:
        yield
    finally:
        cffi.FFI = kept
