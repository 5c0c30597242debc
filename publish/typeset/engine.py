"""The one door to WeasyPrint: a document's XHTML and CSS in, a galley out.

Two functions of WeasyPrint are replaced while a galley is written, because its own give every document its own subset
of each font and tags that PDF/UA does not accept, and one while it is laid out; a test checks the names against the
version that is pinned.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from xml.etree import ElementTree

from publish.typeset.later import later
from publish.typeset.libraries import opened
from publish.typeset.stylesheets import own, packed, unpacked, unread

# Half of WeasyPrint's import is of these, which only its own writing of fonts (replaced below), the network (which is
# refused) and HTML that is not XHTML would use; and of its own stylesheets.
with later("fontTools.subset", "fontTools.varLib.instancer", "tinyhtml5", "ssl"), unread():
    opened("weasyprint")
    import weasyprint
    import weasyprint.layout
    import weasyprint.pdf
own()
import cssselect2
import pydyf
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publish.errors import Diagnostic, PublishError, error, warning
from publish.model import Face, Resource
from publish.stylesheet import font_faces
from publish.typeset.configuration import configuration
from publish.typeset.galley import Anchor, Fount, Galley, Node, Overlay
from publish.typeset.markup import SCHEME, address, html, rules
from publish.typeset.paragraph import Settings, total_fit
from publish.typeset.starts import starts
from publish.typeset.tagging import Tagger, margin_words
from publish.typeset.tokens import settled

FATAL = (".notdef", "Failed to load image")     # what WeasyPrint only warns of, and what the pages would lack
EMPTY = re.compile(rb"/Artifact\s+BMC\s+EMC\s*")
POINT = 0.75        # points in a CSS pixel
MOST = 256          # stylesheets that a press remembers: those of margins are used once
WORDS = f'<section class="chapter"><h2>Words</h2><p>{"Many words, some <em>set in italics</em>. " * 12}</p></section>'


class Stock(URLFetcher):
    """Serves what the publication carries, its faces and pictures, and nothing else: no network and no file."""

    def __init__(self, faces: Sequence[Face], resources: Sequence[Resource]) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False)
        self.faces = {address(f"faces/{face.name}"): ("font/otf", face.data) for face in faces}
        self.carry(resources)

    def carry(self, resources: Sequence[Resource]) -> None:
        """Serve these pictures as well, and none that were served before."""
        self.held = self.faces | {address(one.name): (one.media_type, one.data) for one in resources}

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """The bytes under an address of the publication's own scheme; ValueError for every other address."""
        if url not in self.held:
            raise ValueError("not a part of the publication")
        media_type, data = self.held[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


class Document(weasyprint.HTML):
    """A document from XHTML that compose wrote, which needs no repair by an HTML parser."""

    def __init__(self, xhtml: str, fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = f"{SCHEME}:/", fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(ElementTree.fromstring(xhtml),
                                                                        content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _Asked:
    """Takes note of the faces that a stylesheet asks for, in place of what opens them."""

    def __init__(self) -> None:
        self.faces: list[dict] = []

    def add_font_face(self, face: dict, fetcher: URLFetcher) -> None:
        """The name by which WeasyPrint has a face opened."""
        self.faces.append(face)


class Press:
    """What one process keeps between documents: the faces in one font configuration, and stylesheets once parsed."""

    def __init__(self, faces: Sequence[Face], resources: Sequence[Resource], settings: Settings) -> None:
        self.fetcher = Stock(faces, resources)
        self.settings = settings
        self.fonts = configuration()
        rules = font_faces(tuple(faces), lambda face: address(f"faces/{face.name}"))
        self.owned = {hashlib.sha256(face.data).hexdigest() for face in faces}
        self.sheets: dict[str, tuple[weasyprint.CSS, tuple[Diagnostic, ...]]] = {}
        self.programs: dict[str, tuple[str, bytes]] = {}
        self.found: list[Diagnostic] = []
        self._sheet(rules, self.found)

    def carry(self, resources: Sequence[Resource]) -> None:
        """Take in the pictures of a text."""
        self.fetcher.carry(resources)

    def warm(self, css: str, language: str, keep: Callable) -> None:
        """Set a few words of nothing, which opens the faces and reads the language's hyphens; the stylesheets are kept.

        `keep(parts, make)` is what was made of the same parts before.
        """
        for one in (css, rules("galleys.css")):
            with suppress(RecursionError):      # nested too deep to be packed: read when it is used
                self._take(one, *unpacked(keep(("stylesheet", one), lambda: packed(self._read(one)))))
        self.set(html(WORDS, language, ""), css, rules("galleys.css"))

    def set(self, xhtml: str, *css: str, tagged: bool = True) -> Galley:
        """The galley of a document under stylesheets in order."""
        return self.made(xhtml, *css, tagged=tagged)[1]()

    def proof(self, xhtml: str, *css: str) -> Galley:
        """A galley that tells where everything stands, and has no PDF."""
        return self.made(xhtml, *css)[0]

    def made(self, xhtml: str, *css: str, tagged: bool = True) -> tuple[Galley, Callable[[], Galley]]:
        """A galley whose pages are made but not written, so that it has no PDF; and what writes it."""
        found = list(self.found)
        sheets = [self._sheet(one, found) for one in css]
        with _logged(found), total_fit(self.settings) as account, _without_margins(rules("galleys.css") in css):
            document = Document(xhtml, self.fetcher)
            rendered = document.render(font_config=self.fonts, stylesheets=sheets)
        first = rendered.pages[0]
        draft = Galley(pdf=b"", width=first.width * POINT, height=first.height * POINT,
                       bleed=first.bleed["top"] * POINT, anchors=_anchors(rendered.pages), founts=(),
                       tree=Node("Document"), margins=tuple(margin_words(page._page_box) for page in rendered.pages),
                       starts=starts(rendered.pages), account=account)

        def write() -> Galley:
            with _logged(found), total_fit(self.settings), self._replaced(document.etree_element) as parts:
                _address(rendered.pages)
                pdf = rendered.write_pdf(pdf_tags=tagged)
            return replace(draft, pdf=pdf, founts=parts["founts"], tree=parts["tree"], found=tuple(found))
        return draft, write

    def overlays(self, xhtml: str, wanted: Sequence[int],
                 *css: str) -> tuple[tuple[Overlay, ...], tuple[Diagnostic, ...]]:
        """The margins of the wanted pages of a document, each written apart so that none depends on its neighbours."""
        found = list(self.found)
        sheets = [self._sheet(one, found) for one in css]
        with _logged(found):
            document = Document(xhtml, self.fetcher)
            rendered = document.render(font_config=self.fonts, stylesheets=sheets)
            return tuple(self._overlay(rendered, page, document) for page in wanted), tuple(found)

    def _overlay(self, rendered: weasyprint.Document, number: int, document: Document) -> Overlay:
        page = rendered.pages[number]
        with self._replaced(document.etree_element, outside=True) as made:
            rendered.copy([page]).write_pdf(pdf_tags=True)
        resources = made["stream"]._resources
        drawn = [name for kind in ("XObject", "Pattern", "Shading") for name in resources[kind]]
        states = tuple(sorted((name, state.get("ca", state.get("CA")))
                              for name, state in resources["ExtGState"].items()))
        if drawn or any(value is None for _, value in states):
            raise PublishError(error("head-art", "a running head or folio holds a picture, a gradient or a blended "
                                     "group", None, "let margin boxes hold text, rules and flat colours only"))
        content = b"\n".join(_bytes(entry) for entry in made["stream"].stream)
        return Overlay(EMPTY.sub(b"", content), made["founts"], margin_words(page._page_box), states)

    def _sheet(self, css: str, found: list[Diagnostic]) -> weasyprint.CSS:
        """A stylesheet, parsed once; what there is to say of it is said of every document that uses it.

        The rules of one batch of margins are used once, and short.
        """
        if css not in self.sheets:
            if len(self.sheets) >= MOST:
                self.sheets.clear()
            self._take(css, *self._read(css))
        found += self.sheets[css][1]
        return self.sheets[css][0]

    def _read(self, css: str) -> tuple[weasyprint.CSS, tuple[dict, ...], tuple[Diagnostic, ...]]:
        """A stylesheet, parsed; the faces that it asks for; and what there is to say of it."""
        said: list[Diagnostic] = []
        asked = _Asked()
        with _logged(said):
            sheet = weasyprint.CSS(string=settled(css), font_config=asked, media_type="print",
                                   url_fetcher=self.fetcher, base_url=f"{SCHEME}:/")
        return sheet, tuple(asked.faces), tuple(said)

    def _take(self, css: str, sheet: weasyprint.CSS, faces: Sequence[dict], said: Sequence[Diagnostic]) -> None:
        """Remember a stylesheet, and open the faces that it asks for."""
        said = list(said)
        with _logged(said):
            for face in faces:
                self.fonts.add_font_face(face, self.fetcher)
        self.sheets[css] = sheet, tuple(said)

    @contextmanager
    def _replaced(self, root: ElementTree.Element, outside: bool = False) -> Iterator[dict]:
        """Take note of fonts and structure where WeasyPrint would write its own; `outside` the text nothing has any."""
        made = {"founts": (), "tree": Node("Document")}

        def fonts(pdf, fonts, compress, subset, options):
            made["founts"] = tuple(self._fount(font) for font in fonts.values())
            dictionary = pydyf.Dictionary()
            for font in fonts.values():
                stand_in = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": font.name})
                pdf.add_object(stand_in)
                dictionary[font.hash] = stand_in.reference
            return dictionary

        def tags(pdf, document, pdf_version, page_streams):
            tagger = Tagger(root)
            made["stream"] = page_streams[0]
            for page, stream in zip(document.pages, page_streams):
                tagger.page(page._page_box, stream, [box for _, _, _, box in page.links], outside)
            made["tree"] = tagger.tree()
        kept = weasyprint.pdf.build_fonts_dictionary, weasyprint.pdf.add_tags
        weasyprint.pdf.build_fonts_dictionary, weasyprint.pdf.add_tags = fonts, tags
        try:
            yield made
        finally:
            weasyprint.pdf.build_fonts_dictionary, weasyprint.pdf.add_tags = kept

    def _fount(self, font) -> Fount:
        if font.hash not in self.programs:
            digest = hashlib.sha256(font.file_content).hexdigest()
            self.programs[font.hash] = digest, b"" if digest in self.owned else font.file_content
        digest, program = self.programs[font.hash]
        return Fount(name=font.hash, base=font.name.decode().lstrip("/"), family=font.family, digest=digest,
                     flags=font.flags, ascent=font.ascent, descent=font.descent, widths=dict(font.widths),
                     letters=dict(font.to_unicode), program=program)


def _bytes(entry) -> bytes:
    """An operand or operator of a content stream as it is written."""
    return pydyf._to_bytes(entry)


def _address(pages: Sequence[weasyprint.Page]) -> None:
    """Turn links inside the book into addresses, since their targets may stand in another galley."""
    for page in pages:
        page.links[:] = [("external", f"{SCHEME}:#{target}", rectangle, box) if kind == "internal" else
                         (kind, target, rectangle, box) for kind, target, rectangle, box in page.links]


def _anchors(pages: Sequence[weasyprint.Page]) -> tuple[tuple[Anchor, ...], ...]:
    """The ids that are first seen on each page; an element that runs over several pages has its id on the first."""
    seen: set[str] = set()
    found = []
    for page in pages:
        fresh = [name for name in page.anchors if name not in seen]
        seen.update(fresh)
        found.append(tuple(_anchor(name, page.anchors[name], page.height) for name in fresh))
    return tuple(found)


def _anchor(name: str, edges: tuple[float, float, float, float], height: float) -> Anchor:
    left, top, right, bottom = edges
    return Anchor(name, left * POINT, (height - top) * POINT, right * POINT, (height - bottom) * POINT)


@contextmanager
def _without_margins(none: bool) -> Iterator[None]:
    """Where a stylesheet takes all margin boxes away, do not even make them: a tenth of the time of an empty page."""
    kept = weasyprint.layout.make_margin_boxes
    if none:
        weasyprint.layout.make_margin_boxes = lambda context, page, state: ()
    try:
        yield
    finally:
        weasyprint.layout.make_margin_boxes = kept


@contextmanager
def _logged(found: list[Diagnostic]) -> Iterator[None]:
    """Collect what WeasyPrint and fontTools log as warnings, each once."""
    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            make = error if record.getMessage().startswith(FATAL) else warning
            one = make("typeset", record.getMessage())
            if one not in found:
                found.append(one)
    handler = Collector(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    kept = [(logger, logger.handlers[:], logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers[:], logger.propagate = [handler], False
    try:
        yield
    finally:
        for logger, handlers, propagate in kept:
            logger.handlers[:], logger.propagate = handlers, propagate
