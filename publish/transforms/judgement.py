"""Taking out what is not the work's own: by confidence, and as the editor decided."""

from __future__ import annotations

from collections.abc import Sequence

from publish.model import Block, Decisions, Entry
from publish.transforms.tools import removal, whole, words

THRESHOLD = 0.7


def is_removed(text: str, confidence: float, decisions: Decisions) -> bool:
    """Whether a suspected piece goes: unless the editor keeps what begins with these words, the threshold tells."""
    if decisions.keep:
        said = words(text)
        if any(begins(said, words(piece)) for piece in decisions.keep):
            return False
    return confidence >= THRESHOLD


def begins(said: Sequence[str], piece: Sequence[str]) -> bool:
    """Whether a text begins with the words of a piece."""
    return bool(piece) and list(said[:len(piece)]) == list(piece)


def judge(blocks: Sequence[Block], suspected: dict[int, float], rule: str,
          decisions: Decisions) -> tuple[tuple[Block, ...], list[Entry]]:
    """The blocks without those whose confidence (by index) passes, and an entry for every suspected block."""
    kept: list[Block] = []
    ledger: list[Entry] = []
    for index, block in enumerate(blocks):
        confidence = suspected.get(index)
        if confidence is None:
            kept.append(block)
            continue
        gone = is_removed(whole(block), confidence, decisions)
        ledger.append(removal(block, rule, confidence, kept=not gone))
        if not gone:
            kept.append(block)
    return tuple(kept), ledger
