"""The outline of a text: what a heading's label says, and how headings stand under each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.model import Block
from publish.transforms.tools import bare

_ROMAN = r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMBER = (r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
           r"seventeen|eighteen|nineteen|twenty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirty|"
           r"(?:the\s+)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last))")
_PARTS = "part|book|volume|vol\\.|teil|buch|partie|livre|parte|libro|tome|band"
_CHAPTERS = ("chapter|chap\\.|letter|canto|lecture|essay|stave|act|sermon|night|day|kapitel|chapitre|capítulo|"
             "capitolo|capitulo|lettre|brief|section|scene|fit|fytte|discourse|meditation|dialogue|tale|story")
_FRONT = ("preface|introduction|foreword|prologue|epilogue|afterword|postscript|conclusion|appendix|introductory|"
          "dedication|advertisement|contents|argument|prelude|interlude|finale|coda|glossary|index|notes|bibliography|"
          "acknowledge?ments|vorwort|einleitung|nachwort|avant-propos|préface|introducción|prólogo|prefazione")
_LABEL = re.compile(rf"(?i)^(?:(?P<part>{_PARTS})|(?P<chapter>{_CHAPTERS}))\s+"
                    rf"(?P<number>\d{{1,3}}|{_ROMAN}|{_NUMBER})\b(?P<end>[.:\])—–-]*)\s*(?P<title>.*)$", re.S)
_FRONT_WORD = re.compile(rf"(?i)^(?:the\s+|a\s+)?(?P<front>{_FRONT})\b[.:]?\s*(?P<title>.*)$", re.S)
_ROMANS = re.compile(rf"^(?P<number>{_ROMAN.upper()})"
                     r"(?P<end>[.:)—–-]+(?=\s|$)|(?=\s*$))\s*(?P<title>.*)$", re.S)
_ARABIC = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,2})*)(?P<end>[.:)]+(?=\s|$)|(?=\s*$)|(?<=\.\d)(?=\s))\s*"
                     r"(?P<title>.*)$", re.S)
_LETTER = re.compile(r"^(?:\((?P<inner>[A-Z]|[a-z]|\d{1,2}|[ivx]{1,5})\)|(?P<number>[A-Z])[.)](?=\s+[A-Z][^.]))\s*"
                     r"(?P<title>.*)$", re.S)


@dataclass(frozen=True)
class Label:
    """What a heading's number says: its habit (part, chapter, front, roman, ...), number, and whether it is alone."""

    habit: str
    number: str
    alone: bool


def label(text: str) -> Label | None:
    """The label at the start of a heading, or None: chapter words, front matter, roman, arabic, lettered."""
    text = " ".join(bare(text).split())
    found = _LABEL.match(text)
    if found:
        habit = "part" if found["part"] else found["chapter"].lower()
        return Label(habit, found["number"], not found["title"])
    found = _FRONT_WORD.match(text)
    if found and (not found["title"] or len(text.split()) <= 8 and not text.endswith((".", ",", ";"))):
        return Label("front", found["front"].lower(), False)
    for habit, shape in (("roman", _ROMANS), ("arabic", _ARABIC), ("letter-mark", _LETTER)):
        found = shape.match(text)
        if found:
            number = found["number"] or found.groupdict().get("inner") or ""
            if habit == "roman" and not _roman_heading(found):
                continue
            depth = f"arabic{number.count('.')}" if habit == "arabic" else habit
            return Label(depth, number, not found["title"])
    return None


def _roman_heading(found: re.Match[str]) -> bool:
    """ "I" begins sentences, and initials look like numbers."""
    title = found["title"]
    if not title:
        return True
    return bool(found["end"]) and title[:1].isupper() and not re.match(r"[A-Z]\.", title)


def levels(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the level of each heading set: 1 for chapters, or for parts with chapters at 2."""
    marks = [(index, label(block.text)) for index, block in enumerate(blocks) if block.kind == "heading"]
    ranks = _ranks(blocks, marks)
    lowest = min(ranks.values(), default=0)
    made = list(blocks)
    for index, mark in marks:
        part = (("part", ""),) if mark and mark.habit == "part" else ()
        made[index] = replace(blocks[index], name="", level=min(ranks[index] - lowest + 1, 6), attributes=part)
    return made


def _ranks(blocks: Sequence[Block], marks: Sequence[tuple[int, Label | None]]) -> dict[int, int]:
    """The depth of each heading: a habit met before returns to its depth, a new one goes under what it follows."""
    ranks: dict[int, int] = {}
    stack: list[set[str]] = []
    groups = _groups(blocks, marks)
    for position, (index, mark) in enumerate(marks):
        habit = "group" if index in groups else blocks[index].name or _habit(mark)
        depth = next((depth for depth, habits in enumerate(stack) if habit in habits), None)
        if habit == "part":
            stack = [{"part"}]
        elif habit == "group":
            stack = [*(stack[:1] if stack and "part" in stack[0] else []), {"group"}]
        elif depth is not None:
            del stack[depth + 1:]
        elif not stack or _under(blocks, marks, position, stack[-1]):
            stack.append({habit})
        else:
            stack[-1].add(habit)
        ranks[index] = len(stack) - 1
    return ranks


def _groups(blocks: Sequence[Block], marks: Sequence[tuple[int, Label | None]]) -> set[int]:
    """Bare headings that stand right over another bare heading: names of a group of pieces."""
    return {index for (index, mark), (following, other) in zip(marks, marks[1:], strict=False)
            if mark is None and other is None and following == index + 1 and index and not blocks[index].name}


def _habit(mark: Label | None) -> str:
    return "bare" if mark is None or mark.habit == "front" else mark.habit


def _under(blocks: Sequence[Block], marks: Sequence[tuple[int, Label | None]], position: int,
           above: set[str]) -> bool:
    """Whether a heading of a new habit stands under the one before it."""
    index, mark = marks[position]
    before = marks[position - 1][0]
    habit = blocks[index].name or _habit(mark)
    if "part" in above or "group" in above:
        return True
    if habit == "part":
        return False
    if blocks[index].name:
        return bool(blocks[before].name)
    if habit == "bare":
        return not _front_only(marks[:position])
    if "bare" in above and mark and mark.number.lower() in ("1", "i", "a", "one", "first"):
        return not _has_prose(blocks, before, index)
    return "bare" not in above


def _front_only(marks: Sequence[tuple[int, Label | None]]) -> bool:
    return all(mark is not None and mark.habit == "front" for _, mark in marks)


def _has_prose(blocks: Sequence[Block], start: int, end: int) -> bool:
    sizes = [len(block.text.split()) for block in blocks[start + 1:end] if block.kind == "paragraph"]
    return sum(size > 25 for size in sizes) > 1 or any(size > 70 for size in sizes)
