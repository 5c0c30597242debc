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

HEAD = .58      # em that a character of a running head takes: small capitals with letterspacing, half a point smaller
Say = Callable[[str], None]
_last: tuple[tuple, Any] | None = None      # what the press of this process was made of, and the press


def ready(project: Any, styles: Mapping[str, str], faces: Sequence[Face], keep: Callable) -> Any:
    """A press with all that sets pages imported, the faces and the stylesheet read, before there is a text.

    That of the build before, where this process has built before and none of it changed. `keep` as in model.Context.
    """
    global _last
    import publish.typeset.book  # noqa: F401
    from publish.typeset.engine import Press
    from publish.typeset.paragraph import dictionaries
    dictionaries.known(project.language, keep)
    settings, sheet = _settings(project, styles), _sheet(project, styles)
    made_of = project.language, settings, sheet, tuple(faces)
    if _last is None or _last[0] != made_of:
        press = Press(faces, (), settings)
        press.warm(sheet, project.language, keep)
        _last = made_of, press
    return _last[1]


def typeset(composition: Composition, styles: Mapping[str, str], faces: Sequence[Face], *, cache: Any, jobs: int,
            say: Say, modified: int, whole: bool, step: int = 0, press: Any = None,
            fork: Callable[[Callable[[], Any]], Any] | None = None,
            made_up: Callable[[Layout], None] = lambda layout: None) -> Layout:
    """The pages of a composition, with `step` lines added to each page or, below 0, taken away.

    `cache` has `read(key) -> bytes | None` and `write(key, bytes)`; `jobs` bounds the processes; `whole` sets the book
    as one document, the yardstick for the pages that are joined. The layout holds no date: `modified` changes nothing.
    `press` is one that `ready` made of the same styles and faces; `fork(work)` begins work in another process, and its
    `result()` waits for what came of it. `made_up` is given a layout without a PDF once it is known what stands on each
    page, unless the book is set as one document.
    Errors: whatever the stylesheet makes impossible (unequal-measure, head-art), a character that no face has.
    """
    from publish.typeset.book import Book
    from publish.typeset.shop import Shop
    project = composition.project
    page = stylesheet.page_size(styles, project.theme, project.print.trim, project.span("print", "trim"), step)
    with Shop(faces, composition.resources, _settings(project, styles), cache, jobs, press, fork) as shop:
        book = Book(composition, _sheet(project, styles, step), page.lines * page.line, _longest_head(page), faces,
                    shop, say)
        return book.whole() if whole else book.joined(made_up)


def _sheet(project: Any, styles: Mapping[str, str], step: int = 0) -> str:
    """The stylesheet of the pages."""
    from publish.typeset.titles import shortened
    place = project.span("print", "trim")
    longest = _longest_head(stylesheet.page_size(styles, project.theme, project.print.trim, place, step))
    author = ", ".join(one.name for one in project.creators)
    return stylesheet.page_sheet(styles, project.theme, project.print.trim, project.print.openings, place, step,
                                 shortened(project.title, longest), author if len(author) <= longest else "")


def _longest_head(page: stylesheet.PageSize) -> int:
    """How many characters a running head may have on one line of the text's measure."""
    return int((page.width - page.inner - page.outer) / (page.text * stylesheet.POINT) / HEAD)


def _settings(project: Any, styles: Mapping[str, str]) -> Any:
    """What the stylesheet says of the setting of paragraphs."""
    from publish.typeset.paragraph import Settings, settings_from_tokens
    from publish.typeset.paragraph.settings import PREFIX
    names = (PREFIX + name.replace("_", "-") for name in Settings.__dataclass_fields__)
    tokens = {name: stylesheet.token(styles, project.theme, name.removeprefix("--")) for name in names}
    return settings_from_tokens({name: value for name, value in tokens.items() if value})
