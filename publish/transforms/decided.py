"""What the editor decided to remove, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publish.errors import Span, warning
from publish.model import Block, Entry, Manuscript
from publish.transforms.judgement import begins
from publish.transforms.tools import removal, whole, words

RULE = "decided"


def decided(manuscript: Manuscript) -> Manuscript:
    """Take out every block that begins with words under remove: in the metadata; warn of those that match nothing."""
    pieces = {piece: words(piece) for piece in manuscript.decisions.remove}
    if not pieces:
        return manuscript
    ledger: list[Entry] = []
    used: set[str] = set()

    def walk(blocks: Sequence[Block]) -> tuple[Block, ...]:
        kept = []
        for block in blocks:
            said = words(whole(block)[:2000]) if block.kind not in ("break", "page") else []
            found = next((piece for piece, wanted in pieces.items() if begins(said, wanted)), None)
            if found is not None:
                used.add(found)
                ledger.append(removal(block, RULE, 1.0))
            else:
                kept.append(replace(block, blocks=walk(block.blocks)) if block.blocks else block)
        return tuple(kept)

    blocks = walk(manuscript.blocks)
    unused = tuple(warning("decision-unused", f"nothing begins with the words to remove: {piece}",
                           Span("metadata.yaml"), "give the words as they stand in the source")
                   for piece in pieces if piece not in used)
    return replace(manuscript, blocks=blocks, ledger=manuscript.ledger + tuple(ledger),
                   diagnostics=manuscript.diagnostics + unused)
