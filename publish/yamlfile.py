"""YAML with the line of every value, read as YAML 1.2's core schema (yaml.org/spec/1.2.2, section 10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from publish.errors import MISUSE, Diagnostic, PublishError, Span, error

MOST_DEPTH = 20
Place = tuple[str | int, ...]


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


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """A safe loader in which only true, false, null and plain numbers are not text: `no` is Norwegian."""


_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in (("bool", "true|false", "tf"), ("null", "~|null|", ["~", "n", ""]),
                                ("int", "[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
                                ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), list(_first))


def parse(path: str, data: bytes) -> Document:
    """The values of a YAML file with their places; errors (exit 2): not UTF-8, not YAML, aliases, tags, duplicate keys."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = data[:trouble.start].count(b"\n") + 1
        raise _fault("yaml-encoding", "is not UTF-8", Span(path, line), "save it as UTF-8") from None
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        place = Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)
        raise _fault("yaml", trouble.problem or "is not YAML", place,
                     "quote values that hold ': ' or ' #' or begin with a special sign") from None
    except yaml.YAMLError as trouble:
        raise _fault("yaml", str(trouble).splitlines()[0], Span(path), "remove control characters") from None
    spans: dict[Place, Span] = {(): Span(path, 1, 1)}
    faults: list[Diagnostic] = []
    value = None if root is None else _value(root, (), path, spans, faults, loader, set())
    if faults:
        raise PublishError(*faults, exit_code=MISUSE)
    return Document(value, spans)


def _value(node: yaml.Node, place: Place, path: str, spans: dict[Place, Span], faults: list[Diagnostic],
           loader: _Loader, seen: set[int]) -> object:
    here = Span(path, node.start_mark.line + 1, node.start_mark.column + 1)
    spans.setdefault(place, here)
    if id(node) in seen or len(place) > MOST_DEPTH:
        faults.append(error("yaml-alias", "aliases and very deep nesting are not allowed", here, "write the value out"))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        members: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_span = Span(path, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in members:
                faults.append(error("yaml-duplicate", f"'{key}' is given twice", key_span, "remove one of them"))
            spans[(*place, key)] = key_span
            members[key] = _value(value_node, (*place, key), path, spans, faults, loader, seen)
        return members
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), path, spans, faults, loader, seen)
                for index, item in enumerate(node.value)]
    if node.tag.startswith("tag:yaml.org,2002:") and node.tag.rsplit(":", 1)[1] in ("str", "int", "float", "bool", "null"):
        return loader.construct_object(node)
    faults.append(error("yaml-tag", f"the tag {node.tag} is not allowed", here, "write a plain value"))
    return None


def _fault(code: str, message: str, span: Span, hint: str) -> PublishError:
    return PublishError(error(code, message, span, hint), exit_code=MISUSE)
