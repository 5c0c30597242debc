"""The types that travel the road: read -> normalise -> merge -> compose -> render -> check.

All are frozen. Lengths are millimetres unless a name says points (pt).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from publish.errors import Diagnostic, Span


# read ---------------------------------------------------------------------

@dataclass(frozen=True)
class Source:
    """One input file as it arrived: path relative to the publication ("-" for stdin), bytes, format ("" to detect)."""

    path: str
    data: bytes
    format: str = ""


@dataclass(frozen=True)
class Resource:
    """A file that a text refers to (an image): its name inside the editions, media type and bytes."""

    name: str
    media_type: str
    data: bytes
    span: Span | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: what a rule changed, where in the source, and how sure it is (0 to 1).

    `before` and `after` hold the words themselves: a removed piece stands whole in `before` with an empty `after`.
    `kept` marks a piece that a rule suspected and left in place because its confidence was below the threshold.
    """

    rule: str
    span: Span
    before: str
    after: str
    confidence: float = 1.0
    kept: bool = False

    def as_dict(self) -> dict[str, object]:
        """The entry as one JSON object."""
        return {"rule": self.rule, "file": self.span.path, "line": self.span.line, "column": self.span.column,
                "before": self.before, "after": self.after, "confidence": round(self.confidence, 3),
                **({"kept": True} if self.kept else {})}


@dataclass(frozen=True)
class Decisions:
    """What the editor decided about normalisation: pieces to keep, pieces to remove, rules switched off."""

    keep: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


# read, normalise ----------------------------------------------------------

# Inline markup inside a Block's text, written with Unicode noncharacters, which the standard sets aside for a
# program's own use (Unicode 16.0, 23.7): MARK_ON x MARK_OFF is Markdown markup to be written as it is, NOTE_ON label
# NOTE_OFF refers to a note, and a line feed is a line break that the author made. All else is the author's characters.
MARK_ON, MARK_OFF, NOTE_ON, NOTE_OFF = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"


@dataclass(frozen=True)
class Block:
    """One block of a text: its kind, its text (or the blocks inside it), and its place in the source.

    Kinds: line and page (plain text before its paragraphs are found), paragraph, plain (a list item's text), heading,
    quotation, epigraph, verse, list, item, note, break, verbatim (Markdown that no rule touches), source, title,
    byline, dateline, div. `lines` holds (offset in text, line, column) wherever a new line of the source begins;
    `gap` counts the blank lines before the block, `indent` its spaces at the left, `name` is a note's label or a
    div's class, `attributes` whatever else the markup needs.
    """

    kind: str
    text: str = ""
    span: Span = Span("")
    lines: tuple[tuple[int, int, int], ...] = ()
    level: int = 0
    indent: int = 0
    gap: int = 0
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """A text on its way from the source to the hub: blocks, what is known of it, and what was done to it.

    `form` says how much structure the source states: text (none), page (HTML with its furniture), document (styles),
    markdown (the hub itself). `original` is the blocks as they were read, the witness for the proof that no word was
    lost. `markdown` is empty until the last step of normalisation. `meta` holds title, subtitle, author and date.
    `decisions` are the editor's, which every rule that removes something asks. `parts` are the chapters of a Markdown
    text that can be taken apart, each with the number of lines before it and with places counted from its own first
    line; `habits` is what a part is told of the whole: its language, and whether it has spaces round em dashes.
    """

    blocks: tuple[Block, ...]
    form: str = "text"
    meta: tuple[tuple[str, str], ...] = ()
    original: tuple[Block, ...] = ()
    markdown: str = ""
    ledger: tuple[Entry, ...] = ()
    resources: tuple[Resource, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    decisions: Decisions = Decisions()
    parts: tuple[tuple[int, "Manuscript"], ...] = field(default=(), compare=False)
    habits: tuple[str, bool] | None = None


# merge --------------------------------------------------------------------

@dataclass(frozen=True)
class Creator:
    """A contributor: name, MARC relator code, and the name as it is filed."""

    name: str
    role: str = "aut"
    file_as: str = ""


@dataclass(frozen=True)
class Correction:
    """Words of the source and the words that replace them, with the reason and the line in the metadata."""

    source: str
    corrected: str
    reason: str
    span: Span


@dataclass(frozen=True)
class Term:
    """A glossary term: headword, definition in Markdown, other forms, see-also headwords, and its line."""

    term: str
    definition: str
    forms: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True)
