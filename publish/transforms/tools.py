"""What the transforms share: changing text with the ledger kept, walking blocks, counting words."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from unicodedata import normalize

from publish.errors import Span
from publish.model import MARK_OFF, MARK_ON, NOTE_OFF, NOTE_ON, Block, Entry, Manuscript

WORD = re.compile(r"[^\W_]+(?:['’‘ʼ][^\W_]+)*")
MARKUP = re.compile(f"{MARK_ON}[^{MARK_OFF}]*{MARK_OFF}|{NOTE_ON}[^{NOTE_OFF}]*{NOTE_OFF}")
_ASTERISKS = re.compile(f"{MARK_ON}(\\*+){MARK_OFF}")
_APOSTROPHES = re.compile("['’‘ʼ]")

Replacement = Callable[[re.Match[str]], str]


def words(text: str) -> list[str]:
    """The words of a text as the proof compares them: compatibility forms folded, case and apostrophes ignored."""
    found = WORD.findall(text)
    if text.isascii():
        return [word.lower().replace("'", "") if "'" in word else word.lower() for word in found]
    return [_APOSTROPHES.sub("", normalize("NFKC", word).casefold()) for word in found]


def bare(text: str) -> str:
    """The text without its markup and note references; code and formulas, which are marked whole, are text."""
    return MARKUP.sub(_said, text) if MARK_ON in text or NOTE_ON in text else text


def _said(match: re.Match[str]) -> str:
    piece = match[0][1:-1]
    return piece.strip("`$ ") if match[0][0] == MARK_ON and piece[:1] in ("`", "$") else ""


def place(block: Block, offset: int) -> Span:
    """Where in the source the character at `offset` of a block's text stands."""
    index = bisect_right(block.lines, (offset, sys.maxsize, 0)) - 1
    start, line, column = block.lines[index] if index >= 0 else (0, block.span.line, block.span.column)
    return Span(block.span.path, line, column + offset - start)


def rewrite(block: Block, pattern: re.Pattern[str], change: Replacement | str, rule: str,
            confidence: float = 1.0) -> tuple[Block, list[Entry]]:
    """The block with every match of the pattern replaced, and an entry for each run of characters that changed.

    An entry shows whole words, so that a person can read it and the proof can replay it.
    """
    text = block.text
    edits = [(match.start(), match.end(), match.expand(change) if isinstance(change, str) else change(match))
             for match in pattern.finditer(text)]
    edits = [edit for edit in edits if text[edit[0]:edit[1]] != edit[2]]
    return edited(block, edits, rule, confidence)


def edited(block: Block, edits: list[tuple[int, int, str]], rule: str,
           confidence: float = 1.0) -> tuple[Block, list[Entry]]:
    """The block with `edits` (start, end, new text; in order, apart from each other) made, and their entries."""
    if not edits:
        return block, []
    text, pieces, at = block.text, [], 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        at = end
    pieces.append(text[at:])
    changed = replace(block, text="".join(pieces), lines=_moved(block.lines, edits))
    return changed, list(_entries(block, edits, rule, confidence))


def _moved(lines: tuple[tuple[int, int, int], ...],
           edits: list[tuple[int, int, str]]) -> tuple[tuple[int, int, int], ...]:
    moved, shift, position = [], 0, 0
    for at, line, column in lines:
        while position < len(edits) and edits[position][1] <= at:
            start, end, new = edits[position]
            shift += len(new) - (end - start)
            position += 1
        moved.append((at + shift, line, column))
    return tuple(moved)


def _entries(block: Block, edits: list[tuple[int, int, str]], rule: str, confidence: float) -> Iterator[Entry]:
    text, index = block.text, 0
    while index < len(edits):
        start, end = edits[index][0], edits[index][1]
        while start and not text[start - 1].isspace():
            start -= 1
        after: list[str] = []
        at = start
        while True:
            first, last, new = edits[index]
            after += text[at:first], new
            at, end = last, max(end, last)
            while end < len(text) and not text[end].isspace():
                end += 1
            index += 1
            if index == len(edits) or edits[index][0] > end:
                break
        changed = "".join((*after, text[at:end]))
        yield Entry(rule, place(block, start), _seen(text[start:end]), _seen(changed), confidence)


def _seen(text: str) -> str:
    """Text as a ledger shows it: emphasis with its asterisks, other markup left out."""
    return bare(_ASTERISKS.sub(r"\1", text))


def outside(text: str, edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The edits that touch no markup."""
    shut = [match.span() for match in MARKUP.finditer(text)] if MARK_ON in text or NOTE_ON in text else []
    if not shut:
        return edits
    starts = [start for start, _ in shut]

    def touches(first: int, last: int) -> bool:
        index = bisect_right(starts, first) - 1
        return index >= 0 and shut[index][1] > first or index + 1 < len(shut) and starts[index + 1] < last

    return [edit for edit in edits if not touches(edit[0], edit[1])]


def leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block that holds text of its own, in order."""
    for block in blocks:
        if block.blocks:
            yield from leaves(block.blocks)
        elif block.text:
            yield block


def each_text(manuscript: Manuscript, change: Callable[[Block], tuple[Block, list[Entry]]],
              skip: tuple[str, ...] = ("verbatim", "break", "page")) -> Manuscript:
    """The manuscript with `change` made to every block of text but the kinds to skip."""
    ledger: list[Entry] = []

    def walk(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(one(block) for block in blocks)

    def one(block: Block) -> Block:
        if block.blocks:
            return replace(block, blocks=walk(block.blocks))
        if not block.text or block.kind in skip:
            return block
        block, entries = change(block)
        ledger.extend(entries)
        return block

    blocks = walk(manuscript.blocks)
    return replace(manuscript, blocks=blocks, ledger=manuscript.ledger + tuple(ledger))


def regrouped(manuscript: Manuscript, change: Callable[[tuple[Block, ...]], list[Block]],
              in_notes: Callable[[tuple[Block, ...]], list[Block]] | None = None) -> Manuscript:
    """The manuscript with `change` made to its blocks, and to the blocks inside each note (`in_notes`, if given)."""
    blocks = change(tuple(block for block in manuscript.blocks if block.kind != "note"))
    notes = [replace(block, blocks=tuple((in_notes or change)(block.blocks))) for block in manuscript.blocks
             if block.kind == "note"]
    return replace(manuscript, blocks=(*blocks, *notes))


def removal(block: Block, rule: str, confidence: float, kept: bool = False) -> Entry:
    """The entry for a block that is taken out whole (or was suspected and stays)."""
    return Entry(rule, block.span, whole(block), whole(block) if kept else "", confidence, kept)


def whole(block: Block) -> str:
    """All the words of a block as a person reads them."""
    return "\n\n".join(bare(leaf.text) for leaf in leaves((block,))) if block.blocks else bare(block.text)
