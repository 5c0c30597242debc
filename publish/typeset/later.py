"""Modules that a library imports at once and seldom or never uses: imported when one of their names is called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """A stand-in for a module, whose every name is a function that calls the real one."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **named: getattr(import_module(self.__name__), name)(*arguments, **named)


@contextmanager
def later(*names: str) -> Iterator[None]:
    """While this lasts, an import of a module that is not loaded yet gets its stand-in."""
    put = [name for name in names if name not in sys.modules]
    sys.modules.update((name, Later(name)) for name in put)
    try:
        yield
    finally:
        for name in put:
            sys.modules.pop(name, None)
