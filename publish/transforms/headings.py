"""Headings of every habit, and their levels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Manuscript
from publish.transforms.outline import label, levels
from publish.transforms.shapes import (LISTED, attribution, ends_sentence, is_name, note_label, title_case,
                                       trailing_source)
from publish.transforms.tools import bare, edited, whole, words

OFTEN = 4                   # a bare line that stands this often names a speaker
WORDS = 14                  # a bare line longer than this is no heading
_CAPITAL = re.compile(r"^[\"“‘'(\[¿¡]*[^\W\d_a-zß-öø-ÿ]")
_SPEECH = re.compile(r"^[\"“«„].*[\"”»“]\W*$")
_DATED = re.compile(r"(?i)\b\d{1,2}(?:st|nd|rd|th)\b|,\s*(?:1[5-9]|20)\d\d\b")
_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){1,4}(?:[A-Z][a-z]{0,2}\.)?$")
_ABBREVIATED = re.compile(r"\b(?:Jr|Sr|Esq|D\.D|M\.D|Ph\.D|B\.A|M\.A|Bros|Co|Inc|Ltd|etc)\.$")


def headings(manuscript: Manuscript) -> Manuscript:
    """Find the headings of a text without structure, join numbers with the titles under them, and set the levels."""
    if manuscript.form != "text":
        return _shifted(manuscript)
    blocks = list(manuscript.blocks)
    spaced = _habit(blocks)
    given = [index for index, block in enumerate(blocks) if block.kind == "heading"]
    found = [index for index in range(len(blocks)) if _is_heading(blocks, index, spaced, False)]
    shown = [blocks[index] for index in found if not label(blocks[index].text)]
    capitals = sum(bare(block.text).isupper() for block in shown)
    if capitals >= 3 and capitals * 5 >= len(shown) * 4:
        found = [index for index in found if bare(blocks[index].text).isupper() or label(blocks[index].text)]
    if len(shown) + len(given) < 3 and not _set_off(blocks):
        found = [index for index in range(len(blocks)) if _is_heading(blocks, index, spaced, True)]
    often = Counter(bare(blocks[index].text).strip() for index in found if not label(blocks[index].text))
    found = [index for index in found if often[bare(blocks[index].text).strip()] < OFTEN]
    found, loose = _in_sequence(blocks, [index for index in found if not _signature(blocks, index, found)])
    for index in found:
        name = "bare" if index in loose else ""
        blocks[index] = replace(_one_line(blocks[index]), kind="heading", level=1, name=name)
    blocks = _titled(blocks)
    return replace(manuscript, blocks=tuple(levels(blocks)))


def _shifted(manuscript: Manuscript) -> Manuscript:
    """Where the source states its levels, the shallowest becomes 1."""
    lowest = min((block.level for block in manuscript.blocks if block.kind == "heading"), default=1)
    if manuscript.form == "markdown" or lowest == 1:
        return manuscript
    blocks = [replace(block, level=block.level - lowest + 1) if block.kind == "heading" else block
              for block in manuscript.blocks]
    return replace(manuscript, blocks=tuple(blocks))


def _habit(blocks: Sequence[Block]) -> int:
    """The number of blank lines that sets a heading apart: more than stand between paragraphs."""
    gaps = [block.gap for block in blocks if block.kind == "paragraph" and len(block.text) > 80]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 1
    return usual + 1


def _is_heading(blocks: Sequence[Block], index: int, spaced: int, bare_lines: bool) -> bool:
    block = blocks[index]
    if block.kind not in ("paragraph", "verse") or block.name == "right":
        return False
    text = bare(block.text).strip()
    size = len(text.split())
    if not text or size > 30 or note_label(text) and not label(text):
        return False
    if block.kind == "verse" and not _numbered(block) and (
            block.name != "centred" or text.count("\n") > (3 if text.isupper() else 2)):
        return False
    if block.name == LISTED or _numbered(block):
        return _followed(blocks, index)
    named = bool(label(text))
    if named and size <= 24 and not _runs_on(text):
        return _followed(blocks, index) and (block.gap >= 1 or index == 0)
    longest = 30 if text.isupper() and block.name == "centred" else 24 if title_case(text) else WORDS
    if size > longest or trailing_source(text) > 0 or attribution(text):
        return False
    if _SPEECH.match(text) or not _CAPITAL.match(text):
        return False
    if text.endswith((",", ";", ":", "—", "-")) or _INITIALS.match(text) or _DATED.search(text):
        return False
    if ends_sentence(text) and not text.isupper() and not _ABBREVIATED.search(text):
        return text.endswith("?") and size <= 10 and _over_prose(blocks, index) and \
            (block.gap >= spaced or block.name == "centred" or title_case(text))
    if text.isupper() or block.gap >= spaced or block.name == "centred":
        return _followed(blocks, index)
    return bare_lines and (block.gap >= 1 or index == 0) and _followed(blocks, index) and \
        (title_case(text) or not _beside_verse(blocks, index)) and not _first_line(blocks, index)


def _one_line(block: Block) -> Block:
    """A heading of several lines on one; a number alone on the first gets its full stop."""
    if "\n" not in block.text:
        return block
    first = block.text.index("\n")
    mark = label(block.text[:first])
    glue = ". " if mark and mark.alone and block.text[first - 1].isalnum() else " "
    edits = [(at, at + 1, glue if at == first else " ") for at, sign in enumerate(block.text) if sign == "\n"]
    return edited(block, edits, "headings")[0]


def _numbered(block: Block) -> bool:
    """A number on a line of its own and its title under it, in one run of lines."""
    first, *rest = bare(block.text).strip().split("\n")
    mark = label(first)
    return bool(mark) and mark.alone and 0 < len(rest) < 4 and (block.gap > 1 or block.name == "centred")


def _beside_verse(blocks: Sequence[Block], index: int) -> bool:
    return any(0 <= at < len(blocks) and blocks[at].kind == "verse" for at in (index - 1, index + 1))


def _first_line(blocks: Sequence[Block], index: int) -> bool:
    """Whether the next block begins with this line: a subtitle named after a poem's first line."""
    said, below = words(bare(blocks[index].text)), words(bare(whole(blocks[index + 1])))
    return len(said) > 2 and below[:len(said)] == said


