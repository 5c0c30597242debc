"""A small composition and its layout."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from publish import config, pandoc, stylesheet
from publish.build.cache import Cache
from publish.compose import compose
from publish.editions.pdf import EDITION
from publish.model import Book, Composition, Context, File, Resource
from publish.typeset import typeset

TEXT = """
# One

Words & words[^1] with a [link](https://example.org/a) and ![A grey picture](grey.png).

1. A list

| A table | with heads |
|---------|------------|
| and     | cells      |

# Two

More words.

[^1]: A note.
"""
METADATA = """
title: Some <Words> & More
creators: [{name: A. N. Author}, {name: B. Writer}]
language: en-GB
date: 2026
publisher: A Press
subjects: [words, more words]
description: What it is about.
rights: None reserved.
source: book.md
"""


@pytest.fixture(scope="session")
def styles() -> dict[str, str]:
    """The built-in styles."""
    return stylesheet.gather({}, "classic", None)


@pytest.fixture(scope="session")
def lay_out(styles, tmp_path_factory):
    """A maker of compositions and the context of their edition; the mode is the picture's, as Pillow names it."""
    def made(mode: str = "L") -> tuple[Composition, Context]:
        data = io.BytesIO()
        Image.new(mode, (60, 40)).save(data, "JPEG" if mode == "CMYK" else "PNG")
        media = "image/jpeg" if mode == "CMYK" else "image/png"
        project = config.load(METADATA.encode(), ("pdf",), lambda path: True)
        book = Book(project, TEXT, resources=(Resource("grey.png", media, data.getvalue()),))
        composition = compose(book, TEXT, pandoc.convert_each, lambda text: [], str, ("Source Serif Pro",))
        composition = composition[0] if isinstance(composition, tuple) else composition
        faces = stylesheet.faces(styles, "classic", lambda path, span=None: Path(path).read_bytes())
        layout = typeset(composition, styles, faces, cache=Cache(tmp_path_factory.mktemp("cache")), jobs=1,
                         say=lambda *told: None, modified=1_700_000_000, whole=False)
        return composition, Context(styles=styles, faces=faces, layout=layout, modified=1_700_000_000)
    return made


@pytest.fixture(scope="session")
def laid_out(lay_out) -> tuple[Composition, Context]:
    """A composition and its context."""
    return lay_out()


@pytest.fixture(scope="session")
def screen(laid_out) -> tuple[Composition, File]:
    """A composition and its screen PDF."""
    composition, context = laid_out
    file, = EDITION.render(composition, context)
    return composition, file
