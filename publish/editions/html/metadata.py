"""What the page says of itself to machines: schema.org's Book, Open Graph, and the tags of citation managers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from publish.config import Project
from publish.editions.accessibility import Accessibility
from publish.model import Creator

# schema.org's properties for the roles of contributors (MARC relator codes).
PROPERTIES = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}


def linked_data(project: Project, found: Accessibility) -> str:
    """JSON-LD of a schema.org Book, safe to stand in a <script>."""
    value = {"@context": "https://schema.org", "@type": "Book", "name": project.title,
             "alternativeHeadline": project.subtitle, "description": project.description,
             **_people((*project.creators, *project.contributors)), "inLanguage": project.language,
             "datePublished": project.date, "bookEdition": project.edition_statement,
             "bookFormat": "https://schema.org/EBook",
             "isbn": project.identifiers.get("html", ""), "identifier": f"urn:uuid:{project.uuid}", "url": project.url,
             "publisher": {"@type": "Organization", "name": project.publisher} if project.publisher else "",
             "keywords": list(project.subjects), "copyrightNotice": project.rights, **_series(project),
             "accessMode": list(found.modes), "accessModeSufficient": [_sufficient(one) for one in found.sufficient],
             "accessibilityFeature": list(found.features), "accessibilityHazard": list(found.hazards),
             "accessibilitySummary": found.summary, "accessibilityAPI": "ARIA",
             "accessibilityControl": ["fullKeyboardControl", "fullMouseControl", "fullTouchControl"]}
    text = json.dumps({name: one for name, one in value.items() if one}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _people(people: tuple[Creator, ...]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for one in people:
        found.setdefault(PROPERTIES.get(one.role, "contributor"), []).append({"@type": "Person", "name": one.name})
    return found


def _series(project: Project) -> dict[str, object]:
    if not project.series:
        return {}
    place = {} if project.series_position is None else {"position": project.series_position}
    return {"isPartOf": {"@type": "BookSeries", "name": project.series}, **place}


def _sufficient(modes: str) -> dict[str, object]:
    return {"@type": "ItemList", "itemListElement": modes.split(",")}


def tags(project: Project) -> Iterator[tuple[str, str, str]]:
    """The <meta> tags as (attribute, name, content)."""
    yield from (("name", name, value) for name, value in _named(project) if value)
    yield from (("property", name, value) for name, value in _graph(project) if value)


def _named(project: Project) -> Iterator[tuple[str, str]]:
    yield "description", " ".join(project.description.split())
    yield from (("author", creator.name) for creator in project.creators)
    yield "keywords", ", ".join(subject.replace(", ", " ") for subject in project.subjects)
    yield "citation_title", project.title
    yield from (("citation_author", one.file_as or one.name) for one in project.creators if one.role == "aut")
    yield from (("citation_editor", creator.name) for creator in project.contributors if creator.role == "edt")
    yield "citation_publication_date", project.date.replace("-", "/")
    yield "citation_publisher", project.publisher
    yield "citation_isbn", project.identifiers.get("html", "")
    yield "citation_language", project.language
    yield "citation_series_title", project.series
    yield "citation_public_url", project.url


def _graph(project: Project) -> Iterator[tuple[str, str]]:
    """Open Graph protocol, and its book type."""
    yield "og:type", "book"
    yield "og:title", project.title
    yield "og:description", " ".join(project.description.split())
    yield "og:url", project.url
    yield "og:site_name", project.publisher
    yield "og:locale", project.language.replace("-", "_")
    yield from (("book:author", creator.name) for creator in project.creators)
    yield "book:isbn", project.identifiers.get("html", "")
    yield "book:release_date", project.date
    yield from (("book:tag", subject) for subject in project.subjects)
