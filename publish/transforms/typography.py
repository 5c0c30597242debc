"""Typography: straight quotes, typed dashes and dots become the printer's characters, by the habits of the language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.model import Block, Entry, Manuscript
from publish.transforms.language import language
from publish.transforms.marks import quote_edits
from publish.transforms.tools import each_text, edited, leaves, outside

RULE = "typography"

_STRAIGHT = re.compile("[\"'`´]|-{2,}|\\d-\\d|\\.\\.|\\. \\.|‵|′|″|,,"
                       "|\\d/\\d|\u2015|\u2012|(?<= )[–—]|[–—](?= )|(?<= )- ")
_DOTS = re.compile(r"(?<![.\d])\.(?:\u00a0?\.| \.){2}(?P<end>(?: ?\.)?)(?!\.)")
_LONG_DASH = re.compile(r"(?<!-)-{4,8}(?!-)")
_DASH = re.compile(r"(?P<before> ?)(?<!-)-{2,3}(?!-)(?P<after> ?)")
_RANGE = re.compile(r"(?<=\d)--(?=\d)|(?<![\d.,/-])(?P<from>\d{1,4})-(?P<to>\d{1,4})(?![\d/-]|[.,]\d)")
_SPACED_HYPHEN = re.compile(r"(?<=[^\W\d_][,;]|[^\W\d_]{2}) - (?=[^\W\d_])")
_BARS = re.compile("[\u2015\u2012]")
_FRACTION = re.compile(r"(?<![\d/.,])([1-9])/([2-9])(?![\d/])")
_FRACTIONS = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗",
              "4/5": "⅘", "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞"}
_CELL = re.compile(r"[^|\n]+")
_NO_TABLE = ("paragraph", "plain", "heading", "verse", "source", "byline", "title", "break", "page")
_FRENCH = re.compile(r"(?<=[^\s\u00a0\u202f]) (?=[;:!?»])|(?<=«) |(?<=«)(?=\w)|(?<=[\w.!?…])(?=»)")


def typography(manuscript: Manuscript) -> Manuscript:
    """Set quotes, apostrophes, primes, dashes, ellipses and fractions as the language of the text sets them.

    Characters that are already right stay as they are.
    """
    tongue, spaced = manuscript.habits or habits(manuscript.blocks)
    manuscript = each_text(manuscript, lambda block: _set(block, tongue, spaced))
    return each_text(manuscript, lambda block: _table(block, tongue), skip=_NO_TABLE)


def habits(blocks: Sequence[Block]) -> tuple[str, bool]:
    """What a text does throughout: its language, and whether it has spaces round its em dashes (Manuscript.habits)."""
    return language(blocks), _spaced_dashes(blocks)


def _table(block: Block, tongue: str) -> tuple[Block, list[Entry]]:
    """Quotes in the cells of a table; nothing that would move its columns."""
    if block.kind != "verbatim" or not block.text.startswith(("|", "+")):
        return block, []
    edits = [(cell.start() + start, cell.start() + end, new) for cell in _CELL.finditer(block.text)
             for start, end, new in quote_edits(cell[0], tongue) if end - start == len(new)]
    return edited(block, edits, RULE)


def _spaced_dashes(blocks: Sequence[Block]) -> bool:
    """Whether this text spaces its em dashes (American newspapers, scanners) more often than not."""
    text = "\n".join(leaf.text for leaf in leaves(blocks))
    return text.count(" — ") * 2 > text.count("—") > 0


def _set(block: Block, tongue: str, spaced: bool) -> tuple[Block, list[Entry]]:
    if not _STRAIGHT.search(block.text) and tongue != "fr":
        return block, []
    entries: list[Entry] = []
    for step in (_dots, _dashes, _fractions, lambda text: quote_edits(text, tongue)):
        edits = outside(block.text, step(block.text))
        block, made = edited(block, edits, RULE)
        entries += made
    if tongue == "fr":
        block, made = edited(block, outside(block.text, [(m.start(), m.end(), "\u202f")
                                                          for m in _FRENCH.finditer(block.text)]), RULE)
        entries += made
    return block, entries


def _dots(text: str) -> list[tuple[int, int, str]]:
    edits = []
    for match in _DOTS.finditer(text):
        new = "…" + match["end"].strip()
        start = match.start()
        edits.append((start, match.end(), new))
    return edits


def _dashes(text: str) -> list[tuple[int, int, str]]:
    edits = [(m.start(), m.end(), "–") for m in _RANGE.finditer(text) if m["from"] is None]
    edits += [(m.end("from"), m.start("to"), "–") for m in _RANGE.finditer(text) if m["from"] and _rises(m)]
    edits += [(m.start(), m.end(), "——" if len(m[0]) < 6 else "———") for m in _LONG_DASH.finditer(text)]
    ranges = {start for start, _, new in edits if new == "–"}
    for match in _DASH.finditer(text):
        if match.start() in ranges:
            continue
        before, after = match["before"], match["after"]
        both = bool(before) and bool(after)
        edits.append((match.start(), match.end(), f"{before}—{after}" if both else "—" if not before or after else
                      f"{before}—"))
    edits += [(m.start(), m.end(), " – ") for m in _SPACED_HYPHEN.finditer(text)]
    edits += [(m.start(), m.end(), "—") for m in _BARS.finditer(text)]
    return sorted(edits)


def _rises(match: re.Match[str]) -> bool:
    """Whether two numbers with a hyphen between them are a range: 55-7, 1936-39, 12-15; not 0-7 or 555-1234."""
    first, last = match["from"], match["to"]
    if first.startswith("0") or last.startswith("0") and len(last) == len(first):
        return False
    return int(first[:len(first) - len(last)] + last) > int(first) if len(last) <= len(first) else len(last) < 4


def _fractions(text: str) -> list[tuple[int, int, str]]:
    return [(m.start(), m.end(), _FRACTIONS[m[0]]) for m in _FRACTION.finditer(text) if m[0] in _FRACTIONS]
