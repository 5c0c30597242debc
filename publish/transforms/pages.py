"""The furniture of scanned pages: running heads, page numbers, notes at the foot; text that goes on over the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median_low

from publish.model import Block, Entry, Manuscript
from publish.transforms.footnotes import foot
from publish.transforms.judgement import is_removed
from publish.transforms.layout import Layout, displayed, indent, side, survey
from publish.transforms.pagination import paged
from publish.transforms.shapes import ends_sentence
from publish.transforms.tools import place, removal

RULE = "pages"
_NUMBER = re.compile(r"^[\W_]*(?:[Pp]age\s+|p\.\s*)?(?:\d{1,4}|[ivxlc]{1,7}|(?=\D{0,2}\d)[lIOSo\d]{1,4})[\W_]*$")
_DIGITS = re.compile(r"^[\W_]*\d{1,4}\b[\W_]*|[\W_]*\b\d{1,4}[\W_]*$")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass
class Page:
    """One page of a scan: what is left of its lines, its blank lines at head and foot, and its notes."""

    lines: list[Block]
    marker: Block | None
    head: int = 0
    tail: int = 0
    notes: list[Block] = field(default_factory=list)


def pages(manuscript: Manuscript) -> Manuscript:
    """Take running heads and page numbers out of a scan, lift the notes at the feet, and join text across pages."""
    if manuscript.form != "text":
        return manuscript
    blocks = paged(manuscript.blocks)
    if sum(block.kind == "page" for block in blocks) < 2:
        return manuscript
    layout = survey([block for block in blocks if block.kind == "line"])
    scan = _split(blocks)
    ledger = _Strip(scan, layout, manuscript).run()
    joined = _join(scan, layout)
    return replace(manuscript, blocks=tuple(joined), ledger=manuscript.ledger + tuple(ledger))


def _split(blocks: Sequence[Block]) -> list[Page]:
    scan = [Page([], None)]
    for block in blocks:
        if block.kind == "page":
            scan.append(Page([], block))
        else:
            scan[-1].lines.append(block)
    return scan


def key(text: str) -> str:
    """A running head without its page number, case and noise."""
    return " ".join(_LETTERS.findall(_DIGITS.sub("", text.strip()))).casefold()


class _Strip:
    """Takes the heads, numbers and notes off every page."""

    def __init__(self, scan: list[Page], layout: Layout, manuscript: Manuscript) -> None:
        self.scan, self.layout, self.decisions = scan, layout, manuscript.decisions
        self.ledger: list[Entry] = []
        self.tops = Counter(self._edge(page, 0) for page in scan)
        self.feet = Counter(self._edge(page, -1) for page in scan)
        self.seen: set[str] = set()

    def run(self) -> list[Entry]:
        """Strip every page in order; the entries."""
        before: Page | None = None
        for page in self.scan:
            self._feet(page)
            self._heads(page)
            page.tail = self._blank_end(page)
            page.notes = foot(page.lines, before.notes if before else [])
            if page.notes:
                page.tail = self._blank_end(page)
            self._remember(page)
            before = page
        return self.ledger

    @staticmethod
    def _edge(page: Page, index: int) -> str:
        lines = [line.text for line in page.lines if line.text.strip()]
        return key(lines[index]) if lines else ""

    def _remember(self, page: Page) -> None:
        if any(key(line.text) == "contents" for line in page.lines):
            return
        self.seen |= {key(line.text) for line in page.lines if self._short(line)}

    def _short(self, line: Block) -> bool:
        return bool(line.text.strip()) and (displayed(line, self.layout) or line.text.strip().isupper()
                                            or len(line.text.split()) <= 8)

    def _feet(self, page: Page) -> None:
        for _ in range(2):
            last = next((i for i in range(len(page.lines) - 1, -1, -1) if page.lines[i].text.strip()), None)
            if last is None:
                return
            line = page.lines[last]
            number = bool(_NUMBER.match(line.text)) and self._apart(page, last, -1)
            again = self.feet[key(line.text)] > 2 and self._short(line) and key(line.text)
            if not number and not again:
                return
            if not self._out(page, last, 0.95):
                return
            del page.lines[last:]
            if number and not again:
                return

    def _heads(self, page: Page) -> None:
        numbered = True
        for turn in range(2):
            first = next((i for i, line in enumerate(page.lines) if line.text.strip()), None)
            if first is None:
                return
            line = page.lines[first]
            number = bool(_NUMBER.match(line.text)) and any(c.isdigit() for c in line.text)
            if page.marker is None or not (number or not (turn and not numbered) and self._running(page, first)):
                break
            numbered = number
            if not self._out(page, first, 0.95):
                break
            del page.lines[:first + 1]
        while page.lines and not page.lines[0].text.strip():
            page.head += 1
            del page.lines[0]

    def _running(self, page: Page, first: int) -> bool:
        """Whether the first line of a page is a running head: it stands on other pages, or repeats a heading."""
        line = page.lines[first]
        text = key(line.text)
        if not text or not self._short(line) or not self._apart(page, first, 1):
            return False
        if re.search(r"^\W*\d{1,4}\s{2,}|\s{2,}\d{1,4}\W*$", line.text):
            return True
        if any(_like(key(other.text), text) for other in page.lines[first + 1:first + 8] if self._short(other)):
            return True
        return any(_like(other, text) or other.startswith(text) and len(text) > 20 for other in self.seen)

    @staticmethod
    def _apart(page: Page, at: int, step: int) -> bool:
        """Whether a blank line, or the page's edge, stands between this line and the text."""
        beside = page.lines[at + step:at + step + 1] if at + step >= 0 else []
        return not beside or not beside[0].text.strip()

    @staticmethod
    def _blank_end(page: Page) -> int:
        count = 0
        while page.lines and not page.lines[-1].text.strip():
            page.lines.pop()
            count += 1
        return count

    def _out(self, page: Page, at: int, sure: float) -> bool:
        line = page.lines[at]
        line = replace(line, text=line.text.strip(), span=place(line, indent(line.text)))
        gone = is_removed(line.text, sure, self.decisions)
        self.ledger.append(removal(line, RULE, sure, kept=not gone))
        return gone


