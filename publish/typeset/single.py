"""One sheet set by itself, such as a cover: XHTML and CSS in, an untagged PDF with its faces out."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from publish.errors import PublishError, error
from publish.model import Face, Resource
from publish.stylesheet import font_faces
from publish.typeset.configuration import configuration
from publish.typeset.engine import SCHEME, Stock, weasyprint


def single(xhtml: str, css: str, faces: Sequence[Face], resources: Sequence[Resource]) -> bytes:
    """The PDF of a document, which can read the given faces and pictures alone. Errors: whatever WeasyPrint warns of.

    A picture's address is its name; WeasyPrint wants it whole, since it resolves none in a scheme it does not know.
    """
    fetcher, fonts = Stock(faces, resources), configuration()
    rules = font_faces(tuple(faces), lambda face: f"{SCHEME}:/faces/{face.name}")
    whole = re.sub(r'(<img\b[^>]*?\bsrc=")(?![a-z]+:)', rf"\g<1>{SCHEME}:/", xhtml)
    heard = _Heard(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        sheet = weasyprint.CSS(string=f"{rules}\n{css}", font_config=fonts, url_fetcher=fetcher, base_url=f"{SCHEME}:/",
                               media_type="print")
        document = weasyprint.HTML(string=whole, url_fetcher=fetcher, base_url=f"{SCHEME}:/", media_type="print")
        pdf = document.write_pdf(font_config=fonts, stylesheets=[sheet])
    finally:
        logger.removeHandler(heard)
    if heard.messages:
        raise PublishError(*(error("typeset", message) for message in dict.fromkeys(heard.messages)))
    return pdf


class _Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
