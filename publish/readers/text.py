"""Plain text: one block a line, nothing judged yet."""

from __future__ import annotations

import re

from publish.errors import Span
from publish.model import Block, Manuscript, Source
from publish.readers.encoding import decode

_ENDS = re.compile("\r\n|\n\r|[\n\r\u2028\u2029\x85\x0b]")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def read_text(source: Source) -> Manuscript:
    """Every line of the source as a block of kind line; a form feed begins a new page (a block of kind page)."""
    text, said = decode(source)
    text = _NONCHARACTERS.sub("\ufffd", text)
    blocks: list[Block] = []
    for number, line in enumerate(_ENDS.split(text), start=1):
        column = 1
        for index, piece in enumerate(line.split("\f")):
            if index:
                blocks.append(Block("page", span=Span(source.path, number, column)))
                column += 1
            if piece or not index:
                blocks.append(Block("line", piece.expandtabs(8), Span(source.path, number, column)))
            column += len(piece)
    return Manuscript(tuple(blocks), "text", original=tuple(blocks), diagnostics=said)
