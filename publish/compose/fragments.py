"""Chunks of Markdown become fragments of HTML: many in one run of pandoc, each the same as if it were read alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.compose.chunks import Chunk
from publish.compose.notes import GROUP
from publish.compose.trees import classes, html, remove, tree
from publish.errors import Diagnostic, PublishError

# The hub's dialect. What looks beyond its own chunk (references to headings, numbered examples, macros) is off.
FORMAT = ("markdown-smart-raw_tex-raw_attribute-yaml_metadata_block-pandoc_title_block-auto_identifiers-citations"
          "-example_lists-implicit_header_references-latex_macros")
OPTIONS = ("--mathml", "--wrap=none", "--email-obfuscation=none", "--syntax-highlighting=none")
NOTES = re.compile(r"^\[\^([^\]\s]+)\]:", re.M)
BATCH = 100_000             # characters for one run of pandoc, whose memory grows with what it reads
SEPARATOR = "PUBLISHCHUNK{:06d}END"

Converted = tuple[str, tuple[Diagnostic, ...]]
Convert = Callable[..., Iterator[Converted]]        # texts, from, to, options: pandoc.convert_each


@dataclass(frozen=True)
class Fragment:
    """A chunk's HTML, its notes in a list at its end as pandoc has them, and what pandoc said about it."""

    html: str
    diagnostics: tuple[Diagnostic, ...] = ()


Make = Callable[[Sequence[int]], Sequence[Fragment]]
Each = Callable[[Sequence[str], Make], Sequence[Fragment]]


def every(texts: Sequence[str], make: Make) -> Sequence[Fragment]:
    """Make all fragments afresh; a cache has the same signature and makes those that it does not hold."""
    return make(range(len(texts)))


def fragments(chunks: Sequence[Chunk], convert: Convert, each: Each = every) -> list[Fragment]:
    """The fragment of each chunk, in order; `each` may keep them, since a fragment depends on its chunk alone."""
    def make(wanted: Sequence[int]) -> list[Fragment]:
        return _made([chunks[number] for number in wanted], convert)
    return list(each([_text(chunk) for chunk in chunks], make))


def _text(chunk: Chunk) -> str:
    return f"{chunk.markdown}\n\n{chunk.notes}\n\n{chunk.links}\n"


def _made(chunks: Sequence[Chunk], convert: Convert) -> list[Fragment]:
    made: dict[int, Fragment] = {}
    batches = [(group, [chunks[number] for number in group]) for group in _batches(chunks)]
    read = convert((_joined(batch) for _, batch in batches), FORMAT, "html5", OPTIONS)
    for (group, batch), converted in zip(batches, read):
        made |= zip(group, _batch(batch, convert, converted))
    return [made[number] for number in range(len(chunks))]


def _batches(chunks: Sequence[Chunk]) -> list[list[int]]:
    """The numbers of the chunks in groups that share link definitions, in which no two define the same note, and which
    are no longer than one run of pandoc may read.
    """
    groups: list[tuple[str, set[str], list[int]]] = []
    lengths: list[int] = []
    for number, chunk in enumerate(chunks):
        text = f"{chunk.notes}\n{chunk.markdown}"
        labels = set(NOTES.findall(text))
        fitting = (index for index, (links, known, _) in enumerate(groups) if links == chunk.links
                   and not known & labels and lengths[index] + len(text) <= BATCH)
        index = next(fitting, len(groups))
        if index == len(groups):
            groups.append((chunk.links, set(), []))
            lengths.append(0)
        groups[index][1].update(labels)
        groups[index][2].append(number)
        lengths[index] += len(text)
    return [group for _, _, group in groups]


def _joined(chunks: Sequence[Chunk]) -> str:
    """Chunks as one text, a separator after each."""
    joined = "".join(f"{chunk.markdown}\n\n{SEPARATOR.format(index)}\n\n" for index, chunk in enumerate(chunks))
    notes = "\n\n".join(chunk.notes for chunk in chunks if chunk.notes)
    return f"{joined}{notes}\n\n{chunks[0].links}\n"


def _batch(chunks: Sequence[Chunk], convert: Convert, converted: Converted) -> list[Fragment]:
    """One run of pandoc; one for each chunk when something is to be said, or when a chunk leaves something open."""
    result, diagnostics = converted
    try:
        pieces = _pieces(tree(result), len(chunks))
    except PublishError:
        pieces = None                               # nested beyond measure: told for the chunk that it is in
    if pieces is not None and (not diagnostics or len(chunks) == 1):
        return [Fragment(piece, diagnostics) for piece in pieces]
    if len(chunks) == 1:
        return [_alone(chunks[0], convert)]
    singly = convert(map(_joined, ([chunk] for chunk in chunks)), FORMAT, "html5", OPTIONS)
    return [_batch([chunk], convert, one)[0] for chunk, one in zip(chunks, singly)]


def _alone(chunk: Chunk, convert: Convert) -> Fragment:
    (result, diagnostics), = convert([_text(chunk)], FORMAT, "html5", OPTIONS)
    try:
        root = tree(result)
    except PublishError as trouble:
        opening = " ".join(chunk.markdown.split())[:40]
        raise PublishError(*(replace(one, message=f"{one.message}, in the piece that begins “{opening}”")
                             for one in trouble.diagnostics)) from None
    return Fragment(_with_notes(root, _notes(root)), diagnostics)


def _pieces(root: etree._Element, count: int) -> list[str] | None:
    """The fragments between the separators, or None when these do not stand by themselves and in order."""
    notes = _notes(root)
    made = [etree.Element("div")]
    made[0].text = root.text
    for child in list(root):
        if child.tag == "p" and not len(child) and child.text == SEPARATOR.format(len(made) - 1):
            made.append(etree.Element("div"))
            made[-1].text = child.tail
        else:
            made[-1].append(child)
    last = made.pop()
    if len(made) != count or len(last) or (last.text or "").strip() or \
            any("PUBLISHCHUNK" in "".join(one.itertext()) for one in made):
        return None
    return [_with_notes(one, notes) for one in made]


def _notes(root: etree._Element) -> dict[str, etree._Element]:
    """Pandoc's list of notes at the end of a document, taken out: its items by id, without their links back."""
    items = {}
    for section in root.xpath("./section[@id='footnotes']"):
        for item in section.xpath("./ol/li[@id]"):
            items[item.get("id")] = item
            for back in item.xpath(".//a[contains(concat(' ', @class, ' '), ' footnote-back ')]"):
                remove(back)
        section.getparent().remove(section)
    return items


def _with_notes(piece: etree._Element, notes: dict[str, etree._Element]) -> str:
    """A fragment with the notes that it refers to, numbered from 1 whatever their numbers in the batch were."""
    group = etree.Element("ol")
    waiting = list(piece.iter("a"))
    while waiting:
        reference = waiting.pop(0)
        item = notes.get(reference.get("href", "").lstrip("#")) if "footnote-ref" in classes(reference) else None
        if item is None or item.getparent() is group:
            continue
        group.append(item)
        number = len(group)
        item.set("id", f"fn{number}")
        del reference[:]
        tail = reference.tail
        reference.attrib.clear()
        reference.attrib.update({"href": f"#fn{number}", "class": "footnote-ref"})
        reference.text, reference.tail = str(number), tail
        waiting += item.iter("a")
    if not len(group):
        return html(piece)
    section = etree.Element("section", {"class": GROUP})
    section.append(group)
    return html(piece) + etree.tostring(section, encoding="unicode", method="html")
