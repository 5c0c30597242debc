"""YAML with the line of every value, read as YAML 1.2's core schema (yaml.org/spec/1.2.2, section 10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from publish.errors import MISUSE, Diagnostic, PublishError, Span, error

MOST_DEPTH = 20
MOST_BYTES = 16 * 1024 * 1024
MOST_FAULTS = 50
Place = tuple[str | int, ...]

# What a plain scalar means; all else is text: `no` is Norwegian, and 12:30 is not a number in base sixty. Numbers are
# decimal, and one with a leading zero or more digits than a number needs (a code, an ISBN with a slip) is text.
_PLAIN = (("null", re.compile("~|null|Null|NULL|"), lambda text: None),
          ("bool", re.compile("true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
          ("int", re.compile("[-+]?(?:0|[1-9][0-9]{0,17})"), int),
          ("float", re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"), float))
# No file of text has them: controls, code points that are no characters (Unicode 16.0, 23.7), and the embeddings and
# overrides of direction, by which a title can read as what it is not (UAX #9 has isolates for honest use).
_NO_TEXT = re.compile("[\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Document:
    """A parsed YAML file: plain values, and the place of each by its path of keys and indexes."""

    def __init__(self, value: object, spans: Mapping[Place, Span]) -> None:
        self.value = value
        self.spans = spans

    def span(self, *place: str | int) -> Span:
        """The place of the value at a path, or of its nearest parent that stands in the file."""
        while place and place not in self.spans:
            place = place[:-1]
        return self.spans[place]


def parse(path: str, data: bytes) -> Document:
    """The values of a YAML file with their places.

    Errors (exit 2): over 16 MiB, not UTF-8, not YAML, more than one document, aliases, tags, keys given twice, nesting
    deeper than 20, control characters.
    """
    reading = _Reading(path, _text(path, data))
    try:
        value = reading.document()
    except yaml.MarkedYAMLError as trouble:
        raise _fault("yaml", trouble.problem or "is not YAML", _mark(path, trouble),
                     "quote values that hold ': ' or ' #' or begin with a special sign") from None
    if reading.faults:
        raise PublishError(*reading.faults, exit_code=MISUSE)
    return Document(value, reading.spans)


def _mark(path: str, trouble: yaml.MarkedYAMLError) -> Span:
    """Where the trouble is: a bracket, a quotation or a key without its end is told where it begins."""
    within = trouble.context or ""
    mark = trouble.context_mark if "scanning" in within or "flow" in within else trouble.problem_mark
    mark = mark or trouble.problem_mark or trouble.context_mark
    return Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)


def _text(path: str, data: bytes) -> str:
    """The text of a file, free of what the parser would stumble over."""
    if len(data) > MOST_BYTES:
        raise _fault("file-too-large", "is over 16 MiB", Span(path), "keep the text itself in a file of its own")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = data[:trouble.start].count(b"\n") + 1
        raise _fault("yaml-encoding", "is not UTF-8", Span(path, line), "save it as UTF-8") from None
    found = _NO_TEXT.search(text)
    if found:
        raise _fault("yaml-character", f"has the control character U+{ord(found.group()):04X}",
                     Span(path, text.count("\n", 0, found.start()) + 1), "remove it")
    return text


class _Reading:
    """One file being read, event by event, so that no nesting can exhaust the stack."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self.spans: dict[Place, Span] = {(): Span(path, 1, 1)}
        self.faults: list[Diagnostic] = []

    def document(self) -> object:
        """The value of the one document; None when there is none."""
        self.loader.get_event()                                     # the start of the stream
        first = self.loader.get_event()
        if isinstance(first, yaml.StreamEndEvent):
            return None
        value = self._value(self.loader.get_event(), ())
        self.loader.get_event()                                     # the end of the document
        another = self.loader.get_event()
        if not isinstance(another, yaml.StreamEndEvent):
            raise _fault("yaml", "a second document begins", self._span(another), "remove the line '---'")
        return value

    def _value(self, event: yaml.Event, place: Place) -> object:
        here = self._span(event)
        self.spans.setdefault(place, here)
        if isinstance(event, yaml.AliasEvent):
            return self._refuse("yaml-alias", "aliases are not allowed", here, "write the value out")
        if len(place) > MOST_DEPTH:
            raise _fault("yaml-depth", f"values are nested more than {MOST_DEPTH} deep", here, "write it more simply")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, here)
        if event.tag not in (None, "!"):
            self._refuse("yaml-tag", f"the tag {event.tag} is not allowed", here, "write a plain value")
        return self._mapping(place) if isinstance(event, yaml.MappingStartEvent) else self._sequence(place)

    def _scalar(self, event: yaml.ScalarEvent, here: Span) -> object:
        if event.tag not in (None, "!"):
            return self._refuse("yaml-tag", f"the tag {event.tag} is not allowed", here, "write a plain value")
        if _NO_TEXT.search(event.value):
            return self._refuse("yaml-character", "the value has a control character", here, "remove it")
        if event.style in (None, "") and event.implicit[0]:
            for _, pattern, make in _PLAIN:
                if pattern.fullmatch(event.value):
                    return make(event.value)
        return event.value

    def _sequence(self, place: Place) -> list[object]:
        items: list[object] = []
        while not isinstance(event := self.loader.get_event(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, object]:
        members: dict[str, object] = {}
        while not isinstance(event := self.loader.get_event(), yaml.MappingEndEvent):
            here = self._span(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _fault("yaml", "a key must be a word", here, "write 'key: value'")
            if event.value in members:
                self._refuse("yaml-duplicate", f"'{event.value}' is given twice", here, "remove one of them")
            self.spans[(*place, event.value)] = here
            members[event.value] = self._value(self.loader.get_event(), (*place, event.value))
        return members

    def _span(self, event: yaml.Event) -> Span:
        return Span(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, code: str, message: str, span: Span, hint: str) -> None:
        self.faults.append(error(code, message, span, hint))
        if len(self.faults) >= MOST_FAULTS:
            raise PublishError(*self.faults, exit_code=MISUSE)


def _fault(code: str, message: str, span: Span, hint: str) -> PublishError:
    return PublishError(error(code, message, span, hint), exit_code=MISUSE)
