"""What is wrong with a metadata.yaml: its JSON Schema first, then what no schema can say, each fault with its line."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error
from publish.yamlfile import Document

SCHEMA = Path(__file__).parent.parent / "metadata.schema.json"
MOST_FAULTS = 50
NOT_BLANK = r"\S"            # the schema's pattern for a text that must say something
Exists = Callable[[str], bool]


@cache
def schema() -> dict:
    """The JSON Schema of metadata.yaml, as published for editors."""
    return json.loads(SCHEMA.read_text("utf-8"))


def as_text(values: Mapping, part: Mapping | None = None) -> dict:
    """The values with whole numbers as text wherever the schema wants text: a year, an ISBN, a title such as 1984."""
    known = (part or schema()).get("properties", {})
    return {key: _as_text(value, known.get(key, {})) for key, value in values.items()}


def _as_text(value: object, part: Mapping) -> object:
    part = schema()["$defs"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
    kinds = [part.get("type"), *(one.get("type") for one in part.get("oneOf", ()))]
    if isinstance(value, int) and not isinstance(value, bool) and "string" in kinds:
        return str(value)
    if isinstance(value, dict):
        branch = next((one for one in (part, *part.get("oneOf", ())) if "properties" in one), {})
        return as_text(value, branch) if branch else value
    if isinstance(value, list):
        items = next((one["items"] for one in (part, *part.get("oneOf", ())) if "items" in one), {})
        return [_as_text(one, items) for one in value]
    return value


def faults_in(values: Mapping, document: Document, editions: tuple[str, ...], exists: Exists,
              valid: bool) -> list[Diagnostic]:
    """Every fault, in the order of the lines; those against the schema only where it is not known to be kept."""
    faults = [] if valid else list(_schema_faults(values, document))
    if not faults:
        faults = [*_dates(values, document), *_isbns(values, document), *_editions(values, document, editions),
                  *_files(values, document, exists), *_corrections(values, document)]
    return sorted(faults, key=lambda fault: fault.span or Span(""))[:MOST_FAULTS]


# the schema ---------------------------------------------------------------

def _schema_faults(values: Mapping, document: Document) -> Iterator[Diagnostic]:
    from jsonschema import Draft202012Validator
    for fault in Draft202012Validator(schema()).iter_errors(values):
        yield from _explain(fault, document)


def _explain(fault, document: Document) -> Iterator[Diagnostic]:
    """A validator's error in the words of somebody who edits metadata.yaml."""
    place = tuple(fault.absolute_path)
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place) or "metadata"
    here, hint = document.span(*place), fault.schema.get("description", "")
    if fault.validator == "additionalProperties":
        known = fault.schema["properties"]
        for key in fault.instance:
            if key not in known:
                yield error("unknown-key", f"unknown key '{key}'", document.span(*place, key), did_you_mean(key, known))
    elif fault.validator == "required":
        missing = next(key for key in fault.validator_value if fault.message.startswith(repr(key)))
        yield error("missing-key", f"'{missing}' is missing" + (f" in {name}" if place else ""), here,
                    f"add a line '{missing}: …'")
    elif fault.validator == "oneOf":
        yield from _branch(fault, document, name)
    elif fault.validator == "type" and fault.instance is None:
        yield error("wrong-type", f"{name} is empty", here, "give it a value, or take the line away")
    elif fault.validator == "type":
        yield error("wrong-type", f"{name} is {_kind(fault.instance)}; it must be {_article(fault.validator_value)}",
                    here, hint)
    elif fault.validator == "enum":
        yield error("unknown-value", f"{name}: '{fault.instance}' is not known", here,
                    did_you_mean(str(fault.instance), map(str, fault.validator_value)))
    else:
        yield error("bad-value", f"{name}: {_wrong(fault)}", here, hint)


def _branch(fault, document: Document, name: str) -> Iterator[Diagnostic]:
    """What is wrong with a value that may have one of several forms, told for the form that it has."""
    forms = {index: one.get("type") for index, one in enumerate(fault.validator_value)}
    own = [one for one in fault.context
           if one.validator != "type" or tuple(one.absolute_path) != tuple(fault.absolute_path)]
    if own:
        for one in own:
            yield from _explain(one, document)
        return
    wanted = " or ".join(dict.fromkeys(_article(kind) for kind in forms.values()))
    yield error("wrong-type", f"{name} is {_kind(fault.instance)}; it must be {wanted}",
                document.span(*fault.absolute_path), fault.schema.get("description", ""))


