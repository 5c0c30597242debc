"""Preflight: what `publish check` says beyond the checks of a build, for an author who reads proofs."""

from __future__ import annotations

from publish import pipeline
from publish.errors import Diagnostic, Span, note
from publish.pipeline import Publication


def preflight(publication: Publication, names: tuple[str, ...] = (), page: bool = False) -> tuple[Diagnostic, ...]:
    """Every finding about editions; words that no dictionary knows, of the Markdown; with `page`, uneven lines."""
    found = pipeline.check(publication, names)
    words = _spelling(publication) if "markdown" in pipeline.asked(publication, names) else ()
    return (*found, *words, *(_evenness(publication) if page else ()))


def _spelling(publication: Publication) -> tuple[Diagnostic, ...]:
    """Suspected misspellings, at their lines in the Markdown edition; none is ever changed."""
    from publish.transforms.spelling import misspellings
    project = publication.project
    return misspellings(publication.composition.markdown, project.language, f"{project.slug}.md")


def _evenness(publication: Publication) -> tuple[Diagnostic, ...]:
    """What the lines of the pages look like; the same for every paged edition, since all come from one layout."""
    from publish.typeset.paragraph.report import report, short_pages
    name = f"{publication.project.slug}.pdf"
    told = report(publication.layout.pdf, name)
    return (*told.findings, *short_pages(publication.layout.pages, name), note("evenness", str(told), Span(name)))
