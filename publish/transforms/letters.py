"""Letters: the greeting, the signature, the place and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import MARK_OFF, MARK_ON, Block, Manuscript
from publish.transforms.shapes import ends_sentence
from publish.transforms.tools import bare, regrouped

RULE = "letters"
_GREETING = re.compile(r"(?i)^[\"“‘]?(?:(?:my|our)\s+)?(?:dear(?:est)?|beloved|honou?red|worthy)\b[^.!?]{0,50}"
                       r"[,:;!—–-]+$|"
                       r"^[\"“‘]?(?:sirs?|madam|gentlemen|ladies|citizens|comrades|friends)[^.!?]{0,30}[,:!—–-]+$|"
                       r"^to\s+[A-Z][^.!?]{2,50},\s+[A-Z][^.!?]{2,40}\.$")
_DATED = re.compile(r"(?i)\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*\b.{0,14}\d|\b1[5-9]\d\d\b|"
                    r"\b20\d\d\b|\d(?:st|nd|rd|th)\b")


def letters(manuscript: Manuscript) -> Manuscript:
    """Mark greetings on lines of their own, and at the right the date, the closing words and the name."""
    if manuscript.form != "text":
        return manuscript
    return regrouped(manuscript, _marked)


def _marked(blocks: Sequence[Block]) -> list[Block]:
    made = []
    for block in blocks:
        if block.blocks:
            block = replace(block, blocks=tuple(_marked(block.blocks)))
        name = _part(block)
        made.append(_named(block, name) if name else block)
    return made


def _part(block: Block) -> str:
    """salutation, dateline or signature, or nothing."""
    text = " ".join(bare(block.text).split())
    if block.kind != "paragraph" or not text or len(text.split()) > 14:
        return ""
    if block.name == "right":
        return "dateline" if _DATED.search(text) else "signature"
    return "salutation" if _GREETING.match(text) and not (ends_sentence(text) and text.endswith("?")) else ""


def _named(block: Block, name: str) -> Block:
    opening, closing = f"{MARK_ON}[{MARK_OFF}", f"{MARK_ON}]{{.{name}}}{MARK_OFF}"
    lines = tuple((at + len(opening) if at else 0, line, column) for at, line, column in block.lines)
    return replace(block, text=f"{opening}{block.text}{closing}", lines=lines)
