"""Scene breaks: a line of ornaments and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.tools import bare, removal

RULE = "breaks"
_ORNAMENTS = re.compile(r"^\s*(?:(?:[*•·⁂✻✽❦❧☙~=#+§◊◆♦★☆†‡×xX○●∗⁎]|[-–—_]{3,})\s*){1,12}$")
_LETTERS = re.compile(r"^\s*(?:[oO0]{1,3}[\s*-]?){2,5}$|^\s*[-–—*~]+\s?[oO0]{1,3}\s?[-–—*~]+\s*$")
_ENOUGH = re.compile(r"^\W*[*⁂✻✽❦❧☙§◊◆♦★☆∗⁎#~]\W*$|^\s*(?:\S\s*){3,}$")


def breaks(manuscript: Manuscript) -> Manuscript:
    """A paragraph of ornaments alone becomes a scene break; several together are one."""
    if manuscript.form == "markdown":
        return manuscript
    blocks: list[Block] = []
    ledger: list[Entry] = []
    for block in manuscript.blocks:
        if block.kind in ("paragraph", "plain", "verse") and _is_break(bare(block.text)):
            ledger.append(replace(removal(block, RULE, 0.95), after="* * *"))
            if blocks and blocks[-1].kind != "break":
                blocks.append(Block("break", span=block.span, gap=block.gap))
            continue
        blocks.append(block)
    while blocks and blocks[-1].kind == "break":
        blocks.pop()
    return replace(manuscript, blocks=tuple(blocks), ledger=manuscript.ledger + tuple(ledger))


def _is_break(text: str) -> bool:
    text = text.strip()
    if not text or len(text) > 60:
        return False
    return bool(_LETTERS.match(text)) or bool(_ORNAMENTS.match(text)) and bool(_ENOUGH.match(text)) and \
        not re.fullmatch(r"[xX+†‡§]|[xX]{1,3}", text)
