"""The screen PDF: tagged, archival, with bookmarks and links, its pages trimmed."""

from __future__ import annotations

import io

from pikepdf import ObjectStreamMode, Pdf

from publish.editions.pdf.archival import settle
from publish.editions.pdf.checking import findings
from publish.editions.pdf.metadata import CLAIMS, PDFUA, describe
from publish.editions.pieces import Each, every
from publish.errors import Diagnostic, note
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """The layout's pages cut to their trim, with the publication's metadata and the claims that they bear out."""
    layout = context.layout
    with Pdf.open(io.BytesIO(layout.pdf)) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = page.obj.TrimBox
            del page.obj["/BleedBox"]
        obstacles = settle(pdf)
        describe(pdf, composition.project, context.modified, (PDFUA,) if obstacles else CLAIMS)
        target = io.BytesIO()
        pdf.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, min_version="1.7")
    found = tuple(note("pdfa", f"the PDF makes no claim to be archival, since {one}", None,
                       "save the picture as RGB or grey") for one in obstacles)
    return (File(f"{composition.project.slug}.pdf", target.getvalue(), len(layout.pages), found),)


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """What is wrong with the file: syntax, fonts, structure, words."""
    return tuple(found for file in files for found in findings(file.data, composition, each))


EDITION = Edition("pdf", (".pdf",), render, check, paged=True, typeset=True)