class Book:
    """A text that is whole: normalised Markdown with corrections made, its metadata, glossary and ledger."""

    project: "object"                    # config.Project; named loosely so that the model imports nothing above it
    markdown: str
    made: tuple[Correction, ...] = ()
    terms: tuple[Term, ...] = ()
    resources: tuple[Resource, ...] = ()
    ledger: tuple[Entry, ...] = ()


# compose ------------------------------------------------------------------

@dataclass(frozen=True)
class Heading:
    """An entry of the contents: id of the element, its text, and its depth from 1."""

    id: str
    title: str
    depth: int


@dataclass(frozen=True)
class Leaf:
    """One part of the book as a semantic XHTML <section>, the same in every edition.

    `kind` is a part of a book in the trade's sense: half-title, title-page, imprint, epigraph, contents, part,
    chapter, glossary, about. `matter` is front, body or back. `id` is unique, stable, and the id of the section.
    """

    id: str
    kind: str
    matter: str
    title: str
    xhtml: str
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Composition:
    """The whole book as leaves in reading order, ready for any edition."""

    project: "object"
    leaves: tuple[Leaf, ...]
    resources: tuple[Resource, ...] = ()
    markdown: str = ""
    ledger: tuple[Entry, ...] = ()
    terms: tuple[Term, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


# typeset ------------------------------------------------------------------

# What Page.start does not count, since lines add and drop it: white space, hyphens, spaces of no width.
UNCOUNTED = re.compile(r"[\s\u00ad\u200b\u2060\u2010\u2011-]")


@dataclass(frozen=True)
class Page:
    """A typeset page: its folio as printed ("" on a page without one), and the ids that stand on it, in order.

    `start` is where its text begins: the id of the innermost block with an id that the page opens with, and how many
    characters of that block's text stand on the pages before (0: the block begins here). Characters are those of the
    leaf's XHTML but for those of UNCOUNTED. `short` is how many lines its text ends above the foot though it goes on.
    """

    label: str
    anchors: tuple[str, ...] = ()
    start: tuple[str, int] = ("", 0)
    short: float = 0.0


@dataclass(frozen=True)
class Layout:
    """The one layout of the pages that every paged edition uses: tagged PDF bytes and what stands on each page.

    `width` and `height` are those of the trimmed page. Each page of the PDF has TrimBox [0 0 width height] in points,
    and BleedBox and MediaBox larger by the bleed on every side; it has structure, links with named destinations, page
    labels and bookmarks, colours as DeviceRGB or grey, one subset of each face, and no metadata. Blank pages are there.
    """

    pdf: bytes
    pages: tuple[Page, ...]
    width: float
    height: float
    diagnostics: tuple[Diagnostic, ...] = ()


# render, check ------------------------------------------------------------

@dataclass(frozen=True)
class File:
    """One file of an edition: its name in dist/, bytes, page count where it has pages, what was found in making it."""

    name: str
    data: bytes
    pages: int = 0
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Edition:
    """A kind of output: its name, the endings of its files, and two functions.

    `render(Composition, Context) -> Files` makes the bytes; `check(Files, Composition, each) -> Diagnostics` judges
    them; `each` keeps what was found of pieces (editions/pieces.py). `paged`: with the layout; `typeset`: and its PDF.
    """

    name: str
    endings: tuple[str, ...]
    render: Callable[["Composition", "Context"], tuple[File, ...]]
    check: Callable[..., tuple[Diagnostic, ...]]
    paged: bool = False
    typeset: bool = False


@dataclass(frozen=True)
class Face:
    """One face of a family: CSS weight and style, file name, font program, and the text of its licence."""

    family: str
    weight: int
    style: str
    name: str
    data: bytes
    licence: str = ""


@dataclass(frozen=True)
class Context:
    """What an edition may use besides the composition: style files by path, faces, the layout, and the date.

    `modified` is the moment of the edition in UTC as seconds since 1970 (SOURCE_DATE_EPOCH, else the metadata's date).
    `cover` is the front cover as a JPEG, or empty; `profiles` are ICC profiles by path below styles/.
    `typeset(xhtml, css)` is one sheet's PDF; `keep(parts, make)` what `make` makes, or made before of the same parts.
    """

    styles: Mapping[str, str] = field(default_factory=dict)
    faces: tuple[Face, ...] = ()
    layout: Layout | None = None
    modified: int = 0
    cover: bytes = b""
    profiles: Mapping[str, bytes] = field(default_factory=dict)
    typeset: Callable[[str, str], bytes] | None = None
    keep: Callable[[tuple, Callable[[], bytes]], bytes] = lambda parts, make: make()
