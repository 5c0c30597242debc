"""pandoc's document tree to blocks; the readers of structured formats share it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from publish import pandoc
from publish.errors import Diagnostic, PublishError, Span, error, warning
from publish.model import NOTE_OFF, NOTE_ON, Block
from publish.readers.markup import Node, address, clean, code, find, flat, mark, quoted, safe

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_SHARE = re.compile(r"\d{1,3}(\.\d{1,4})?%")          # of the measure
DEPTH = 200                 # nested blocks deeper than any book; hostile input beyond it is cut flat
_PLAIN_KINDS = {"Emph": ("*", "*"), "Strong": ("**", "**"), "Strikeout": ("~~", "~~"), "Superscript": ("^", "^"),
                "Subscript": ("~", "~"), "SmallCaps": ("[", "]{.smallcaps}"), "Underline": ("[", "]{.underline}")}
_KEPT_ATTRIBUTES = ("lang", "dir")


class Tree:
    """One document's tree on its way to blocks: its notes, its images, what was left out."""

    def __init__(self, path: str, image: Callable[[str], str] = str, prefix: str = "",
                 signs: dict[int, str] | None = None, linked: frozenset[str] = frozenset()) -> None:
        self.path, self.image, self.prefix, self.signs, self.linked = path, image, prefix, signs, linked
        self.notes: list[Block] = []
        self.said: list[Diagnostic] = []
        self.count = 0

    def blocks(self, nodes: list[Node], depth: int = 0) -> list[Block]:
        """The blocks of a list of pandoc's blocks."""
        made: list[Block] = []
        for node in nodes:
            made += self._block(node, depth)
        return made

    def _leaf(self, kind: str, text: str, **given: Any) -> Block:
        self.count += 1
        return Block(kind, text, Span(self.path, self.count, 1), **given)

    def _block(self, node: Node, depth: int) -> list[Block]:
        kind, content = node["t"], node.get("c")
        maker = getattr(self, f"_{kind.lower()}", None)
        if maker is None:
            return [self._verbatim(node)]
        return maker(content, depth + 1) if depth < DEPTH else [self._leaf("paragraph", flat(node))]

    def _para(self, content: list[Node], depth: int) -> list[Block]:
        text = self.inline(content).strip(" ")
        return [self._leaf("paragraph", text)] if text else []

    def _plain(self, content: list[Node], depth: int) -> list[Block]:
        text = self.inline(content).strip(" ")
        return [self._leaf("plain", text)] if text else []

    def _header(self, content: list[Any], depth: int) -> list[Block]:
        level, (name, classes, pairs), inlines = content
        given = (("#", name),) if name in self.linked else ()
        given += tuple((item, "") for item in classes if item in ("part", "unnumbered", "unlisted"))
        text = self.inline(inlines).replace("\n", " ").strip(" ")
        return [self._leaf("heading", text, level=level, attributes=given)] if text else []

    def _blockquote(self, content: list[Node], depth: int) -> list[Block]:
        inner = self.blocks(content, depth)
        return [Block("quotation", span=inner[0].span, blocks=tuple(inner))] if inner else []

    def _lineblock(self, content: list[list[Node]], depth: int) -> list[Block]:
        lines = [self.inline(line).replace("\n", " ") for line in content]
        lines = [" " * (len(line) - len(line.lstrip("\u00a0"))) + line.lstrip("\u00a0") for line in lines]
        return [self._leaf("verse", "\n".join(lines))]

    def _horizontalrule(self, content: None, depth: int) -> list[Block]:
        return [Block("break", span=Span(self.path, self.count + 1, 1))]

    def _bulletlist(self, content: list[list[Node]], depth: int) -> list[Block]:
        return self._items(content, depth, ())

    def _orderedlist(self, content: list[Any], depth: int) -> list[Block]:
        (start, style, delimiter), items = content
        return self._items(items, depth, (("start", str(start)), ("style", style["t"]), ("delimiter", delimiter["t"])))

    def _items(self, content: list[list[Node]], depth: int, given: tuple[tuple[str, str], ...]) -> list[Block]:
        items = [self.blocks(item, depth) for item in content]
        tight = all(block.kind != "paragraph" for item in items for block in item)
        given += (("tight", "yes"),) if tight else ()
        made = [Block("item", span=item[0].span if item else Span(self.path), blocks=tuple(item)) for item in items
                if item]
        return [Block("list", span=made[0].span, blocks=tuple(made), attributes=given)] if made else []

    def _div(self, content: list[Any], depth: int) -> list[Block]:
        (name, classes, pairs), nodes = content
        inner = self.blocks(nodes, depth)
        if FURNITURE in classes and inner:
            sure = next((value for key, value in pairs if key in ("sure", "data-sure")), "1")
            return [Block("furniture", span=inner[0].span, level=round(float(sure) * 100), blocks=tuple(inner))]
        kept = [item for item in classes if item in DIVISIONS]
        if not inner or not kept:
            return inner
        return [division(kept[0], inner)]

    def _figure(self, content: list[Any], depth: int) -> list[Block]:
        (name, *_), (_, caption), nodes = content
        images = list(find(nodes, "Image"))
        if len(images) != 1:
            return self.blocks(nodes, depth) + self.blocks(caption, depth)
        attributes, alt, target = images[0]["c"]
        attributes = [name or attributes[0], *attributes[1:]]
        text = [inline for node in caption for inline in node.get("c", []) if isinstance(inline, dict)]
        return [self._leaf("paragraph", self._image([attributes, text or alt, target]))]

    def _codeblock(self, content: list[Any], depth: int) -> list[Block]:
        return [self._verbatim({"t": "CodeBlock", "c": content})]

    def _rawblock(self, content: list[str], depth: int) -> list[Block]:
        return [self._leaf("paragraph", text)] if (text := self._raw(content)) else []

    def _verbatim(self, node: Node) -> Block:
        """A table or another block that pandoc itself writes best."""
        self._notes_within(node)
        text, said = write([node])
        self.said += said
        return self._leaf("verbatim", text)

    def _notes_within(self, node: Any) -> None:
        if isinstance(node, list):
            for index, inner in enumerate(node):
                if isinstance(inner, dict) and inner.get("t") == "Note":
                    node[index] = {"t": "RawInline", "c": ["markdown", f"[^{self._note(inner['c'])}]"]}
                else:
                    self._notes_within(inner)
        elif isinstance(node, dict):
            self._notes_within(node.get("c"))

    # inlines --------------------------------------------------------------

    def inline(self, nodes: list[Node]) -> str:
        """Inlines as text with markup."""
        return "".join(map(self._one, nodes))

    def _one(self, node: Node) -> str:
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            return clean(content.translate(self.signs) if self.signs else content)
        if kind in ("Space", "SoftBreak"):
            return " "
        if kind == "LineBreak":
            return "\n"
        if kind in _PLAIN_KINDS:
            return self._wrapped(content, *_PLAIN_KINDS[kind])
        if kind == "Note":
            return self._note(content)
        return self._other(kind, content)

    def _other(self, kind: str, content: Any) -> str:
        if kind == "Link":
            return self._link(content)
        if kind == "Image":
            return self._image(content)
        if kind == "Span":
            return self._span(content)
        if kind == "Code":
            return mark(code(content[1]))
        if kind == "Math":
            fence = "$" if content[0]["t"] == "InlineMath" else "$$"
            return mark(fence + clean(content[1]) + fence)
        if kind == "Quoted":
            pair = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            return pair[0] + self.inline(content[1]) + pair[1]
        if kind == "Cite":
            return self.inline(content[1])
        return self._raw(content) if kind == "RawInline" else ""

    def _wrapped(self, content: list[Node], opening: str, closing: str) -> str:
        """Marked text with its spaces and line breaks outside the marks, as Markdown wants them."""
        text = self.inline(content)
        body = text.strip(" \n")
        if not body:
            return text
        at = text.index(body)
        if opening in ("^", "~"):
            body = body.replace(" ", mark("\\ "))
        return f"{text[:at]}{mark(opening)}{body}{mark(closing)}{text[at + len(body):]}"

    def _note(self, content: list[Node]) -> str:
        label = f"{self.prefix}{len(self.notes) + 1}"
        place = len(self.notes)
        self.notes.append(Block("note", name=label))
        inner = self.blocks(content)
        span = inner[0].span if inner else Span(self.path)
        self.notes[place] = Block("note", span=span, name=label, blocks=tuple(inner))
        return f"{NOTE_ON}{label}{NOTE_OFF}"

    def _link(self, content: list[Any]) -> str:
        _, inlines, (url, title) = content
        text = self.inline(inlines)
        if not url or (url.startswith("#") and url[1:] not in self.linked) or not safe(url):
            if url and not url.startswith("#"):
                self.said.append(warning("link", f"a link that runs code or carries data was taken out: {url[:40]}",
                                         Span(self.path)))
            return text
        return f"{mark('[')}{text}{mark(f']({address(url)}{quoted(title)})')}" if text.strip() else text

    def _image(self, content: list[Any]) -> str:
        (id, _, pairs), inlines, (url, title) = content
        name = self.image(url)
        alt = self.inline(inlines)
        if not name:
            return alt
        title = "" if title == "fig:" else title.removeprefix("fig:")
        given = [f"#{id}"] if id in self.linked else []
        given += [f"width={value}" for key, value in pairs if key == "width" and _SHARE.fullmatch(value)]
        place = f"{{{' '.join(given)}}}" if given else ""
        return f"{mark('![')}{alt}{mark(f']({address(name)}{quoted(title)}){place}')}"

    def _span(self, content: list[Any]) -> str:
        (name, classes, pairs), inlines = content
        text = self.inline(inlines)
        given = [f"#{name}"] if name in self.linked else []
        given += [f".{item}" for item in classes if item in SPANS]
        given += [f"{key}={value}" for key, value in pairs
                  if key in _KEPT_ATTRIBUTES and value.replace("-", "").isalnum()]
        if not given or not text.strip():
            return text
        return f"{mark('[')}{text}{mark(']{' + ' '.join(given) + '}')}"

    def _raw(self, content: list[str]) -> str:
        return _TAG.sub("", clean(content[1])) if content[0] == "html" else clean(content[1])


