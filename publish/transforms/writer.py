"""The hub: blocks written as pandoc Markdown that reads back as the same blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from publish.model import MARK_OFF, MARK_ON, NOTE_OFF, NOTE_ON, Block, Manuscript
from publish.transforms.tools import leaves

_TOKEN = re.compile(f"{MARK_ON}([^{MARK_OFF}]*){MARK_OFF}|{NOTE_ON}([^{NOTE_OFF}]*){NOTE_OFF}")
_NUMBER = re.compile(f"{NOTE_ON}([0-9]+){NOTE_OFF}")
_SPECIAL = re.compile(r"\\|`|\*|(?<![^\W_])_|_(?![^\W_])|\^|~|<(?=[\w/!?])|&(?=#?\w+;)|(?<![\w@])@(?=[\w{])|\[(?=[@^])|"
                      r"\](?=[({\[:])|\{(?=[.#=\w])|\\")
_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$|\S)|>|[-+](?=\s|$)|:(?=[\s:])|\||%|"
                         r"(?:\(?[0-9]{1,9}|\(?[a-z]|\(?[ivxlcdm]{1,9}|#)(?=[.)](?:\s|$))|"
                         r"\(?(?:[A-Z]|[IVXLCDM]{2,9})(?=\)(?:\s|$)|\.(?:\s\s|$))|"
                         r"\(@|[=-]{2,}\s*$|:::|[-=+| ]{3,}$|\+[-=]+)")
_RULED = re.compile(r"^[-:=+|][-:=+| ]*$")
_SPACES = re.compile(" {2,}")
_BRACKETS = re.compile(r"[\[\]]")


@dataclass(frozen=True)
class Written:
    """Hub Markdown in its three parts: what the source stated, the text, and its notes.

    Notes are numbered from 1 between NOTE_ON and NOTE_OFF, so that they can be numbered through when parts of a text
    are put together.
    """

    head: str
    text: str
    notes: tuple[str, ...]


def write(manuscript: Manuscript) -> Manuscript:
    """The manuscript with its `markdown`: metadata the source stated, the blocks, then the notes in order."""
    return replace(manuscript, markdown=together((written(manuscript),)))


def written(manuscript: Manuscript) -> Written:
    """The manuscript's Markdown, to be put together with others'."""
    notes = {block.name: block for block in manuscript.blocks if block.kind == "note"}
    body = [block for block in manuscript.blocks if block.kind not in ("note", "title")]
    numbers = _numbers(body, notes)
    return Written(_meta(manuscript.meta) if manuscript.meta else "", _blocks(body, numbers),
                   tuple(_note(notes[label], number, numbers) for label, number in numbers.items()))


def together(parts: Sequence[Written]) -> str:
    """The Markdown of parts in order: the texts, then the notes, numbered through."""
    texts, notes = [], []
    for part in parts:
        before = len(notes)
        texts.append(_numbered(part.text, before) if part.notes else part.text)
        notes += [_numbered(note, before) for note in part.notes]
    return "\n\n".join(filter(None, (*(part.head for part in parts), *texts, *notes))) + "\n"


def _numbered(text: str, before: int) -> str:
    return _NUMBER.sub(lambda match: f"{int(match[1]) + before:0{len(match[1])}}", text)


def _numbers(body: Sequence[Block], notes: dict[str, Block]) -> dict[str, str]:
    """The number of each note in the order of its references, those of notes within notes after them.

    In a table zeros before it make it as wide as what stood there when the cells were ruled.
    """
    numbers: dict[str, str] = {}
    queue = list(body)
    while queue:
        found = [(label, len(label) + 2 if leaf.kind == "verbatim" else 1) for leaf in leaves(queue)
                 for label in re.findall(f"{NOTE_ON}([^{NOTE_OFF}]*){NOTE_OFF}", leaf.text)]
        queue = []
        for label, width in found:
            if label in notes and label not in numbers:
                numbers[label] = f"{NOTE_ON}{len(numbers) + 1:0{width}}{NOTE_OFF}"
                queue.append(notes[label])
    return numbers


def _meta(meta: Iterable[tuple[str, str]]) -> str:
    lines = [f"{name}: {_scalar(value)}" for name, value in meta]
    return "\n".join(["---", *lines, "---"])


def _scalar(value: str) -> str:
    """A YAML scalar: double-quoted, with the Markdown in it escaped as pandoc reads metadata."""
    text = escape(" ".join(value.split()))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _note(note: Block, number: str, numbers: dict[str, str]) -> str:
    text = _blocks(note.blocks or (replace(note, kind="paragraph"),), numbers)
    first, *rest = text.split("\n")
    if first.startswith((">", "|", "-", "#", ":::", "* ")) or not first:
        return f"[^{number}]:\n" + "\n".join(f"    {line}" if line else "" for line in (first, *rest))
    return f"[^{number}]: {first}" + "".join(f"\n    {line}" if line else "\n" for line in rest)


def _blocks(blocks: Sequence[Block], numbers: dict[str, str]) -> str:
    pieces: list[str] = []
    for index, block in enumerate(blocks):
        if index and block.kind == "list" and blocks[index - 1].kind == "list":
            pieces.append("<!-- -->")
        pieces.append(_block(block, numbers))
    return "\n\n".join(piece for piece in pieces if piece)


def _block(block: Block, numbers: dict[str, str]) -> str:
    if block.kind == "heading":
        return f"{'#' * max(block.level, 1)} {_heading(block, numbers)}{_attributes(block)}"
    if block.kind == "break":
        return "* * *"
    if block.kind == "verbatim":
        return _TOKEN.sub(lambda match: match[1] or numbers.get(match[2], match[2]), block.text)
    if block.kind in ("byline", "dateline"):
        return f"::: {block.kind}\n{_paragraph(block, numbers)}\n:::"
    if block.kind == "source":
        return f"[{_paragraph(block, numbers, bracketed=True)}]{{.source}}"
    if block.kind == "quotation":
        return _prefixed(_blocks(block.blocks, numbers), "> ")
    if block.kind == "epigraph":
        inner = _prefixed(_blocks([inner for inner in block.blocks if inner.kind != "source"], numbers), "> ")
        sources = [_block(inner, numbers) for inner in block.blocks if inner.kind == "source"]
        return "\n\n".join(["::: epigraph\n" + inner, *sources]) + "\n:::"
    if block.kind == "div":
        return f"::: {block.name}\n{_blocks(block.blocks, numbers)}\n:::"
    if block.kind == "verse":
        return _verse(block, numbers)
    if block.kind == "list":
        return _list(block, numbers)
    return _paragraph(block, numbers)


def _heading(block: Block, numbers: dict[str, str]) -> str:
    """A heading's text on one line, whatever space its lines had in the source."""
    return _inline(_SPACES.sub(" ", block.text).strip(" "), numbers, heading=True)


