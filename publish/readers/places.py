"""Where a block stands in its source, found by its words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from unicodedata import normalize

from publish.errors import Span
from publish.model import NOTE_OFF, NOTE_ON, Block

_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile("\ufdd0[^\ufdd1]*\ufdd1|\ufdd2[^\ufdd3]*\ufdd3")
_NEAR = 400                 # words looked ahead for the beginning of a block
_HEAD = 4                   # words that a block is known by
_MARGIN = 2, 400            # how many times a note's length, and how many characters more, are looked at for its parts
_DEFINED = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:", re.MULTILINE)
_REFERENCE = re.compile(f"{NOTE_ON}([^{NOTE_OFF}]*){NOTE_OFF}")


def located(blocks: Sequence[Block], text: str, path: str) -> list[Block]:
    """The blocks with the line of the source on which each begins, found by searching for its words in order."""
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    said = [_fold(word) for word, _ in found]
    starts = [at for _, at in found]
    ends = [match.start() for match in re.finditer("\n", text)]
    return _Finder(said, starts, ends, path).blocks(blocks)


def noted(notes: Sequence[Block], text: str, references: Mapping[str, Span]) -> list[Block]:
    """Notes with the lines of their definitions in the source; of one that is not defined apart, its reference's."""
    starts = [match.start() for match in _DEFINED.finditer(text)]
    ends = [match.start() for match in re.finditer("\n", text)] if starts else []
    known: dict[tuple[str, ...], list[int]] = {}
    for number, start in reversed(list(enumerate(starts))):
        begins = tuple(_fold(match[0]) for match in islice(_WORD.finditer(text, text.index("]:", start)), _HEAD))
        for length in range(1, len(begins) + 1):
            known.setdefault(begins[:length], []).append(number)
    used: set[int] = set()
    placed = []
    for note in notes:
        waiting = known.get(tuple(islice(_words(note), _HEAD)), [])
        while waiting and waiting[-1] in used:
            waiting.pop()
        span = references.get(note.name, Span(""))
        if not waiting:
            placed.append(_all_at(note, span))
            continue
        used.add(waiting[-1])
        start = starts[waiting.pop()]
        piece = text[start:start + _MARGIN[0] * _length(note) + _MARGIN[1]]
        placed.append(moved(located([note], piece, span.path)[0], bisect_left(ends, start)))
    return placed


def references(blocks: Sequence[Block]) -> dict[str, Span]:
    """Where the text refers to each note, by the note's name."""
    found: dict[str, Span] = {}
    for block in blocks:
        if block.blocks:
            found |= references(block.blocks)
        elif NOTE_ON in block.text:
            found |= dict.fromkeys(_REFERENCE.findall(block.text), block.span)
    return found


def moved(block: Block, lines: int) -> Block:
    """A block as it stands so many lines further down."""
    span = Span(block.span.path, block.span.line + lines, block.span.column)
    return replace(block, span=span, blocks=tuple(moved(one, lines) for one in block.blocks))


def _all_at(block: Block, span: Span) -> Block:
    return replace(block, span=span, blocks=tuple(_all_at(one, span) for one in block.blocks))


def _length(block: Block) -> int:
    return sum(map(_length, block.blocks)) if block.blocks else len(block.text)


def _words(block: Block) -> Iterator[str]:
    if block.blocks:
        for one in block.blocks:
            yield from _words(one)
    else:
        yield from (_fold(match[0]) for match in _WORD.finditer(_MARKUP.sub(" ", block.text)))


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
        head = words[:_HEAD]
        for at in range(self.at, min(self.at + _NEAR, len(self.said))):
            if self.said[at:at + len(head)] == head:
                return at
        return None

    def _span(self, at: int) -> Span:
        offset = self.starts[min(at, len(self.starts) - 1)] if self.starts else 0
        line = bisect_left(self.ends, offset) + 1
        column = offset - (self.ends[line - 2] if line > 1 else -1)
        return Span(self.path, line, column)


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else normalize("NFKC", word).casefold()
