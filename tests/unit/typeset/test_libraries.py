"""WeasyPrint's libraries are opened by the loader's names, their declarations read once."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
import weasyprint.text.ffi
from cffi.api import FFI

from publish.typeset.libraries import Tabled

WITHOUT_PROCESSES = """
import subprocess
def refused(*arguments, **named): raise AssertionError(f"a process was started: {arguments}")
subprocess.Popen = refused
import publish.typeset.engine
"""
UNKNOWN_TO_THE_LOADER = """
import cffi
from publish.typeset.libraries import Tabled
def only_searched(opened):
    def dlopen(ffi, name, flags=0):
        if name.endswith(".so.0") or name.endswith(".so.1"):
            raise OSError("not on the loader's path")
        return opened(ffi, name, flags)
    return dlopen
FFI = cffi.FFI
for kind in (FFI, Tabled):
    kind.dlopen = only_searched(kind.dlopen)
import publish.typeset.engine
from weasyprint.text.ffi import ffi
assert cffi.FFI is FFI is type(ffi)
"""
DECLARATIONS = """
    typedef ... opaque;
    typedef enum { first = 0, second = 7 } choice;
    typedef struct { int x, y; unsigned int flag : 1; choice chosen; const char *name; } point;
    double fabs (double);
"""


@pytest.mark.parametrize("program", [WITHOUT_PROCESSES, UNKNOWN_TO_THE_LOADER], ids=["no process", "search"])
def test_libraries_are_found_without_a_search_and_where_need_be_with_one(program):
    """No process is started to find a library that the loader finds; one that it does not find is searched for."""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr


def test_tables_declare_what_cffi_itself_would(monkeypatch):
    """Types, sizes, members, enumerations and functions are those that cffi reads from the same declarations."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)       # these are nobody's
    ours, plain = Tabled(), FFI()
    for ffi in (ours, plain):
        ffi.cdef(DECLARATIONS)
    for name in ("point", "point *", "choice", "unsigned int *", "char[4]", "opaque *"):
        assert ours.getctype(name) == plain.getctype(name)
    assert ours.sizeof("point") == plain.sizeof("point")
    assert [(name, one.offset, one.bitshift) for name, one in ours.typeof("point").fields] == [
        (name, one.offset, one.bitshift) for name, one in plain.typeof("point").fields]
    assert ours.typeof("choice").elements == plain.typeof("choice").elements == {0: "first", 7: "second"}
    assert ours.dlopen(None).fabs(-2) == 2


def test_declarations_are_given_as_they_were():
    """WeasyPrint makes one object of cffi and gives it its declarations once, as a text, before anything else."""
    source = inspect.getsource(weasyprint.text.ffi)
    assert source.count("FFI(") == source.count("cdef(") == 1 and "\nffi = cffi.FFI()\nffi.cdef('''\n" in source
