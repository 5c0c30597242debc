"""metadata.yaml -> Project: validated against the published JSON Schema, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from publish.config.naming import slug, stable_uuid
from publish.config.validation import as_text, faults_in, schema
from publish.errors import MISUSE, PublishError, Span, error
from publish.model import Correction, Creator, Decisions
from publish.yamlfile import Document, parse

__all__ = ("EDITIONS", "FILE", "Accessibility", "Booklet", "Cover", "Paper", "Print", "Project", "load", "one_line",
           "schema", "slug")

FILE = "metadata.yaml"
EDITIONS = ("markdown", "html", "epub", "pdf")
LINKING = "first-in-chapter"


@dataclass(frozen=True)
class Paper:
    """The stock: grammage in g/m2, bulk in cm3/g, measured caliper of a leaf in mm (0: from the other two)."""

    grammage: float = 0
    bulk: float = 0
    caliper: float = 0
    colour: str = "white"


@dataclass(frozen=True)
class Print:
    """How it is printed: names in printers.yaml, and where chapters open."""

    trim: str = "A5"
    target: str = ""
    paper: Paper = Paper()
    openings: str = "run-on"
    half_title: bool = False


@dataclass(frozen=True)
class Booklet:
    """The desk printer's sheet, the pages in a signature (0: all in one), the edge it turns on, and the fit."""

    sheet: str = "A4"
    signature: int = 0
    duplex: str = "short-edge"
    fit: bool = True


@dataclass(frozen=True)
class Cover:
    """What the cover shows: a design, a picture with its alt text, a ground colour, a blurb, the price add-on."""

    design: str = ""
    image: str = ""
    alt: str = ""
    colour: str = ""
    blurb: str = ""
    price: str = ""


@dataclass(frozen=True)
class Accessibility:
    """What cannot be computed from the text."""

    certified_by: str = ""
    summary: str = ""
    exemption: str = ""


@dataclass(frozen=True)
class Project:
    """A publication as its metadata describes it."""

    title: str
    creators: tuple[Creator, ...]
    language: str
    source: tuple[str, ...]
    slug: str
    uuid: str
    title_by_editor: bool = False
    subtitle: str = ""
    contributors: tuple[Creator, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    place: str = ""
    date: str = ""
    edition_statement: str = ""
    rights: str = ""
    description: str = ""
    about: str = ""
    about_title: str = ""
    imprint: str = ""
    dedication: str = ""
    subjects: tuple[str, ...] = ()
    series: str = ""
    series_position: int | None = None
    source_statement: str = ""
    glossary: str = ""
    linking: str = LINKING
    corrections: tuple[Correction, ...] = ()
    decisions: Decisions = Decisions()
    editions: tuple[str, ...] = EDITIONS
    theme: str = "classic"
    print: Print = Print()
    booklet: Booklet = Booklet()
    cover: Cover = Cover()
    accessibility: Accessibility = Accessibility()
    url: str = ""
    spans: Mapping[tuple, Span] = field(default_factory=dict, compare=False, repr=False)

    def span(self, *place: str | int) -> Span:
        """The line of a key in metadata.yaml."""
        return Document(None, {(): Span(FILE), **self.spans}).span(*place)


def load(data: bytes, known_editions: tuple[str, ...], exists: Callable[[str], bool], valid: bool = False) -> Project:
    """The project that a metadata.yaml describes; errors (exit 2) are collected: syntax, keys, types, ISBNs, files.

    `valid` metadata is known to be as the schema wants it, and not held against it again.
    """
    document = parse(FILE, data)
    if not isinstance(document.value, dict):
        raise PublishError(error("metadata", "is not a list of 'key: value' lines", Span(FILE, 1),
                                 "begin with title:, creators:, language: and source:"), exit_code=MISUSE)
    values = as_text(document.value)
    faults = faults_in(values, document, known_editions, exists, valid)
    if faults:
        raise PublishError(*faults, exit_code=MISUSE)
    return _project(values, document)


def _project(values: Mapping, document: Document) -> Project:
    lines = ("title", "subtitle", "publisher", "place", "edition-statement", "about-title")
    plain = ("language", "date", "rights", "description", "about", "imprint", "dedication", "source-statement", "theme",
             "url", "title-by-editor")
    source, glossary = values["source"], values.get("glossary", "")
    creators = _creators(values["creators"])
    identifiers = dict(values.get("identifiers", {}))
    series = values.get("series", {})
    return Project(
        **{key.replace("-", "_"): one_line(values[key]) for key in lines if key in values},
        **{key.replace("-", "_"): _tidy(values[key]) for key in plain if key in values},
        creators=creators, contributors=_creators(values.get("contributors", ())),
        source=(source,) if isinstance(source, str) else tuple(source),
        slug=values.get("slug") or slug(values["title"]),
        uuid=(identifiers.pop("uuid", "") or stable_uuid(values["title"], (one.name for one in creators))).lower(),
        identifiers=_isbns(identifiers), subjects=tuple(values.get("subjects", ())),
        series=series.get("name", ""), series_position=series.get("position"),
        glossary=glossary if isinstance(glossary, str) else glossary["file"],
        linking=LINKING if isinstance(glossary, str) else glossary.get("link", LINKING),
        corrections=tuple(Correction(item["source"], item["corrected"], item["reason"],
                                     document.span("corrections", index))
                          for index, item in enumerate(values.get("corrections", ()))),
        decisions=Decisions(**{key: tuple(found) for key, found in values.get("normalise", {}).items()}),
        editions=tuple(values.get("editions", EDITIONS)),
        print=_print(values.get("print", {})), booklet=Booklet(**values.get("booklet", {})),
        cover=Cover(**values.get("cover", {})),
        accessibility=Accessibility(**{key.replace("-", "_"): value
                                       for key, value in values.get("accessibility", {}).items()}),
        spans=document.spans)


def one_line(text: str) -> str:
    """A text on one line; spaces that do not break stay what they are."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _creators(items: tuple | list) -> tuple[Creator, ...]:
    return tuple(Creator(one_line(item["name"]), item.get("role", "aut"), one_line(item.get("file-as", "")))
                 for item in items)


def _print(values: Mapping) -> Print:
    members = {key.replace("-", "_"): value for key, value in values.items() if key != "paper"}
    return Print(**members, paper=Paper(**values.get("paper", {})))


def _isbns(identifiers: Mapping[str, str]) -> dict[str, str]:
    if not identifiers:
        return {}
    from stdnum import isbn
    return {edition: isbn.compact(number) for edition, number in identifiers.items()}
