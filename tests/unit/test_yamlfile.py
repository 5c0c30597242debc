"""YAML is read as YAML 1.2 has it, every value with its line, and no file can do harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.errors import PublishError, Span
from publish.yamlfile import MOST_DEPTH, parse


def value(text: str) -> object:
    """The one value of a file "a: TEXT"."""
    return parse("m.yaml", f"a: {text}".encode()).value["a"]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("007", "007"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("1.5", 1.5),
        ("1.", 1.0),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-01-01", "2026-01-01"),
        ("9783161484100", 9783161484100),
        ("9" * 5000, "9" * 5000),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("!", ""),
        ("|\n  x\n  y", "x\ny"),
        (">-\n  x\n  y", "x y"),
    ],
)
def test_what_a_plain_value_means(text, wanted):
    """Only true, false, null and decimal numbers are not text: no traps of YAML 1.1."""
    found = value(text)
    assert found == wanted and type(found) is type(wanted)


def test_every_value_has_its_place():
    """Keys, items and what is in them: line and column from 1; what is not there has its parent's place."""
    document = parse("m.yaml", "﻿a: 1\nb:\n  - x\n  - c: 2\n".encode())
    assert document.value == {"a": 1, "b": ["x", {"c": 2}]}
    assert document.span("b", 1, "c") == Span("m.yaml", 4, 5)
    assert document.span("b", 0) == Span("m.yaml", 3, 5)
    assert document.span("b", 7, "d") == Span("m.yaml", 2, 1)
    assert document.span("z") == Span("m.yaml", 1, 1)


@pytest.mark.parametrize(
    "data, said",
    [
        (b"a: [b", "m.yaml:1: error[yaml]: did not find expected ',' or ']'"),
        (b"a: b\nc\n", "m.yaml:2: error[yaml]: could not find expected ':'"),
        (b"a: 1\nb: 2\na: 3\n", "m.yaml:3: error[yaml-duplicate]: 'a' is given twice"),
        (b"a: &x [1]\nb: *x\n", "m.yaml:2: error[yaml-alias]: aliases are not allowed"),
        (
            b"a: !!python/object:os.system x",
            "m.yaml:1: error[yaml-tag]: the tag tag:yaml.org,2002:python/object:os.system",
        ),
        (b"a: !!int x", "m.yaml:1: error[yaml-tag]: the tag tag:yaml.org,2002:int is not allowed"),
        (b"a: !x {b: 1}", "m.yaml:1: error[yaml-tag]: the tag !x is not allowed"),
        (b"? [a]\n: b", "m.yaml:1: error[yaml]: a key must be a word"),
        (b"a: 1\n---\nb: 2\n", "m.yaml:2: error[yaml]: a second document begins"),
        (b"a: 1\nb: caf\xe9\n", "m.yaml:2: error[yaml-encoding]: is not UTF-8"),
        (b"a: 1\nb: \x00\n", "m.yaml:2: error[yaml-character]: has the control character U+0000"),
        (b'a: 1\nb: "\\x07"\n', "m.yaml:2: error[yaml-character]: the value has a control character"),
        ("a: 1\nb: x\u202ey\n".encode(), "m.yaml:2: error[yaml-character]: has the control character U+202E"),
        (b"a: 1\nb:\n\t- x\n", "m.yaml:3: error[yaml]: found character that cannot start any token"),
        ((b"[" * 100_000), f"m.yaml:1: error[yaml-depth]: values are nested more than {MOST_DEPTH} deep"),
        ((b"a: {" * 5000), f"m.yaml:1: error[yaml-depth]: values are nested more than {MOST_DEPTH} deep"),
        (b"a: b\n" * 100_000 + b"x", "m.yaml:2: error[yaml-duplicate]: 'a' is given twice"),
        (b"x" * 17_000_000, "m.yaml: error[file-too-large]: is over 16 MiB"),
    ],
)
def test_what_is_refused(data, said):
    """Broken, ambiguous or hostile files end with the line and exit code 2."""
    with pytest.raises(PublishError) as caught:
        parse("m.yaml", data)
    assert str(caught.value).startswith(said) and caught.value.exit_code == 2
    assert len(caught.value.diagnostics) <= 50


def test_a_bomb_of_aliases_is_small():
    """References to references are refused where they stand, and never unfolded."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with pytest.raises(PublishError, match="yaml-alias"):
        parse("m.yaml", "\n".join(lines).encode())


def test_ten_megabytes_on_one_line():
    """A large file is read in time that grows with its length."""
    assert len(value("x" * 10_000_000)) == 10_000_000


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.one_of(
        st.binary(max_size=60), st.text(alphabet="ab:-[]{}&*!|>?'\"#%@,~ \n\t0.=<\\x", max_size=60).map(str.encode)
    )
)
def test_nothing_but_findings(data):
    """Whatever the bytes, the result is a value or findings with the file's name."""
    try:
        parse("m.yaml", data)
    except PublishError as trouble:
        assert all(one.span.path == "m.yaml" for one in trouble.diagnostics)
