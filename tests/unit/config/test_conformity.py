"""Metadata that plainly keeps to the schema is not held against it by a library that takes its time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from publish import config
from publish.config.conformity import RULES, SAYING, keeps
from publish.config.validation import as_text
from publish.yamlfile import parse
from tests.conftest import ROOT

SCHEMA = config.schema()
PLAIN = ("title: T\ncreators: [{name: A, role: aut}]\nlanguage: en-GB\ndate: 2026-11\nsource: [a.md, b.md]\n"
         "series: {name: S, position: 2}\nglossary: {file: g.yaml, link: every}\nidentifiers: {print: 9780306406157}\n"
         "corrections: [{source: a, corrected: b, reason: c}]\neditions: [pdf, epub]\n"
         "print: {trim: A5, paper: {grammage: 80, bulk: 1.3}}\nbooklet: {signature: 16}\n")
# What a value of the schema may be, and what lies just beside it.
WORDS = st.sampled_from(("", " ", "a", "en", "2026-13-40", "every", "pdf", "aut", "A5", "short-edge", "a.b", "x" * 401))
NUMBERS = st.sampled_from((-1, 0, 1, 2, 4, 6, 8, 0.5, 4.0, float("inf"), True, 10 ** 20))
NAMES = st.sampled_from(("name", "role", "file", "link", "source", "corrected", "reason", "print", "uuid", "paper", "trim",
                         "position", "keep", "image", "signature", "grammage", "sheet", "fit", "x"))
VALUES = st.recursive(st.none() | WORDS | NUMBERS,
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)


def read(text: str) -> dict:
    """The values of metadata as they are held against the schema."""
    return as_text(parse("metadata.yaml", text.encode()).value)


@pytest.mark.parametrize("text", [PLAIN, *((ROOT / path).read_text(encoding="utf-8")
                                          for path in ("metadata.yaml", "publish/new/metadata.yaml"))])
def test_metadata_as_it_should_be_plainly_keeps_to_the_schema(text):
    """The usual answer needs no library."""
    assert keeps(read(text), SCHEMA, SCHEMA)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), VALUES, max_size=4))
def test_what_plainly_keeps_to_the_schema_has_no_fault(values):
    """Whatever the values, nothing passes here that the library would find fault with."""
    whole = read(PLAIN) | values
    if keeps(whole, SCHEMA, SCHEMA):
        assert not list(Draft202012Validator(SCHEMA).iter_errors(whole))


@pytest.mark.parametrize(("rule", "kept", "broken"), [
    ({"type": "integer"}, (0, 7), (True, 4.0, "4", None)), ({"type": "number"}, (1, .5), (False, "1")),
    ({"type": "boolean"}, (True,), (0, 1, "true")), ({"type": "string"}, ("",), (1, None, [])),
    ({"pattern": "^a+$"}, ("a",), ("b", "ab")), ({"maxLength": 2}, ("ab",), ("abc",)), ({"enum": ["a"]}, ("a",), ("b", 1)),
    ({"minItems": 1}, ([0],), ([],)), ({"uniqueItems": True}, (["a", "b"],), (["a", "a"], [{}, {}])),
    ({"minimum": 4}, (4,), (3,)), ({"exclusiveMinimum": 0}, (.1,), (0,)), ({"multipleOf": 4}, (8,), (6,)),
    ({"required": ["a"]}, ({"a": 0},), ({"b": 0},)), ({"items": {"type": "string"}}, (["a"],), (["a", 1],)),
    ({"properties": {"a": {"type": "string"}}, "additionalProperties": False}, ({"a": "b"}, {}), ({"a": 1}, {"b": "b"})),
    ({"oneOf": [{"type": "string"}, {"type": "array", "minItems": 1}]}, ("a", [1]), (1, [], {})),
    ({"oneOf": [{"type": "string"}, {"maxLength": 2}]}, (), ("a",)), ({"additionalProperties": {}}, (), ({"a": 1},)),
    ({"type": "string", "format": "date"}, (), ("2026",)), ({"$ref": "#/$defs/short"}, ("a",), ("abc",)),
], ids=str)
def test_each_keyword(rule, kept, broken):
    """A keyword keeps what the library lets pass; one without a rule keeps nothing."""
    whole = {"$defs": {"short": {"type": "string", "maxLength": 2}}}
    assert [keeps(one, rule, whole) for one in (*kept, *broken)] == [True] * len(kept) + [False] * len(broken)
    assert all(Draft202012Validator(whole | rule).is_valid(one) for one in kept)


def test_the_schema_says_nothing_without_a_rule():
    """Every keyword of the schema is one of those that are known."""
    def keywords(part):
        yield from part
        for name in ("properties", "$defs"):
            for one in part.get(name, {}).values():
                yield from keywords(one)
        for one in (*part.get("oneOf", ()), *filter(None, (part.get("items"),))):
            yield from keywords(one)
    assert set(keywords(SCHEMA)) <= RULES.keys() | SAYING


def test_the_library_is_imported_only_where_there_is_something_to_explain():
    """Metadata without a fault is read without jsonschema."""
    code = ("import sys; from publish import config; "
            f"config.load({PLAIN.encode()!r}, ('pdf', 'epub'), lambda path: True); print('jsonschema' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