def _wrong(fault) -> str:
    """Why a value of the right type will not do."""
    if fault.validator == "minItems" or fault.validator_value == NOT_BLANK:
        return "is empty"
    if fault.validator == "uniqueItems":
        return f"'{next(one for one in fault.instance if fault.instance.count(one) > 1)}' is listed twice"
    if fault.validator in ("minimum", "exclusiveMinimum"):
        return f"{fault.instance} is too small"
    if fault.validator == "multipleOf":
        return f"{fault.instance} is not a multiple of {fault.validator_value}"
    shown = str(fault.instance)
    return f"'{shown if len(shown) <= 60 else shown[:57] + '…'}' will not do"


def _kind(value: object) -> str:
    kinds = ((bool, "true or false"), (str, "text"), ((int, float), "a number"), (list, "a list"),
             (dict, "a mapping"))
    return next((word for kind, word in kinds if isinstance(value, kind)), "empty")


def _article(kind: str) -> str:
    return {"string": "text", "array": "a list", "object": "a mapping", "integer": "a whole number",
            "number": "a number", "boolean": "true or false"}[kind]


# what no schema can say ---------------------------------------------------

def _dates(values: Mapping, document: Document) -> Iterator[Diagnostic]:
    if "date" in values:
        numbers = [int(part) for part in values["date"].split("-")]
        try:
            datetime.date(*(*numbers, 1, 1)[:3])
        except ValueError:
            yield error("bad-date", f"there is no date '{values['date']}'", document.span("date"),
                        "write YYYY, YYYY-MM or YYYY-MM-DD")


def _isbns(values: Mapping, document: Document) -> Iterator[Diagnostic]:
    numbers = {edition: number for edition, number in values.get("identifiers", {}).items() if edition != "uuid"}
    if not numbers:
        return
    from stdnum import isbn
    seen: dict[str, str] = {}
    for edition, number in numbers.items():
        span = document.span("identifiers", edition)
        if not isbn.is_valid(number) or isbn.isbn_type(number) != "ISBN13":
            yield error("bad-isbn", f"'{number}' is not a valid ISBN-13", span, _isbn_hint(number))
        elif seen.setdefault(isbn.compact(number), edition) != edition:
            yield error("bad-isbn", f"'{number}' is also the ISBN of {seen[isbn.compact(number)]}", span,
                        "each edition has its own ISBN (ISBN Users' Manual, section 5)")


def _isbn_hint(number: str) -> str:
    from stdnum import ean, isbn
    if isbn.is_valid(number):
        return f"this is the old form of ten digits; as an ISBN-13 it is {isbn.format(isbn.to_isbn13(number))}"
    digits = re.sub(r"[\s-]", "", number)
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return f"its check digit would be {ean.calc_check_digit(digits[:12])}; compare it with your agency's list"
    return "an ISBN-13 has 13 digits and begins with 978 or 979"


def _editions(values: Mapping, document: Document, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    for index, name in enumerate(values.get("editions", ())):
        if name not in known:
            yield error("unknown-edition", f"unknown edition '{name}'", document.span("editions", index),
                        did_you_mean(name, known))


def _files(values: Mapping, document: Document, exists: Exists) -> Iterator[Diagnostic]:
    for name, place in _named_files(values):
        try:
            if not exists(name):
                yield error("file-missing", f"'{name}' does not exist", document.span(*place),
                            "give the path from the folder of metadata.yaml")
        except PublishError as trouble:
            for one in trouble.diagnostics:
                yield error(one.code, one.message, document.span(*place), one.hint)


def _named_files(values: Mapping) -> Iterator[tuple[str, tuple]]:
    source, glossary, cover = values["source"], values.get("glossary"), values.get("cover", {})
    if isinstance(source, str):
        yield source, ("source",)
    else:
        yield from ((name, ("source", index)) for index, name in enumerate(source))
    if isinstance(glossary, str):
        yield glossary, ("glossary",)
    elif glossary:
        yield glossary["file"], ("glossary", "file")
    if "image" in cover:
        yield cover["image"], ("cover", "image")


def _corrections(values: Mapping, document: Document) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for index, item in enumerate(values.get("corrections", ())):
        span = document.span("corrections", index)
        if not item["source"].strip():
            yield error("bad-value", "the words to correct are empty", span, "copy them from the source")
        if item["source"] == item["corrected"]:
            yield error("bad-value", "the corrected words are those of the source", span, "remove the entry")
        if seen.setdefault(item["source"], index) != index:
            yield error("bad-value", f"'{item['source']}' is corrected twice", span, "remove one of them")
