"""Every rule has cases: a source and, side by side, the Markdown and the ledger it must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.model import Decisions, Manuscript, Source
from publish.readers import read
from publish.transforms import CHAIN, normalise

CASES = sorted((Path(__file__).parent / "cases").glob("*.case"))


def parts(case: Path) -> dict[str, str]:
    """A case's parts by name: about, decisions, source, markdown, ledger."""
    found, name = {}, "about"
    for line in case.read_text(encoding="utf-8").split("\n"):
        if line.startswith("==== "):
            name = line[5:].strip()
        else:
            found.setdefault(name, []).append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in found.items()}


def decisions(text: str) -> Decisions:
    """Decisions written one a line: keep: PIECE, remove: PIECE, off: RULE."""
    given = [line.split(": ", 1) for line in text.split("\n") if line]
    return Decisions(*(tuple(value for key, value in given if key == name) for name in ("keep", "remove", "off")))


def run(case: dict[str, str]) -> Manuscript:
    """A case's source, read and normalised; what Python would escape is written so in the source."""
    text = case["source"].replace("\\f", "\f").replace("\\x", "\\x")
    text = text.encode("latin-1", "backslashreplace").decode("unicode_escape") if "\\u" in text else text
    manuscript = read((Source("case.txt", text.encode("utf-8", "surrogatepass")),), lambda path: b"")
    return normalise(manuscript, decisions(case.get("decisions", "")))


def ledger(manuscript: Manuscript) -> str:
    """The ledger as a case writes it: rule, line, before and after, a question mark for what was kept."""
    return "\n".join(f"{entry.rule} {entry.span.line}{' ?' if entry.kept else ''}: {_piece(entry.before)} -> "
                     f"{_piece(entry.after)}" for entry in manuscript.ledger)


def _piece(text: str) -> str:
    return text.replace("\n", "/") if text.isprintable() or "\n" in text else ascii(text)[1:-1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case):
    """The case's source gives its Markdown and its ledger, and loses no word."""
    wanted = parts(case)
    manuscript = run(wanted)
    assert manuscript.markdown.strip("\n") == wanted["markdown"]
    assert ledger(manuscript) == wanted.get("ledger", "")
    assert [str(finding) for finding in manuscript.diagnostics if finding.severity == "error"] == []


def test_every_rule_has_a_case():
    """No transform of the chain is without a case that names it."""
    named = {case.stem.split("-")[0] for case in CASES}
    assert {transform.__name__ for transform in CHAIN} <= named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_result_is_its_own_source(case):
    """The Markdown of a case, given back as the source, yields itself."""
    markdown = run(parts(case)).markdown
    again = normalise(read((Source("case.md", markdown.encode()),), lambda path: b"image"))
    assert again.markdown == markdown
