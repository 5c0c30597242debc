"""metadata.yaml -> Project: validated against the published JSON Schema, each fault with its line."""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources

from publish.errors import MISUSE, Diagnostic, PublishError, Span, did_you_mean, error
from publish.model import Correction, Creator, Decisions
from publish.yamlfile import Document, parse

FILE = "metadata.yaml"
SCHEMA = "metadata.schema.json"
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


def schema() -> dict:
    """The JSON Schema of metadata.yaml, as published for editors."""
    return json.loads(resources.files("publish").joinpath(SCHEMA).read_text("utf-8"))


def load(data: bytes, known_editions: tuple[str, ...], exists: Callable[[str], bool]) -> Project:
    """The project that a metadata.yaml describes; errors (exit 2) are collected: syntax, keys, types, ISBNs, files."""
    document = parse(FILE, data)
    if not isinstance(document.value, dict):
        raise PublishError(error("metadata", "is not a list of 'key: value' lines", Span(FILE, 1),
                                 "begin with title:, creators:, language: and source:"), exit_code=MISUSE)
    values = _as_text(document.value)
    faults = [*_schema_faults(values, document)]
    if not faults:
        faults += [*_isbn_faults(values, document), *_edition_faults(values, document, known_editions),
                   *_file_faults(values, document, exists), *_correction_faults(values, document)]
    if faults:
        raise PublishError(*sorted(faults, key=lambda fault: fault.span or Span("")), exit_code=MISUSE)
    return _project(values, document)


