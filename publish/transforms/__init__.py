"""normalise: a Manuscript with its habits becomes hub Markdown, every change in the ledger, no word lost."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error, warning
from publish.model import Block, Decisions, Entry, Manuscript
from publish.transforms.archives import archives
from publish.transforms.breaks import breaks
from publish.transforms.characters import characters
from publish.transforms.contents import contents
from publish.transforms.decided import decided
from publish.transforms.drama import drama
from publish.transforms.emphasis import emphasis
from publish.transforms.front import front
from publish.transforms.furniture import furniture
from publish.transforms.headings import headings
from publish.transforms.indents import indents
from publish.transforms.judgement import begins
from publish.transforms.letters import letters
from publish.transforms.lists import lists
from publish.transforms.notes import notes
from publish.transforms.pages import pages
from publish.transforms.paragraphs import paragraphs
from publish.transforms.proof import SHOWN, prove
from publish.transforms.quotations import quotations
from publish.transforms.tools import whole, words
from publish.transforms.typography import habits, typography
from publish.transforms.writer import Written, together, write, written

CHAIN = (characters, pages, paragraphs, decided, archives, furniture, breaks, front, contents, notes, lists, headings,
         drama, indents, quotations, letters, emphasis, typography)
NEEDED = ("paragraphs",)

Made = tuple[Written, tuple[Entry, ...], tuple[Diagnostic, ...]]    # of a part, with lines from its own first
Make = Callable[[Sequence[int]], Iterator[Made]]
Each = Callable[[Sequence[bytes], Make], Sequence[Made]]


def normalise(manuscript: Manuscript, decisions: Decisions = Decisions(), each: Each | None = None) -> Manuscript:
    """Run every transform of CHAIN that the editor has not switched off, write the hub, and prove that no word is lost.

    `each(texts, make)` keeps what was made of a Markdown text's parts, for which no rule looks beyond a block; the
    result then has no blocks. Raises PublishError when a rule to switch off does not exist. A lost word is an error
    among the diagnostics.
    """
    _known(decisions)
    manuscript = replace(manuscript, original=manuscript.original or manuscript.blocks, decisions=decisions)
    if each and manuscript.parts and not (decisions.keep or decisions.remove):
        manuscript, lost = _part_by_part(manuscript, each)
    else:
        manuscript = write(_transformed(manuscript))
        lost = prove(manuscript)
    return replace(manuscript, diagnostics=(*manuscript.diagnostics, *lost, *_idle(manuscript), *_unsure(manuscript),
                                            *_taken_off(manuscript)))


def _transformed(manuscript: Manuscript) -> Manuscript:
    for transform in CHAIN:
        if transform.__name__ not in manuscript.decisions.off:
            manuscript = transform(manuscript)
    return manuscript


def _part_by_part(whole: Manuscript, each: Each) -> tuple[Manuscript, tuple[Diagnostic, ...]]:
    """The manuscript written from its parts, those kept and those made now, and the words lost in them."""
    found = habits(whole.blocks)
    parts = [replace(part, decisions=whole.decisions, habits=found) for _, part in whole.parts]

    def make(wanted: Sequence[int]) -> Iterator[Made]:
        for number in wanted:
            part = _transformed(parts[number])
            text = written(part)
            yield text, part.ledger, prove(replace(part, markdown=together((text,))))
    made = each([pickle.dumps(part, protocol=5) for part in parts], make)
    ledger, lost = [], []
    for (line, _), (_, entries, faults) in zip(whole.parts, made):
        ledger += [replace(one, span=_below(one.span, line)) for one in entries]
        lost += [replace(one, span=_below(one.span, line)) for one in faults]
    return replace(whole, blocks=(), parts=(), markdown=together([text for text, _, _ in made]),
                   ledger=tuple(ledger)), tuple(lost[:SHOWN])


def _below(span: Span, lines: int) -> Span:
    return Span(span.path, span.line + lines, span.column)


def _known(decisions: Decisions) -> None:
    rules = [transform.__name__ for transform in CHAIN if transform.__name__ not in NEEDED]
    wrong = [name for name in decisions.off if name not in rules]
    if wrong:
        raise PublishError(*(error("unknown-rule", f"there is no rule '{name}'", Span("metadata.yaml"),
                                   did_you_mean(name, rules)) for name in wrong), exit_code=2)


def _unsure(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """A note for each piece that a rule suspected and left in place, once for the same words; none where told to."""
    keep = [words(piece) for piece in manuscript.decisions.keep]
    unsure = {_short(entry.before): entry for entry in reversed(manuscript.ledger)
              if entry.kept and not any(begins(words(entry.before), piece) for piece in keep)}
    return tuple(Diagnostic("note", "kept", f"perhaps not part of the text ({entry.rule}, "
                            f"{entry.confidence:.0%}): {_short(entry.before)}", Span(*_place(entry.span)),
                            "list it under normalise: in metadata.yaml, as one of remove: or of keep:")
                 for entry in reversed(unsure.values()))


def _idle(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """A warning for each piece to keep with which neither a block nor a line of the source begins."""
    pieces = {piece: words(piece) for piece in manuscript.decisions.keep}
    if not pieces:
        return ()
    texts = [words(line[:2000]) for block in _each(manuscript.original)
             for line in (whole(block), *whole(block).split("\n"))]
    return tuple(warning("decision-unused", f"nothing begins with the words to keep: {piece}", Span("metadata.yaml"),
                         "give the words as they stand in the source")
                 for piece, wanted in pieces.items() if not any(begins(said, wanted) for said in texts))


def _each(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _each(block.blocks)


def _taken_off(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """A note on what rules took off on their own judgement, with the place of the piece they were least sure of."""
    gone = [entry for entry in manuscript.ledger
            if entry.confidence < 1 and not entry.after and not entry.kept and words(entry.before)]
    if not gone:
        return ()
    least = min(gone, key=lambda entry: entry.confidence)
    count = sum(len(words(entry.before)) for entry in gone)
    said = f"{count} word{'s' * (count != 1)} in {len(gone)} piece{'s' * (len(gone) != 1)}"
    return (Diagnostic("note", "taken-off", f"{said} taken off as not part of the text, the least sure of which "
                       f"({least.rule}, {least.confidence:.0%}) is: {_short(least.before)}",
                       Span(*_place(least.span)), "'publish normalise --diff' shows all; list what belongs to the text "
                       "under normalise: keep: in metadata.yaml"),)


def _place(span: Span) -> tuple[str, int, int]:
    return span.path, span.line, span.column


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"