def _attributes(block: Block) -> str:
    parts = [f".{name}" if not value else f"{name}={value}" if name != "#" else f"#{value}"
             for name, value in block.attributes]
    return f" {{{' '.join(parts)}}}" if parts else ""


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def _paragraph(block: Block, numbers: dict[str, str], bracketed: bool = False) -> str:
    lines = [line.strip(" ") for line in block.text.split("\n")]
    return "\\\n".join(_start(_inline(line, numbers, bracketed=bracketed)) for line in lines if line)


def _start(line: str) -> str:
    """A line that would begin a list, a heading or a rule is escaped."""
    found = _LINE_START.match(line)
    if not found:
        return line
    if line[0] in "#>-+:|%=~":
        return "\\" + line
    end = found.end()
    return f"{line[:end]}\\{line[end:]}" if line[end:end + 1] in (".", ")") else "\\" + line


def _verse(block: Block, numbers: dict[str, str]) -> str:
    lines = []
    for line in block.text.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        said = _inline(line.strip(" "), numbers)
        lines.append(f"| {' ' * depth}{_RULED.sub(_escaped, said)}".rstrip())
    return "\n".join(lines)


def _escaped(match: re.Match[str]) -> str:
    """A line of dashes that would make a table of the lines above it."""
    return "\\" + match[0]


def _list(block: Block, numbers: dict[str, str]) -> str:
    given = dict(block.attributes)
    start, items = int(given.get("start", "1")), []
    for number, item in enumerate(block.blocks, start=start):
        marker = _marker(given, number)
        inner = _blocks(item.blocks or (replace(item, kind="paragraph"),), numbers)
        pad = " " * len(marker)
        items.append(marker + "\n".join(pad + line if line and index else line
                                        for index, line in enumerate(inner.split("\n"))))
    return ("\n" if given.get("tight") else "\n\n").join(items)


def _marker(given: dict[str, str], number: int) -> str:
    if "start" not in given:
        return "-   "
    style, delimiter = given.get("style", "Decimal"), given.get("delimiter", "Period")
    label = {"LowerAlpha": _letter(number), "UpperAlpha": _letter(number).upper(), "LowerRoman": _roman(number),
             "UpperRoman": _roman(number).upper()}.get(style, str(number))
    marker = {"OneParen": f"{label})", "TwoParens": f"({label})"}.get(delimiter, f"{label}.")
    return marker + " " * max(4 - len(marker), 1 if style != "UpperAlpha" and style != "UpperRoman" else 2)


def _letter(number: int) -> str:
    return chr(96 + (number - 1) % 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += sign * (number // value)
        number %= value
    return text


def _inline(text: str, numbers: dict[str, str], heading: bool = False, bracketed: bool = False) -> str:
    pieces, at = [], 0
    for match in _TOKEN.finditer(text):
        pieces.append(escape(text[at:match.start()], heading, bracketed))
        label = match[2]
        pieces.append(match[1] if label is None else f"[^{numbers[label]}]" if label in numbers else
                      escape(label))
        at = match.end()
    pieces.append(escape(text[at:], heading, bracketed))
    return "".join(pieces)


def escape(text: str, heading: bool = False, bracketed: bool = False) -> str:
    """Text with every character escaped that pandoc's Markdown would take for markup."""
    if text.isalnum():
        return text
    text = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    if text.count("$") > 1:
        text = text.replace("$", "\\$")
    if heading and text.endswith("}"):
        text = text[:-1] + "\\}"
    if heading and text.endswith("#"):
        text = text[:-1] + "\\#"
    if text.endswith("!"):
        text = text[:-1] + "\\!" if bracketed else text
    if ("[" in text or "]" in text) and not _balanced(text):
        text = _BRACKETS.sub(lambda match: match[0] if text[max(match.start() - 1, 0)] == "\\" else "\\" + match[0],
                             text)
    return text


def _balanced(text: str) -> bool:
    depth, escaped = 0, False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
