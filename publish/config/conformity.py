"""Whether a value keeps to a JSON Schema, where that is plain to see: jsonschema takes 28 ms to be imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

TYPES = {"string": str, "array": list, "object": dict, "boolean": bool, "integer": int, "number": (int, float)}
SAYING = frozenset(("$schema", "$id", "$defs", "title", "description"))
Rule = Callable[[object, Mapping, Mapping], bool]


def keeps(value: object, part: Mapping, whole: Mapping) -> bool:
    """True only where jsonschema finds nothing wrong with a value; it has the word where this is False.

    `part` of the `whole` schema (draft 2020-12) is held against the value; a keyword without a rule here keeps nothing.
    """
    return all(name in SAYING or name in RULES and RULES[name](value, part, whole) for name in part)


def _is(value: object, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _named(value: object, part: Mapping, whole: Mapping) -> bool:
    return keeps(value, whole["$defs"][part["$ref"].rsplit("/", 1)[1]], whole)


def _members(value: object, part: Mapping, whole: Mapping) -> bool:
    known = part["properties"]
    return not isinstance(value, dict) or all(keeps(value[key], known[key], whole) for key in value if key in known)


def _no_others(value: object, part: Mapping, whole: Mapping) -> bool:
    known = part.get("properties", {})
    return part["additionalProperties"] is False and (not isinstance(value, dict) or set(value) <= known.keys())


def _items(value: object, part: Mapping, whole: Mapping) -> bool:
    return not isinstance(value, list) or all(keeps(one, part["items"], whole) for one in value)


def _different(value: object, part: Mapping, whole: Mapping) -> bool:
    return not isinstance(value, list) or all(isinstance(one, str) for one in value) and len(set(value)) == len(value)


def _one_of(value: object, part: Mapping, whole: Mapping) -> bool:
    """Only where the forms differ in their types, so that no value can have two."""
    if not isinstance(value, (str, list, dict)) or not all("type" in one for one in part["oneOf"]):
        return False
    forms = [one for one in part["oneOf"] if _is(value, one["type"])]
    return len(forms) == 1 and keeps(value, forms[0], whole)


RULES: dict[str, Rule] = {
    "$ref": _named, "properties": _members, "additionalProperties": _no_others, "items": _items,
    "uniqueItems": _different, "oneOf": _one_of,
    "type": lambda value, part, whole: _is(value, part["type"]),
    "enum": lambda value, part, whole: isinstance(value, str) and value in part["enum"],
    "required": lambda value, part, whole: not isinstance(value, dict) or set(part["required"]) <= value.keys(),
    "pattern": lambda value, part, whole: isinstance(value, str) and bool(re.search(part["pattern"], value)),
    "maxLength": lambda value, part, whole: isinstance(value, str) and len(value) <= part["maxLength"],
    "minItems": lambda value, part, whole: isinstance(value, list) and len(value) >= part["minItems"],
    "minimum": lambda value, part, whole: _is(value, "number") and value >= part["minimum"],
    "exclusiveMinimum": lambda value, part, whole: _is(value, "number") and value > part["exclusiveMinimum"],
    "multipleOf": lambda value, part, whole: _is(value, "integer") and value % part["multipleOf"] == 0,
}
