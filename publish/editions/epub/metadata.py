"""The package's metadata (EPUB 3.3, 5.5), from the publication's own and from what the book holds."""

from __future__ import annotations

from ebooklib import epub

from publish.editions.accessibility import Accessibility
from publish.model import Creator

OPF, DC = "OPF", "DC"


def identifier(project) -> str:
    """The publication's unique identifier: the EPUB's ISBN, else its UUID."""
    number = project.identifiers.get("epub")
    return f"urn:isbn:{number}" if number else f"urn:uuid:{project.uuid}"


def describe(book: epub.EpubBook, project, accessibility: Accessibility, paged: bool) -> None:
    """Put the metadata into EbookLib's book."""
    book.set_identifier(identifier(project))
    _titles(book, project)
    book.language = project.language
    book.add_metadata(DC, "language", project.language)
    for index, creator in enumerate(project.creators, 1):
        _person(book, "creator", f"creator-{index}", creator, index)
    for index, creator in enumerate(project.contributors, 1):
        _person(book, "contributor", f"contributor-{index}", creator, index)
    plain = {"publisher": project.publisher, "date": project.date, "rights": project.rights,
             "description": project.description}
    for name, value in plain.items():
        if value:
            book.add_metadata(DC, name, " ".join(value.split()))
    for subject in project.subjects:
        book.add_metadata(DC, "subject", subject)
    _series(book, project)
    _access(book, accessibility)
    if paged:
        _property(book, "pageBreakSource", print_source(project))


def _property(book: epub.EpubBook, name: str, value: str, refines: str = "", **more: str) -> None:
    attributes = {"refines": f"#{refines}"} if refines else {}
    book.add_metadata(OPF, "meta", value, {**attributes, "property": name, **more})


def _titles(book: epub.EpubBook, project) -> None:
    book.title = project.title
    book.add_metadata(DC, "title", project.title, {"id": "title"})
    _property(book, "title-type", "main", "title")
    if project.subtitle:
        book.add_metadata(DC, "title", project.subtitle, {"id": "subtitle"})
        _property(book, "title-type", "subtitle", "subtitle")
        _property(book, "display-seq", "1", "title")
        _property(book, "display-seq", "2", "subtitle")


def _person(book: epub.EpubBook, element: str, uid: str, creator: Creator, place: int) -> None:
    book.add_metadata(DC, element, creator.name, {"id": uid})
    _property(book, "role", creator.role, uid, scheme="marc:relators")
    if creator.file_as:
        _property(book, "file-as", creator.file_as, uid)
    _property(book, "display-seq", str(place), uid)


def _series(book: epub.EpubBook, project) -> None:
    if not project.series:
        return
    _property(book, "belongs-to-collection", project.series, id="series")
    _property(book, "collection-type", "series", "series")
    if project.series_position is not None:
        _property(book, "group-position", str(project.series_position), "series")


def _access(book: epub.EpubBook, found: Accessibility) -> None:
    named = (("accessMode", found.modes), ("accessModeSufficient", found.sufficient),
             ("accessibilityFeature", found.features), ("accessibilityHazard", found.hazards),
             ("accessibilitySummary", (found.summary,)))
    for name, values in named:
        for value in values:
            _property(book, f"schema:{name}", value)
    if found.conforms:
        _property(book, "dcterms:conformsTo", found.conforms, id="conformance")
        _property(book, "a11y:certifiedBy", found.certifier, "conformance")
    if found.exemption:
        _property(book, "a11y:exemption", found.exemption)


def print_source(project) -> str:
    """The print edition that the pages are those of: its ISBN, else its name (EPUB Accessibility 1.1, 4.1.3)."""
    if project.identifiers.get("print"):
        return f"urn:isbn:{project.identifiers['print']}"
    parts = (project.title, project.publisher, project.date[:4], project.print.trim)
    return ", ".join(part for part in parts if part)
