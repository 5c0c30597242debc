"""The head of a text: its title, byline, date and epigraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.outline import label
from publish.transforms.quoting import is_quotation, quotation_of, split
from publish.transforms.shapes import attribution, byline, ends_sentence, trailing_source
from publish.transforms.tools import bare, words

TOP = 14                    # blocks among which the head of a text is looked for
_DATE = re.compile(r"(?i)^(?:\w+,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?[^\W\d_]{3,9}\.?,?|[^\W\d_]{3,9}\.?\s+"
                   r"\d{1,2}(?:st|nd|rd|th)?,?)\s+\d{4}$")
_BY = re.compile(r"(?i)^by$")


def front(manuscript: Manuscript) -> Manuscript:
    """Recognise byline, title and epigraph where they stand: before the first paragraph of a text without structure.

    The title goes to the metadata, the byline stays word for word, an epigraph keeps its source.
    """
    if manuscript.form == "markdown":
        return manuscript
    blocks, ledger = _parted(manuscript.blocks), []
    meta = dict(manuscript.meta)
    at = _byline_at(blocks)
    if at is not None:
        if not blocks[at].kind == "byline":
            blocks[at:at + _span(blocks, at)] = [_byline(blocks, at)]
        title = at - 1
        if title >= 0 and _is_title(blocks[title]) and _is_named(blocks[title], meta):
            meta["title"] = " ".join(bare(blocks[title].text).split())
            blocks[title] = replace(blocks[title], kind="title", level=0)
    elif _lone_title(blocks) and _is_named(blocks[0], meta):
        meta["title"] = " ".join(bare(blocks[0].text).split())
        blocks[0] = replace(blocks[0], kind="title", level=0)
    if any(block.kind == "byline" for block in blocks[:TOP]):
        meta.pop("author", None)
    _epigraph(blocks, ledger)
    return replace(manuscript, blocks=tuple(blocks), meta=tuple(meta.items()),
                   ledger=manuscript.ledger + tuple(ledger))


def _is_named(block: Block, meta: dict[str, str]) -> bool:
    """Whether nothing else is known as the title."""
    return "title" not in meta or words(bare(block.text)) == words(meta["title"])


def _parted(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with title and byline apart where one run of lines holds both."""
    made: list[Block] = []
    for index, block in enumerate(blocks):
        lines = block.text.split("\n") if index < TOP and block.kind == "verse" else []
        if 1 < len(lines) <= 5 and (byline(lines[-1]) or len(lines) > 2 and _BY.match(lines[-2].strip())):
            cut = len(block.text) - len(lines[-1]) if byline(lines[-1]) else \
                len(block.text) - len(lines[-1]) - len(lines[-2]) - 1
            first, second = split(block, cut)
            made += [replace(first, kind="paragraph", text=first.text), replace(second, kind="paragraph", gap=1)]
        else:
            made.append(block)
    return made


def _byline_at(blocks: list[Block]) -> int | None:
    for index, block in enumerate(blocks[:TOP]):
        if block.kind == "byline":
            return index
        text = bare(block.text)
        if block.kind in ("paragraph", "verse", "heading"):
            if byline(text) or _BY.match(text) and _is_name(blocks[index + 1:index + 2]):
                return index
        if len(text.split()) > 40:
            return None
    return None


def _is_name(blocks: list[Block]) -> bool:
    return bool(blocks) and 0 < len(blocks[0].text.split()) <= 8 and not ends_sentence(blocks[0].text)


def _span(blocks: list[Block], at: int) -> int:
    return 2 if _BY.match(bare(blocks[at].text)) else 1


def _byline(blocks: list[Block], at: int) -> Block:
    if _span(blocks, at) == 1:
        return replace(blocks[at], kind="byline", text=blocks[at].text.replace("\n", " "), level=0)
    first, second = blocks[at], blocks[at + 1]
    joint = len(first.text) + 1
    lines = first.lines + tuple((offset + joint, line, column) for offset, line, column in second.lines)
    return replace(first, kind="byline", text=f"{first.text} {second.text}".replace("\n", " "), lines=lines, level=0)


def _is_title(block: Block) -> bool:
    text = bare(block.text)
    return block.kind in ("paragraph", "verse", "heading") and 0 < len(text.split()) <= 24 and \
        not text.rstrip().endswith((".", ":", ";", ","))


def _lone_title(blocks: list[Block]) -> bool:
    """A first line that two headings or a heading and a date follow stands over the whole text."""
    if len(blocks) < 3 or not _is_title(blocks[0]) or blocks[0].text.isdigit():
        return False
    if blocks[0].kind == "heading" and blocks[0].level:
        return blocks[1].kind == "heading" and blocks[1].level > blocks[0].level and \
            sum(block.kind == "heading" and block.level <= blocks[0].level for block in blocks) == 1
    second = bare(blocks[1].text)
    over = blocks[1].gap >= 2 or bool(label(second)) and label(second).habit in ("part", "chapter", "letter", "front")
    return bool(_DATE.match(second)) or blocks[0].name == "centred" and blocks[1].name == "centred" and over


def _epigraph(blocks: list[Block], ledger: list[Entry]) -> None:
    """Before the first real paragraph a short quotation with its source is the text's epigraph."""
    for index, block in enumerate(blocks[:TOP]):
        text = bare(block.text)
        if block.kind in ("title", "byline", "dateline"):
            continue
        if block.kind not in ("paragraph", "verse") or len(text.split()) > 90:
            return
        cut = trailing_source(block.text)
        if cut > 0 and index + 1 < len(blocks) and is_quotation(block.text[:cut]):
            inner, made = quotation_of(block, cut)
            ledger.extend(made)
            blocks[index] = Block("epigraph", span=block.span, blocks=inner, gap=block.gap)
            return
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if following and following.kind == "paragraph" and attribution(bare(following.text)):
            source = replace(following, kind="source")
            blocks[index:index + 2] = [Block("epigraph", span=block.span, blocks=(block, source), gap=block.gap)]
            return
        if len(text.split()) > 25 or ends_sentence(text):
            return
