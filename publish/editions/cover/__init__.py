"""The cover: wrapped round the book for the printer, and its front as a picture for the stores."""

from __future__ import annotations

import io

import pikepdf

from publish import stylesheet
from publish.config import Project
from publish.editions.cover.design import Wrap, sheet
from publish.editions.pieces import Each, every
from publish.editions.press import boxes, pdfx, printers, survey
from publish.editions.press.colour import Inks, theme_colours
from publish.editions.press.content import Converter, separation_all
from publish.errors import Diagnostic, note
from publish.model import Composition, Context, Edition, File

WIDTH, HEIGHT = 1600, 2560      # pixels: what KDP calls ideal, and more than Apple, Kobo and Google ask
STORE = Wrap(100, 160, front_only=True)
QUALITY = 92


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG-cover.pdf and SLUG-cover.jpg; errors: an unknown design, a profile that is missing."""
    project = composition.project
    target = printers.printer(context.styles, project)
    wrap = _wrap(project, context, target, len(context.layout.pages))
    data = _press(project, context, target, wrap)
    breadth, height = wrap.breadth + 2 * wrap.bleed, wrap.height + 2 * wrap.bleed
    size = f"{breadth:.1f} × {height:.1f} mm with bleed, spine {wrap.spine:.2f} mm"
    found = (note("cover", f"{size}{'' if wrap.words else ', no text on the spine'}", project.span("cover")),
             *survey.findings(data, target, cover=True))
    return (File(f"{project.slug}-cover.pdf", data, 1, found),
            File(f"{project.slug}-cover.jpg", context.cover or front(project, context)))


def _wrap(project: Project, context: Context, target: printers.Printer, pages: int) -> Wrap:
    """The sheet: the trim twice, the spine of so many pages (none where the pages are stapled), the bleed."""
    page = stylesheet.page_size(context.styles, project.theme, project.print.trim, project.span("print", "trim"))
    pages += -pages % target.multiple
    stapled = pages <= target.spine.get("saddle-to", 0)
    spine = 0.0 if stapled else printers.spine(context.styles, target, project.print.paper, pages)
    return Wrap(page.width, page.height, spine, target.cover_bleed, not stapled and pages >= target.spine["text-from"],
                target.spine["clear"], right_to_left=printers.right_to_left(project))


def _press(project: Project, context: Context, target: printers.Printer, wrap: Wrap) -> bytes:
    """The wrap-around cover in the printer's colours and boxes."""
    pdf = pikepdf.open(io.BytesIO(context.typeset(*sheet(context, project, wrap))))
    condition = printers.condition(context.styles, context.profiles, target.profile) if target.profile else None
    inks = Inks(condition.profile, target.ink / 100, theme_colours(context.styles, project.theme)) \
        if target.colour == "cmyk" else None
    pdfx.strip(pdf)
    page = pdf.pages[0]
    page.obj.Contents = pikepdf.Stream(pdf, Converter(pdf, inks).page(page))
    box = boxes.cover_boxes(wrap.breadth, wrap.height, wrap.bleed, target.marks)
    folds = () if not target.marks else (wrap.width, wrap.width + wrap.spine) if wrap.spine else (wrap.width,)
    boxes.place(pdf, page, box, 0, separation_all(pdf) if target.marks else None, folds)
    return pdfx.finish(pdf, project, target.variant, condition, context.modified, "cover")


def front(project: Project, context: Context) -> bytes:
    """The front cover as an RGB JPEG of 1600 by 2560 pixels."""
    import pypdfium2
    document = pypdfium2.PdfDocument(context.typeset(*sheet(context, project, STORE)))
    page = document[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB").resize((WIDTH, HEIGHT))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=QUALITY, subsampling=0, dpi=(300, 300))
    return data.getvalue()


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """What was found about each file when it was made, and what the PDF's bytes say against it."""
    return tuple(one for file in files
                 for one in (*file.findings, *(survey.audit(file.data) if file.name.endswith(".pdf") else ())))


EDITION = Edition("cover", ("-cover.pdf", "-cover.jpg"), render, check, paged=True)
