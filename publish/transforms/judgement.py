"""Taking out what is not the work's own: by confidence, and as the editor decided."""

from __future__ import annotations

from collections.abc import Sequence

from publish.model import Block, Decisions, Entry
from publish.transforms.tools import removal, whole, words

THRESHOLD = 0.7


def is_removed(text: str, confidence: float, decisions: Decisions) -> bool:
    """Whether a suspected piece goes: the editor's word first, then the threshold."""
    said = words(text)
    if any(said == words(piece) for piece in decisions.remove):
        return True
    if any(_holds(words(piece), said) for piece in decisions.keep):
        return False
    return confidence >= THRESHOLD


def _holds(piece: Sequence[str], said: Sequence[str]) -> bool:
    return bool(piece) and (piece == said or f" {' '.join(piece)} " in f" {' '.join(said)} ")


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
