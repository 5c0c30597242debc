"""Page breaks of a scan that carries no form feeds, found by its page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from publish.model import Block

_ALONE = re.compile(r"^\s*[\[(—–-]*\s*(\d{1,4})\s*[\])—–-]*\s*$")
_BEFORE = re.compile(r"^\s*(\d{1,4})\s{2,}([^\W\d_].{2,60})$")
_AFTER = re.compile(r"^\s*([^\W\d_].{2,60}?)\s{2,}(\d{1,4})\s*$")
FEWEST = 5                  # page numbers in order before a text is taken for a scan


def paged(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The lines with a block of kind page at every page break; unchanged when they are there or there are none."""
    found = _numbers(blocks)
    if any(block.kind == "page" for block in blocks):
        found = {index: beside for index, beside in found.items() if not _at_break(blocks, index)}
        return _broken(blocks, found) if found else tuple(blocks)
    if len(found) < FEWEST:
        return tuple(blocks)
    return _broken(blocks, found)


def _at_break(blocks: Sequence[Block], index: int) -> bool:
    """Whether a page break stands beside this line, with nothing but blank lines between."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(blocks) and blocks[at].kind == "line" and not blocks[at].text.strip():
            at += step
        if not 0 <= at < len(blocks) or blocks[at].kind == "page":
            return True
    return False


def _broken(blocks: Sequence[Block], found: dict[int, bool]) -> tuple[Block, ...]:
    made: list[Block] = []
    heads = _heads(blocks)
    for index, block in enumerate(blocks):
        top = index in found and (found[index] or _head_below(blocks, index, heads))
        if top:
            made.append(Block("page", span=block.span))
        made.append(block)
        if index in found and not top:
            made.append(Block("page", span=block.span))
    return tuple(made)


def _numbers(blocks: Sequence[Block]) -> dict[int, bool]:
    """Lines that hold page numbers which rise one by one (True where a running head stands beside it)."""
    hits: list[tuple[int, int, bool]] = []
    for index, block in enumerate(blocks):
        text = block.text
        if len(text) > 90 or not any(character.isdigit() for character in text):
            continue
        alone, before, after = _ALONE.match(text), _BEFORE.match(text), _AFTER.match(text)
        if alone and _blank(blocks, index - 1) and _blank(blocks, index + 1):
            hits.append((index, int(alone[1]), False))
        elif before or after:
            hits.append((index, int(before[1] if before else after[2]), True))
    best: dict[int, bool] = {}
    run: dict[int, bool] = {}
    last = None
    for index, number, beside in hits:
        if last is not None and 1 <= number - last <= 3:
            run[index] = beside
        elif last is None or number != last:
            best, run = (run, {}) if len(run) > len(best) else (best, {})
            run[index] = beside
        last = number
    return run if len(run) > len(best) else best


def _blank(blocks: Sequence[Block], index: int) -> bool:
    return not 0 <= index < len(blocks) or not blocks[index].text.strip()


def _heads(blocks: Sequence[Block]) -> set[str]:
    counts = Counter(block.text.strip().casefold() for block in blocks if 0 < len(block.text.strip()) < 70)
    return {text for text, number in counts.items() if number > 3}


def _head_below(blocks: Sequence[Block], index: int, heads: set[str]) -> bool:
    following = next((block.text.strip().casefold() for block in blocks[index + 1:index + 4] if block.text.strip()), "")
    return following in heads
