"""Footnotes and endnotes of every habit: each note joined with its reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.model import NOTE_OFF, NOTE_ON, Block, Entry, Manuscript
from publish.transforms.outline import label as heading_label
from publish.transforms.tools import bare, edited, removal

RULE = "notes"
_SECTION = re.compile(r"(?i)^\W*(?:foot\s?notes?|end\s?notes?|notes?|anmerkungen|fußnoten|notas|note|remarques)\W*$")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DEFINITION = re.compile(r"^\s*(?:\[(?:foot|end)?\s?note\s*(?P<named>\d{1,4}|[A-Z*†‡]{1,3})?\s*[:.]\s*|"
                         r"\[(?P<bracket>\d{1,4}|[a-z]|[*†‡§]{1,3})\]\s*|(?P<raised>[⁰¹²³⁴-⁹]{1,4})\s*|"
                         r"(?P<sign>[*†‡§‖¶]{1,3})\s*(?=[\"“‘'(\[—–-]*\w)|\^(?P<caret>\d{1,3})\s+|"
                         r"\{(?P<brace>\d{1,3})\}\s*|"
                         r"\((?P<paren>\d{1,3})\)\s+|(?P<number>\d{1,3})[.):]?\s+(?=[\"“‘'(\[—–-]*\w))", re.I)
_REFERENCE = re.compile(r"\[(?P<bracket>\d{1,4}|[a-z]|[*†‡§]{1,3})\](?![(:])|(?P<raised>[⁰¹²³⁴-⁹]{1,4})|"
                        r"(?:(?<=[^\s*†‡§‖¶(])|(?<=[—–…] ))(?P<sign>[*†‡§‖¶]{1,3})(?![\w*†‡§‖¶])|"
                        r"(?<=\S)\^(?P<caret>\d{1,3})|"
                        r"\{(?P<brace>\d{1,3})\}|(?<=[^\W\d_])(?:(?<=[^\W\d_])|)(?P<number>\d{1,3})(?![\w])|"
                        r"(?<=[^\W\d_][.,;:!?”\"’)])(?P<close>\d{1,3})(?![\w.,]*\d)|"
                        r"(?<=[.,;:!?][”\"’)])(?P<far>\d{1,3})(?![\w])|\((?P<paren>\d{1,3})\)")
_FITS = {"named": ("bracket", "raised", "sign"), "bracket": ("bracket", "raised"), "raised": ("raised", "bracket"),
         "sign": ("sign", "bracket"), "caret": ("caret",), "brace": ("brace",), "paren": ("paren", "raised", "bracket"),
         "number": ("raised", "bracket", "caret", "number", "close", "far", "paren")}


@dataclass
class Note:
    """A note's blocks (by index), its label and how that is written."""

    label: str
    habit: str
    indexes: list[int]
    cut: int
    foot: bool


@dataclass(frozen=True)
class Reference:
    """A place in the text that looks like a reference: block, stretch, label and habit."""

    index: int
    start: int
    end: int
    label: str
    habit: str


def notes(manuscript: Manuscript) -> Manuscript:
    """Find the notes (at page feet, under a paragraph, in a section of their own), and put each to its reference.

    A note without a reference stays a paragraph, a mark without a note stays as it is.
    """
    if manuscript.form != "text":
        return manuscript
    blocks = manuscript.blocks
    found, sections = _definitions(blocks)
    if not found:
        return _unfooted(manuscript)
    inside = {index for note in found for index in note.indexes}
    references = _references(blocks, {habit for note in found for habit in _FITS[note.habit]}, inside)
    pairs = _paired(blocks, found, references)
    pairs = _reached(pairs)
    return _made(manuscript, pairs, sections, found) if pairs else _unfooted(manuscript)


def _reached(pairs: Sequence[tuple[Note, Reference]]) -> list[tuple[Note, Reference]]:
    """The pairs whose reference stands in the text: pandoc's Markdown knows no notes within notes."""
    inside = {index for note, _ in pairs for index in note.indexes}
    return [pair for pair in pairs if pair[1].index not in inside]


def _unfooted(manuscript: Manuscript) -> Manuscript:
    ledger: list[Entry] = []
    blocks = _returned(manuscript.blocks, ledger)
    return replace(manuscript, blocks=tuple(blocks), ledger=manuscript.ledger + tuple(ledger))


