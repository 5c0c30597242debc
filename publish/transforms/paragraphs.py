"""Lines of plain text become paragraphs, verse and displayed lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publish.model import Block, Entry, Manuscript
from publish.transforms.hyphens import Hyphens
from publish.transforms.interface import suspicion
from publish.transforms.layout import LONG, Layout, centred, displayed, indent, is_verse, side, survey
from publish.transforms.outline import label
from publish.transforms.shapes import attribution, byline
from publish.transforms.tools import place

RULE = "paragraphs"
_NO_SPACE = re.compile(r"(?:--|[—–])$")
_UNDERLINE = re.compile(r"^([=~\-_*^+#\"])\1{2,}$")
_ITEM = re.compile(r"(?:[-*•·‣–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")


def paragraphs(manuscript: Manuscript) -> Manuscript:
    """Find the paragraphs of a plain text: by blank lines, by first-line indents, or a line each.

    Lines that an author broke (verse, addresses, title pages) keep their breaks and their indents as blocks of kind
    verse; a line that stands far to the right or in the middle is marked by its `name`.
    """
    if manuscript.form != "text":
        return manuscript
    lines = [block for block in manuscript.blocks if block.kind == "line"]
    layout = survey(lines)
    hyphens = Hyphens(lines)
    ledger: list[Entry] = []
    blocks: list[Block] = []
    step = layout.step
    for gap, run in _runs(manuscript.blocks):
        for index, made in enumerate(_blocks(run, layout, step, hyphens, ledger)):
            blocks.append(replace(made, gap=gap if not index else made.gap, indent=_depth(made, step, layout)))
    return replace(manuscript, blocks=tuple(blocks), ledger=manuscript.ledger + tuple(ledger))


def _depth(block: Block, step: int, layout: Layout) -> int:
    """A block's indent, without the first-line indent of a paragraph that is one line long."""
    single = block.kind == "paragraph" and len(block.lines) == 1 and not block.name
    return block.indent - step if single and step and block.indent >= layout.margin + step else block.indent


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[int, list[Block]]]:
    """Each run of lines with text, and the number of blank lines before it; other blocks stand alone."""
    gap, run = 0, []
    for block in blocks:
        if block.kind == "line" and block.text.strip():
            run.append(block)
            continue
        if run:
            yield from _underlined(gap, run)
            gap, run = 0, []
        if block.kind == "line":
            gap += 1
        elif block.kind != "page":
            yield gap, [block]
            gap = 0
    if run:
        yield from _underlined(gap, run)


def _underlined(gap: int, run: list[Block]) -> Iterator[tuple[int, list[Block]]]:
    """A run cut at its underlined headings: each becomes a block of kind heading that knows its underline."""
    start = 0
    for index in range(1, len(run)):
        title, rule = run[index - 1].text.strip(), run[index].text.strip()
        if index - 1 < start or not _UNDERLINE.match(rule) or not 0.6 * len(title) <= len(rule) <= len(title) + 8 \
                or not any(character.isalpha() for character in title):
            continue
        if index - 1 > start:
            yield gap, run[start:index - 1]
            gap = 1
        line = _single(run[index - 1])
        yield gap, [replace(line, kind="heading", level=1, name=rule[0])]
        start, gap = index + 1, 1
    if start < len(run):
        yield gap, run[start:]


def _blocks(run: list[Block], layout: Layout, step: int, hyphens: Hyphens, ledger: list[Entry]) -> Iterator[Block]:
    if run[0].kind == "foot":
        first = run[0].blocks[0]
        depth = indent(first.text)
        first = replace(first, text=first.text[depth:], span=place(first, depth))
        for lines in _stretches((first, *run[0].blocks[1:])):
            for segment in _segments(lines, layout, step):
                yield replace(_block(segment, layout, hyphens, ledger), name="foot")
    elif run[0].kind != "line":
        yield run[0]
    elif not layout.wrapped:
        yield from _unwrapped(run)
    else:
        for segment in _segments(run, layout, step):
            yield _block(segment, layout, hyphens, ledger)


