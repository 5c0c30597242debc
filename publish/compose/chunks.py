"""The text as chunks that can be read on their own: the opening, the parts and the chapters, each with its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish.markdown import DIV, LINK, NOTE, headings, note_end, top_level

PART = re.compile(r"\{[^{}]*\.part\b[^{}]*\}$")
REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
MOST_DEPTH = 20             # notes within notes
FRONT = ("byline", "epigraph", "dedication")


@dataclass(frozen=True)
class Chunk:
    """A run of Markdown that opens the text, or that begins with the heading of a part or a chapter.

    `kind` is opening, part, chapter, byline, epigraph, dedication, or field for a piece that is no part of the text.
    `notes` are the definitions that it refers to, `links` the link definitions of the whole text; `level` is that of
    its heading in the source, and `depth` its place in the contents from 1 (chapters of a part: 2).
    """

    kind: str
    markdown: str
    notes: str = ""
    links: str = ""
    level: int = 1
    depth: int = 1


@dataclass(frozen=True)
class _Start:
    line: int
    level: int
    part: bool
    depth: int = 1


def split(body: str) -> tuple[Chunk, ...]:
    """The chunks of a text in order. Only headings outside every division, code and quotation begin one."""
    lines = body.split("\n")
    open_, code = top_level(lines)
    found = [_Start(number, len(match.group(1)), bool(PART.search(match.group(2))))
             for number, match in headings(lines) if open_[number]]
    text, notes, links = _definitions(lines, code)
    starts = list(_starts(found))
    level = starts[0].level if starts else 1
    chunks = _opening(text[:starts[0].line if starts else len(lines)], level)
    for start, end in zip(starts, [*(one.line for one in starts[1:]), len(lines)]):
        chunks.append(Chunk("part" if start.part else "chapter", _join(text[start.line:end]), level=start.level,
                            depth=start.depth))
    return tuple(_with_notes(chunk, notes, links) for chunk in chunks if chunk.markdown)


def field(markdown: str) -> Chunk:
    """A piece of Markdown that is no part of the text (rights, a definition), with its own notes."""
    lines = markdown.split("\n")
    text, notes, links = _definitions(lines, top_level(lines)[1])
    return _with_notes(Chunk("field", _join(text)), notes, links)


def _starts(headings: Sequence[_Start]) -> Iterator[_Start]:
    """The headings that begin a chunk: the shallowest level is that of the chapters, and in a book of parts, the parts;
    chapters stand one level below the part they are in."""
    parts = [one.level for one in headings if one.part]
    top = min(parts, default=0) or min((one.level for one in headings), default=1)
    within = False
    for one in headings:
        if one.part or one.level <= top:
            within = one.part
            yield one
        elif within and one.level == top + 1:
            yield _Start(one.line, one.level, False, 2)


def _definitions(lines: Sequence[str], code: frozenset[int]) -> tuple[list[str], dict[str, str], str]:
    """The lines with note and link definitions blanked out, the notes by label, and the link definitions."""
    text, notes, links = list(lines), {}, []
    number = 0
    while number < len(lines):
        match = None if number in code else NOTE.match(lines[number])
        if match and match.group(1) not in notes:
            end = note_end(lines, number)
            notes[match.group(1)] = _join(lines[number:end])
            text[number:end] = [""] * (end - number)
            number = end
            continue
        if number not in code and LINK.match(lines[number]) and not (number and text[number - 1].strip()):
            links.append(lines[number])
            text[number] = ""
        number += 1
    return text, notes, "\n".join(links)


def _opening(lines: Sequence[str], level: int) -> list[Chunk]:
    """What stands before the first heading: byline, epigraph, dedication, and the text that opens the work."""
    chunks, rest, number = [], [], 0
    while number < len(lines):
        match = DIV.match(lines[number])
        kind = match.group(1).strip("{} .:") if match else ""
        end = _div_end(lines, number) if kind in FRONT else None
        if end is None:
            rest.append(lines[number])
            number += 1
        else:
            chunks.append(Chunk(kind, _join(lines[number + 1:end])))
            number = end + 1
    return [*chunks, Chunk("opening", _join(rest), level=level)]


def _div_end(lines: Sequence[str], start: int) -> int | None:
    """The line that closes the division that opens at `start`, if one does."""
    depth = 0
    for number in range(start, len(lines)):
        match = DIV.match(lines[number])
        if match:
            depth += 1 if match.group(1).strip(": ") else -1
            if not depth:
                return number
    return None


def _with_notes(chunk: Chunk, notes: Mapping[str, str], links: str) -> Chunk:
    """The chunk with the definitions of the notes that it refers to."""
    labels = dict.fromkeys(label for label in REFERENCE.findall(chunk.markdown) if label in notes)
    placed = set(labels)
    own = "\n\n".join(_whole(label, notes, placed) for label in labels)
    return Chunk(chunk.kind, chunk.markdown, own, links, chunk.level, chunk.depth)


def _whole(label: str, notes: Mapping[str, str], placed: set[str], depth: int = 0) -> str:
    """A note's definition; a note within it, which pandoc does not read, stands there in brackets, once in a chunk."""
    def bracketed(match: re.Match[str]) -> str:
        if match.group(1) not in notes or match.group(1) in placed or depth > MOST_DEPTH:
            return match.group()
        placed.add(match.group(1))
        text = _whole(match.group(1), notes, placed, depth + 1).split(":", 1)[1]
        return f" \\[{' '.join(text.split())}\\]"
    head, text = notes[label].split(":", 1)
    return f"{head}:{REFERENCE.sub(bracketed, text)}"


def _join(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")
