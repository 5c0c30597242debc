"""A finding reads the same everywhere: path:line: severity[code]: what, and a hint below."""

from __future__ import annotations

import pytest

from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error, note, warning


@pytest.mark.parametrize(
    "finding, text",
    [
        (error("code", "what", Span("a.md", 3, 4), "do this"), "a.md:3: error[code]: what\n  hint: do this"),
        (warning("code", "what", Span("a.md")), "a.md: warning[code]: what"),
        (note("code", "what"), "note[code]: what"),
        (warning("code", "what", Span("a.md", 3), page=7), "a.md:3: warning[code]: page 7: what"),
    ],
)
def test_the_words_of_a_finding(finding, text):
    """Only what is known is said."""
    assert str(finding) == text


def test_a_finding_as_an_object():
    """JSON has the same members, without empty ones."""
    assert error("code", "what", Span("a.md", 3, 4), "do").as_dict() == {
        "path": "a.md",
        "line": 3,
        "column": 4,
        "severity": "error",
        "code": "code",
        "message": "what",
        "hint": "do",
    }
    assert Diagnostic("note", "code", "what").as_dict() == {"severity": "note", "code": "code", "message": "what"}


def test_an_error_carries_findings():
    """The exception says all of them and knows its exit code."""
    trouble = PublishError(error("a", "x"), error("b", "y"), exit_code=2)
    assert str(trouble) == "error[a]: x\nerror[b]: y" and trouble.exit_code == 2 and PublishError().exit_code == 1


@pytest.mark.parametrize(
    "word, hint", [("htlm", "did you mean 'html'?"), ("zzz", "one of: epub, html"), ("", "one of: epub, html")]
)
def test_the_nearest_word(word, hint):
    """A near word is named; else all are."""
    assert did_you_mean(word, ["html", "epub"]) == hint
