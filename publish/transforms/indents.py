"""What stands further in than the text: quotations, letters, and single lines of a poem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Manuscript
from publish.transforms.shapes import attribution, ends_sentence
from publish.transforms.tools import bare, regrouped

RULE = "indents"
DEEP = 2                    # spaces further in than the text


def indents(manuscript: Manuscript) -> Manuscript:
    """Make a block quotation of prose that stands further in, with the verse, date and signature that belong to it.

    Indented verse alone stays verse. A single line beside verse is a line of the poem.
    """
    if manuscript.form != "text":
        return manuscript
    margin = _margin(manuscript.blocks)
    if margin is None:
        return manuscript
    verse = sum(block.kind == "verse" for block in manuscript.blocks)
    poem = verse > sum(block.kind == "paragraph" and len(block.lines) > 1 for block in manuscript.blocks)
    return regrouped(manuscript, lambda blocks: _grouped(_lines_of_verse(blocks, margin, poem), margin))


def _grouped(blocks: Sequence[Block], margin: int) -> list[Block]:
    made: list[Block] = []
    index = 0
    while index < len(blocks):
        end = _run(blocks, index, margin)
        if end > index and any(_prose(block) for block in blocks[index:end]):
            made.append(_quotation(blocks[index:end]))
        else:
            end = index + 1
            made.append(blocks[index])
        index = end
    return made


def _margin(blocks: Sequence[Block]) -> int | None:
    """The indent of most of the prose that fills its lines; None where there is none."""
    counts = Counter(block.indent for block in blocks if block.kind == "paragraph" and len(block.lines) > 2)
    return counts.most_common(1)[0][0] if counts else None


def _lines_of_verse(blocks: Sequence[Block], margin: int, poem: bool) -> list[Block]:
    made = list(blocks)
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or len(block.lines) > 1 or block.name or len(block.text) > 80:
            continue
        beside = [made[i] for i in (index - 1, index + 1) if 0 <= i < len(made)]
        if not poem and block.indent <= margin:
            continue
        if any(one.kind == "verse" and not one.name and 0 <= block.indent - one.indent <= 8 for one in beside) \
                and not attribution(bare(block.text)):
            depth = min(one.indent for one in beside if one.kind == "verse" and not one.name)
            made[index] = replace(block, kind="verse", indent=depth)
    return made


def _run(blocks: Sequence[Block], start: int, margin: int) -> int:
    """The end of the blocks that stand further in from `start` on."""
    end = index = start
    while index < len(blocks):
        block = blocks[index]
        if _deep(block, margin):
            end = index + 1
        elif not (_placed(block) and (end > start or index == start)):
            break
        elif end > start and block.gap <= 2:
            end = index + 1
        index += 1
    return end


def _deep(block: Block, margin: int) -> bool:
    return block.kind in ("paragraph", "verse") and not block.name and block.indent >= margin + DEEP


def _placed(block: Block) -> bool:
    """A date, a signature or a source, at the right."""
    return block.kind in ("paragraph", "verse") and block.name == "right" and len(block.text.split()) <= 16


def _prose(block: Block) -> bool:
    return block.kind == "paragraph" and not block.name and (len(block.lines) > 1 or ends_sentence(block.text))


def _quotation(blocks: Sequence[Block]) -> Block:
    inner = [replace(block, kind="source") if block.kind == "paragraph" and block is blocks[-1] and len(blocks) > 1
             and attribution(bare(block.text)) else block for block in blocks]
    return Block("quotation", span=blocks[0].span, gap=blocks[0].gap, blocks=tuple(inner))
