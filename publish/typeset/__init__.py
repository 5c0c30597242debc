"""typeset: Composition -> Layout. The one layout of the pages that every paged edition uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from publish import stylesheet
from publish.model import Composition, Face, Layout, Page
from publish.typeset import markup


def typeset(composition: Composition, styles: Mapping[str, str], faces: Sequence[Face], *, cache, jobs: int,
            say: Callable[[str], None], modified: int, whole: bool) -> Layout:
    """The pages of a composition."""
    from publish.typeset import engine
    project = composition.project
    css = stylesheet.page_sheet(styles, project.theme, project.print.trim, project.print.openings,
                                project.span("print", "trim"))
    press = engine.Press(css, faces, composition.resources)
    numbers = markup.Numbers()
    found = list(press.found)
    with engine.warnings(found):
        for _ in range(3):
            first = next((leaf for leaf in composition.leaves if leaf.matter == "body"), None)
            leaves = [markup.paged(leaf, leaf is first, numbers, 1200)
                      for leaf in composition.leaves]
            rendered = press.render(markup.document(leaves, project.language, project.title))
            before, numbers = numbers, _numbers(rendered)
            if numbers == before:
                break
        pdf = rendered.write_pdf(pdf_tags=True)
    pages = tuple(Page(str(number + 1), tuple(page.anchors)) for number, page in enumerate(rendered.pages))
    size = rendered.pages[0]
    return Layout(pdf, pages, size.width * 25.4 / 96, size.height * 25.4 / 96, tuple(found))


def _numbers(rendered) -> markup.Numbers:
    places: dict[str, int] = {}
    for number, page in enumerate(rendered.pages):
        for name in page.anchors:
            places.setdefault(name, number)
    return markup.Numbers({name: str(place + 1) for name, place in places.items()}, places)
