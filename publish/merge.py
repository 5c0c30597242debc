"""merge: Manuscript + metadata + glossary -> Book. Corrections are made here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import commonprefix

import yaml

from publish.config import Project
from publish.errors import Diagnostic, PublishError, Span, error, note
from publish.model import Block, Book, Correction, Entry, Manuscript, Term
from publish.yamlfile import parse

FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.S | re.M)
MADE = "corrections-made"
# Markup of the hub that may stand between two words, or between a word and a sign, without parting them.
MARKUP = re.compile("(?:\\*|~~|\\[\\^[^\\]\\s]+\\]|\\[|\\]\\{[^}\n]*\\}|\\]\\([^)\n]*\\)|\ufdd0[^\ufdd1]*\ufdd1)")
SPACE = r"(?:\\?\n(?:[>|] ?)*|\s)+"
SPECIAL = re.compile(r"([\\`*_{}\[\]<>^~$|#@])")
# What normalisation may have made of a sign that is typed.
TYPED = {"'": "['’‘ʼ]", '"': '["“”„«»]', "-": "[-‑–—]", "…": r"(?:…|\.\.\.)"}


def merge(manuscript: Manuscript, project: Project, terms: tuple[Term, ...],
          already: frozenset[str] = frozenset()) -> tuple[Book, tuple[Diagnostic, ...]]:
    """A whole book; errors: a correction that matches nothing. Notes: a title in the source that gives way.

    `already` holds the words of corrections that were made in the source before (see `made_before`).
    """
    front, body = split_front(manuscript.markdown)
    body, entries, faults = _correct(body, project.corrections, already, manuscript)
    if faults:
        raise PublishError(*faults)
    titles, diagnostics = _titles(front, project)
    if project.corrections:
        front = {**front, MADE: [correction.source for correction in project.corrections]}
    book = Book(project=project, markdown=join_front(front, body), made=project.corrections, terms=terms,
                resources=manuscript.resources, ledger=(*manuscript.ledger, *titles, *entries))
    return book, diagnostics


def split_front(markdown: str) -> tuple[dict, str]:
    """The members of the YAML block at the top of a Markdown text (none without one), and the text below it."""
    match = FRONT.match(markdown)
    if not match:
        return {}, markdown
    value = parse("metadata block", match.group(1).encode()).value
    return (value, markdown[match.end():].lstrip("\n")) if isinstance(value, dict) else ({}, markdown)


def join_front(front: dict, body: str) -> str:
    """A Markdown text with a YAML block at the top when there is anything to put in it."""
    if not front:
        return body
    block = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{block}---\n\n{body}"


def made_before(data: bytes) -> frozenset[str]:
    """The words of the corrections that a Markdown edition says were made in it; none in any other file."""
    match = FRONT.match(data[:1_000_000].decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    if not match or MADE not in match.group(1):
        return frozenset()
    try:
        front = parse("metadata block", match.group(1).encode()).value
    except PublishError:
        return frozenset()                              # somebody's own block, which is the reader's to judge
    made = front.get(MADE) if isinstance(front, dict) else None
    return frozenset(map(str, made)) if isinstance(made, list) else frozenset()


def _correct(body: str, corrections: tuple[Correction, ...], already: frozenset[str],
             manuscript: Manuscript) -> tuple[str, list[Entry], list[Diagnostic]]:
    """The text with every correction made, one ledger entry an occurrence, and faults for those that match nothing."""
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    for correction in corrections:
        body, count = _corrected(body, correction)
        if not count and correction.source not in already:
            faults.append(error("correction-unmatched", f"the source has no '{correction.source}'", correction.span,
                                "copy the words exactly as they stand in the source"))
        spans = _source_places(manuscript, correction.source)
        entries += [Entry("correction", next(spans), correction.source, correction.corrected) for _ in range(count)]
    return body, entries, faults


def _corrected(body: str, correction: Correction) -> tuple[str, int]:
    """The text with one correction made, and how often. Only what differs is replaced, so that markup around it stays;
    the markup inside it is kept behind it."""
    source, corrected = correction.source, correction.corrected
    start = len(commonprefix((source, corrected)))
    end = len(commonprefix((source[start:][::-1], corrected[start:][::-1])))
    set_in_type = re.sub(r"(?<=\w)'(?=\w)", "’", corrected)
    core = SPECIAL.sub(r"\\\1", set_in_type[start:len(corrected) - end])

    def replaced(match: re.Match[str]) -> str:
        return f"{match.group(1)}{core}{''.join(MARKUP.findall(match.group(2)))}{match.group(3)}"
    return _expression(source, start, len(source) - end).subn(replaced, body)


def _expression(words: str, start: int = 0, end: int = 0) -> re.Pattern[str]:
    """Matches the words whole, over line ends and markup, and with Markdown's escapes before signs, in three groups:
    what stands before `start`, what stands from there to `end`, and what follows."""
    pieces = [""]
    for index, letter in enumerate(words):
        if index in (start, end):
            pieces += [""] * (1 + (start == end))
        before = words[index - 1] if index else letter
        edge = f"(?:{MARKUP.pattern})*" if index and letter.isalnum() != before.isalnum() else ""
        if not letter.isspace():
            pieces[-1] += edge + _letter(letter)
        elif not before.isspace() or not index:
            pieces[-1] += edge + SPACE
    pieces += [""] * (3 - len(pieces))
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(left + "".join(f"({piece})" for piece in pieces) + right)


def _letter(letter: str) -> str:
    return re.escape(letter) if letter.isalnum() else rf"\\?{TYPED.get(letter) or re.escape(letter)}"


def _source_places(manuscript: Manuscript, words: str) -> Iterator[Span]:
    """Where the words stand in the source as it was read, in order; the file alone when they stand there otherwise."""
    expression = _expression(words)
    for block in _walk(manuscript.original):
        for match in expression.finditer(block.text):
            offset, line, column = max((mark for mark in block.lines if mark[0] <= match.start()),
                                       default=(0, block.span.line, block.span.column))
            yield Span(block.span.path, line, column + match.start() - offset)
    while True:
        yield Span(manuscript.original[0].span.path if manuscript.original else "")


def _walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.blocks)


def _titles(front: dict, project: Project) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """A title in the source that is not the metadata's: recorded, since the metadata's is the one printed."""
    entries, notes = [], []
    for key in ("title", "subtitle"):
        stated, printed = str(front.get(key) or ""), getattr(project, key)
        whole = f"{project.title} {project.subtitle}"
        if stated and _words(stated) != _words(printed) and _words(stated) != _words(whole):
            entries.append(Entry("title", Span(project.source[0], 1), stated, printed))
            notes.append(note("title-differs", f"the {key} in the source, '{stated}', gives way to the metadata's",
                              project.span(key), "the ledger records it"))
    return tuple(entries), tuple(notes)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

