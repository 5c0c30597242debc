"""Nothing lost: the words of the source, changed as the ledger says and in no other way, are the words of the hub."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from sys import intern

from publish.errors import Diagnostic, Span, error
from publish.model import Block, Entry, Manuscript
from publish.transforms.tools import WORD, bare, leaves, words

PIECE = 400                 # words of a long line held together
SHOWN = 10                  # places named in full; the rest are counted
_NAMED = r"(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|[^\s}]+))"
_ADDRESS = r"\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
_BRACES = rf"\{{{_NAMED}(?:\s+{_NAMED})*\}}"
_ATTRIBUTES = re.compile(rf"(?<!\\)\]{_ADDRESS}|(?<!\\){_BRACES}")
_WRAPPED = re.compile(rf"(?<!\\)!?\[((?:\\.|[^\[\]\\])*)\](?:{_ADDRESS}|{_BRACES})", re.DOTALL)
NESTED = 5                  # spans and links within one another whose words are read as one where they meet
_REFERENCE = re.compile(r"(?<!\\)\[\^[^\]\s]+\]:?")
_FENCE = re.compile(r"^(?: {4})*(?:> ?)*:::.*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPHASIS = re.compile(r"(?<!\\)(?:\*|~|\^(?!\]))+")
_WHOLE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)|"
                    r"(?<![\\$])(\$\$?)(?=[^\s$])(.+?)(?<=\S)(?<!\\)\3(?![\d$])", re.DOTALL)
_ESCAPE = re.compile(r"\\([^\w\s])")
_MARKER = re.compile(r"^((?:> |    |-   )*)(?:\(?(?:\d{1,9}|[a-z]|[ivxlcdm]+)[.)] +|\(?[A-Z]{1,9}[.)]  +|"
                     r"\(?[A-Z]{1,9}\) +)", re.MULTILINE)
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KEY = re.compile(r"^(?:[a-z]+: |- )", re.MULTILINE)
_NOTE = re.compile(r"^\[\^[^\]\s]+\]:", re.MULTILINE)


def hub_words(markdown: str) -> list[str]:
    """The words that a reader sees in hub Markdown: no keys, attributes, addresses, markers or labels."""
    text = markdown
    head = _HEAD.match(text)
    if head:
        text = _KEY.sub("", head[1]) + "\n" + text[head.end():]
    text = _WHOLE.sub(lambda match: " ".join(words(match[2] or match[4])), text)    # code and formulas hold no markup
    text = _REFERENCE.sub(" ", _FENCE.sub("", _COMMENT.sub(" ", text)))
    text = _MARKER.sub(r"\1", text)
    for _ in range(NESTED):
        text = _WRAPPED.sub(r"\1", text)
    text = _ATTRIBUTES.sub(" ", text)
    text = _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text))
    return [intern(word) for line in text.split("\n") for word in words(line)]     # each word once in memory


def prove(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """An error for every place where a word is missing or too many; nothing when all are accounted for.

    The witness is the text as it was read. Every entry of the ledger is replayed on it at its place; what then remains,
    with the notes taken to the end, must be the words of the Markdown in order.
    """
    page = _Page(manuscript.original)
    faults = [fault for entry in manuscript.ledger if (fault := page.replay(entry))]
    notes = [block for block in manuscript.blocks if block.kind == "note"]
    titles = [block for block in manuscript.blocks if block.kind == "title"]
    for block in (*titles, *reversed(notes)):       # notes are the last to stand on their lines
        said = [word for leaf in leaves((block,)) for word in words(bare(leaf.text))]
        fault = page.take(said, block.span, last=block.kind == "note")
        faults += [fault] if fault else []
    markdown = _HEAD.sub("", manuscript.markdown)
    found = hub_words(_NOTE.split(markdown)[0]) if notes else hub_words(markdown)
    return tuple([*faults, *([] if page.says(found) else _compared(page.left(), found))][:SHOWN])


class _Page:
    """The source's words by line, which entries change; a long line is held in pieces."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.places: list[tuple[str, int]] = []
        self.pieces: list[list[str]] = []
        self.lines: dict[tuple[str, int], tuple[int, int]] = {}
        self.columns: dict[tuple[str, int], tuple[int, str]] = {}
        self.starts: dict[tuple[str, int], list[int]] = {}
        for leaf in leaves(blocks):
            key = (leaf.span.path, leaf.span.line)
            said = hub_words(leaf.text) if leaf.kind == "verbatim" else words(bare(leaf.text))
            first = self.lines.get(key, (len(self.pieces), 0))[0]
            for at in range(0, max(len(said), 1), PIECE):
                self.places.append(key)
                self.pieces.append(list(map(intern, said[at:at + PIECE])))
            self.lines[key] = (first, len(self.pieces))
            self.columns.setdefault(key, (leaf.span.column, leaf.text))

    def replay(self, entry: Entry) -> Diagnostic | None:
        """Put an entry's words after in the place of its words before."""
        if entry.kept:
            return None
        before, after = words(entry.before), words(entry.after)
        return None if before == after else self.take(before, entry.span, after)

    def take(self, said: Sequence[str], span: Span, instead: Sequence[str] = (),
             last: bool = False) -> Diagnostic | None:
        """Take words out from a line on, putting others in their place; an error when they are not there."""
        if not said and not instead:
            return None
        key = (span.path, span.line)
        if key not in self.lines or not self._cut(key, span.column, list(said), list(instead), last):
            return error("ledger", f"the ledger's words are not in the source: {' '.join(said[:12])}", span)
        return None

    def _near(self, key: tuple[str, int], column: int) -> int:
        """How many words stood before a column of a line."""
        first, text = self.columns[key]
        if column <= first:
            return 0
        if key not in self.starts:
            self.starts[key] = [match.start() for match in WORD.finditer(text)]
        return bisect_left(self.starts[key], column - first)

    def _cut(self, key: tuple[str, int], column: int, said: list[str], instead: list[str], at_end: bool) -> bool:
        """Replace the occurrence of words that is nearest to a place, or to the end of its line."""
        first, last = self.lines[key]
        near = (last - first) * PIECE if at_end else self._near(key, column)
        home = min(first + near // PIECE, last - 1)
        for at in sorted(range(max(first, home - 40), min(last, home + 40)), key=lambda at: abs(at - home)):
            offset = near % PIECE if at == home else PIECE if at < home else 0
            for start in sorted(range(len(self.pieces[at]) + 1), key=lambda start: abs(start - offset)):
                found = self._matches(at, start, said)
                if found is not None:
                    for piece, begin, end in reversed(found):
                        self.pieces[piece][begin:end] = []
                    self.pieces[at][start:start] = instead
                    return True
        return False

    def _matches(self, at: int, start: int, said: list[str]) -> list[tuple[int, int, int]] | None:
        """The stretches (piece, first, last) that hold these words from a place on, or None."""
        found, done, first = [], 0, start
        while done < len(said):
            if at >= len(self.pieces):
                return None
            piece = self.pieces[at]
            size = min(len(piece) - first, len(said) - done)
            if piece[first:first + size] != said[done:done + size]:
                return None
            if size:
                found.append((at, first, first + size))
            done, at, first = done + size, at + 1, 0
        return found

    def says(self, found: Sequence[str]) -> bool:
        """Whether the words that remain are these."""
        at = 0
        for piece in self.pieces:
            if piece != found[at:at + len(piece)]:
                return False
            at += len(piece)
        return at == len(found)

    def left(self) -> list[tuple[str, tuple[str, int]]]:
        """The words that remain, with their places."""
        return [(word, key) for key, piece in zip(self.places, self.pieces, strict=True) for word in piece]


def _compared(left: list[tuple[str, tuple[str, int]]], found: list[str]) -> list[Diagnostic]:
    """The error for words that do not agree, at the first that does not."""
    said = [word for word, _ in left]
    start = next((i for i, (one, other) in enumerate(zip(said, found, strict=False)) if one != other),
                 min(len(said), len(found)))
    window = slice(start, start + 8)
    path, line = left[start][1] if start < len(left) else left[-1][1] if left else ("", 0)
    return [error("words", f"words do not agree: the source says “{' '.join(said[window])}”, the result says "
                  f"“{' '.join(found[window])}” ({len(said)} and {len(found)} words)", Span(path, line),
                  "this is a fault of the normaliser; switch the rule off or list the piece under normalise: keep:")]
