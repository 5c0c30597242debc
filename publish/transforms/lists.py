"""Lists: items numbered in order, or with bullets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.tools import edited

RULE = "lists"
_BULLET = re.compile(r"^([•·‣▪◦●○■–*+-])\s+(?=\S)")
_NUMBER = re.compile(r"^(\(?)(\d{1,3}|[a-z]|[ivx]{1,5})([.)])\)?\s+(?=[\"“‘'(\[]*\w)")
_ROMANS = {name: number for number, name in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}


def lists(manuscript: Manuscript) -> Manuscript:
    """Two or more items that follow each other, their numbers rising by one, become a list."""
    if manuscript.form not in ("text", "document"):
        return manuscript
    made: list[Block] = []
    ledger: list[Entry] = []
    blocks, index = manuscript.blocks, 0
    while index < len(blocks):
        end = _run(blocks, index)
        if end - index > 1:
            made.append(_list(blocks[index:end], ledger))
            index = end
        else:
            made.append(blocks[index])
            index += 1
    return replace(manuscript, blocks=tuple(made), ledger=manuscript.ledger + tuple(ledger))


def _run(blocks: Sequence[Block], start: int) -> int:
    """The end of the items that begin at `start`."""
    first = _item(blocks[start])
    if first is None or first[1] not in (0, 1):
        return start
    end, habit, number = start + 1, first[0], first[1]
    while end < len(blocks):
        item = _item(blocks[end], habit)
        if item is None or item[0] != habit or habit[0] != "bullet" and item[1] != number + 1:
            break
        end, number = end + 1, number + 1
    return end


def _item(block: Block, wanted: tuple[str, str] | None = None) -> tuple[tuple[str, str], int] | None:
    """An item's habit and number, or None."""
    if block.kind != "paragraph" or block.name in ("centred", "right", "listed"):
        return None
    bullet = _BULLET.match(block.text)
    if bullet:
        return ("bullet", bullet[1]), 0
    found = _NUMBER.match(block.text)
    if not found:
        return None
    bracket = "TwoParens" if found[1] else "Period" if found[3] == "." else "OneParen"
    label = found[2]
    if label.isdigit():
        return ("Decimal", bracket), int(label)
    if label in _ROMANS and (len(label) > 1 or label == "i" or wanted and wanted[0] == "LowerRoman"):
        return ("LowerRoman", bracket), _ROMANS[label]
    return (("LowerAlpha", bracket), ord(label) - 96) if len(label) == 1 else None


def _list(blocks: Sequence[Block], ledger: list[Entry]) -> Block:
    habit = _item(blocks[0])[0]
    items = []
    for block in blocks:
        found = _BULLET.match(block.text) or _NUMBER.match(block.text)
        item, made = edited(block, [(0, found.end(), "")], RULE, 0.9)
        ledger += made
        items.append(Block("item", span=item.span, blocks=(replace(item, indent=0),)))
    given = () if habit[0] == "bullet" else (("start", "1"), ("style", habit[0]), ("delimiter", habit[1]))
    tight = (("tight", "yes"),) if all(block.gap == 0 for block in blocks[1:]) else ()
    return Block("list", span=blocks[0].span, gap=blocks[0].gap, indent=blocks[0].indent, blocks=tuple(items),
                 attributes=given + tight)