def _stretches(lines: Sequence[Block]) -> Iterator[list[Block]]:
    stretch: list[Block] = []
    for line in lines:
        if line.text.strip():
            stretch.append(line)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _unwrapped(run: list[Block]) -> Iterator[Block]:
    """In a text that nobody wrapped a line is a paragraph, unless all lines of a run are short: an author's lines."""
    if len(run) > 1 and _heads(run[0].text):
        yield _single(run[0])
        run = run[1:]
    texts = [line.text for line in run]
    apart = sum(suspicion(text) >= 0.7 for text in texts) + any(map(byline, texts)) > max(1, len(texts) // 4)
    if len(run) > 1 and not apart and all(len(text) <= LONG * 0.9 for text in texts) and not _items(run):
        yield _verse(run)
        return
    for line in run:
        yield _single(line)


def _heads(text: str) -> bool:
    """Whether a line begins a chapter or part by its own word."""
    mark = label(text)
    return bool(mark) and mark.habit not in ("roman", "letter-mark") and not mark.habit.startswith("arabic") and \
        len(text.split()) < 14 and not text.rstrip().endswith((",", ";"))


def _items(run: list[Block]) -> bool:
    found = [bool(_ITEM.match(line.text.lstrip())) for line in run]
    return all(found) or found[0] and sum(found) > 1


def _segments(run: list[Block], layout: Layout, step: int) -> Iterator[list[Block]]:
    """A run cut where its layout changes: displayed lines, deeper lines, first-line indents, list items."""
    if len(run) > 1 and side(run[-1], layout) == "right" and attribution(run[-1].text):
        yield from _segments(run[:-1], layout, step)
        yield run[-1:]
        return
    lead = _lead_in(run, layout)
    if lead:
        yield from _segments(run[:lead], layout, step)
        yield from _segments(run[lead:], layout, step)
        return
    texts = [line.text for line in run]
    if centred(texts, layout) or is_verse(texts, layout) and not _items(run):
        yield run
        return
    for zone in _zones(run, layout, step):
        if len(zone) > 1 and is_verse([line.text for line in zone], layout) and not _items(zone):
            yield zone
            continue
        base = layout.margin if _zone(zone[0], layout, step) == "text" else min(indent(line.text) for line in zone)
        yield from _paragraphs(zone, base, step, layout)


def _lead_in(run: Sequence[Block], layout: Layout) -> int:
    """How many lines of prose lead into deeper ones with a colon; 0 where none do."""
    depths = [indent(line.text) for line in run]
    lead = next((index for index, depth in enumerate(depths) if depth >= layout.margin + 4), 0)
    below = depths[lead:]
    return lead if lead and min(below) >= layout.margin + 4 and run[lead - 1].text.rstrip().endswith(":") else 0


def _zones(run: list[Block], layout: Layout, step: int) -> Iterator[list[Block]]:
    """Stretches of lines that stand at the text's margin, deeper, in the middle or at the right."""
    zone: list[Block] = []
    item = kind = None
    for line in run:
        depth = indent(line.text)
        hangs = item is not None and depth - item in range(1, 6)
        here = kind if hangs else _zone(line, layout, step)
        if zone and (here != kind or len(zone) > 1 and depth < min(indent(other.text) for other in zone) - 1):
            yield zone
            zone = []
        kind = here
        item = depth if _ITEM.match(line.text.lstrip()) else item if hangs else None
        zone.append(line)
    if zone:
        yield zone


def _zone(line: Block, layout: Layout, step: int) -> str:
    place_ = side(line, layout)
    if place_:
        return place_
    return "text" if indent(line.text) - layout.margin in (0, step) or indent(line.text) < layout.margin else "deep"


def _paragraphs(zone: list[Block], base: int, step: int, layout: Layout) -> Iterator[list[Block]]:
    segment: list[Block] = []
    for line in zone:
        if segment and _begins(segment, line, base, step, layout):
            yield segment
            segment = []
        segment.append(line)
    if segment:
        yield segment


def _begins(segment: list[Block], line: Block, base: int, step: int, layout: Layout) -> bool:
    """Whether this line begins another block than the segment before it."""
    first, depth = segment[0], indent(line.text)
    if side(line, layout) == "right":
        return True
    item = bool(_ITEM.match(first.text.lstrip()))
    if _ITEM.match(line.text.lstrip()) and (item or depth > layout.margin):
        return len(segment[-1].text) < layout.width * 0.93 or _ends(segment[-1].text)
    if item:
        return depth < indent(first.text) and (not step or indent(first.text) - depth != step)
    if step and depth == base + step:
        return True
    return depth > base + step and depth - indent(segment[-1].text) in range(1, 9) and not displayed(line, layout)


def _ends(text: str) -> bool:
    return bool(re.search(r"[.!?:;][\"'”’)\]*]*\s*$", text))


def _block(segment: list[Block], layout: Layout, hyphens: Hyphens, ledger: list[Entry]) -> Block:
    first = segment[0]
    if all(displayed(line, layout) for line in segment) or centred([line.text for line in segment], layout):
        name = side(first, layout) or "centred"
        made = _verse(segment) if len(segment) > 1 else _single(first)
        return replace(made, name=name)
    if len(segment) == 1:
        return _single(first)
    if is_verse([line.text for line in segment], layout):
        return _verse(segment)
    return _joined(segment, hyphens, ledger)


def _single(line: Block) -> Block:
    depth = indent(line.text)
    text = line.text.strip()
    span = place(line, depth)
    return Block("paragraph", text, span, ((0, span.line, span.column),), indent=depth)


def _verse(run: list[Block]) -> Block:
    depth = min(indent(line.text) for line in run)
    texts = [line.text[depth:].rstrip() for line in run]
    return _composed("verse", run, texts, [depth] * len(run), "\n", depth)


def _composed(kind: str, run: Sequence[Block], texts: Sequence[str], cuts: Sequence[int], glue: str,
              depth: int) -> Block:
    at, lines = 0, []
    for line, text, cut in zip(run, texts, cuts, strict=True):
        start = place(line, cut)
        lines.append((at, start.line, start.column))
        at += len(text) + len(glue)
    return Block(kind, glue.join(texts), place(run[0], cuts[0]), tuple(lines), indent=depth)


def _joined(run: list[Block], hyphens: Hyphens, ledger: list[Entry]) -> Block:
    """A paragraph made of its lines; a word that a line end had parted is whole again, and in the ledger."""
    text, lines = "", []
    for line in run:
        depth, piece = indent(line.text), line.text.strip()
        start = place(line, depth)
        if text and hyphens.parted(text, piece):
            joined = hyphens.join(text, piece)
            head, tail = text.rsplit(None, 1)[-1], piece.split(None, 1)[0]
            at = len(text) - len(head)
            so_far = Block("paragraph", text, lines=tuple(lines), span=run[0].span)
            ledger.append(Entry("hyphens", place(so_far, at), head, joined, 0.9))
            ledger.append(Entry("hyphens", start, tail, "", 0.9))
            text = text[:at] + joined
            lines.append((len(text), start.line, start.column + len(tail)))
            text += piece[len(tail):]
            continue
        if text and not _NO_SPACE.search(text):
            text += " "
        lines.append((len(text), start.line, start.column))
        text += piece
    deep = min(indent(line.text) for line in run)
    return Block("paragraph", text, place(run[0], indent(run[0].text)), tuple(lines), indent=deep)
