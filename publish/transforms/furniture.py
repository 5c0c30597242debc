"""The furniture of a web page that was pasted together with its text: at the top, within and at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.interface import suspicion
from publish.transforms.judgement import THRESHOLD, is_removed, judge
from publish.transforms.shapes import byline, ends_sentence, note_label
from publish.transforms.tools import leaves, removal, whole, words

RULE = "furniture"
HEAD = 60                   # blocks from the top among which a page's head is looked for


def furniture(manuscript: Manuscript) -> Manuscript:
    """Take out navigation, sharing, cookie and newsletter pieces by how they behave.

    At the edges of a text a piece is judged by its company too; within the text it must speak for itself.
    """
    if manuscript.form not in ("text", "page"):
        return manuscript
    manuscript = _marked(manuscript)
    blocks = manuscript.blocks
    score = [suspicion(whole(block)) if block.kind in ("paragraph", "verse", "list", "heading") else 0.0
             for block in blocks]
    suspected = _within(blocks, score) | _tail(blocks, score) | _head(blocks, score)
    kept, ledger = judge(blocks, suspected, RULE, manuscript.decisions)
    return replace(manuscript, blocks=kept, ledger=manuscript.ledger + tuple(ledger))


def _marked(manuscript: Manuscript) -> Manuscript:
    """What the reader marked as a page's furniture goes, or comes back into the text."""
    blocks: list[Block] = []
    ledger: list[Entry] = []

    def walk(inside: Sequence[Block]) -> list[Block]:
        made: list[Block] = []
        for block in inside:
            if block.kind != "furniture":
                made.append(replace(block, blocks=tuple(walk(block.blocks))) if block.blocks else block)
                continue
            for leaf in leaves((block,)):
                sure = block.level / 100
                gone = is_removed(whole(leaf), sure, manuscript.decisions)
                ledger.append(removal(leaf, RULE, sure, kept=not gone))
                made += [] if gone else [leaf]
        return made

    blocks = walk(manuscript.blocks)
    return replace(manuscript, blocks=tuple(blocks), ledger=manuscript.ledger + tuple(ledger))


def _within(blocks: Sequence[Block], score: Sequence[float]) -> dict[int, float]:
    """Pieces that are plainly an interface's, and shorter ones that come again and again."""
    times = Counter(" ".join(words(whole(block))) for block, points in zip(blocks, score, strict=True) if points)
    found = {}
    for index, points in enumerate(score):
        if not points or blocks[index].kind == "heading":
            continue
        again = times[" ".join(words(whole(blocks[index])))]
        if points >= 0.5 or again > 1:
            found[index] = min(0.98, points + 0.15 * (again > 1))
    return {index: points for index, points in found.items() if points >= 0.5}


def _is_body(block: Block, points: float) -> bool:
    """Whether a block is the work's own beyond doubt: verse, a note, or sentences without an interface's words."""
    text = whole(block)
    size = len(text.split())
    if block.kind in ("note", "quotation", "epigraph", "table", "verbatim"):
        return True
    if points >= 0.35:
        return False
    if block.kind == "verse":
        return block.text.count("\n") > 1 or ends_sentence(text)
    return size > 25 or bool(note_label(text)) or ends_sentence(text) and size > 5


def _tail(blocks: Sequence[Block], score: Sequence[float]) -> dict[int, float]:
    """What follows the last body block, from the first piece on that is surely furniture."""
    last = len(blocks) - 1
    while last >= 0 and not _is_body(blocks[last], score[last]):
        last -= 1
    first = next((i for i in range(last + 1, len(blocks)) if score[i] >= THRESHOLD), None)
    if first is None:
        return {}
    return {index: max(score[index], 0.8) for index in range(first, len(blocks))}


def _head(blocks: Sequence[Block], score: Sequence[float]) -> dict[int, float]:
    """What stands before the title, and what looks like an interface between the title and the text."""
    body = next((i for i in range(min(HEAD, len(blocks))) if _is_body(blocks[i], score[i])), 0)
    name = next((i for i in range(body) if byline(blocks[i].text)), None)
    found = {index: max(score[index], 0.75) for index in range(body) if score[index] >= 0.35}
    if not any(score[index] >= THRESHOLD for index in range(body)):
        return {}
    title = _title(score, name) if name is not None else _first_quiet(blocks, score, body)
    return found | {index: max(score[index], 0.75) for index in range(title)}


def _title(score: Sequence[float], name: int) -> int:
    """The title is the last line above the byline that is not an interface's."""
    for index in range(name - 1, -1, -1):
        if score[index] < 0.35:
            return index
    return name


def _first_quiet(blocks: Sequence[Block], score: Sequence[float], body: int) -> int:
    """Without a byline: after the last sure piece of furniture and any run of menu words that goes with it."""
    last = max(i for i in range(body) if score[i] >= THRESHOLD)
    above = [i for i in range(last) if score[i] < 0.35 and len(whole(blocks[i]).split()) > 2]
    return above[-1] if above and last - above[-1] < 3 and body - last < 2 else last + 1 if last + 1 < body else 0
