"""One sheet set by itself, such as a cover: XHTML and CSS in, an untagged PDF with its faces out."""

from __future__ import annotations

from collections.abc import Sequence

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from publish.model import Face, Resource
from publish.stylesheet import font_faces
from publish.typeset.engine import SCHEME, Stock


def single(xhtml: str, css: str, faces: Sequence[Face], resources: Sequence[Resource]) -> bytes:
    """The PDF of a document; it can read the given faces and pictures and nothing else."""
    fetcher, fonts = Stock(faces, resources), FontConfiguration()
    rules = font_faces(tuple(faces), lambda face: f"{SCHEME}:/faces/{face.name}")
    sheet = weasyprint.CSS(string=f"{rules}\n{css}", font_config=fonts, url_fetcher=fetcher, base_url=f"{SCHEME}:/",
                           media_type="print")
    document = weasyprint.HTML(string=xhtml, url_fetcher=fetcher, base_url=f"{SCHEME}:/", media_type="print")
    return document.write_pdf(font_config=fonts, stylesheets=[sheet])
