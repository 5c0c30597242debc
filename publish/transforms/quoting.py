"""Making a quotation of a paragraph: its words, then its source."""

from __future__ import annotations

from dataclasses import replace

from publish.model import Block, Entry
from publish.transforms.tools import bare, edited, place

RESTORED = "quotation-mark"
_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"))


def split(block: Block, at: int) -> tuple[Block, Block]:
    """A block cut in two at an offset, each part with its own places."""
    head, tail = block.text[:at].rstrip(), block.text[at:].lstrip()
    start = len(block.text) - len(tail)
    span = place(block, start)
    lines = ((0, span.line, span.column), *((offset - start, line, column) for offset, line, column in block.lines
                                            if offset > start))
    return (replace(block, text=head, lines=tuple(item for item in block.lines if item[0] < max(len(head), 1))),
            replace(block, text=tail, span=span, lines=lines, gap=0))


def quotation_of(block: Block, cut: int) -> tuple[tuple[Block, ...], list[Entry]]:
    """The blocks inside a quotation made of one paragraph whose source begins at `cut` (-1: it has none)."""
    if cut < 0:
        body, made = whole_marks(block)
        return (body,), made
    quoted, source = split(block, cut)
    quoted, made = whole_marks(quoted)
    return (quoted, replace(source, kind="source")), made


def is_quotation(text: str) -> bool:
    """Whether a text is wholly in quotation marks, of which the first may have been lost."""
    text = bare(text).strip()
    if text[:1] in "“«„\"‘":
        return True
    closing = text.rstrip(".,")[-1:]
    opening = {"”": "“", "»": "«", '"': '"'}.get(closing)
    return bool(opening) and (text.count('"') == 1 if closing == '"' else opening not in text)


def whole_marks(block: Block) -> tuple[Block, list[Entry]]:
    """A quotation whose opening mark was lost gets it back: it ends with a mark that nothing opened."""
    text = bare(block.text)
    for opening, closing in _PAIRS:
        if text.rstrip().endswith(closing) and opening not in text and text.count(closing) == 1:
            return edited(block, [(0, 0, opening)], RESTORED, 0.9)
    stripped = text.rstrip()
    if stripped.endswith('"') and stripped.count('"') == 1:
        return edited(block, [(0, 0, '"')], RESTORED, 0.9)
    return block, []