def _like(one: str, other: str) -> bool:
    """Equal but for the slips of a scanner, which touch long words only: numbers must agree."""
    if one == other:
        return True
    if not one or not other or abs(len(one) - len(other)) > 2 or one.count(" ") != other.count(" "):
        return False
    return all(left == right or min(len(left), len(right)) > 4 and _near(left, right)
               for left, right in zip(one.split(), other.split(), strict=True))


def _near(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.75


def _join(scan: Sequence[Page], layout: Layout) -> list[Block]:
    """The pages' lines in one run, with a blank line where a paragraph ends at the foot of a page."""
    full = [page for page in scan if page.lines]
    heads = median_low([page.head for page in full[1:]] or [0])
    tails = median_low([page.tail for page in full[:-1]] or [0])
    telling = sum(page.tail > tails for page in full[:-1]) * 20 > len(full)
    joined: list[Block] = []
    for index, page in enumerate(full):
        if index:
            joined += _between(full[index - 1], page, heads, tails, telling, layout)
        joined += page.lines
    return joined + [note for page in scan for note in page.notes]


def _between(before: Page, page: Page, heads: int, tails: int, telling: bool, layout: Layout) -> list[Block]:
    extra = max(page.head - heads, 0) + max(before.tail - tails, 0)
    blank = replace(page.lines[0], text="", lines=())
    if extra:
        return [blank] * extra
    last, first = before.lines[-1], page.lines[0]
    if side(first, layout) or side(last, layout):
        return [blank]
    above = before.lines[-2].text.rstrip() if len(before.lines) > 1 else ""
    if not ends_sentence(last.text) or layout.step or layout.poem or 0 < len(above) < layout.width * 0.8:
        return []
    short = len(last.text.rstrip()) < layout.width * 0.85
    return [blank] if short or not telling and first.text.strip()[:1].isupper() else []
