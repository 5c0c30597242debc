"""The booklet: the pages imposed for saddle stitching on the desk printer's sheet, with creep."""

from __future__ import annotations

import io

import pikepdf

from publish.config import Project
from publish.editions.booklet import trial
from publish.editions.booklet.impose import Sheet, impose, sides, signatures
from publish.editions.pieces import Each, every
from publish.editions.press import pdfx, printers
from publish.errors import Diagnostic, PublishError, error, note, warning
from publish.model import Composition, Context, Edition, File

MM = 72 / 25.4


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG-booklet.pdf: a sheet to try the duplex with, then the booklet's; error: a trim that does not fit."""
    project = composition.project
    pdf = pikepdf.open(io.BytesIO(context.layout.pdf))
    pages = len(pdf.pages)
    sheet = _sheet(project, context, pdf)
    pdfx.strip(pdf)
    impose(pdf, sides(pages, project.booklet.signature, printers.right_to_left(project)), sheet)
    for page in reversed(trial.pages(pdf, sheet)):
        pdf.pages.insert(0, page)
    data = pdfx.finish(pdf, project, "plain", None, context.modified, "booklet")
    found = tuple(_findings(project, context, pages, sheet))
    return (File(f"{project.slug}-booklet.pdf", data, len(pdf.pages), found),)


def _sheet(project: Project, context: Context, pdf: pikepdf.Pdf) -> Sheet:
    """The sheet on its long side; error: two pages do not fit beside each other."""
    trim = [float(value) / MM for value in pdf.pages[0].trimbox]
    width, height = trim[2] - trim[0], trim[3] - trim[1]
    span = project.span("booklet", "sheet")
    short, long = printers.sheet_size(context.styles, project.booklet.sheet, span)
    if 2 * width > long + 0.01 or height > short + 0.01:
        raise PublishError(error("booklet-sheet", f"two pages of {width:g} × {height:g} mm do not fit on "
                                 f"{project.booklet.sheet} ({long:g} × {short:g} mm)", span,
                                 "name a larger sheet in booklet.sheet, or a smaller trim in print.trim"))
    creep = printers.caliper(context.styles, project.print.paper) * printers.folding(context.styles)[0]
    return Sheet(long, short, width, height, creep, project.booklet.duplex == "long-edge")


def _findings(project: Project, context: Context, pages: int, sheet: Sheet):
    """What the maker of the booklet should know: blank pages, creep, and folds too thick to staple."""
    sizes = signatures(pages, project.booklet.signature)
    blanks, deepest = sum(sizes) - pages, max(sizes, default=0) // 4
    creep = sheet.creep * max(0, deepest - 1)
    message = (f"{_count(sum(sizes) // 4, 'sheet')} in {_count(len(sizes), 'signature')}, "
               f"{_count(blanks, 'blank page')} at the end, creep up to {creep:.2f} mm")
    yield note("booklet", message, project.span("booklet"))
    most = printers.folding(context.styles)[1]
    if deepest > most:
        yield warning("booklet-thick", f"{deepest} sheets in one fold; staples hold about {most}",
                      project.span("booklet"),
                      f"set booklet.signature: {most * 4 // 2}, and sew or glue the signatures")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """What was found about each file when it was made."""
    return tuple(one for file in files for one in file.findings)


EDITION = Edition("booklet", ("-booklet.pdf",), render, check, paged=True, typeset=True)
