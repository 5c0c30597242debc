"""Faces and documents for the tests of paragraph setting."""

from __future__ import annotations

from importlib.resources import files

import pytest

from publish.typeset.paragraph.breakpoints import Hyphenation
from publish.typeset.paragraph.shape import Face, FaceKey

STYLE = """
@page { size: 148mm 210mm; margin: 17mm 22mm 20mm }
html { font: 10.5pt/14pt Serif; text-align: justify; hyphens: auto; hyphenate-character: '-' }
body, p { margin: 0 } p { widows: 2; orphans: 2 } p + p { text-indent: 12.6pt }
"""


def font(name: str = "Regular"):
    """A face of Source Serif Pro as a file."""
    return files("font_source_serif_pro").joinpath(f"files/SourceSerifPro-{name}.otf")


@pytest.fixture(scope="session")
def face():
    """A maker of faces at 14 px: the features, the language of hyphenation and the space between letters are given."""
    program = font().read_bytes()

    def make(language: str = "en_GB", features: tuple[tuple[str, int], ...] = (), spacing: float = 0.0) -> Face:
        key = FaceKey("regular", 0, (), features, "en", 14.0, spacing, "\u2010", Hyphenation(language, 2, 3, 5))
        return Face(key, program)
    return make


@pytest.fixture
def document():
    """A maker of documents: body and further style in, HTML in Source Serif Pro out."""
    faces = "".join(f"@font-face {{ font-family: Serif; src: url('{font(name).as_uri()}'); font-weight: {weight};"
                    f" font-style: {style} }}" for name, weight, style in (
                        ("Regular", 400, "normal"), ("It", 400, "italic"), ("Bold", 700, "normal")))

    def make(body: str, style: str = "") -> str:
        return (f"<!DOCTYPE html><html lang='en-GB'><meta charset='utf-8'><title>Test</title><style>{faces}{STYLE}"
                f"{style}</style><body>{body}</body></html>")
    return make
