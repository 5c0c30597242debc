"""compose: Book -> Composition. Semantic XHTML leaves, made once, the same for every edition."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from publish.compose import parts
from publish.compose.chunks import Chunk, split
from publish.compose.chunks import field as field_of
from publish.compose.fragments import Convert, Each, Fragment, every, fragments
from publish.compose.leadin import led_in
from publish.compose.leaves import Frame, copied, leaf, lines, name, piece
from publish.compose.linking import Find, Linking, Use, link, settle
from publish.compose.words import words as words_for
from publish.config import Project
from publish.errors import Diagnostic, PublishError, Span, error
from publish.model import Book, Composition, Leaf, Term

RESERVED = ("half-title", "title-page", "imprint", "dedication", "epigraph", "contents", "contents-title", "opening",
            "glossary", "glossary-title", "about", "about-title", "cover", "notes", "nav", "toc", "landmarks",
            "page-list")
CONTENTS_DEPTH = 3
TEXT = ("opening", "part", "chapter")
IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
FIELDS = ("rights", "source-statement", "imprint", "dedication", "about")


@dataclass
class _Desk:
    """What the making of one composition gathers: the ids of the book, where the text's own went, and findings."""

    project: Project
    words: Mapping[str, str]
    taken: dict[str, int]
    moved: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def source(self) -> Span:
        """The place to report for what cannot be told more exactly."""
        return Span(self.project.source[0])

    def frame(self, id: str, kind: str = "front", span: Span | None = None, level: int = 1, depth: int = 1,
              first_note: int = 1) -> Frame:
        """The frame of a leaf or a piece."""
        return Frame(id, kind, level, depth, self.project.title, self.words, self.taken, self.moved, first_note,
                     span or self.source)


def compose(book: Book, body: str, convert: Convert, find: Find, identifier: Callable[[str], str],
            faces: Sequence[str], each: Each = every) -> tuple[Composition, frozenset[str]]:
    """The composition of a book, and the ids of the glossary entries that its text uses.

    `body` is the book's Markdown without the YAML block; `convert` is pandoc's door for many texts, `find` and
    `identifier` are the glossary's matcher and ids, `faces` the names of the faces for the imprint; `each` may keep
    fragments from one build to the next. Errors: a picture that the book does not carry, nesting without measure.
    """
    project: Project = book.project
    entries = [identifier(term.term) for term in book.terms]
    desk = _Desk(project, words_for(project.language),
                 dict.fromkeys((*RESERVED, *entries, *(f"{entry}-definition" for entry in entries)), 1))
    chunks = split(body)
    fields = _fields(project, book.terms)
    made = fragments([*chunks, *map(field_of, fields.values())], convert, each)
    desk.diagnostics += [one for fragment in made for one in fragment.diagnostics]
    pieces = dict(zip(fields, (fragment.html for fragment in made[len(chunks):])))
    front = _front(desk, chunks, made, pieces, book, faces)
    text = _text(desk, chunks, made)
    how = Linking(find, identifier, project.linking, desk.taken, set())
    linked = [link(one, how) for one in text]
    text = [led_in(one) if one.kind == "opening" else one for one, _ in linked]
    uses = [(one, use) for one, found in linked for use in found]
    back = _back(desk, pieces, book.terms, uses, identifier)
    listed = [heading for one in (*text, *back) for heading in one.headings if heading.depth <= CONTENTS_DEPTH]
    contents = [parts.contents(listed, desk.words)] if len(listed) > 1 else []
    leaves, dead = settle((*front, *contents, *text, *back), desk.moved, desk.source)
    _pictures(leaves, book, desk)
    return Composition(project=project, leaves=leaves, resources=book.resources, markdown=book.markdown,
                       ledger=book.ledger, terms=book.terms,
                       diagnostics=(*desk.diagnostics, *dead)), frozenset(use.term for _, use in uses)


def _fields(project: Project, terms: tuple[Term, ...]) -> dict[str, str]:
    """The metadata's and the glossary's own pieces of Markdown, by name."""
    named = {name: getattr(project, name.replace("-", "_")) for name in FIELDS}
    return {name: text for name, text in named.items() if text} | \
        {f"term:{term.term}": term.definition for term in terms}


