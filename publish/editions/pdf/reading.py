"""A tagged PDF read back: the text of its marked content, and its structure elements in reading order."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, PdfError, StreamParser

from publish.editions.pieces import Each, every

TOKENS = re.compile(rb"/(\S+) [\d.]+ Tf|/MCID (\d+)|\b(BMC|BDC|EMC)\b|\[([^\]]*)\]\s*TJ|(<[0-9a-fA-F]*>)\s*Tj"
                    rb"|(?<![/\w])(f\*?|S|B\*?|sh|Do|BT)(?!\S)")
STRINGS = re.compile(rb"<([0-9a-fA-F]*)>")
BEGINNINGS = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


@dataclass
class Marked:
    """The marked content of one page: text by its id, and how many marks are in none, or in one seen before.

    `faults` are those of its syntax.
    """

    texts: dict[int, str] = field(default_factory=dict)
    loose: int = 0
    faults: tuple[str, ...] = ()


@dataclass
class Run:
    """Some pages in a row, and the letters that their glyphs stood for, by font; "" where a glyph stood for none."""

    pages: tuple[Marked, ...]
    letters: dict[str, dict[int, str]]


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

    def __init__(self, pdf: Pdf, each: Each = every) -> None:
        self.pdf = pdf
        self.letters: dict[tuple[int, int], dict[int, str]] = {}
        self.places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        pages = list(pdf.pages)
        runs = [pages[start:end] for start, end in self._runs()]
        read = each([b"".join(map(_fingerprint, run)) for run in runs],
                    lambda wanted: (self._read(runs[number]) for number in wanted))
        self.pages: list[Marked] = [page for run, known in zip(runs, read) for page in
                                    (known if self._still(known, run) else self._read(run)).pages]
        self.owned: list[set[int]] = [set() for _ in self.pages]
        self.document = self._element(pdf.Root.StructTreeRoot.K[0], 0)
        self.unread = sum(len(page.texts.keys() - owned) for page, owned in zip(self.pages, self.owned))

    def _runs(self) -> list[tuple[int, int]]:
        """The first and last page of each part of the book, by the pages on which its elements begin."""
        parts = self.pdf.Root.StructTreeRoot.K[0].get("/K", Array())
        starts = {self.places.get(_first_page(one)) for one in (parts if isinstance(parts, Array) else [parts])}
        edges = sorted({0, len(self.places), *starts} - {None})
        return list(zip(edges, edges[1:]))

    def _read(self, pages: Sequence[Page]) -> Run:
        used: dict[str, dict[int, str]] = {}
        return Run(tuple(self._page(page, used) for page in pages), used)

    def _still(self, known: Run, pages: Sequence[Page]) -> bool:
        """Whether the glyphs of pages stand for the letters that they stood for."""
        fonts = {page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).objgen: page.obj for page in pages}
        if (0, 0) in fonts:                                     # pages with fonts of their own
            fonts = dict(enumerate(page.obj for page in pages))
        return all(_agree(letters, self._letters(font)) for page in fonts.values()
                   for name, font in _fonts(page).items() if (letters := known.letters.get(name)))

    def _page(self, page: Page, used: dict[str, dict[int, str]]) -> Marked:
        """A page's marked content and the faults of its syntax (as `qpdf --check` has them); `used` gains its glyphs.
        """
        self.pdf.get_warnings()
        try:
            page.parse_contents(_Discarding())
        except PdfError as trouble:
            return Marked(faults=(*self._warnings(), f"ERROR: {trouble}"))
        found = self._marked(page.obj, used)
        found.faults = self._warnings()
        return found

    def _warnings(self) -> tuple[str, ...]:
        return tuple(f"WARNING: {one}" for one in self.pdf.get_warnings())

    def _marked(self, page: Object, used: dict[str, dict[int, str]]) -> Marked:
        found = Marked()
        data = b"\n".join(one.read_bytes() for one in _parts(page))
        fonts = _fonts(page)
        stack: list[int | None] = []
        pending: int | None = None
        letters: dict[int, str] = {}
        seen: dict[int, str] = {}
        for font, number, mark, strings, string, paints in TOKENS.findall(data):
            if strings or string:
                if stack and stack[-1] is not None:
                    glyphs = _glyphs(b"".join(STRINGS.findall(strings or string)))
                    known = [letters.get(glyph, "") for glyph in glyphs]
                    found.texts[stack[-1]] += "".join(known)
                    seen.update(zip(glyphs, known))
            elif font:
                letters = self._letters(fonts[font.decode()])
                seen = used.setdefault(font.decode(), {})
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


class _Discarding(StreamParser):
    """Reads content to see whether it can be read."""

    def __init__(self) -> None:  # pylint: disable=useless-parent-delegation
        super().__init__()

    def handle_object(self, *_: object) -> None:
        """Nothing."""

    def handle_eof(self) -> None:
        """Nothing."""


def _parts(page: Object) -> Sequence[Object]:
    """The streams of a page's content."""
    contents = page.get("/Contents", Array())
    return contents if isinstance(contents, Array) else [contents]


def _first_page(element: Object) -> tuple[int, int] | None:
    """The page of the first element in a structure element that names one."""
    while "/Pg" not in element:
        kids = element.get("/K")
        element = kids[0] if isinstance(kids, Array) and len(kids) else kids
        if not isinstance(element, Dictionary):
            return None
    return element.Pg.objgen


def _fingerprint(page: Page) -> bytes:
    """A hash of a page's content as it is stored."""
    total = sha256()
    for part in _parts(page.obj):
        total.update(sha256(part.read_raw_bytes()).digest())
        total.update(repr((part.get("/Filter"), part.get("/DecodeParms"))).encode())
    return total.digest()


def _agree(one: dict[int, str], other: dict[int, str]) -> bool:
    return all(other.get(glyph, "") == letter for glyph, letter in one.items())


def _fonts(page: Object) -> dict[str, Object]:
    """The fonts of a page, by the names that its content has for them."""
    return {name[1:]: font for name, font in page.get("/Resources", Dictionary()).get("/Font", Dictionary()).items()}


def _glyphs(codes: bytes) -> array:
    glyphs = array("H", bytes.fromhex(codes.decode()))
    if sys.byteorder == "little":
        glyphs.byteswap()
    return glyphs