def _signature(blocks: Sequence[Block], index: int, found: Sequence[int]) -> bool:
    """A name under prose with nothing under it but the next heading or a date."""
    text = bare(blocks[index].text)
    if label(text) and label(text).habit != "letter-mark" or not is_name(text.rstrip(".")) or not index:
        return False
    before = blocks[index - 1]
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    return before.kind in ("paragraph", "quotation") and index - 1 not in found and \
        (after is None or index + 1 in found or bool(_DATED.search(bare(after.text))) and len(after.text) < 60)


def _in_sequence(blocks: Sequence[Block], found: Sequence[int]) -> tuple[list[int], set[int]]:
    """The headings, and those of them whose letter continues no sequence: an initial, if it is a name at all."""
    kept: list[int] = []
    loose: set[int] = set()
    letters: set[str] = set()
    for index in found:
        text = bare(blocks[index].text).strip()
        mark = label(text)
        if mark and mark.habit == "letter-mark" and len(mark.number) == 1 and mark.number.isalpha():
            letter = mark.number.upper()
            if letter not in ("A", "I") and chr(ord(letter) - 1) not in letters:
                if not is_name(text):
                    continue
                loose.add(index)
            else:
                letters.add(letter)
        kept.append(index)
    return kept, loose


def _set_off(blocks: Sequence[Block]) -> bool:
    """Whether this text sets its headings apart with space, so that a bare line is none."""
    short = [block.gap for block in blocks if 0 < len(block.text.split()) <= 8]
    return sum(gap >= 2 for gap in short) * 4 > len(short)


def _runs_on(text: str) -> bool:
    """A labelled line that goes on as a sentence ("Part of the way...")."""
    return bool(re.search(r"[a-z][,;]?\s+[a-z]+\s+[a-z]+\s+[a-z]+.*\.$", text))


def _followed(blocks: Sequence[Block], index: int) -> bool:
    """A heading stands over something: a paragraph, verse, a quotation, or another heading."""
    return index + 1 < len(blocks) and bool(blocks[index + 1].text or blocks[index + 1].blocks)


def _over_prose(blocks: Sequence[Block], index: int) -> bool:
    """Whether the next block is a long paragraph, and the one before it no verse or short line."""
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    before = blocks[index - 1] if index else None
    return following is not None and following.kind == "paragraph" and len(following.text.split()) > 30 and \
        (before is None or before.kind != "paragraph" or len(before.text.split()) > 12)


def _titled(blocks: list[Block]) -> list[Block]:
    """A number alone ("IV.", "CHAPTER IV.") takes the bare heading under it as its title."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before and before.kind == block.kind == "heading" and label(before.text) and label(before.text).alone \
                and not label(block.text) and block.gap <= 2:
            glue = " " if before.text.rstrip().endswith((".", ":", "—")) else ". "
            shift = len(before.text) + len(glue)
            lines = before.lines + tuple((at + shift, line, column) for at, line, column in block.lines)
            joined[-1] = replace(before, text=before.text + glue + block.text, lines=lines)
            continue
        joined.append(block)
    return joined
