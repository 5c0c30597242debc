"""Records for those who distribute the book: an OPDS 2.0 catalogue of one, and ONIX for Books 3.1."""

from __future__ import annotations

from lxml import etree

from publish.config import FILE
from publish.editions import accessibility
from publish.editions.feeds import onix, opds
from publish.editions.pieces import Each, every
from publish.errors import Diagnostic, Span, error, warning
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.opds.json and SLUG.onix.xml."""
    pages = sum(1 for page in context.layout.pages if page.label) if context.layout else 0
    found = accessibility.assess(composition, accessibility.EPUB, bool(pages))
    slug = composition.project.slug
    return (File(f"{slug}.opds.json", opds.catalogue(composition.project, found, context.modified, pages)),
            File(f"{slug}.onix.xml", onix.message(composition.project, found, context.modified, pages)))


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Findings: what the trade expects of a record and the metadata does not say."""
    project = composition.project
    record = next(file for file in files if file.name.endswith(".onix.xml"))
    found = [] if project.publisher else [
        warning("no-publisher", "the ONIX record names the author as its sender and supplier", Span(FILE),
                "add 'publisher:' to the metadata")]
    if not project.description:
        found.append(warning("no-description", "shops show a description, and there is none", Span(FILE),
                             "add 'description:' to the metadata"))
    if any(not one.text for one in etree.fromstring(record.data).iterfind(".//{*}LanguageCode")):
        found.append(error("language-code", f"ONIX has no code for the language '{project.language}'",
                           project.span("language"), "name a language of ISO 639-2 with its BCP 47 subtag"))
    return tuple(found)


EDITION = Edition("feeds", (".opds.json", ".onix.xml"), render, check, paged=True)