def _definitions(blocks: Sequence[Block]) -> tuple[list[Note], list[int]]:
    found: list[Note] = []
    sections: list[int] = []
    section, open_until = False, 0
    for index, block in enumerate(blocks):
        text = bare(block.text)
        if block.name == "foot":
            _foot(found, index, text)
            continue
        if block.kind in ("paragraph", "heading") and _SECTION.match(text) and _labelled(blocks, index + 1):
            section = True
            sections.append(index)
            continue
        if section and _ends(block, blocks, index):
            section = False
        match = _DEFINITION.match(text) if block.kind in ("paragraph", "verse") else None
        if found and open_until and index <= open_until:
            found[-1].indexes.append(index)
            open_until = 0 if text.endswith("]") else open_until
            continue
        if match and (section or match["bracket"] or match["named"] is not None or match["raised"] or match["sign"]
                      or _late(blocks, index)):
            found.append(_note(match, index))
            open_until = _closing(blocks, index) if found[-1].habit == "named" else 0
        elif section and found:
            found[-1].indexes.append(index)
    if not sections:
        _gathered(blocks, found)
    if sections or any(note.habit not in ("number", "paren") for note in found):
        found = [note for note in found if note.habit not in ("number", "paren") or note.foot
                 or any(at < note.indexes[0] for at in sections) and _in_section(note, sections, found)]
    return found, sections


def _gathered(blocks: Sequence[Block], found: list[Note]) -> None:
    """Notes gathered at the end without a heading: what stands between them belongs to the note before it."""
    run = [note for note in found if note.habit in ("bracket", "raised") and note.label.isdigit()]
    if len(run) < 2 or len(blocks) - run[-1].indexes[0] > 12:
        return
    first = len(run) - 1
    while first and run[first].indexes[0] - run[first - 1].indexes[0] <= 8 and \
            int(run[first].label) == int(run[first - 1].label) + 1:
        first -= 1
    ends = [note.indexes[0] for note in run[first + 1:]] + [len(blocks)]
    for note, end in zip(run[first:], ends, strict=True):
        if len(run) - first > 1:
            note.indexes = list(range(note.indexes[0], end))


def _in_section(note: Note, sections: Sequence[int], found: Sequence[Note]) -> bool:
    """Whether a plainly numbered note stands in a section whose notes are numbered so."""
    at = max(at for at in sections if at < note.indexes[0])
    first = next(other for other in found if other.indexes[0] > at)
    return first.habit == note.habit


def _closing(blocks: Sequence[Block], index: int) -> int:
    """The block in which a bracketed note of several paragraphs closes; 0 when it closes where it began."""
    if bare(blocks[index].text).rstrip().endswith("]"):
        return 0
    return next((at for at in range(index + 1, min(index + 9, len(blocks)))
                 if bare(blocks[at].text).rstrip().endswith("]")), 0)


def _foot(found: list[Note], index: int, text: str) -> None:
    match = _DEFINITION.match(text)
    if match:
        found.append(replace_note(_note(match, index)))
    elif found:
        found[-1].indexes.append(index)


def replace_note(note: Note) -> Note:
    """The note marked as one from a page's foot."""
    note.foot = True
    return note


def _note(match: re.Match[str], index: int) -> Note:
    habit = match.lastgroup or "named"
    label = (match[habit] or "").translate(_SUPERSCRIPTS)
    return Note(label, habit, [index], match.end(), False)


def _labelled(blocks: Sequence[Block], index: int) -> bool:
    return index < len(blocks) and bool(_DEFINITION.match(bare(blocks[index].text)))


def _late(blocks: Sequence[Block], index: int) -> bool:
    """Plainly numbered notes without a heading stand in the last fifth of a text."""
    return index > len(blocks) * 0.8


def _ends(block: Block, blocks: Sequence[Block], index: int) -> bool:
    """A heading ends a section of notes."""
    text = bare(block.text).strip()
    if block.kind == "heading" or block.name in ("centred", "listed"):
        return True
    if len(text.split()) > 12 or _DEFINITION.match(text):
        return False
    mark = heading_label(text)
    if mark and (mark.habit not in ("front", "roman", "letter-mark") or block.gap > 1):
        return True
    return block.gap > 1 and len(text) > 3 and (text.isupper() or block.gap > 2 and text[-1] not in ".,;:!?")


