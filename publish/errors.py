"""Places, findings and the one exception that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from collections.abc import Iterable

SEVERITIES = ("note", "warning", "error")
FAULT = 1
MISUSE = 2


@dataclass(frozen=True, order=True)
class Span:
    """A place in an input file: path relative to the publication, line and column from 1 (0: the whole file)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Diagnostic:
    """One finding: how grave, a stable code, what is wrong, where, and what to do about it."""

    severity: str
    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    page: int = 0

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        page = f"page {self.page}: " if self.page else ""
        text = f"{place}{self.severity}[{self.code}]: {page}{self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text

    def as_dict(self) -> dict[str, object]:
        """The finding as one JSON object, without empty members."""
        span = self.span or Span("")
        members = {"path": span.path, "line": span.line, "column": span.column, "page": self.page,
                   "severity": self.severity, "code": self.code, "message": self.message, "hint": self.hint}
        return {name: value for name, value in members.items() if value}


class PublishError(Exception):
    """Findings that stop the work; exit code 1 for the work's faults, 2 for wrong use or broken metadata."""

    def __init__(self, *diagnostics: Diagnostic, exit_code: int = FAULT) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics
        self.exit_code = exit_code


def error(code: str, message: str, span: Span | None = None, hint: str = "", page: int = 0) -> Diagnostic:
    """A finding that fails the build."""
    return Diagnostic("error", code, message, span, hint, page)


def warning(code: str, message: str, span: Span | None = None, hint: str = "", page: int = 0) -> Diagnostic:
    """A finding that fails the build only under --strict."""
    return Diagnostic("warning", code, message, span, hint, page)


def note(code: str, message: str, span: Span | None = None, hint: str = "", page: int = 0) -> Diagnostic:
    """A finding for information."""
    return Diagnostic("note", code, message, span, hint, page)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or all of them when none is near."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else f"one of: {', '.join(names)}"
