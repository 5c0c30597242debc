"""Markdown read chapter by chapter: pandoc reads those that it has not read before, many in one run.

A chapter stands for itself only when nothing in the text reaches from one chapter into another. Where something may
(raw HTML, numbered examples, tables drawn with rules, links to headings by their words), the text is read whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish import pandoc
from publish.markdown import FENCE, LINK, NOTE, headings, note_end, top_level

Make = Callable[[Sequence[int]], Sequence[tuple[str, str]]]
Each = Callable[[Sequence[str], Make], Sequence[tuple[str, str]]]
Placed = tuple[int, str]    # the line on which a definition begins, and its text

LENGTH = 40_000             # characters of a chapter, above which a book is divided at deeper headings
BATCH = 500_000             # characters for one run of pandoc, whose memory grows with what it reads
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


class _Whole(Exception):
    """The text has to be read whole."""


@dataclass(frozen=True)
class Chapter:
    """A run of lines, and the definitions outside it that it may refer to: notes by label, links."""

    text: str
    notes: Mapping[str, str]
    links: tuple[str, ...]


def by_chapter(text: str, form: str, each: Each) -> dict | None:
    """pandoc's tree of a text in the format `form`, from its chapters; None when it has to be read whole.

    `each(texts, make)` gives the tree of every chapter, kept or from `make` (build.cache's keep_each).
    """
    try:
        chapters = apart(text)
        fresh: dict[int, list] = {}

        def make(wanted: Sequence[int]) -> list[tuple[str, str]]:
            return [one for batch in _batches(chapters, wanted) for one in _read(chapters, batch, form, fresh)]
        made = each([f"{form}\0{_alone(one)}" for one in chapters], make)
        blocks = [block for number, (_, stored) in enumerate(made)
                  for block in (fresh[number] if number in fresh else json.loads(stored))]
        return {"meta": json.loads(made[0][0]), "blocks": blocks}
    except (_Whole, RecursionError):
        return None


def apart(text: str) -> tuple[Chapter, ...]:
    """The chapters of a text in order; _Whole when one may reach into another or when there is only one."""
    lines = text.split("\n")
    top = _front(lines)
    body = "\n".join(lines[top:])
    open_, code = top_level(lines[top:])
    starts = [top + number for number in _starts(lines[top:], open_)]
    edges = [0, *(number for number in starts if number), len(lines)]
    if len(edges) < 3 or any(one.search(body) for one in _REACHING) or _linked_by_words(body) or _repeated(body):
        raise _Whole
    if any(FENCE.match(line) for number, line in enumerate(lines[top:]) if number not in code):
        raise _Whole
    notes, links = _definitions(lines, top, frozenset(top + number for number in code))
    spans = list(zip(edges, edges[1:]))
    return tuple(_chapter("\n".join(lines[start:end]), range(start, end), notes, links) for start, end in spans)


def _front(lines: Sequence[str]) -> int:
    """The number of the first line after a YAML block at the top."""
    if lines[0].rstrip() != "---" or len(lines) < 2 or not lines[1].strip():
        return 0
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() in ("---", "...")), None)
    if end is None:
        raise _Whole
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
    """The definitions of notes and of links, by label, with their lines; _Whole for any of uncertain extent."""
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
                raise _Whole
            notes[match[1]] = (number, "\n".join(lines[number:end]))
            number, free = end, True
            continue
        if "]:" in _CITED.sub("", line):
            label = _fold(line.partition("]:")[0])
            after = lines[number + 1] if number + 1 < len(lines) else ""
            if not free or number in code or not LINK.match(line) or label in links or \
                    (after.strip() and not LINK.match(after)):
                raise _Whole
            links[label] = (number, line)
        free = not line.strip() or bool(LINK.match(line)) and free
        number += 1
    return notes, links


def _chapter(text: str, span: range, notes: Mapping[str, Placed], links: Mapping[str, Placed]) -> Chapter:
    """A chapter with the definitions that stand outside its lines."""
    cited = dict.fromkeys(_CITED.findall(text))
    return Chapter(text, {label: notes[label][1] for label in cited if label in notes and notes[label][0] not in span},
                   tuple(line for place, line in links.values() if place not in span) if _BRACKET.search(text) else ())


def _alone(chapter: Chapter) -> str:
    return "\n\n".join((chapter.text, *chapter.notes.values(), "\n".join(chapter.links)))


def _batches(chapters: Sequence[Chapter], wanted: Sequence[int]) -> Iterator[list[int]]:
    """The wanted chapters in order, as many at once as one run of pandoc may read."""
    batch, length = [], 0
    for number in wanted:
        size = len(_alone(chapters[number]))
        if batch and length + size > BATCH:
            yield batch
            batch, length = [], 0
        batch.append(number)
        length += size
    yield batch


def _read(chapters: Sequence[Chapter], wanted: Sequence[int], form: str,
          fresh: dict[int, list]) -> list[tuple[str, str]]:
    """Each wanted chapter's metadata and blocks as JSON, from one run of pandoc; `fresh` receives the blocks."""
    some = [chapters[number] for number in wanted]
    here = {match[1] for one in some for line in one.text.split("\n") if (match := NOTE.match(line))}
    given = {line for one in some for line in one.text.split("\n") if LINK.match(line)}
    notes = {label: text for one in some for label, text in one.notes.items() if label not in here}
    links = dict.fromkeys(line for one in some for line in one.links if line not in given)
    parts = [f"{one.text}\n\n{SEPARATOR.format(index)}\n\n" for index, one in enumerate(some)]
    told, said = pandoc.convert("".join((*parts, "\n\n".join(notes.values()), "\n\n", "\n".join(links), "\n")), form,
                                "json")
    if any(not _UNUSED.match(one.message) for one in said):
        raise _Whole
    meta, blocks = _divided(told, len(some))
    if wanted[0] and meta != "{}":
        raise _Whole
    try:
        fresh.update((number, json.loads(one)) for number, one in zip(wanted, blocks))
    except ValueError as nested:
        raise _Whole from nested                    # a separator inside a block
    return [(meta if not number else "{}", one) for number, one in zip(wanted, blocks)]


def _divided(told: str, count: int) -> tuple[str, list[str]]:
    """The metadata and the lists of blocks between separators, as JSON."""
    head, found, rest = told.strip().partition('"blocks":[')
    blocks = list(_between(rest, count)) if found else []
    if len(blocks) != count:
        raise _Whole
    return json.dumps(json.loads(f'{head}"blocks":[]}}')["meta"]), blocks


def _between(rest: str, count: int) -> Iterator[str]:
    for index in range(count):
        paragraph = json.dumps({"t": "Para", "c": [{"t": "Str", "c": SEPARATOR.format(index)}]}, separators=(",", ":"))
        one, found, rest = rest.partition(paragraph)
        if not found:
            raise _Whole
        yield f"[{one.strip(',')}]"
    if rest != "]}":
        raise _Whole                                # definitions that pandoc does not take for such