def _references(blocks: Sequence[Block], habits: set[str], inside: set[int]) -> list[Reference]:
    found = []
    for index, block in enumerate(blocks):
        if not block.text or block.kind == "verbatim":
            continue
        begin = 0
        if index in inside:
            match = _DEFINITION.match(block.text)
            begin = match.end() if match else 0
        for match in _REFERENCE.finditer(block.text, begin):
            if match.lastgroup in habits:
                found.append(Reference(index, match.start(), match.end(),
                                       match[0].strip("[](){}^").translate(_SUPERSCRIPTS), match.lastgroup))
    return found


def _paired(blocks: Sequence[Block], found: Sequence[Note],
            references: Sequence[Reference]) -> list[tuple[Note, Reference]]:
    """Each note with its reference: the last free one before a foot note, else the first free one with its label."""
    free: dict[str, list[Reference]] = {}
    for reference in references:
        free.setdefault(reference.label, []).append(reference)
    pairs = []
    equal = {label: len(given) == sum(note.label == label for note in found) for label, given in free.items()}
    for note in found:
        given = [one for one in free.get(note.label, []) if one.habit in _FITS[note.habit] and
                 one.index not in note.indexes]
        line = blocks[note.indexes[0]].span.line
        if note.foot and not equal.get(note.label):
            given = [one for one in given if _line(blocks, one) < line][-1:]
        elif note.label[:1] in "*†‡§‖¶" and not note.foot:
            given = [one for one in given if one.index < note.indexes[0]][-1:] if not equal.get(note.label) else given
        if given:
            pairs.append((note, given[0]))
            free[note.label].remove(given[0])
    return pairs


def _line(blocks: Sequence[Block], reference: Reference) -> int:
    block = blocks[reference.index]
    line = block.span.line
    for at, of_line, _ in block.lines:
        if at <= reference.start:
            line = of_line
    return line


def _made(manuscript: Manuscript, pairs: Sequence[tuple[Note, Reference]], sections: Sequence[int],
          found: Sequence[Note]) -> Manuscript:
    blocks: list[Block | None] = list(manuscript.blocks)
    ledger: list[Entry] = []
    made: list[Block] = []
    edits: dict[int, list[tuple[int, int, str]]] = {}
    for number, (note, reference) in enumerate(pairs, start=1):
        edits.setdefault(reference.index, []).append((reference.start, reference.end, f"{NOTE_ON}n{number}{NOTE_OFF}"))
    for note, _ in pairs:
        index = note.indexes[0]
        edits.setdefault(index, []).append((0, note.cut, ""))
        text = manuscript.blocks[note.indexes[-1]].text.rstrip()
        if note.habit == "named" and text.endswith("]"):
            edits.setdefault(note.indexes[-1], []).append((len(text) - 1, len(text), ""))
    for index, changes in edits.items():
        blocks[index], entries = edited(manuscript.blocks[index], sorted(changes), RULE, 0.95)
        ledger += entries
    for number, (note, _) in enumerate(pairs, start=1):
        inner = tuple(replace(blocks[index], name="", gap=1, indent=0 if index == note.indexes[0] else
                              blocks[index].indent) for index in note.indexes)
        made.append(Block("note", span=inner[0].span, name=f"n{number}", blocks=inner))
        for index in note.indexes:
            blocks[index] = None
    paired = {note.indexes[0] for note, _ in pairs}
    for index in sections:
        following = [note for note in found if note.indexes[0] > index]
        if following and following[0].indexes[0] in paired:
            ledger.append(removal(manuscript.blocks[index], RULE, 0.9))
            blocks[index] = None
    kept = _returned([block for block in blocks if block is not None], ledger)
    return replace(manuscript, blocks=(*kept, *made), ledger=manuscript.ledger + tuple(ledger))


def _returned(blocks: Sequence[Block], ledger: list[Entry]) -> list[Block]:
    """What stood at a page's foot and is no note goes back into the text, before the paragraph that follows it."""
    kept = [block for block in blocks if block.name != "foot"]
    for block in blocks:
        if block.name != "foot":
            continue
        at = next((i for i, other in enumerate(kept) if other.span.line > block.span.line), None)
        at = len(kept) - 1 if at is None else at
        ledger.append(removal(block, RULE, 0.5))
        ledger.append(Entry(RULE, kept[at].span, "", bare(block.text), 0.5))
        kept.insert(at, replace(block, name="", span=kept[at].span))
    return kept
