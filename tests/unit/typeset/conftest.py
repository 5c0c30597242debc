"""A small book with one of everything, set in several ways."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from publish import config, glossary, pandoc, stylesheet
from publish.build.cache import Cache
from publish.build.workers import Task
from publish.compose import compose
from publish.model import Book, Composition, Layout, Resource, Term
from publish.typeset import typeset

WORDS = "Words of no meaning stand here in their rows, so that there is enough of them to fill a line and a page. "
TEXT = f"""
# First things {{#first}}

{WORDS * 9}See [what comes second](#second).[^1] {WORDS * 2}

> {WORDS * 3}
>
> [(An Author, *A Book*, p. 3)]{{.source}}

## A section within

1. one
2. two
    - nested
    - more

Term one
:   Definition one.

Term two
:   Definition two.

{WORDS * 4}

* * *

{WORDS * 3} [mot juste]{{lang=fr}} and [So]{{.smallcaps}} and *emphasis*.[^2]

| A line of verse,
|   and one indented
|
| A second stanza

# Second things {{#second}}

{WORDS * 16}

| Left | Right |
|------|-------|
| 1    | 2     |
| 3    | 4     |

: A caption

![A red picture](red.png "t")

{WORDS * 12}[^3] {WORDS * 10}

# Third things

{WORDS * 3}[^4]

[^1]: A note. {WORDS}

[^2]: A note

    of two paragraphs.

[^3]: {WORDS * 3}

[^4]: {WORDS * 40}
"""


@dataclass(frozen=True)
class Setting:
    """A composition and its layout."""

    composition: Composition
    layout: Layout

    @property
    def pdf(self) -> pikepdf.Pdf:
        """The layout's PDF, open."""
        return pikepdf.open(io.BytesIO(self.layout.pdf))


@cache
def picture() -> Resource:
    """A small red picture."""
    data = io.BytesIO()
    Image.new("RGB", (300, 200), (200, 30, 30)).save(data, "PNG")
    return Resource("red.png", "image/png", data.getvalue())


@cache
def composition(text: str = TEXT, openings: str = "page", trim: str = "A5") -> Composition:
    """A book of a text, with a glossary of two terms."""
    metadata = ("title: A Book of Parts\ncreators: [{name: A. N. Author}]\nlanguage: en-GB\ndate: 2026\n"
                f"source: book.md\nprint: {{openings: {openings}, trim: {trim}}}\n")
    project = config.load(metadata.encode(), ("markdown", "html", "epub", "pdf"), lambda path: True)
    terms = (Term("line", "A row of words."), Term("page", "A side of a leaf.", see=("line",)))
    found = glossary.Matcher(terms, "en-GB").find
    made = compose(Book(project, text, terms=terms, resources=(picture(),)), text, pandoc.convert_each, found,
                   glossary.identifier, ("Source Serif Pro",))
    return made[0] if isinstance(made, tuple) else made


@cache
def styles() -> dict[str, str]:
    """The built-in styles."""
    return stylesheet.gather({}, "classic", None)


@cache
def faces() -> tuple:
    """The faces of the classic theme."""
    return stylesheet.faces(styles(), "classic", lambda path, span=None: Path(path).read_bytes())


def build(folder: Path, one: Composition, whole: bool = False, jobs: int = 1, tokens: str = "",
          made_up: Callable[[Layout], None] = lambda layout: None) -> Layout:
    """A layout made with the cache in a folder, the theme having more tokens."""
    theme = {"themes/classic.css": f"{styles()['themes/classic.css']}\n:root {{ {tokens} }}"}
    return typeset(one, styles() | theme, faces(), cache=Cache(folder), jobs=jobs, say=lambda *told: None, modified=1,
                   whole=whole, fork=Task, made_up=made_up)


@pytest.fixture(scope="session")
def make(tmp_path_factory) -> Callable[..., Setting]:
    """A maker of settings, each made once: make(openings, whole=False)."""
    @cache
    def made(openings: str = "page", whole: bool = False) -> Setting:
        one = composition(openings=openings)
        return Setting(one, build(tmp_path_factory.mktemp("cache"), one, whole))
    return made


@pytest.fixture(scope="session")
def book() -> Callable[..., Composition]:
    """A maker of compositions: book(text, openings, trim)."""
    return composition


@pytest.fixture(scope="session")
def lay_out() -> Callable[..., Layout]:
    """lay_out(folder, composition, whole, jobs, tokens, made_up): a layout with the cache in a folder."""
    return build


@pytest.fixture(scope="session")
def press():
    """A press with the classic theme's faces."""
    from publish.typeset.engine import Press
    from publish.typeset.paragraph import Settings
    return Press(faces(), (picture(),), Settings())
