"""Names made from titles: the stem of file names, and the identifier of a work that has no ISBN."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable

LONGEST = 80
# Letters that Unicode does not take apart, as they are written where only ASCII can be.
_WRITTEN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def slug(title: str) -> str:
    """A file name stem from a title: ASCII letters, digits and hyphens, at most 80 characters, cut at a word.

    A title in another script has none of them: its stem is a number made from it, "publication-1a2b3c4d".
    """
    words = ascii_words(title)
    stem = ""
    for word in words:
        if stem and len(stem) + len(word) + 1 > LONGEST:
            break
        stem = f"{stem}-{word}" if stem else word[:LONGEST]
    return stem or f"publication-{fingerprint(title)}"


def ascii_words(text: str) -> list[str]:
    """The words of a text in ASCII letters and digits; accents and apostrophes go, letters of other scripts too."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WRITTEN))
    return re.findall(r"[a-z0-9]+", re.sub("['’ʼ]", "", plain).encode("ascii", "ignore").decode())


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that are the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def stable_uuid(title: str, creators: Iterable[str]) -> str:
    """A UUID that stays the same as long as the title and the creators' names do (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((title, *creators))))
