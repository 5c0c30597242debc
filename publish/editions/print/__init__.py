"""The file for the printer: PDF/X-4, or what the target wants instead, from the one layout of the pages."""

from __future__ import annotations

import io

import pikepdf

from publish import stylesheet
from publish.config import Project
from publish.editions.pieces import Each, every
from publish.editions.press import boxes, pdfx, printers, survey
from publish.editions.press.colour import Inks, theme_colours
from publish.editions.press.content import Converter, separation_all
from publish.errors import Diagnostic, PublishError, error
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG-print.pdf; errors: what the target forbids, a profile that is missing, what cannot be converted."""
    project, layout = composition.project, context.layout
    target = printers.printer(context.styles, project)
    pdf = pikepdf.open(io.BytesIO(layout.pdf))
    _fill(pdf, target)
    shift = _gutter(project, context, target, len(pdf.pages))
    found = printers.rules(target, project, len(pdf.pages))
    if found:
        raise PublishError(*found)
    condition = printers.condition(context.styles, context.profiles, target.profile) if target.profile else None
    inks = Inks(condition.profile, target.ink / 100, theme_colours(context.styles, project.theme)) \
        if target.colour == "cmyk" else None
    pdfx.strip(pdf)
    _pages(pdf, project, target, shift, Converter(pdf, inks, context.keep))
    data = pdfx.finish(pdf, project, target.variant, condition, context.modified, "print")
    findings = survey.findings(data, target, first_is_right=not printers.right_to_left(project), keep=context.keep)
    return (File(f"{project.slug}-print.pdf", data, len(pdf.pages), findings),)


def _fill(pdf: pikepdf.Pdf, target: printers.Printer) -> None:
    """Blank pages at the end until the count is what the target wants."""
    while len(pdf.pages) % target.multiple or (target.blank_last and not _is_blank(pdf.pages[-1])):
        size = pdf.pages[-1].obj
        pdf.add_blank_page(page_size=(100, 100))
        for name in ("/MediaBox", "/TrimBox"):
            pdf.pages[-1].obj[name] = size[name]


def _is_blank(page: pikepdf.Page) -> bool:
    shown = ("TJ", "Tj", "'", '"', "Do", "f", "F", "f*", "B", "B*", "S", "s", "b", "b*", "sh")
    return not any(str(operator) in shown for _, operator in pikepdf.parse_content_stream(page))


def _gutter(project: Project, context: Context, target: printers.Printer, pages: int) -> float:
    """How far the text moves away from the spine, mm, so that the inner margin is what the target wants.

    The line breaks stay, since both sides have the same measure. Error: the outer margin is too small to give it.
    """
    page = stylesheet.page_size(context.styles, project.theme, project.print.trim, project.span("print", "trim"))
    needed = max(0.0, target.gutter(pages) - page.inner)
    if page.outer - needed < target.outside:
        raise PublishError(error("target-margin", f"{target.title} wants {target.gutter(pages):g} mm inside and "
                                 f"{target.outside:g} mm outside for {pages} pages; the page has {page.inner:g} and "
                                 f"{page.outer:g}", project.span("print"), "choose a larger trim"))
    return needed


def _pages(pdf: pikepdf.Pdf, project: Project, target: printers.Printer, shift: float, converter: Converter) -> None:
    """Colours, boxes and marks of every page."""
    first_is_right = not printers.right_to_left(project)
    colour = separation_all(pdf) if target.marks else None
    for page in pdf.pages:
        page.obj.Contents = pikepdf.Stream(pdf, converter.page(page))
    bleeds = any(survey.reaches_edge(page) for page in pdf.pages)
    for number, page in enumerate(pdf.pages):
        own = [float(value) for value in page.trimbox]
        right = (number % 2 == 0) == first_is_right
        box = boxes.boxes((own[2] - own[0]) / boxes.MM, (own[3] - own[1]) / boxes.MM, target, right, bleeds)
        boxes.place(pdf, page, box, shift * boxes.MM * (1 if right else -1), colour)


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """What was found about each file when it was made, and what its bytes say against a file for the press."""
    return tuple(one for file in files for one in (*file.findings, *survey.audit(file.data)))


EDITION = Edition("print", ("-print.pdf",), render, check, paged=True, typeset=True)