def _text(desk: _Desk, chunks: Sequence[Chunk], made: Sequence[Fragment]) -> list[Leaf]:
    """The leaves of the text: its opening, parts and chapters. Notes are numbered through a text that runs on."""
    body = [(chunk, fragment.html) for chunk, fragment in zip(chunks, made) if chunk.kind in TEXT]
    ids = ["opening" if chunk.kind == "opening" else name(found, desk.taken, desk.moved) for chunk, found in body]
    leaves, note = [], 1
    for id, (chunk, fragment) in zip(ids, body):
        one, count, found = leaf(fragment, desk.frame(id, chunk.kind, None, chunk.level, chunk.depth, note))
        note = note + count if desk.project.print.openings == "run-on" else 1
        leaves.append(one)
        desk.diagnostics += found
    return leaves


def _front(desk: _Desk, chunks: Sequence[Chunk], made: Sequence[Fragment], pieces: Mapping[str, str], book: Book,
           faces: Sequence[str]) -> list[Leaf]:
    project, words = desk.project, desk.words
    own = {kind: "\n".join(fragment.html for chunk, fragment in zip(chunks, made) if chunk.kind == kind)
           for kind in ("byline", "epigraph", "dedication")}
    byline, extra, found = lines(own["byline"], desk.frame("title-page"))
    desk.diagnostics += found
    leaves = [parts.half_title(project, words)] if project.print.half_title else []
    leaves.append(parts.title_page(project, words, byline, extra))
    paragraphs = [_piece(desk, pieces[name], "imprint", project.span(name))
                  for name in ("rights", "source-statement", "imprint") if name in pieces]
    leaves.append(parts.imprint(project, words, paragraphs, len(book.made), len(book.terms), faces))
    dedication = pieces.get("dedication", "") + own["dedication"]
    if dedication:
        leaves.append(parts.dedication(_piece(desk, dedication, "dedication", project.span("dedication")), words))
    if own["epigraph"]:
        leaves.append(parts.epigraph(_piece(desk, own["epigraph"], "epigraph", desk.source), words))
    return leaves


def _back(desk: _Desk, pieces: Mapping[str, str], terms: tuple[Term, ...], uses: Sequence[tuple[Leaf, Use]],
          identifier: Callable[[str], str]) -> list[Leaf]:
    leaves = []
    if terms:
        known = frozenset(term.term for term in terms)
        by_entry: dict[str, list[tuple[Leaf, Use]]] = {}
        for leaf_of, use in uses:
            by_entry.setdefault(use.term, []).append((leaf_of, use))
        entries = [_entry(desk, term, pieces[f"term:{term.term}"], by_entry.get(identifier(term.term), []), identifier,
                          known) for term in terms]
        leaves.append(parts.glossary(entries, desk.words))
    if "about" in pieces:
        about = _piece(desk, pieces["about"], "about", desk.project.span("about"))
        leaves.append(parts.about(about, desk.project, desk.words))
    return leaves


def _entry(desk: _Desk, term: Term, definition: str, uses: Sequence[tuple[Leaf, Use]], identifier: Callable[[str], str],
           known: frozenset[str]) -> dict[str, object]:
    """An entry as the template wants it, with a link back for each leaf, to the first link to it there."""
    entry = identifier(term.term)
    links = {leaf.id: (use.id, leaf.title) for leaf, use in reversed(uses) if use.linked}
    text, found = copied(definition, term.span)
    desk.diagnostics += found
    return {"id": entry, "term": term.term, "html": text,
            "see": [(identifier(name) if name in known else "", name) for name in term.see],
            "links": list(reversed(links.values())), "uses": " ".join(use.id for _, use in uses)}


def _piece(desk: _Desk, fragment: str, id: str, span: Span) -> str:
    text, found = piece(fragment, desk.frame(id, "about" if id == "about" else "front", span))
    desk.diagnostics += found
    return text


def _pictures(leaves: Sequence[Leaf], book: Book, desk: _Desk) -> None:
    """An error for each picture that the book does not carry."""
    carried = {resource.name for resource in book.resources}
    shown = dict.fromkeys(html.unescape(src) for one in leaves for src in IMAGE.findall(one.xhtml))
    faults = [error("image-missing", f"the text shows '{src}', which the publication does not hold", desk.source,
                    "put the picture beside the text and name it from there") for src in shown if src not in carried]
    if faults:
        raise PublishError(*faults)
