"""The screen PDF: tagged, archival, with bookmarks and links, trimmed pages."""

from __future__ import annotations

from publish.model import Composition, Context, Diagnostic, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """The screen PDF of the layout."""
    layout = context.layout
    return (File(f"{composition.project.slug}.pdf", layout.pdf, len(layout.pages)),)


def check(files: tuple[File, ...], composition: Composition) -> tuple[Diagnostic, ...]:
    """What is wrong with the files."""
    return ()


EDITION = Edition("pdf", (".pdf",), render, check, paged=True)