def _as_text(values: Mapping[str, object]) -> dict:
    """Numbers that stand for text (a year, an ISBN, a price) as text, as the schema wants them."""
    def text(value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    result = dict(values)
    if "date" in result:
        result["date"] = text(result["date"])
    for group, keys in (("identifiers", None), ("cover", ("price",))):
        if isinstance(result.get(group), dict):
            result[group] = {key: text(value) if keys is None or key in keys else value
                             for key, value in result[group].items()}
    return result


def _schema_faults(values: Mapping, document: Document) -> list[Diagnostic]:
    from jsonschema import Draft202012Validator
    validator = Draft202012Validator(schema())
    faults = []
    for fault in validator.iter_errors(values):
        faults += _explain(fault, document)
    return faults


def _explain(fault, document: Document) -> list[Diagnostic]:
    """A validator's error in the words of somebody who edits metadata.yaml."""
    place = tuple(fault.absolute_path)
    name = ".".join(str(part) for part in place) or "metadata"
    if fault.validator == "additionalProperties":
        known = fault.schema["properties"]
        return [error("unknown-key", f"unknown key '{key}'", document.span(*place, key), did_you_mean(key, known))
                for key in fault.instance if key not in known]
    if fault.validator == "required":
        missing = next(key for key in fault.validator_value if key not in fault.instance
                       and f"'{key}'" in fault.message)
        return [error("missing-key", f"'{missing}' is missing" + (f" in {name}" if place else ""),
                      document.span(*place), f"add a line '{missing}: …'")]
    if fault.validator == "type":
        return [error("wrong-type", f"{name} is {_kind(fault.instance)}; it must be {_article(fault.validator_value)}",
                      document.span(*place), fault.schema.get("description", ""))]
    if fault.validator == "oneOf":
        return [error("wrong-type", f"{name} is {_kind(fault.instance)} of the wrong form", document.span(*place),
                      fault.schema.get("description", ""))]
    if fault.validator == "enum":
        return [error("unknown-value", f"{name}: '{fault.instance}' is not known", document.span(*place),
                      did_you_mean(str(fault.instance), map(str, fault.validator_value)))]
    return [error("bad-value", f"{name}: {fault.message}"[:300], document.span(*place),
                  fault.schema.get("description", ""))]


def _kind(value: object) -> str:
    kinds = ((bool, "true or false"), (str, "text"), ((int, float), "a number"), (list, "a list"),
             (dict, "a mapping"))
    return next((word for kind, word in kinds if isinstance(value, kind)), "empty")


def _article(kind: str) -> str:
    return {"string": "text", "array": "a list", "object": "a mapping", "integer": "a whole number",
            "number": "a number", "boolean": "true or false"}.get(kind, str(kind))


def _isbn_faults(values: Mapping, document: Document) -> list[Diagnostic]:
    from stdnum import isbn
    faults, seen = [], {}
    for edition, number in (values.get("identifiers") or {}).items():
        if edition == "uuid":
            continue
        span = document.span("identifiers", edition)
        if not isbn.is_valid(number) or isbn.isbn_type(number) != "ISBN13":
            faults.append(error("bad-isbn", f"'{number}' is not a valid ISBN-13", span, _isbn_hint(number)))
        elif seen.setdefault(isbn.compact(number), edition) != edition:
            faults.append(error("bad-isbn", f"'{number}' is also the ISBN of {seen[isbn.compact(number)]}", span,
                                "each edition has its own ISBN (ISBN Users' Manual, section 5)"))
    return faults


def _isbn_hint(number: str) -> str:
    from stdnum import ean
    digits = re.sub(r"[^0-9]", "", number)
    if len(digits) == 13 and digits[:3] in ("978", "979"):
        return f"its check digit would be {ean.calc_check_digit(digits[:12])}; compare it with your agency's list"
    return "an ISBN-13 has 13 digits and begins with 978 or 979"


def _edition_faults(values: Mapping, document: Document, known: tuple[str, ...]) -> list[Diagnostic]:
    return [error("unknown-edition", f"unknown edition '{name}'", document.span("editions", index),
                  did_you_mean(name, known))
            for index, name in enumerate(values.get("editions", ())) if name not in known]


def _file_faults(values: Mapping, document: Document, exists: Callable[[str], bool]) -> list[Diagnostic]:
    faults = []
    for name, place in _named_files(values):
        try:
            if not exists(name):
                faults.append(error("file-missing", f"'{name}' does not exist", document.span(*place),
                                    "give the path from the folder of metadata.yaml"))
        except PublishError as trouble:
            faults += [error(one.code, one.message, document.span(*place), one.hint) for one in trouble.diagnostics]
    return faults


def _named_files(values: Mapping) -> list[tuple[str, tuple]]:
    source, glossary = values["source"], values.get("glossary")
    named = [(source, ("source",))] if isinstance(source, str) else \
        [(name, ("source", index)) for index, name in enumerate(source)]
    if glossary:
        named.append((glossary, ("glossary",)) if isinstance(glossary, str) else (glossary["file"], ("glossary", "file")))
    if (values.get("cover") or {}).get("image"):
        named.append((values["cover"]["image"], ("cover", "image")))
    return named


def _correction_faults(values: Mapping, document: Document) -> list[Diagnostic]:
    seen: dict[str, int] = {}
    faults = []
    for index, item in enumerate(values.get("corrections", ())):
        span = document.span("corrections", index)
        if item["source"] == item["corrected"]:
            faults.append(error("bad-value", "the corrected words are those of the source", span, "remove the entry"))
        if seen.setdefault(item["source"], index) != index:
            faults.append(error("bad-value", f"'{item['source']}' is corrected twice", span, "remove one of them"))
    return faults


def _project(values: Mapping, document: Document) -> Project:
    plain = ("title", "language", "subtitle", "publisher", "place", "date", "rights", "description", "about",
             "imprint", "dedication", "theme", "url")
    hyphened = ("title-by-editor", "edition-statement", "about-title", "source-statement")
    source, glossary = values["source"], values.get("glossary", "")
    creators = _creators(values["creators"])
    identifiers = dict(values.get("identifiers", {}))
    series = values.get("series", {})
    return Project(
        **{key: _tidy(values[key]) for key in plain if key in values},
        **{key.replace("-", "_"): _tidy(values[key]) for key in hyphened if key in values},
        creators=creators, contributors=_creators(values.get("contributors", ())),
        source=(source,) if isinstance(source, str) else tuple(source),
        slug=values.get("slug") or slug(values["title"]),
        uuid=(identifiers.pop("uuid", "") or _uuid(values["title"], creators)).lower(),
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


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _creators(items: tuple | list) -> tuple[Creator, ...]:
    return tuple(Creator(item["name"], item.get("role", "aut"), item.get("file-as", "")) for item in items)


def _print(values: Mapping) -> Print:
    members = {key.replace("-", "_"): value for key, value in values.items() if key != "paper"}
    return Print(**members, paper=Paper(**values.get("paper", {})))


def _isbns(identifiers: Mapping[str, str]) -> dict[str, str]:
    if not identifiers:
        return {}
    from stdnum import isbn
    return {edition: isbn.compact(number) for edition, number in identifiers.items()}


def _uuid(title: str, creators: tuple[Creator, ...]) -> str:
    """A UUID that stays the same as long as the title and the creators do (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((title, *(creator.name for creator in creators)))))


def slug(title: str) -> str:
    """A file name stem from a title: ASCII letters, digits and hyphens, at most 80 characters, cut at a word."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['’]", "", plain)
    words = re.findall(r"[a-z0-9]+", plain)
    stem = ""
    for word in words:
        if len(stem) + len(word) + 1 > 80:
            break
        stem = f"{stem}-{word}" if stem else word
    return stem or "publication-" + str(uuid.uuid5(uuid.NAMESPACE_URL, title))[:8]
