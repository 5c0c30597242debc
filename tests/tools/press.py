"""A small publication for tests of paged editions: pages from XHTML, in the built-in styles."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pikepdf

from publish import stylesheet
from publish.config import Project, load
from publish.model import Composition, Context, Face, Layout, Page, Resource
from publish.typeset.single import single

METADATA = "title: A Title\ncreators: [{name: A Writer}]\nlanguage: en-GB\nsource: text.md\ndescription: A blurb.\n"
MODIFIED = 1_700_000_000


def project(extra: str = "") -> Project:
    """A project from the metadata that a test needs, and no more."""
    return load((METADATA + extra).encode(), ("pdf", "print", "booklet", "cover"), lambda path: True)


@cache
def styles(theme: str) -> dict[str, str]:
    """The built-in styles of a theme."""
    return stylesheet.gather({}, theme, None)


@cache
def faces(theme: str) -> tuple[Face, ...]:
    """The faces of a theme."""
    return stylesheet.faces(styles(theme), theme, lambda path: b"")


def sheet(one: Project, xhtml: str, css: str = "", resources: Sequence[Resource] = ()) -> bytes:
    """A PDF of pages in the project's theme and trim."""
    whole = stylesheet.page_sheet(styles(one.theme), one.theme, one.print.trim, one.print.openings)
    body = f'<html lang="en"><head><title>t</title></head><body>{xhtml}</body></html>'
    return single(body, f"{whole}\n{css}", faces(one.theme), tuple(resources))


def repeated(pdf: bytes, times: int) -> bytes:
    """The first page of a PDF so many times."""
    with pikepdf.open(io.BytesIO(pdf)) as source:
        for _ in range(times - 1):
            source.pages.append(source.pages[0])
        while len(source.pages) > times:
            del source.pages[-1]
        data = io.BytesIO()
        source.save(data)
    return data.getvalue()


def book(one: Project, pdf: bytes, resources: Sequence[Resource] = ()) -> tuple[Composition, Context]:
    """What an edition is given for a project and the pages of a layout."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = tuple(Page(str(number + 1)) for number in range(len(opened.pages)))
        trim = [float(value) / 72 * 25.4 for value in opened.pages[0].trimbox]
    layout = Layout(pdf, pages, trim[2], trim[3])
    profiles = {name: data for name, data in stylesheet.built_in().items() if name.endswith(".icc")}
    context = Context(styles=styles(one.theme), faces=faces(one.theme), layout=layout, modified=MODIFIED, profiles=profiles,
                      typeset=lambda xhtml, css: single(xhtml, css, faces(one.theme), tuple(resources)))
    return Composition(one, (), resources=tuple(resources)), context


def targeted(one: Project, target: str) -> Project:
    """The project for another printer."""
    return replace(one, print=replace(one.print, target=target))
