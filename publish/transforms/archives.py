"""The boilerplate of text archives: what an archive put before and after the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.model import Block, Manuscript
from publish.transforms.judgement import judge
from publish.transforms.tools import bare, whole

RULE = "archives"
_START = re.compile(r"(?i)^[\W_]*(?:start|begin(?:ning)?)\s+(?:of|full)\b.{0,160}$", re.S)
_END = re.compile(r"(?i)^[\W_]*end\s+(?:of|full)\b.{0,160}$", re.S)
_FENCE = re.compile(r"^\W{2,}.*\W{2,}$", re.S)
_CREDIT = re.compile(r"(?i)^\W*(?:transcriber\W{0,2}s?\s+notes?\b|(?:this\s+)?(?:e-?text|e-?book|file)\s+(?:was\s+)?"
                     r"(?:prepared|produced|created)|produced\s+by|(?:the\s+)?project\s+gutenberg\W{0,2}s?\b|"
                     r"digiti[sz]ed\s+by|scanned\s+(?:and|by)|transcribed\s+(?:by|from)|proofread\s+by)")
_FIELD = re.compile(r"(?i)^(title|author|editor|translator|illustrator|release date|posting date|most recently updated|"
                    r"last updated|language|credits|produced by|character set encoding|encoding|original publication|"
                    r"publisher|source|first published|written|transcrib\w+(?:/markup)?|markup|proofread\w*|copyright|"
                    r"online version|html|rights|identifier|digiti[sz]ed by|scanned by|isbn|note|subject|contributor)"
                    r"\s*:\s*(\S.*)$")
_LEGAL = re.compile(r"""(?ix)\b(?:e-?books?|e-?texts?|electronic\s+(?:works?|texts?|edition)|project\s+gutenberg\S*|
        licen[cs]e[ds]?|public\s+domain|copyright(?:ed)?|royalt(?:y|ies)|redistribut\w+|trademarks?|donations?|
    tax\s+deductible|internet\s+archive|wikisource|google(?:\s+books)?|digiti[sz]ed|scanned|
    distributed\s+proofread\w*|proofread(?:ers?|ing)|transcriber\W{0,2}s?|page\s+images|www\.\S+|https?://\S+|
    volunteers?|online\s+at|copy\s+it|give\s+it\s+away|terms\s+of\s+(?:use|this)|creative\s+commons|this\s+file|
    plain\s+(?:vanilla\s+)?ascii|produced\s+(?:by|from)|archive\s+foundation|newsletter|without\s+(?:charge|
    restrictions?|paying))\b""")


def archives(manuscript: Manuscript) -> Manuscript:
    """Take out an archive's header and licence: by the lines that mark where the work begins and ends, else by what
    only an archive says; the title and author that its header states go to the metadata."""
    if manuscript.form != "text":
        return manuscript
    blocks = manuscript.blocks
    head, tail = _marked(blocks)
    meta = dict(manuscript.meta)
    for block in blocks[:head]:
        for line in block.text.split("\n"):
            found = _FIELD.match(bare(line))
            if found and found[1].lower() in ("title", "author"):
                meta.setdefault(found[1].lower(), found[2].strip())
    beside: set[int] = set()
    head, tail = _beside(blocks, head, tail, beside)
    suspected = {index: 0.97 for index in (*range(head), *range(tail, len(blocks)), *beside)}
    kept, ledger = judge(blocks, suspected, RULE, manuscript.decisions)
    return replace(manuscript, blocks=kept, meta=tuple(meta.items()), ledger=manuscript.ledger + tuple(ledger))


def _marked(blocks: Sequence[Block]) -> tuple[int, int]:
    """Where the work begins and ends by the archive's own marks."""
    size = len(blocks)
    starts = [i for i, block in enumerate(blocks[:size // 2 + 1]) if _is_mark(block, _START)]
    ends = [i for i, block in enumerate(blocks) if i > size // 3 and _is_mark(block, _END)]
    return (starts[-1] + 1 if starts else 0), (ends[0] if ends else size)


def _is_mark(block: Block, shape: re.Pattern[str]) -> bool:
    text = " ".join(bare(block.text).split())
    return bool(shape.match(text)) and (bool(_FENCE.match(text)) or legal(text) > 0)


def legal(text: str) -> int:
    """How many different things a text says that only an archive's boilerplate says."""
    return len({" ".join(match[0].lower().split()) for match in _LEGAL.finditer(text)})


def _beside(blocks: Sequence[Block], head: int, tail: int, beside: set[int]) -> tuple[int, int]:
    """The marks moved past what the archive says next to them: credits after the start, a farewell before the end."""
    fields = 0
    while head < tail and head < 40 and (sure := _boilerplate(blocks[head])) and (head or sure > 1):
        head += 1
    for index in range(min(head + 6, tail) - 1, head, -1) if head else ():
        if _boilerplate(blocks[index]) > 1 and all(len(whole(block).split()) < 30 for block in blocks[head:index]):
            beside.add(index)
    for index in range(head, min(head + 12, tail)):
        fields += bool(_FIELD.match(bare(blocks[index].text)))
    if not head and fields >= 3:
        head = next(i for i in range(12, -1, -1) if i < tail and _FIELD.match(bare(blocks[i].text))) + 1
    while tail > head and _boilerplate(blocks[tail - 1]):
        tail -= 1
    return head, tail


def _boilerplate(block: Block) -> int:
    """0 for the work's text, 1 for a short or likely piece of boilerplate, 2 for a sure one."""
    text = whole(block)
    found, size = legal(text), len(text.split())
    if not found:
        return 0
    if found > 2 or _END.match(" ".join(text.split())) or _CREDIT.match(text) and size < 120:
        return 2
    return 1 if size <= 30 and (found > 1 or size <= 14) or found > 1 and size < 90 else 0
