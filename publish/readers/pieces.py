"""Markdown as blocks, chapter by chapter: what was made of a chapter before is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from publish.errors import Diagnostic, Span, warning
from publish.markdown import NOTE, note_end
from publish.model import NOTE_OFF, NOTE_ON, Block, Manuscript
from publish.readers.ast import Tree, sources
from publish.readers.chapters import Chapter, Whole, apart, trees
from publish.readers.markup import Node, find
from publish.readers.meta import metadata
from publish.readers.places import located, moved, noted, references

_NOTE = re.compile(f"{NOTE_ON}([^{NOTE_OFF}]*){NOTE_OFF}")
_OUTWARD = re.compile(r'"t":"(?:Link|Image|Span|Figure)"|"t":"Header","c":\[\d,\["[^"]')   # may hold an id or name one
_PLACE = re.compile(r"[^\W\d][\w:.-]*")          # ids that Markdown's attributes can hold


@dataclass(frozen=True)
class Piece:
    """What is kept of a chapter: its metadata as JSON, its blocks with lines from its own first, its notes, findings.

    `tree` is its tree as JSON where others have a say in its blocks, by a picture's name or by links: these are then
    made anew. `places` are its ids, and `links` those that it refers to.
    """

    meta: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[Block, ...] = ()
    said: tuple[Diagnostic, ...] = ()
    tree: str = ""
    places: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


Make = Callable[[Sequence[int]], Iterator[Piece]]
Each = Callable[[Sequence[str], Make], Sequence[Piece]]


def by_chapter(text: str, form: str, path: str, image: Callable[[str], str], prefix: str, each: Each,
               jobs: int = 1) -> Manuscript | None:
    """The manuscript of a text in pandoc's format `form`, from its chapters; None when it has to be read whole.

    `each(texts, make)` gives the piece of every chapter, kept or from `make` (build.cache's keep_each).
    """
    try:
        chapters = apart(text)

        def make(wanted: Sequence[int]) -> Iterator[Piece]:
            for number, (meta, tree) in zip(wanted, trees(chapters, wanted, form, jobs)):
                yield _piece(meta, tree, chapters[number].text, path)
        pieces = each([f"{form}\0{path}\0{one.alone()}" for one in chapters], make)
        linked, dead = led([name for one in pieces for name in one.places],
                           [name for one in pieces for name in one.links], path)
        pieces = [_made(one, chapter, path, image, linked) if one.tree else one
                  for one, chapter in zip(pieces, chapters)]
    except (Whole, RecursionError, ValueError):             # ValueError: a separator that stands inside a block
        return None
    if any(one.blocks and one.blocks[0].kind != "heading" for one in pieces[1:]):
        return None                                         # a heading of nothing: the lists beside it would be one
    return _together(pieces, chapters, text, prefix, dead)


def anchors(nodes: Sequence[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of headings, pictures and spans, and the ids to which links lead."""
    there = [one["c"][1 if kind == "Header" else 0][0] for kind in ("Header", "Figure", "Image", "Span")
             for one in find(nodes, kind)]
    wanted = [url[1:] for one in find(nodes, "Link") if (url := one["c"][2][0]).startswith("#")]
    return tuple(filter(None, there)), tuple(wanted)


def led(there: Sequence[str], wanted: Sequence[str], path: str) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
    """The ids to which links lead and which Markdown can hold, and a warning for each link to none."""
    wanted = dict.fromkeys(wanted)
    known = frozenset(there)
    return frozenset(known.intersection(filter(_PLACE.fullmatch, wanted))), tuple(
        warning("link-broken", f"the text links to '#{name}', which is not in it", Span(path),
                f"give the place its name: # Heading {{#{name}}}") for name in wanted if name and name not in known)


def _piece(meta: str, tree: str, text: str, path: str) -> Piece:
    """A chapter as it is kept; Whole when a table refers to a note, whose number is the whole text's."""
    nodes = json.loads(tree)
    if _OUTWARD.search(tree):
        places, links = anchors(nodes)
        if places or links or find(nodes, "Image"):
            return Piece(meta, tree=tree, places=places, links=links)
    return _blocks(meta, Tree(path), nodes, text, path)


def _made(piece: Piece, chapter: Chapter, path: str, image: Callable[[str], str], linked: frozenset[str]) -> Piece:
    """A chapter with pictures or links, now that their names and ends are known."""
    return _blocks(piece.meta, Tree(path, image, linked=linked), json.loads(piece.tree), chapter.text, path)


def _blocks(meta: str, tree: Tree, nodes: list[Node], text: str, path: str) -> Piece:
    blocks = sources(tree.blocks(nodes))
    if tree.notes and _tables(blocks):
        raise Whole
    return Piece(meta, tuple(located(blocks, _without_notes(text), path)), tuple(tree.notes), tuple(tree.said))


def _without_notes(text: str) -> str:
    """A chapter with the definitions of notes blanked out, whose words are no block's of the text."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if NOTE.match(line):
            end = note_end(lines, number)
            lines[number:end] = [""] * (end - number)
    return "\n".join(lines)


def _tables(blocks: Sequence[Block]) -> bool:
    """Whether a table, or another block that pandoc writes, refers to a note."""
    return any(_tables(block.blocks) if block.blocks else block.kind == "verbatim" and NOTE_ON in block.text
               for block in blocks)


def _together(pieces: Sequence[Piece], chapters: Sequence[Chapter], text: str, prefix: str,
              dead: tuple[Diagnostic, ...]) -> Manuscript:
    """The manuscript of all chapters, and the chapters as its parts; notes are named by their place in the whole."""
    blocks: list[Block] = []
    waiting: list[Block] = []
    for piece, chapter in zip(pieces, chapters):
        named = {note.name: f"{prefix}{number}" for number, note in enumerate(piece.notes, len(waiting) + 1)}
        blocks += [_renamed(moved(block, chapter.line), named) for block in piece.blocks]
        waiting += [_renamed(note, named) for note in piece.notes]
    notes = noted(waiting, text, references(blocks))
    meta = metadata({"meta": json.loads(pieces[0].meta)})
    left = iter(notes)
    parts = []
    for piece, chapter in zip(pieces, chapters):
        own = [replace(moved(placed, -chapter.line), name=note.name) for note, placed in zip(piece.notes, left)]
        parts.append((chapter.line, Manuscript((*piece.blocks, *own), "markdown", () if parts else meta,
                                               (*piece.blocks, *own))))
    return Manuscript((*blocks, *notes), "markdown", meta, parts=tuple(parts),
                      diagnostics=(*(one for piece in pieces for one in piece.said), *dead))


def _renamed(block: Block, names: dict[str, str]) -> Block:
    """A block whose notes have other names."""
    if not names:
        return block
    name = names.get(block.name, block.name) if block.kind == "note" else block.name
    text = _NOTE.sub(lambda match: f"{NOTE_ON}{names[match[1]]}{NOTE_OFF}", block.text) if NOTE_ON in block.text \
        else block.text
    return replace(block, name=name, text=text, blocks=tuple(_renamed(one, names) for one in block.blocks))
