"""Nothing lost: the words of the source, changed as the ledger says and in no other way, are the words of the hub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from publish.errors import Diagnostic, Span, error
from publish.model import Block, Entry, Manuscript
from publish.transforms.tools import bare, leaves, words

SHOWN = 10                  # places named in full; the rest are counted
_ATTRIBUTES = re.compile(r"(?<=\])\{[^{}\n]*\}|\]\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)|"
                         r"\{(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|\S+))(?:\s+(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|\S+)))*\}")
_REFERENCE = re.compile(r"(?<!\\)\[\^[^\]\s]+\]:?")
_FENCE = re.compile(r"^(?: {4})*(?:> ?)*:::.*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([^\w\s])")
_MARKER = re.compile(r"^((?:> |    |-   )*)(?:\(?(?:\d{1,9}|[a-z]|[ivxlcdm]+)[.)] +|\(?[A-Z]{1,9}[.)]  +|\(?[A-Z]{1,9}\) +)",
                     re.MULTILINE)
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KEY = re.compile(r"^(?:[a-z]+: |- )", re.MULTILINE)
_NOTE = re.compile(r"^\[\^[^\]\s]+\]:", re.MULTILINE)


def hub_words(markdown: str) -> list[str]:
    """The words that a reader sees in hub Markdown: no keys, attributes, addresses, markers or labels."""
    text = markdown
    head = _HEAD.match(text)
    if head:
        text = _KEY.sub("", head[1]) + "\n" + text[head.end():]
    text = _REFERENCE.sub(" ", _FENCE.sub("", _COMMENT.sub(" ", text)))
    text = _MARKER.sub(r"\1", text)
    text = _ATTRIBUTES.sub("] ", text)
    text = _ESCAPE.sub(r"\1", text)
    return words(text.replace("*", "") if "*" in text else text)


def prove(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """An error for every place where a word is missing or too many; nothing when all are accounted for.

    The witness is the text as it was read. Every entry of the ledger is replayed on it at its place; what then remains,
    with the notes taken to the end, must be the words of the Markdown in order.
    """
    page = _Page(manuscript.original)
    faults = [fault for entry in manuscript.ledger if (fault := page.replay(entry))]
    notes = [block for block in manuscript.blocks if block.kind == "note"]
    titles = [block for block in manuscript.blocks if block.kind == "title"]
    ends: list[str] = []
    for block in (*titles, *notes):
        said = [word for leaf in leaves((block,)) for word in words(bare(leaf.text))]
        fault = page.take(said, block.span)
        faults += [fault] if fault else []
    del ends
    left = page.left()
    markdown = _HEAD.sub("", manuscript.markdown)
    found = hub_words(_NOTE.split(markdown)[0]) if notes else hub_words(markdown)
    return tuple([*faults, *_compared(left, found)][:SHOWN])


class _Page:
    """The source's words by line, which entries change."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.keys: list[tuple[str, int]] = []
        self.lines: list[list[str]] = []
        self.index: dict[tuple[str, int], int] = {}
        self.texts: list[tuple[int, str]] = []
        for leaf in leaves(blocks):
            key = (leaf.span.path, leaf.span.line)
            if key not in self.index:
                self.index[key] = len(self.keys)
                self.keys.append(key)
                self.lines.append([])
                self.texts.append((leaf.span.column, leaf.text))
            self.lines[self.index[key]] += words(bare(leaf.text))

    def replay(self, entry: Entry) -> Diagnostic | None:
        """Put an entry's words after in the place of its words before."""
        if entry.kept:
            return None
        before, after = words(entry.before), words(entry.after)
        if before == after:
            return None
        return self.take(before, entry.span, after)

    def take(self, said: Sequence[str], span: Span, instead: Sequence[str] = ()) -> Diagnostic | None:
        """Take words out from a line on, putting others in their place; an error when they are not there."""
        at = self.index.get((span.path, span.line))
        if not said and not instead:
            return None
        if at is None or not self._cut(at, self._near(at, span.column), list(said), list(instead)):
            return error("ledger", f"the ledger's words are not in the source: {' '.join(said[:12])}", span)
        return None

    def _near(self, at: int, column: int) -> int:
        """How many words stood before a column of a line."""
        first, text = self.texts[at]
        return len(words(bare(text[:max(column - first, 0)])))

    def _cut(self, at: int, near: int, said: list[str], instead: list[str]) -> bool:
        """Replace the occurrence of words that is nearest to a place."""
        size = len(self.lines[at]) + 1
        for start in sorted(range(size), key=lambda start: abs(start - near)):
            spans = self._matches(at, start, said)
            if spans is None:
                continue
            for number, first, last in reversed(spans):
                self.lines[number][first:last] = []
            self.lines[at][start:start] = instead
            return True
        return False

    def _matches(self, at: int, start: int, said: list[str]) -> list[tuple[int, int, int]] | None:
        """The stretches (line, first, last) that hold these words from a place on, or None."""
        spans, done, first = [], 0, start
        while done < len(said):
            if at >= len(self.lines):
                return None
            line = self.lines[at]
            size = min(len(line) - first, len(said) - done)
            if line[first:first + size] != said[done:done + size]:
                return None
            if size:
                spans.append((at, first, first + size))
            done, at, first = done + size, at + 1, 0
        return spans

    def left(self) -> list[tuple[str, tuple[str, int]]]:
        """The words that remain, with their places."""
        return [(word, key) for key, line in zip(self.keys, self.lines, strict=True) for word in line]


def _compared(left: list[tuple[str, tuple[str, int]]], found: list[str]) -> list[Diagnostic]:
    said = [word for word, _ in left]
    if said == found:
        return []
    start = next((i for i, (one, other) in enumerate(zip(said, found, strict=False)) if one != other),
                 min(len(said), len(found)))
    window = slice(start, start + 8)
    path, line = left[start][1] if start < len(left) else left[-1][1] if left else ("", 0)
    return [error("words", f"words do not agree: the source says “{' '.join(said[window])}”, the result says "
                  f"“{' '.join(found[window])}” ({len(said)} and {len(found)} words)", Span(path, line),
                  "this is a fault of the normaliser; switch the rule off or mark the piece with keep:")]
