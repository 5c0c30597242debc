"""Emphasis as people type it: _so_, *so*, /so/, =so=; capitals are left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.model import MARK_OFF, MARK_ON, Block, Entry, Manuscript
from publish.transforms.tools import each_text, edited, leaves, outside

RULE = "emphasis"
_HABITS = {
    "_": re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,600}?)(?<=[^\s_])_(?![^\W_])"),
    "*": re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,300}?)(?<=[^\s*])\*(?![\w*])"),
    "/": re.compile(r"(?<![\w/:<.])/(?=[^\W\d])([^/<>]{2,120}?)(?<=[^\s/])/(?![\w/])"),
    "=": re.compile(r"(?<![\w=])=(?=[^\s=])([^=]{2,120}?)(?<=[^\s=])=(?![\w=])"),
}
_SIGNS = {"_": "*", "*": "*", "/": "*", "=": "**"}
_STRONG = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*]{1,300}?)(?<=[^\s*])\*\*(?![\w*])|"
                     r"(?<![\w_])__(?=[^\s_])([^_]{1,300}?)(?<=[^\s_])__(?![^\W_])")
_LINE_END = re.compile(r"\n *")
FEWEST = {"_": 1, "*": 1, "/": 3, "=": 2}


def emphasis(manuscript: Manuscript) -> Manuscript:
    """Typed emphasis becomes emphasis where both of its marks are there; a slash or an equals sign must be a habit."""
    if manuscript.form != "text":
        return manuscript
    habits = _habits(manuscript.blocks)
    if not habits:
        return manuscript
    return each_text(manuscript, lambda block: _marked(block, habits))


def _habits(blocks: Sequence[Block]) -> tuple[str, ...]:
    counts = dict.fromkeys(_HABITS, 0)
    for leaf in leaves(blocks):
        for sign, shape in _HABITS.items():
            if sign in leaf.text:
                counts[sign] += len(shape.findall(leaf.text))
    return tuple(sign for sign, number in counts.items() if number >= FEWEST[sign])


def _marked(block: Block, habits: Sequence[str]) -> tuple[Block, list[Entry]]:
    ledger: list[Entry] = []
    for shape, markup, size in [(_STRONG, "**", 2), *((_HABITS[sign], _SIGNS[sign], 1) for sign in habits)]:
        edits = []
        for match in shape.finditer(block.text):
            edits.append((match.start(), match.start() + size, f"{MARK_ON}{markup}{MARK_OFF}"))
            if block.kind == "verse":
                edits += _line_ends(match, f"{MARK_ON}{markup}{MARK_OFF}")
            edits.append((match.end() - size, match.end(), f"{MARK_ON}{markup}{MARK_OFF}"))
        if len(outside(block.text, edits)) < len(edits):
            edits = _whole(block.text, edits) if block.kind != "verse" else []
        block, made = edited(block, edits, RULE, 0.95)
        ledger += made
    return block, ledger


def _line_ends(match: re.Match[str], mark: str) -> list[tuple[int, int, str]]:
    """Emphasis over several lines of verse ends with each line and begins again on the next."""
    return [(end.start() + match.start(), end.end() + match.start(), f"{mark}{end[0]}{mark}")
            for end in _LINE_END.finditer(match[0])]


def _whole(text: str, edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The pairs of edits of which neither touches markup."""
    free = {edit[:2] for edit in outside(text, edits)}
    return [edit for first, second in zip(edits[::2], edits[1::2], strict=True)
            if first[:2] in free and second[:2] in free for edit in (first, second)]
