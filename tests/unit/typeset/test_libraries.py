"""WeasyPrint's libraries are opened by the loader's names."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_PROCESSES = """
import subprocess
def refused(*arguments, **named): raise AssertionError(f"a process was started: {arguments}")
subprocess.Popen = refused
import publish.typeset.engine
"""
UNKNOWN_TO_THE_LOADER = """
import cffi, ctypes.util
opened, searched = cffi.FFI.dlopen, ctypes.util.find_library
def only_searched(ffi, name, flags=0):
    if name.endswith(".so.0") or name.endswith(".so.1"):
        raise OSError("not on the loader's path")
    return opened(ffi, name, flags)
cffi.FFI.dlopen = only_searched
import publish.typeset.engine
assert ctypes.util.find_library is searched
"""


@pytest.mark.parametrize("program", [WITHOUT_PROCESSES, UNKNOWN_TO_THE_LOADER], ids=["no process", "search"])
def test_libraries_are_found_without_a_search_and_where_need_be_with_one(program):
    """No process is started to find a library that the loader finds; one that it does not find is searched for."""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
