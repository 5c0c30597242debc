"""Markdown read chapter by chapter: pandoc reads those that it has not read before, many in one run.

A chapter stands for itself only when nothing in the text reaches from one chapter into another. Where something may
(raw HTML, numbered examples, tables drawn with rules, links to headings by their words), the text is read whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish import pandoc
from publish.markdown import FENCE, LINK, NOTE, headings, note_end, top_level

Placed = tuple[int, str]    # the line on which a definition begins, and its text

LENGTH = 40_000             # characters of a chapter, above which a book is divided at deeper headings
BATCH = 100_000             # characters for one run of pandoc, whose memory grows with what it reads
SEPARATOR = "PUBLISHCHAPTER{:06d}END"
_REACHING = (
    re.compile(r"<(?!(?:https?|ftp|mailto):|[^\s<>/!?]+@)[A-Za-z/!?]"),         # raw HTML
    re.compile(r"\(@|PUBLISHCHAPTER"),                                          # numbered examples; our own separator
    re.compile(r"^[ \t>]*-[- \t]*-[ \t]*\n(?=[^\n]*\S)", re.MULTILINE),         # YAML, tables drawn with rules
    re.compile(r"^[ \t>*+:.()\d-]+\[\^[^\]\s]+\]:", re.MULTILINE),              # a note defined inside a block
)
_CITED = re.compile(r"\[\^([^\]\s]+)\]")
_BRACKET = re.compile(r"\[(?!\^)")
_TITLE = re.compile(r"^[ \t>:*+-]*#+[ \t]+(.*?)[ \t#]*$|^(.+)\n[ \t>]*(?:=+|-+)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}$")
_ID = re.compile(r"\{[^{}\n]*#([^\s{}]+)")
_UNUSED = re.compile(r"^Note with key .* but not used\.$")


class Whole(Exception):
    """The text has to be read whole."""


@dataclass(frozen=True)
class Chapter:
    """A run of lines, how many stand before it, and the definitions outside it that it may refer to: notes, links."""

    text: str
    line: int
    notes: Mapping[str, str]
    links: tuple[str, ...]

    def alone(self) -> str:
        """All that pandoc need read to know the chapter."""
        return "\n\n".join((self.text, *self.notes.values(), "\n".join(self.links)))


def apart(text: str) -> tuple[Chapter, ...]:
    """The chapters of a text in order; Whole when one may reach into another or when there is only one."""
    lines = text.split("\n")
    top = _front(lines)
    body = "\n".join(lines[top:])
    open_, code = top_level(lines[top:])
    starts = [top + number for number in _starts(lines[top:], open_)]
    edges = [0, *(number for number in starts if number), len(lines)]
    if len(edges) < 3 or any(one.search(body) for one in _REACHING) or _linked_by_words(body) or _repeated(body):
        raise Whole
    if any(FENCE.match(line) for number, line in enumerate(lines[top:]) if number not in code):
        raise Whole
    notes, links = _definitions(lines, top, frozenset(top + number for number in code))
    spans = list(zip(edges, edges[1:]))
    return tuple(_chapter("\n".join(lines[start:end]), range(start, end), notes, links) for start, end in spans)


def _front(lines: Sequence[str]) -> int:
    """The number of the first line after a YAML block at the top."""
    if lines[0].rstrip() != "---" or len(lines) < 2 or not lines[1].strip():
        return 0
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() in ("---", "...")), None)
    if end is None:
        raise Whole
    return end + 1


def _starts(lines: Sequence[str], open_: Sequence[bool]) -> list[int]:
    """The lines of the headings at which to divide: those of the shallowest level that makes chapters short enough."""
    found = [(number, len(match.group(1))) for number, match in headings(lines) if open_[number]]
    starts: list[int] = []
    for level in sorted({level for _, level in found}):
        starts = [number for number, one in found if one <= level]
        if sum(map(len, lines)) <= LENGTH * len(starts):
            break
    return starts


def _linked_by_words(text: str) -> bool:
    """Whether brackets hold the words of a heading (pandoc's implicit_header_references)."""
    if not _BRACKET.search(text):
        return False
    folded = re.sub(r"(?<=\[) | (?=\])", "", _fold(re.sub(r"^[ \t>|]+", "", text, flags=re.MULTILINE)))
    brackets = [match.end() for match in _BRACKET.finditer(folded)]
    titles = {_fold(title) for match in _TITLE.finditer(text) for title in
              (match[1] or match[2] or "", _ATTRIBUTES.sub("", match[1] or match[2] or ""))}
    ends = tuple(f"{title}]" for title in titles)
    return any(folded.startswith(ends, at) for at in brackets)


def _fold(text: str) -> str:
    return " ".join(text.lower().split())


def _repeated(text: str) -> bool:
    """Whether an id is given twice, or a note's label only once: pandoc says so when it reads the whole."""
    return max(Counter(_ID.findall(text)).values(), default=1) > 1 or \
        min(Counter(_CITED.findall(text)).values(), default=2) < 2


def _definitions(lines: Sequence[str], top: int, code: frozenset[int]) -> tuple[dict[str, Placed], dict[str, Placed]]:
    """The definitions of notes and of links, by label, with their lines; Whole for any of uncertain extent."""
    notes: dict[str, Placed] = {}
    links: dict[str, Placed] = {}
    number, free = top, True                        # free: a block may begin here
    while number < len(lines):
        line = lines[number]
        match = NOTE.match(line)
        if match:
            end = note_end(lines, number)
            inner = [one.lstrip() for one in lines[number + 1:end]]
            after = lines[end] if end < len(lines) else ""
            if not free or number in code or match[1] in notes or any(one.startswith("[^") for one in inner) or \
                    "]:" in "".join((line[match.end():], *inner)) or (after.strip() and not NOTE.match(after)):
                raise Whole
            notes[match[1]] = (number, "\n".join(lines[number:end]))
            number, free = end, True
            continue
        if "]:" in _CITED.sub("", line):
            label = _fold(line.partition("]:")[0])
            after = lines[number + 1] if number + 1 < len(lines) else ""
            if not free or number in code or not LINK.match(line) or label in links or \
                    (after.strip() and not LINK.match(after)):
                raise Whole
            links[label] = (number, line)
        free = not line.strip() or bool(LINK.match(line)) and free
        number += 1
    return notes, links


def _chapter(text: str, span: range, notes: Mapping[str, Placed], links: Mapping[str, Placed]) -> Chapter:
    """A chapter with the definitions that stand outside its lines."""
    cited = dict.fromkeys(_CITED.findall(text))
    own = {label: notes[label][1] for label in cited if label in notes and notes[label][0] not in span}
    linked = any(_BRACKET.search(one) for one in (text, *own.values()))
    return Chapter(text, span.start, own, tuple(line for place, line in links.values() if place not in span) if linked
                   else ())


def trees(chapters: Sequence[Chapter], wanted: Sequence[int], form: str, jobs: int) -> Iterator[tuple[str, str]]:
    """The metadata and the blocks of each wanted chapter as JSON, from runs of pandoc that read many; `jobs` at once.

    Whole when a chapter turns out to reach into others.
    """
    batches = list(_batches(chapters, wanted))
    told = pandoc.convert_each((_joined([chapters[number] for number in batch]) for batch in batches), form, "json",
                               jobs=jobs)
    for batch, (text, said) in zip(batches, told):
        if any(not _UNUSED.match(one.message) for one in said):
            raise Whole
        meta, blocks = _divided(text, len(batch))
        if batch[0] and meta != "{}":
            raise Whole
        yield from ((meta if not number else "{}", one) for number, one in zip(batch, blocks))


def _batches(chapters: Sequence[Chapter], wanted: Sequence[int]) -> Iterator[list[int]]:
    """The wanted chapters in order, as many at once as one run of pandoc may read."""
    batch, length = [], 0
    for number in wanted:
        size = len(chapters[number].alone())
        if batch and length + size > BATCH:
            yield batch
            batch, length = [], 0
        batch.append(number)
        length += size
    yield batch


def _joined(some: Sequence[Chapter]) -> str:
    """Chapters as one text, a separator after each, with the definitions that they refer to."""
    here = {match[1] for one in some for line in one.text.split("\n") if (match := NOTE.match(line))}
    given = {line for one in some for line in one.text.split("\n") if LINK.match(line)}
    notes = {label: text for one in some for label, text in one.notes.items() if label not in here}
    links = dict.fromkeys(line for one in some for line in one.links if line not in given)
    parts = [f"{one.text}\n\n{SEPARATOR.format(index)}\n\n" for index, one in enumerate(some)]
    return "".join((*parts, "\n\n".join(notes.values()), "\n\n", "\n".join(links), "\n"))


def _divided(told: str, count: int) -> tuple[str, list[str]]:
    """The metadata and the lists of blocks between separators, as JSON."""
    head, found, rest = told.strip().partition('"blocks":[')
    blocks = list(_between(rest, count)) if found else []
    if len(blocks) != count:
        raise Whole
    return json.dumps(json.loads(f'{head}"blocks":[]}}')["meta"]), blocks


def _between(rest: str, count: int) -> Iterator[str]:
    for index in range(count):
        paragraph = json.dumps({"t": "Para", "c": [{"t": "Str", "c": SEPARATOR.format(index)}]}, separators=(",", ":"))
        one, found, rest = rest.partition(paragraph)
        if not found:
            raise Whole
        yield f"[{one.strip(',')}]"
    if rest != "]}":
        raise Whole                                # definitions that pandoc does not take for such
