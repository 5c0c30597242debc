"""Block quotations: by their source, by the colon that introduces them, by their indent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.quoting import quotation_of
from publish.transforms.shapes import attribution, trailing_source
from publish.transforms.tools import bare, regrouped

LONG_QUOTATION = 60         # words; shorter ones after a colon are as often speech
LONG_IN_NOTE = 25
_OPEN = re.compile(r"^[“\"«„‘]")
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b")
_CLOSE = re.compile(r"[”\"»“’][.,]?$")


def quotations(manuscript: Manuscript) -> Manuscript:
    """Set off as a block quotation every paragraph that is nothing but a quotation with its source, a long one that a
    colon introduces, and a source that stands as a paragraph under a quotation or a verse."""
    if manuscript.form == "markdown":
        return manuscript
    if manuscript.form == "page" and any(block.kind == "quotation" for block in manuscript.blocks):
        return manuscript               # the source says itself what is a quotation
    ledger: list[Entry] = []
    made = regrouped(manuscript, lambda blocks: _set_off(blocks, ledger, LONG_QUOTATION),
                     lambda blocks: _set_off(blocks, ledger, LONG_IN_NOTE) if _is_long(blocks) else list(blocks))
    return replace(made, ledger=manuscript.ledger + tuple(ledger))


def _is_long(blocks: Sequence[Block]) -> bool:
    """A note that is one short paragraph stays run in, quotation or not."""
    return len(blocks) > 1 or len(blocks[0].text.split()) >= LONG_QUOTATION


def _set_off(given: Sequence[Block], ledger: list[Entry], longest: int) -> list[Block]:
    blocks: list[Block] = []
    for block in given:
        made = _quotation(block, blocks[-1] if blocks else None, ledger, longest)
        if made is None and blocks and _takes_source(blocks[-1], block):
            blocks[-1] = _with_source(blocks[-1], block)
            continue
        first = _over(blocks, block) if made is None else len(blocks)
        if first < len(blocks):
            inner = (*blocks[first:], replace(block, kind="source"))
            blocks[first:] = [Block("quotation", span=inner[0].span, blocks=inner, gap=inner[0].gap)]
            continue
        blocks.append(made or block)
    return blocks


def _over(blocks: Sequence[Block], block: Block) -> int:
    """Where the quotation begins whose source this block is: paragraphs that each open a mark, of which only the last
    is closed; the number of blocks when there is none."""
    none = len(blocks)
    if block.kind != "paragraph" or not blocks or not attribution(bare(block.text)):
        return none
    first = none
    while first and blocks[first - 1].kind == "paragraph" and _OPEN.match(bare(blocks[first - 1].text)):
        text = bare(blocks[first - 1].text).rstrip()
        if bool(_CLOSE.search(text)) != (first == none) or first == none and not _one_piece(text):
            break
        first -= 1
    return first


def _quotation(block: Block, before: Block | None, ledger: list[Entry], longest: int) -> Block | None:
    if block.kind != "paragraph" or not _OPEN.match(bare(block.text)):
        return None
    cut = trailing_source(block.text)
    if cut > 0 and not _one_piece(block.text[:cut]):
        return None
    if cut < 0 and not (before and before.kind == "paragraph" and before.text.rstrip().endswith(":")
                        and len(before.text.split()) <= 40
                        and _CLOSE.search(block.text) and len(block.text.split()) >= longest
                        and _one_piece(block.text)):
        return None
    inner, made = quotation_of(block, cut)
    ledger.extend(made)
    return Block("quotation", span=block.span, blocks=inner, gap=block.gap)


def _one_piece(text: str) -> bool:
    """Whether one pair of marks holds the whole text: no speech that breaks off and goes on."""
    text = bare(text).strip()
    opening = text[0]
    closing = {"“": "”", "«": "»", "„": "“", "‘": "’", '"': '"'}[opening]
    if opening == '"':
        return text.rstrip(".,").count('"') == 2
    inner = text[1:].rstrip(".,)")
    return inner.endswith(closing) and (closing == "’" or inner.count(closing) == 1)


def _takes_source(before: Block, block: Block) -> bool:
    """Whether this paragraph is the source of the quotation or verse before it."""
    if block.kind != "paragraph" or not attribution(bare(block.text)) and not _at_right(block):
        return False
    return before.kind in ("quotation", "epigraph", "verse") and not any(inner.kind == "source"
                                                                        for inner in before.blocks)


def _at_right(block: Block) -> bool:
    """A short line at the right under verse or a quotation names its author or work."""
    text = bare(block.text)
    return block.name == "right" and block.gap <= 1 and len(text.split()) <= 10 and not text.endswith((",", ";", ":")) \
        and not _DATE.search(text)


def _with_source(before: Block, block: Block) -> Block:
    source = replace(block, kind="source")
    if before.kind == "verse":
        return Block("quotation", span=before.span, blocks=(before, source), gap=before.gap)
    return replace(before, blocks=(*before.blocks, source))
