"""The fonts that WeasyPrint is given, whose files it lays in a folder of their own."""

from __future__ import annotations

import atexit
import weakref

from weasyprint.text.fonts import FontConfiguration


def configuration() -> FontConfiguration:
    """A font configuration whose folder is gone when the process ends, also one that does not take its memory apart."""
    fonts = FontConfiguration()
    here = weakref.ref(fonts)

    def clear() -> None:
        if kept := here():
            kept.__del__()
            kept._folder = None     # so that it does not look for it once more when Python itself comes to an end
    atexit.register(clear)
    return fonts
