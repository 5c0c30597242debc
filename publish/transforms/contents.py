"""A contents list in the source: checked against the headings, which then are known to be headings, and taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Manuscript
from publish.transforms.judgement import judge
from publish.transforms.shapes import LISTED
from publish.transforms.tools import bare, words

RULE = "contents"
_TITLE = re.compile(r"(?i)^\W*(?:table\s+of\s+)?(?:contents|inhalt(?:sverzeichnis)?|[ií]ndice|"
                    r"table\s+des\s+mati[èe]res|sommaire|in\s+this\s+(?:article|essay|book|issue)|chapters)\W*$")
_PAGE = re.compile(r"[\s.…·_-]*(?:\b\d{1,4}|\b[ivxlc]{1,6})?\s*$")
FIT = 0.6                   # of the entries must stand in the text


def contents(manuscript: Manuscript) -> Manuscript:
    """Take out the contents list, since every edition makes its own, when most of its entries are in the text."""
    if manuscript.form not in ("text", "document"):
        return manuscript
    blocks = manuscript.blocks
    at = next((i for i, block in enumerate(blocks[:200]) if _TITLE.match(bare(block.text).strip())), None)
    if at is None:
        return manuscript
    last = {" ".join(words(bare(block.text))): index for index, block in enumerate(blocks)
            if index > at and len(block.text) < 240}
    end, entries, found = _extent(blocks, at, last)
    if end == at + 1 or found < FIT * max(entries, 1):
        return manuscript
    suspected = dict.fromkeys(range(at, end), 0.9)
    listed = _entries(blocks[at + 1:end])
    kept, ledger = judge(blocks, suspected, RULE, manuscript.decisions)
    marked = tuple(replace(block, name=LISTED) if block.kind in ("paragraph", "verse")
                   and block.span.line > blocks[at].span.line and " ".join(words(bare(block.text))) in listed
                   else block for block in kept)
    return replace(manuscript, blocks=marked, ledger=manuscript.ledger + tuple(ledger))


def _entries(blocks: Sequence[Block]) -> set[str]:
    return {_entry(line) for block in blocks for line in bare(block.text).split("\n")}


def _entry(line: str) -> str:
    return " ".join(words(_PAGE.sub("", line) if not re.fullmatch(r"\s*[IVXLC]+\W*", line) else line))


def _extent(blocks: Sequence[Block], at: int, last: dict[str, int]) -> tuple[int, int, int]:
    """Where the list ends, how many entries it has, and how many of them stand in the text as well.

    `last` gives for each short text the last block that holds it.
    """
    end, entries, found = at + 1, 0, 0
    seen: set[str] = set()
    big = False
    for index in range(at + 1, len(blocks)):
        lines = [line for line in bare(blocks[index].text).split("\n") if line.strip()]
        mine = [_entry(line) for line in lines]
        if not lines or any(len(line.split()) > 30 for line in lines) or any(entry in seen for entry in mine if entry) \
                or big and (len(lines) == 1 or blocks[index].gap > 1):
            break
        seen.update(mine)
        big = big or len(lines) > 4
        hits = sum(_stands(entry, last, index) for entry in mine)
        if not hits and len(lines) == 1 and index + 1 < len(blocks) and len(blocks[index + 1].text.split()) > 30:
            break
        entries, found, end = entries + len(mine), found + hits, index + 1
    return end, entries, found


def _stands(entry: str, last: dict[str, int], index: int) -> bool:
    """Whether a later block is this entry, or the entry's title without its number."""
    parts = entry.split()
    return any(last.get(" ".join(parts[first:]), -1) > index for first in range(min(len(parts), 4))
               if not first or len(" ".join(parts[first:])) > 4)
