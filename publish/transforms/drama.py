"""Drama: who speaks, and what is done on the stage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.model import MARK_OFF, MARK_ON, Block, Manuscript
from publish.transforms.quoting import split
from publish.transforms.shapes import title_case
from publish.transforms.tools import bare

RULE = "drama"
OFTEN = 4                   # speeches before a name is taken for a speaker's
_BEFORE = re.compile(r"^([A-ZÀ-Þ][A-ZÀ-Þ'’. ]{1,28}[A-ZÀ-Þ])(\.|:|\.—|—)\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:[IVXLC]+|\d+)\W*$")


def drama(manuscript: Manuscript) -> Manuscript:
    """Mark the names that stand again and again over lines of their own, or in capitals before a speech."""
    if manuscript.form != "text":
        return manuscript
    counts = Counter(name for block in manuscript.blocks if (name := _speaker(block)))
    speakers = {name for name, times in counts.items() if times >= OFTEN}
    if len(speakers) < 2:
        return manuscript
    made: list[Block] = []
    for block in manuscript.blocks:
        name = _speaker(block)
        made += _speech(block, name) if name in speakers else [block]
    return replace(manuscript, blocks=tuple(made))


def _speaker(block: Block) -> str:
    """The name with which a block begins as a speech does, or nothing."""
    if block.kind == "verse" and "\n" in block.text:
        first = bare(block.text).split("\n")[0].strip()
        named = len(first.split()) <= 4 and (first.isupper() or title_case(first)) and first.rstrip(".:")[-1:].isalpha()
        return first.rstrip(".:") if named and not _NUMBERED.match(first) else ""
    if block.kind == "paragraph":
        found = _BEFORE.match(block.text)
        if found:
            return found[1]
        text = bare(block.text).strip()
        if len(block.lines) == 1 and len(text.split()) <= 4 and (text.isupper() or title_case(text)) and \
                text.rstrip(".:")[-1:].isalpha() and not _NUMBERED.match(text):
            return text.rstrip(".:")
    return ""


def _speech(block: Block, name: str) -> Sequence[Block]:
    if block.kind == "verse":
        who, said = split(block, block.text.index("\n") + 1)
        kind = "verse" if "\n" in said.text else "paragraph"
        return [_marked(replace(who, kind="paragraph"), len(who.text)), replace(said, kind=kind, gap=1)]
    found = _BEFORE.match(block.text)
    return [_marked(block, found.end(2) if found else len(block.text))]


def _marked(block: Block, end: int) -> Block:
    """The block with the speaker's name, which ends at `end`, in a span."""
    opening, closing = f"{MARK_ON}[{MARK_OFF}", f"{MARK_ON}]{{.speaker}}{MARK_OFF}"
    text = f"{opening}{block.text[:end]}{closing}{block.text[end:]}"
    shift = len(opening) + len(closing)
    lines = tuple((at + shift if at >= end else at, line, column) for at, line, column in block.lines)
    return replace(block, text=text, lines=lines)
