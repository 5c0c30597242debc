"""Markdown line by line, without reading it: divisions, fenced code, headings, and definitions of notes and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*$")
DIV = re.compile(r"^:{3,}\s*(.*)$")
NOTE = re.compile(r"^\[\^([^\]\s]+)\]:")
LINK = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:\s+\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*$")


def headings(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Headings with their lines; each follows a blank line (blank_before_header), a heading or a division's edge."""
    after = True
    for number, line in enumerate(lines):
        match = HEADING.match(line) if after else None
        if match:
            yield number, match
        after = bool(match) or not line.strip() or bool(DIV.match(line))


def top_level(lines: Sequence[str]) -> tuple[list[bool], frozenset[int]]:
    """Whether each line is outside every division and fenced code; and the numbers of the lines that are code."""
    code = _fenced(lines)
    found, depth = [], 0
    for number, line in enumerate(lines):
        match = None if number in code else DIV.match(line)
        if match and match.group(1).strip(": "):
            depth += 1
        found.append(not depth and number not in code)
        if match and not match.group(1).strip(": "):
            depth = max(0, depth - 1)
    return found, code


def _fenced(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines of fenced code; a fence that nothing closes is none."""
    inside: set[int] = set()
    endless: dict[str, int] = {}                    # the least length for which no fence closes, by sign
    number = 0
    while number < len(lines):
        line = lines[number]
        match = FENCE.match(line) if line.lstrip(" ")[:3] in ("```", "~~~") else None
        fence = match.group(1) if match and "`" not in match.group(2) else ""
        end = None
        if fence and len(fence) < endless.get(fence[0], len(fence) + 1):
            end = _fence_end(lines, number, fence)
            if end is None:
                endless[fence[0]] = len(fence)
        if end is not None:
            inside.update(range(number, end + 1))
            number = end
        number += 1
    return frozenset(inside)


def _fence_end(lines: Sequence[str], start: int, fence: str) -> int | None:
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((number for number in range(start + 1, len(lines)) if closing.match(lines[number])), None)


def note_end(lines: Sequence[str], start: int) -> int:
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
        elif lines[end - 1].strip() and not any(one.match(line) for one in (NOTE, LINK, HEADING, DIV)):
            end += 1
        else:
            return end
    return end
