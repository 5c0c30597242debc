"""typeset: Composition -> Layout. The one layout of the pages that every paged edition uses.

Leaves are set as galleys, which know neither their page numbers nor their side of the sheet and are kept by
fingerprint; page numbers are counted, and what shows them (contents, glossary, references) is set until nothing
changes; running heads and folios are set apart; then all is joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from publish import stylesheet
from publish.model import Composition, Face, Layout

Say = Callable[[str], None]


def typeset(composition: Composition, styles: Mapping[str, str], faces: Sequence[Face], *, cache: Any, jobs: int,
            say: Say, modified: int, whole: bool, step: int = 0) -> Layout:
    """The pages of a composition, with `step` lines added to each page or, below 0, taken away.

    `cache` has `read(key) -> bytes | None` and `write(key, bytes)`; `jobs` bounds the processes; `whole` sets the book
    as one document, the yardstick for the pages that are joined. The layout holds no date: `modified` changes nothing.
    Errors: whatever the stylesheet makes impossible (unequal-measure, head-art), a character that no face has.
    """
    from publish.typeset.book import Book
    from publish.typeset.paragraph import Settings, settings_from_tokens
    from publish.typeset.paragraph.settings import PREFIX
    from publish.typeset.shop import Shop
    project = composition.project
    place = project.span("print", "trim")
    css = stylesheet.page_sheet(styles, project.theme, project.print.trim, project.print.openings, place,
                                step, project.title, ", ".join(one.name for one in project.creators))
    page = stylesheet.page_size(styles, project.theme, project.print.trim, place, step)
    names = (PREFIX + name.replace("_", "-") for name in Settings.__dataclass_fields__)
    tokens = {name: stylesheet.token(styles, project.theme, name.removeprefix("--")) for name in names}
    settings = settings_from_tokens({name: value for name, value in tokens.items() if value})
    with Shop(faces, composition.resources, settings, cache, jobs) as shop:
        book = Book(composition, css, page.lines * page.line, faces, shop, say)
        return book.whole() if whole else book.joined()
