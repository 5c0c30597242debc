"""A composition of any Markdown, by the real pandoc."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from publish import glossary, pandoc
from publish.compose import compose
from publish.compose.fragments import Each, every
from publish.config import Project
from publish.model import Book, Composition, Correction, Creator, Resource, Term


def composed(
    markdown: str, terms: Iterable[Term] = (), each: Each = every, made: tuple[Correction, ...] = (), **metadata
) -> Composition:
    """The composition of a text that has the picture a.png, with a glossary and metadata."""
    given = {
        "title": "A Title",
        "language": "en",
        "creators": (Creator("A. Writer"),),
        "source": ("text.md",),
        "slug": "a-title",
        "uuid": "0",
    } | metadata
    project = Project(**given)
    terms = tuple(terms)
    book = Book(
        project=project, markdown=markdown, made=made, terms=terms, resources=(Resource("a.png", "image/png", b""),)
    )
    matcher = glossary.Matcher(terms, project.language)
    composition, _ = compose(book, markdown, pandoc.convert_each, matcher.find, glossary.identifier, ("Face",), each)
    return composition


@pytest.fixture
def make() -> Callable[..., Composition]:
    """composed(), for tests."""
    return composed
