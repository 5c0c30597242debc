"""The one door to WeasyPrint: a document's XHTML and CSS in, its pages out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from xml.etree import ElementTree

import cssselect2
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publish.errors import Diagnostic, warning
from publish.model import Face, Resource
from publish.stylesheet import font_faces

SCHEME = "publication"


class Stock(URLFetcher):
    """Serves what the publication carries, its faces and pictures, and nothing else: no network and no file."""

    def __init__(self, faces: Sequence[Face], resources: Sequence[Resource]) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False)
        self.held = {f"{SCHEME}:/faces/{face.name}": ("font/otf", face.data) for face in faces} | \
            {f"{SCHEME}:/{one.name}": (one.media_type, one.data) for one in resources}

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """The bytes under an address of the publication's own scheme; ValueError for every other address."""
        if url not in self.held:
            raise ValueError("not a part of the publication")
        media_type, data = self.held[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


class Html(weasyprint.HTML):
    """A document from XHTML that compose wrote, which needs no repair by an HTML parser."""

    def __init__(self, xhtml: str, fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = f"{SCHEME}:/", fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(ElementTree.fromstring(xhtml), content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class Press:
    """What one process keeps between documents: the faces in one font configuration, the parsed stylesheet."""

    def __init__(self, css: str, faces: Sequence[Face], resources: Sequence[Resource]) -> None:
        self.fetcher = Stock(faces, resources)
        self.fonts = FontConfiguration()
        self.found: list[Diagnostic] = []
        rules = font_faces(tuple(faces), lambda face: f"{SCHEME}:/faces/{face.name}")
        with warnings(self.found):
            self.sheet = weasyprint.CSS(string=f"{rules}\n{css}", font_config=self.fonts, url_fetcher=self.fetcher,
                                        base_url=f"{SCHEME}:/", media_type="print")

    def render(self, xhtml: str) -> weasyprint.Document:
        """The laid-out pages of a document."""
        return Html(xhtml, self.fetcher).render(font_config=self.fonts, stylesheets=[self.sheet])


@contextmanager
def warnings(found: list[Diagnostic]) -> Iterator[None]:
    """Collect what WeasyPrint and fontTools log as warnings, each once."""
    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            one = warning("typeset", record.getMessage())
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
