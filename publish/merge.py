"""merge: Manuscript + metadata + glossary -> Book. Corrections are made here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from publish.config import Project
from publish.errors import Diagnostic, PublishError, Span, error, note
from publish.model import Block, Book, Correction, Entry, Manuscript, Term
from publish.yamlfile import parse

FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n?", re.S | re.M)
MADE = "corrections-made"


def merge(manuscript: Manuscript, project: Project, terms: tuple[Term, ...]) -> tuple[Book, tuple[Diagnostic, ...]]:
    """A whole book; errors: a correction that matches nothing. Notes: a title in the source that gives way."""
    front, body = split_front(manuscript.markdown)
    already = frozenset(front.get(MADE) or ())
    body, entries, faults = _correct(body, project.corrections, already, manuscript)
    if faults:
        raise PublishError(*faults)
    titles, diagnostics = _titles(front, project)
    made = project.corrections
    front = {key: value for key, value in front.items() if key != MADE}
    if made:
        front[MADE] = [correction.source for correction in made]
    book = Book(project=project, markdown=join_front(front, body), made=made, terms=terms,
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


def _correct(body: str, corrections: tuple[Correction, ...], already: frozenset[str],
             manuscript: Manuscript) -> tuple[str, list[Entry], list[Diagnostic]]:
    """The text with every correction made, one ledger entry an occurrence, and faults for those that match nothing."""
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    for correction in corrections:
        expression = _expression(correction.source)
        places = [match.start() for match in expression.finditer(body)]
        if not places and correction.source not in already:
            faults.append(error("correction-unmatched", f"the source has no '{correction.source}'", correction.span,
                                "copy the words exactly as they stand in the source, quotation marks included"))
        spans = _source_places(manuscript, correction.source)
        entries += [Entry("correction", next(spans), correction.source, correction.corrected) for _ in places]
        body = expression.sub(lambda _, words=correction.corrected: words, body)
    return body, entries, faults


def _expression(words: str) -> re.Pattern[str]:
    """Matches the words whole, over line ends, and with Markdown's escapes before signs."""
    parts = [r"\s+" if piece.isspace() else "".join(_letter(letter) for letter in piece)
             for piece in re.split(r"(\s+)", words)]
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(before + "".join(parts) + after)


def _letter(letter: str) -> str:
    return re.escape(letter) if letter.isalnum() else rf"\\?{re.escape(letter)}"


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