FURNITURE = "publish-furniture"
DIVISIONS = ("byline", "dateline", "epigraph", "letter", "drama", "dedication")
SPANS = ("source", "smallcaps", "salutation", "signature", "dateline", "underline", "speaker", "stage")


def division(name: str, inner: list[Block]) -> Block:
    """A fenced division as the block it stands for."""
    if name in ("byline", "dateline") and len(inner) == 1 and inner[0].text:
        return replace(inner[0], kind=name)
    if name == "epigraph":
        inner = [part for block in inner for part in (block.blocks if block.kind == "quotation" else (block,))]
        return Block("epigraph", span=inner[0].span, blocks=tuple(map(as_source, inner)))
    return Block("div", span=inner[0].span, name=name, blocks=tuple(inner))


def as_source(block: Block) -> Block:
    """A paragraph that is wholly a source span as the source it is."""
    opening, closing = mark("["), mark("]{.source}")
    text = block.text
    if block.kind in ("paragraph", "plain") and text.startswith(opening) and text.endswith(closing) \
            and text.count(closing) == 1:
        return replace(block, kind="source", text=text[len(opening):-len(closing)])
    return block


def sources(blocks: list[Block]) -> list[Block]:
    """The blocks with the sources inside their quotations recognised."""
    return [replace(block, blocks=tuple(map(as_source, sources(list(block.blocks)))) if block.kind == "quotation"
                    else tuple(sources(list(block.blocks)))) if block.blocks else block for block in blocks]


def parse(data: str | bytes, source: str, extra: tuple[str, ...] = ()) -> tuple[Node, tuple[Diagnostic, ...]]:
    """pandoc's document tree of a source."""
    text, said = pandoc.convert(data, source, "json", extra)
    try:
        return json.loads(text), said
    except RecursionError as deep:
        raise PublishError(error("source-depth", f"this {pandoc.plain(source)} nests deeper than any text does", None,
                                 "take apart the lists or quotations within each other")) from deep


def write(nodes: list[Node]) -> tuple[str, tuple[Diagnostic, ...]]:
    """Blocks of pandoc's tree as hub Markdown."""
    document = {"pandoc-api-version": VERSION, "meta": {}, "blocks": nodes}
    text, said = pandoc.convert(json.dumps(document), "json", "markdown-smart-raw_html-simple_tables-multiline_tables",
                                ("--wrap=none",))
    return text.strip("\n"), said


VERSION = [1, 23, 1]
