"""A tagged PDF read back: the text of its marked content, and its structure elements in reading order."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf

TOKENS = re.compile(rb"/(\S+) [\d.]+ Tf|/MCID (\d+)|\b(BMC|BDC|EMC)\b|\[([^\]]*)\]\s*TJ|(<[0-9a-fA-F]*>)\s*Tj"
                    rb"|(?<![/\w])(f\*?|S|B\*?|sh|Do|BT)(?!\S)")
STRINGS = re.compile(rb"<([0-9a-fA-F]*)>")
BEGINNINGS = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


@dataclass
class Marked:
    """The marked content of one page: text by its id, and how many marks are in none, or in one seen before."""

    texts: dict[int, str] = field(default_factory=dict)
    loose: int = 0


@dataclass
class Element:
    """A structure element: type, entries, kids in order (elements, or text), and the page of its first content."""

    tag: str
    source: Object
    kids: list["Element | str"] = field(default_factory=list)
    links: list[Object] = field(default_factory=list)
    page: int = 0

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """The text in reading order, without that of elements of some types and of the labels of lists."""
        numbered = self.tag == "L" and "/A" in self.source
        parts = []
        for kid in self.kids:
            if isinstance(kid, str):
                parts.append(kid)
            elif kid.tag not in without:
                inner = [one for one in kid.kids if not (numbered and isinstance(one, Element) and one.tag == "Lbl")]
                parts.append(Element(kid.tag, kid.source, inner).text(without))
        return "".join(parts)


class Reading:
    """An open PDF's pages and structure. `unread` counts marked content that no element owns."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.letters: dict[tuple[int, int], dict[int, str]] = {}
        self.places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.pages = [self._marked(page.obj) for page in pdf.pages]
        self.owned: list[set[int]] = [set() for _ in self.pages]
        self.document = self._element(pdf.Root.StructTreeRoot.K[0], 0)
        self.unread = sum(len(page.texts.keys() - owned) for page, owned in zip(self.pages, self.owned))

    def _marked(self, page: Object) -> Marked:
        found = Marked()
        contents = page.Contents
        parts = contents if isinstance(contents, Array) else [contents]
        data = b"\n".join(one.read_bytes() for one in parts)
        fonts = {name[1:].encode(): font for name, font in page.Resources.get("/Font", {}).items()}
        stack: list[int | None] = []
        pending: int | None = None
        letters: dict[int, str] = {}
        for font, number, mark, strings, string, paints in TOKENS.findall(data):
            if strings or string:
                if stack and stack[-1] is not None:
                    found.texts[stack[-1]] += _decoded(b"".join(STRINGS.findall(strings or string)), letters)
            elif font:
                letters = self._letters(fonts[font])
            elif number:
                pending = int(number)
            elif mark == b"EMC":
                stack.pop()
            elif mark:
                number, pending = (pending if mark == b"BDC" else None), None
                stack.append(stack[-1] if stack and number is None else number)
                if number is not None:
                    found.loose += number in found.texts
                    found.texts.setdefault(number, "")
            elif paints and not stack:
                found.loose += 1
        return found

    def _letters(self, font: Object) -> dict[int, str]:
        if font.objgen not in self.letters:
            cmap = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
            self.letters[font.objgen] = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
                                         for code, text in BEGINNINGS.findall(cmap)}
        return self.letters[font.objgen]

    def _element(self, source: Object, page: int) -> Element:
        page = self.places.get(source.Pg.objgen, page) if "/Pg" in source else page
        element = Element(str(source.S)[1:], source, page=page)
        kids = source.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                self._content(element, page, kid)
            elif kid.get("/Type") == Name.MCR:
                self._content(element, self.places[kid.Pg.objgen], int(kid.MCID))
            elif kid.get("/Type") == Name.OBJR:
                element.links.append(kid.Obj)
            elif isinstance(kid, Dictionary):
                element.kids.append(self._element(kid, page))
        return element

    def _content(self, element: Element, page: int, number: int) -> None:
        self.owned[page].add(number)
        element.kids.append(self.pages[page].texts.get(number, ""))


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    glyphs = array("H", bytes.fromhex(codes.decode()))
    if sys.byteorder == "little":
        glyphs.byteswap()
    return "".join([letters.get(glyph, "") for glyph in glyphs])
