"""The text as chunks that can be read on their own: the opening, the parts and the chapters, each with its notes."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*$")
PART = re.compile(r"\{[^}]*\.part\b[^}]*\}\s*$")
DIV = re.compile(r"^(:{3,})\s*(.*)$")
NOTE = re.compile(r"^\[\^([^\]\s]+)\]:")
LINK = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:\s+\S")
REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


@dataclass(frozen=True)
class Chunk:
    """A run of Markdown that begins with a heading of the chapter level or above, or opens the text.

    `kind` is opening, part, chapter, byline or epigraph. `links` are the link definitions of the whole text.
    """

    kind: str
    markdown: str
    notes: str = ""
    links: str = ""


def split(body: str) -> tuple[tuple[Chunk, ...], int]:
    """The chunks of a text in order, and the level of its chapters' headings."""
    lines = body.split("\n")
    code = _fenced(lines)
    headings = [(number, len(match.group(1)), bool(PART.search(match.group(2))))
                for number, line in enumerate(lines)
                if number not in code and (match := HEADING.match(line)) and _starts_block(lines, number)]
    level = _chapter_level(headings)
    text, notes, links = _definitions(lines, code)
    starts = [(number, "part" if part else "chapter") for number, depth, part in headings if depth <= level]
    chunks = []
    first = starts[0][0] if starts else len(lines)
    chunks += _opening(text[:first])
    for (number, kind), following in zip(starts, [*(start for start, _ in starts[1:]), len(lines)]):
        chunks.append(Chunk(kind, _join(text[number:following])))
    return tuple(_with_notes(chunk, notes, links) for chunk in chunks if chunk.markdown), level


def _starts_block(lines: list[str], number: int) -> bool:
    """A heading needs a blank line before it (pandoc's blank_before_header), or a heading, a fence, or nothing."""
    before = lines[number - 1].strip() if number else ""
    return not before or before.startswith((":::", "#"))


def _chapter_level(headings: list[tuple[int, int, bool]]) -> int:
    chapters = [depth for _, depth, part in headings if not part]
    return min(chapters, default=1)


def _fenced(lines: list[str]) -> frozenset[int]:
    """The numbers of the lines inside fenced code."""
    inside: set[int] = set()
    opened, start = "", 0
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match and not opened:
            opened, start = match.group(1), number
        elif match and match.group(1)[0] == opened[0] and len(match.group(1)) >= len(opened) and \
                not line.strip().strip(opened[0]):
            inside.update(range(start, number + 1))
            opened = ""
    return frozenset(inside)


def _definitions(lines: list[str], code: frozenset[int]) -> tuple[list[str], dict[str, str], str]:
    """The lines with note and link definitions blanked out, the notes by label, and the link definitions."""
    text, notes, links = list(lines), {}, []
    number = 0
    while number < len(lines):
        match = None if number in code else NOTE.match(lines[number])
        if match and match.group(1) not in notes:
            end = _note_end(lines, number)
            notes[match.group(1)] = _join(lines[number:end])
            text[number:end] = [""] * (end - number)
            number = end
            continue
        if number not in code and LINK.match(lines[number]) and not (number and text[number - 1].strip()):
            links.append(lines[number])
            text[number] = ""
        number += 1
    return text, notes, "\n".join(links)


def _note_end(lines: list[str], start: int) -> int:
    """One past the last line of a note: indented paragraphs belong to it, and lines that go on without a blank one."""
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.startswith(("    ", "\t")):
            end += 1
        elif not line.strip():
            following = next((index for index in range(end, len(lines)) if lines[index].strip()), len(lines))
            if following == len(lines) or not lines[following].startswith(("    ", "\t")):
                return end
            end = following
        elif lines[end - 1].strip() and not NOTE.match(line) and not HEADING.match(line):
            end += 1
        else:
            return end
    return end


def _opening(lines: list[str]) -> list[Chunk]:
    """What stands before the first heading: byline, epigraph, and the text that opens the work."""
    chunks, rest, number = [], [], 0
    while number < len(lines):
        match = DIV.match(lines[number])
        kind = match.group(2).strip("{} .") if match else ""
        if kind in ("byline", "epigraph", "dedication"):
            end = _div_end(lines, number)
            chunks.append(Chunk(kind, _join(lines[number + 1:end])))
            number = end + 1
        else:
            rest.append(lines[number])
            number += 1
    return [*chunks, Chunk("opening", _join(rest))]


def _div_end(lines: list[str], start: int) -> int:
    """The line that closes the fenced div that opens at `start`."""
    depth = 0
    for number in range(start, len(lines)):
        match = DIV.match(lines[number])
        if match:
            depth += 1 if match.group(2) else -1
            if not depth:
                return number
    return len(lines)


def _with_notes(chunk: Chunk, notes: dict[str, str], links: str) -> Chunk:
    """The chunk with the definitions of the notes that it refers to, and of those that they refer to in turn."""
    wanted: list[str] = []
    waiting = REFERENCE.findall(chunk.markdown)
    while waiting:
        label = waiting.pop(0)
        if label in notes and label not in wanted:
            wanted.append(label)
            waiting += REFERENCE.findall(notes[label].split(":", 1)[1])
    return Chunk(chunk.kind, chunk.markdown, "\n\n".join(notes[label] for label in wanted), links)


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
