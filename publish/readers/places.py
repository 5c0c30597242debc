"""Where a block stands in its source, found by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from publish.errors import Span
from publish.model import Block

_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile("\ufdd0[^\ufdd1]*\ufdd1|\ufdd2[^\ufdd3]*\ufdd3")
_NEAR = 400                 # words looked ahead for the beginning of a block


def located(blocks: Sequence[Block], text: str, path: str) -> list[Block]:
    """The blocks with the line of the source on which each begins, found by searching for its words in order."""
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    said = [_fold(word) for word, _ in found]
    starts = [at for _, at in found]
    ends = [match.start() for match in re.finditer("\n", text)]
    return _Finder(said, starts, ends, path).blocks(blocks)


class _Finder:
    def __init__(self, said: list[str], starts: list[int], ends: list[int], path: str) -> None:
        self.said, self.starts, self.ends, self.path, self.at = said, starts, ends, path, 0
        self.seen: dict[tuple[str, int], int] = {}

    def blocks(self, blocks: Sequence[Block]) -> list[Block]:
        return [self._one(block) for block in blocks]

    def _one(self, block: Block) -> Block:
        if block.blocks:
            inner = self.blocks(block.blocks)
            return replace(block, blocks=tuple(inner), span=inner[0].span)
        words = [_fold(word) for word in _WORD.findall(_MARKUP.sub(" ", block.text))]
        if not words:
            return replace(block, span=self._span(self.at))
        at = self._search(words)
        if at is None:
            return replace(block, span=self._span(self.at))
        self.at = min(at + len(words), len(self.said))
        return replace(block, span=self._span(at))

    def _search(self, words: list[str]) -> int | None:
        head = words[:4]
        for at in range(self.at, min(self.at + _NEAR, len(self.said))):
            if self.said[at:at + len(head)] == head:
                return at
        return None

    def _span(self, at: int) -> Span:
        from bisect import bisect_left

        offset = self.starts[min(at, len(self.starts) - 1)] if self.starts else 0
        line = bisect_left(self.ends, offset) + 1
        column = offset - (self.ends[line - 2] if line > 1 else -1)
        return Span(self.path, line, column)


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else normalize("NFKC", word).casefold()
