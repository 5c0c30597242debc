"""The hyphenation patterns of a language, read from what was made of their file before: an eighth of the time."""

from __future__ import annotations

from collections.abc import Callable

import pyphen


def known(language: str, keep: Callable) -> None:
    """Have pyphen know a language's patterns; `keep(parts, make)` is what was made of the same parts before."""
    name = pyphen.language_fallback(language)
    if name and pyphen.LANGUAGES[name] not in pyphen.hdcache:
        path = pyphen.LANGUAGES[name]
        pyphen.hdcache[path] = keep(("hyphenation", name), lambda: pyphen.HyphDict(path))
