"""EPUB 3.3: a file for each part of the book, the pages of the print edition, notes and terms that pop up.

What makes it is imported when it is made, which is in a process of its own.
"""

from __future__ import annotations

from publish.editions.pieces import Each, every
from publish.config import Project
from publish.errors import Diagnostic
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.epub."""
    from publish.editions.epub import book
    return book.render(composition, context)


def prepare(project: Project, context: Context) -> None:
    """Make what needs neither the text nor its pages, and is kept."""
    from publish.editions.epub import book
    book.prepare(project, context)


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """What is wrong with the file: parts that do not parse, links that lead nowhere, pictures without words."""
    from publish.editions.epub import preflight
    return preflight.check(files, composition, each)


EDITION = Edition("epub", (".epub",), render, check, paged=True)
