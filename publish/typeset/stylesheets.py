"""Stylesheets as WeasyPrint reads them, packed into bytes: a twentieth of the time that it takes to read them again."""

from __future__ import annotations

import io
import marshal
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import cssselect2
import tinycss2
from cssselect2 import compiler

from publish.typeset.tables import table

NAMES = ("split_whitespace", "ascii_lower", "urlparse")     # what a compiled selector calls


class _Packer(pickle.Pickler):
    """Packs compiled selectors, which are functions without a name, as their byte code."""

    def reducer_override(self, one: Any) -> Any:
        """How a value is packed, where it is not as usual."""
        if isinstance(one, FunctionType) and one.__name__ == "<lambda>":
            return _selector, (marshal.dumps(one.__code__),)
        return NotImplemented


def packed(sheets: Any) -> bytes:
    """Parsed stylesheets, alone or among other values, as bytes for this version of Python and of the libraries.

    Errors: RecursionError, for values that are nested deeper than pickle goes.
    """
    stream = io.BytesIO()
    _Packer(stream, protocol=5).dump(sheets)
    return stream.getvalue()


def unpacked(data: bytes) -> Any:
    """What was packed."""
    return pickle.loads(data)


def _selector(code: bytes) -> Callable[[Any], bool]:
    return FunctionType(marshal.loads(code), {name: getattr(compiler, name) for name in NAMES})


@contextmanager
def unread() -> Iterator[None]:
    """While this lasts, an import of WeasyPrint does not read its own stylesheets; `own` has it know them."""
    kept = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda css: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = kept


def own() -> None:
    """Give WeasyPrint its own stylesheets and counter styles, from a table where there is one."""
    from weasyprint import CSS, __version__, html
    if html.UA_STYLESHEET.matcher.order:        # read already: it was imported elsewhere before
        return

    def make() -> bytes:
        counters = html.CounterStyle()
        return packed((CSS(string=html.UA, counter_style=counters), CSS(string=html.UA_FORM, counter_style=counters),
                       CSS(string=html.PH), counters))
    made_of = (__version__, tinycss2.VERSION, cssselect2.VERSION, html.UA, html.UA_FORM, html.PH)
    *sheets, counters = unpacked(table("stylesheets", made_of, make))
    for name, sheet in zip(("UA_STYLESHEET", "UA_FORM_STYLESHEET", "PH_STYLESHEET"), sheets):
        vars(getattr(html, name)).update(vars(sheet))
    html.UA_COUNTER_STYLE.update(counters)
