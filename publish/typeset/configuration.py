"""The fonts that WeasyPrint is given, whose files it lays in a folder of their own."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from weasyprint.text.fonts import FontConfiguration


def configuration() -> FontConfiguration:
    """A font configuration whose folder is gone at last, also when its process was ended before it could see to that.
    """
    fonts = FontConfiguration()
    fonts._folder = Path(mkdtemp(dir=_place()))     # None until there is a face; each removes its own when it can
    return fonts


@cache
def _place() -> Path:
    """The folder for all of them of the process that was the first to ask, and of those that part from it after that.

    The one that made it removes it at its end; a process that ends without taking its memory apart removes none.
    """
    place = Path(mkdtemp(prefix="publish-"))
    atexit.register(rmtree, place, ignore_errors=True)
    return place
