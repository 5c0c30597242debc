"""The hyphenation patterns of a language, read from what was made of their file before: an eighth of the time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyphen

# A pattern is plain when it is letters with single digits between: no hyphen of its own, no code, no nought, no number.
SPECIAL = re.compile(r"[/=^0]|\d\d|[^\D0-9]")


def known(language: str, keep: Callable) -> None:
    """Have pyphen know a language's patterns; `keep(parts, make)` is what was made of the same parts before."""
    name = pyphen.language_fallback(language)
    if name and pyphen.LANGUAGES[name] not in pyphen.hdcache:
        path = pyphen.LANGUAGES[name]
        pyphen.hdcache[path] = keep(("hyphenation", name), lambda: patterns(path))


def patterns(path: Path) -> pyphen.HyphDict:
    """What pyphen makes of a file of patterns, in half its time where all of them are plain."""
    encoding, _, rest = path.read_bytes().partition(b"\n")
    lines = map(str.strip, rest.decode(encoding.decode().strip()).split("\n"))
    text = "\n".join(line for line in lines if line and not line.startswith(pyphen.ignored))
    if SPECIAL.search(text):
        return pyphen.HyphDict(path)
    text = text.translate({ord(letter): f"0{letter}" for letter in set(text) - set("123456789\n")})
    for digit in "123456789":                           # so that every letter has one digit before it
        text = text.replace(f"{digit}0", digit)
    made = pyphen.HyphDict.__new__(pyphen.HyphDict)
    made.patterns, made.cache = {}, {}
    for line in text.split("\n"):
        digits = line[::2]
        if value := digits.strip("0"):
            made.patterns[line[1::2]] = len(digits) - len(digits.lstrip("0")), _values(value)
    made.maxlen = max(map(len, made.patterns))
    return made


@cache
def _values(digits: str) -> tuple[int, ...]:
    return tuple(map(int, digits))
