"""The furniture of a web page that was pasted together with its text: at the top, within and at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.interface import is_advertisement, speaks_to_reader, suspicion
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
    """Pieces that are plainly an interface's; those that come again and again are surer, or at least reported."""
    texts = [" ".join(words(whole(block))) if block.kind == "paragraph" and len(block.text) < 240 else ""
             for block in blocks]
    times = Counter(text for text in texts if text)
    found = {}
    for index, points in enumerate(score):
        again = times[texts[index]] if texts[index] else 1
        if blocks[index].kind == "heading" or not points and (again < 4 or len(texts[index].split()) < 3):
            continue
        if again > 2 and (points or speaks_to_reader(blocks[index].text)):
            points = max(points + 0.2, 0.75)
        elif again > 1 and points:
            points += 0.15
        elif not points:
            points = 0.5
        if points >= 0.5:
            found[index] = min(0.98, points)
    return found


def _is_body(block: Block, points: float) -> bool:
    """Whether a block is the work's own beyond doubt: verse, a note, or sentences without an interface's words."""
    text = whole(block)
    if block.kind in ("note", "quotation", "epigraph", "table", "verbatim"):
        return True
    if points >= 0.35:
        return False
    if block.kind == "verse":
        return block.text.count("\n") > 1 or ends_sentence(text)
    return len(text.split()) > 25 or bool(note_label(text))


def _is_sentence(block: Block) -> bool:
    text = whole(block)
    return ends_sentence(text) and len(text.split()) > 5


def _tail(blocks: Sequence[Block], score: Sequence[float]) -> dict[int, float]:
    """What follows the last body block, from the first piece on that surely ends the text.

    An advertisement, or a piece that also stands within the text, does not end it unless more follows at once.
    """
    last = len(blocks) - 1
    while last >= 0 and not _is_body(blocks[last], score[last]):
        last -= 1
    earlier = {whole(block) for block in blocks[:last + 1] if len(block.text) < 240}
    for first in range(last + 1, len(blocks)):
        ends = score[first] >= THRESHOLD and whole(blocks[first]) not in earlier and not is_advertisement(
            whole(blocks[first]))
        more = score[first] >= 0.5 and first + 1 < len(blocks) and score[first + 1] >= 0.35
        if ends or more:
            return {index: max(score[index], 0.8) for index in range(first, len(blocks))}
    return {}


def _head(blocks: Sequence[Block], score: Sequence[float]) -> dict[int, float]:
    """What stands before the title, and what looks like an interface between the title and the text."""
    body = next((i for i in range(min(HEAD, len(blocks))) if _is_body(blocks[i], score[i]) or _is_sentence(blocks[i])
                 and score[i] < 0.35), 0)
    name = next((i for i in range(body) if byline(blocks[i].text)), None)
    found = {index: max(score[index], 0.75) for index in range(body) if score[index] >= 0.35}
    if not any(score[index] >= THRESHOLD for index in range(body)):
        return {}
    title = _title(score, name) if name is not None else _first_quiet(blocks, score, body)
    for index in range(title + 1, body - 1):
        if index != name and index not in found and len(whole(blocks[index]).split()) <= 2 and \
                (index - 1 in found or index + 1 in found):
            found[index] = 0.72
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
