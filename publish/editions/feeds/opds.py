"""An OPDS 2.0 feed of one publication (OPDS Catalog 2.0; Readium Web Publication Manifest for the metadata)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from urllib.parse import urljoin

from publish.config import Project
from publish.editions.accessibility import Accessibility
from publish.model import Creator

OPEN = "http://opds-spec.org/acquisition/open-access"
# Editions that a reader can be given, with their endings and media types; the EPUB first, as reading systems take that.
GIVEN = {"epub": (".epub", "application/epub+zip"), "pdf": (".pdf", "application/pdf"), "html": (".html", "text/html")}
# The manifest's names for MARC relator codes.
ROLES = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator", "art": "artist",
         "nrt": "narrator", "clr": "colorist", "ink": "inker", "ltr": "letterer", "pcl": "penciler"}


def catalogue(project: Project, found: Accessibility, modified: int, pages: int) -> bytes:
    """The feed as JSON."""
    own = urljoin(project.url, f"{project.slug}.opds.json")
    feed = {"metadata": {"title": project.title, "modified": _moment(modified)},
            "links": [{"rel": "self", "href": own, "type": "application/opds+json"}],
            "publications": [_publication(project, found, modified, pages)]}
    return (json.dumps(feed, indent=2, ensure_ascii=False) + "\n").encode()


def _publication(project: Project, found: Accessibility, modified: int, pages: int) -> dict[str, object]:
    links = [{"rel": OPEN, "href": urljoin(project.url, f"{project.slug}{ending}"), "type": media}
             for name, (ending, media) in GIVEN.items() if name in project.editions]
    cover = {"href": urljoin(project.url, f"{project.slug}-cover.jpg"), "type": "image/jpeg"}
    return {"metadata": _metadata(project, found, modified, pages), "links": links,
            **({"images": [cover]} if "cover" in project.editions else {})}


def _metadata(project: Project, found: Accessibility, modified: int, pages: int) -> dict[str, object]:
    number = project.identifiers.get("epub")
    place = {} if project.series_position is None else {"position": project.series_position}
    values = {"@type": "http://schema.org/Book", "title": project.title, "subtitle": project.subtitle,
              "identifier": f"urn:isbn:{number}" if number else f"urn:uuid:{project.uuid}",
              **_people((*project.creators, *project.contributors)), "language": project.language,
              "publisher": project.publisher, "published": project.date, "modified": _moment(modified),
              "description": project.description, "subject": list(project.subjects), "numberOfPages": pages,
              "belongsTo": {"series": {"name": project.series, **place}} if project.series else {},
              "accessibility": _access(found)}
    return {name: value for name, value in values.items() if value}


def _people(people: tuple[Creator, ...]) -> dict[str, list[dict[str, str]]]:
    listed: dict[str, list[dict[str, str]]] = {}
    for one in people:
        filed = {"sortAs": one.file_as} if one.file_as else {}
        listed.setdefault(ROLES.get(one.role, "contributor"), []).append({"name": one.name, **filed})
    return listed


def _access(found: Accessibility) -> Mapping[str, object]:
    claim = {"conformsTo": ["https://www.w3.org/TR/epub-a11y-11#wcag-2.2-aa"],
             "certification": {"certifiedBy": found.certifier}} if found.conforms else {}
    exemption = {"exemption": [found.exemption]} if found.exemption else {}
    return {**claim, **exemption, "summary": found.summary, "accessMode": list(found.modes),
            "accessModeSufficient": [one.split(",") for one in found.sufficient],
            "feature": list(found.features), "hazard": list(found.hazards)}


def _moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
