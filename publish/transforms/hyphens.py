"""Words that a line end parted: whether the hyphen belongs to the word or to the line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publish.model import Block

_END = re.compile(r"(?<![-\W\d_])[-\u2010\u00ad¬]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LEAD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


class Hyphens:
    """The words that a text itself uses, asked which spelling of a parted word it knows."""

    def __init__(self, lines: Iterable[Block]) -> None:
        self.known: dict[str, int] = {}
        ends = total = 0
        for line in lines:
            text = line.text.rstrip()
            found = _WORD.findall(text)
            total += bool(found)
            if _END.search(text) and found:
                ends += 1
                found = found[:-1]
            for word in found:
                word = word.lower()
                self.known[word] = self.known.get(word, 0) + 1
        self.scanned = ends * 60 > total

    def parted(self, text: str, piece: str) -> bool:
        """Whether a line end stands within a word here."""
        return bool(_END.search(text)) and piece[:1].isalpha()

    def join(self, text: str, piece: str) -> str:
        """The last characters of `text` and the first of `piece` as one run, with the hyphen where it belongs."""
        head, tail = text.rsplit(None, 1)[-1], piece.split(None, 1)[0]
        return head[:-1] + tail if self._soft(head, tail) else head + tail

    def _soft(self, head: str, tail: str) -> bool:
        """Whether the hyphen came with the line end: the text writes the word without it, or never with it."""
        if head[-1] in "\u00ad¬":
            return True
        if not self.scanned or tail[:1].isupper():
            return False
        left, right = _LEAD.findall(head), _LEAD.match(tail)
        if not left or not right:
            return False
        first, second = left[-1].lower(), right[0].lower()
        whole, compound = self.known.get(first + second, 0), self.known.get(f"{first}-{second}", 0)
        if whole != compound:
            return whole > compound
        if "-" in head[:-1].strip("-"):
            return False
        return not (self.known.get(first, 0) > 1 and self.known.get(second, 0) > 1 and min(len(first), len(second)) > 3)
