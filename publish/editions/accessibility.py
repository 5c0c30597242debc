"""What a publication may say of its accessibility, computed from what it holds (EPUB Accessibility 1.1; schema.org)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish import __version__
from publish.editions.markup import IMAGE, attribute, is_decoration
from publish.editions.words import words
from publish.errors import Diagnostic, Span, warning
from publish.model import Composition, Resource

WCAG = "WCAG 2.2 Level AA"
# The name of the standard as dcterms:conformsTo must state it (EPUB Accessibility 1.1, 3.3).
EPUB = f"EPUB Accessibility 1.1 - {WCAG}"
GRAPHIC_CONTROL = b"\x21\xf9\x04"      # opens each frame of an animated GIF (GIF89a, 23)


@dataclass(frozen=True)
class Accessibility:
    """Modes, features and hazards by schema.org's names; `conforms` is empty where the claim cannot be made."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str
    conforms: str
    certifier: str
    exemption: str


def assess(composition: Composition, standard: str, paged: bool = False) -> Accessibility:
    """The statements about a composition; `paged` says whether the edition carries the print edition's pages."""
    project = composition.project
    text = "".join(leaf.xhtml for leaf in composition.leaves)
    images = IMAGE.findall(text)
    missing = [image for image in images if without_alternative(image)]
    math, pictured = "<math" in text, any(attribute(image, "alt") for image in images) or bool(missing)
    told = words(project.language)
    conforms = "" if missing else standard
    return Accessibility(
        modes=("textual", "visual") if pictured or "<svg" in text else ("textual",),
        sufficient=("textual,visual", *(() if missing else ("textual",))) if pictured else ("textual",),
        features=_features(bool(images) and not missing, math, paged, _navigable(composition)),
        hazards=("unknown",) if any(map(_moves, composition.resources)) else ("none",),
        summary=project.accessibility.summary or _summary(told, bool(images), bool(missing), math, paged, conforms),
        conforms=conforms, exemption=project.accessibility.exemption,
        certifier=project.accessibility.certified_by or project.publisher or f"publish {__version__}")


def _features(alternatives: bool, math: bool, paged: bool, navigable: bool) -> tuple[str, ...]:
    held = {"alternativeText": alternatives, "ARIA": True, "displayTransformability": True, "MathML": math,
            "pageBreakMarkers": paged, "pageNavigation": paged, "readingOrder": True, "structuralNavigation": navigable,
            "tableOfContents": navigable, "unlocked": True}
    return tuple(name for name, there in held.items() if there)


def _navigable(composition: Composition) -> bool:
    return any(leaf.headings for leaf in composition.leaves)


def without_alternative(image: str) -> bool:
    """Whether a picture's tag neither has alternative text nor says that it is decoration."""
    return not (attribute(image, "alt") or "").strip() and not is_decoration(image)


def missing_alternatives(composition: Composition) -> tuple[Diagnostic, ...]:
    """A warning for each picture without alternative text, which withdraws the claim of conformance."""
    spans = {resource.name: resource.span for resource in composition.resources}
    names = [attribute(image, "src") or "" for leaf in composition.leaves for image in IMAGE.findall(leaf.xhtml)
             if without_alternative(image)]
    return tuple(warning("alt-missing", f"the picture '{name}' has no alternative text, so no conformance is claimed",
                         spans.get(name) or Span(composition.project.source[0]),
                         "write ![what the picture shows](…)")
                 for name in dict.fromkeys(names))


def _moves(resource: Resource) -> bool:
    """Whether a picture is animated, so that nobody has looked at it for flashes."""
    if resource.media_type == "image/gif":
        return resource.data.count(GRAPHIC_CONTROL) > 1
    return resource.media_type in ("image/png", "image/webp") and bool(re.search(rb"acTL|ANIM", resource.data[:200]))


def _summary(told: Mapping[str, str], images: bool, missing: bool, math: bool, paged: bool, conforms: str) -> str:
    sentences: Sequence[tuple[bool, str]] = (
        (True, told["summary-text"]), (images and not missing, told["summary-alternatives"]),
        (missing, told["summary-no-alternatives"]), (math, told["summary-math"]), (paged, told["summary-pages"]),
        (bool(conforms), told["summary-conforms"].format(standard=conforms)))
    return " ".join(sentence for said, sentence in sentences if said)
