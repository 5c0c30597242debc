"""Claims of accessibility are computed from what a book holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publish.config import Accessibility as Stated
from publish.config import Project
from publish.editions.accessibility import EPUB, assess, missing_alternatives
from publish.errors import Span
from publish.model import Composition, Creator, Heading, Leaf, Resource

PROJECT = Project("T", (Creator("A"),), "en", ("text.md",), "t", "u")
HEADINGS = (Heading("c", "C", 1),)


def holding(xhtml: str, *resources: Resource, project: Project = PROJECT) -> Composition:
    """A composition of one chapter."""
    return Composition(project, (Leaf("c", "chapter", "body", "C", xhtml, HEADINGS),), resources)


def test_text_alone_is_textual_and_conforms():
    """A book of text has one mode, which is sufficient, and claims conformance."""
    found = assess(holding("<p>Text</p>"), EPUB)
    assert (found.modes, found.sufficient, found.hazards) == (("textual",), ("textual",), ("none",))
    assert found.conforms == "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" and found.conforms in found.summary
    assert "alternativeText" not in found.features and "MathML" not in found.features


def test_pictures_with_text_are_visual_and_textual():
    """Alternatives make the text sufficient by itself, and are a feature."""
    found = assess(holding('<img src="a.png" alt="A gate"/>'), EPUB)
    assert found.modes == ("textual", "visual") and "textual" in found.sufficient
    assert "alternativeText" in found.features and found.conforms


def test_one_picture_without_text_withdraws_the_claim_and_says_where():
    """No conformance, no such feature, text alone is not sufficient; a warning names the picture and its line."""
    composition = holding('<img src="a.png" alt="A"/><img src="b.png" alt=""/>',
                          Resource("b.png", "image/png", b"", Span("text.md", 7)))
    found = assess(composition, EPUB)
    assert not found.conforms and "alternativeText" not in found.features and found.sufficient == ("textual,visual",)
    warning, = missing_alternatives(composition)
    assert (warning.code, warning.span) == ("alt-missing", Span("text.md", 7)) and "b.png" in warning.message


def test_decoration_needs_no_text():
    """A picture that says it is decoration withdraws nothing."""
    composition = holding('<img src="a.png" alt="" role="presentation"/>')
    assert assess(composition, EPUB).conforms and missing_alternatives(composition) == ()


def test_formulas_and_pages_are_features():
    """MathML and page breaks are named when they are there."""
    found = assess(holding("<math><mi>x</mi></math>"), EPUB, paged=True)
    assert {"MathML", "pageBreakMarkers", "pageNavigation"} <= set(found.features)
    assert "page numbers of the print edition" in found.summary


def test_without_headings_there_is_no_navigation():
    """Nothing to navigate by is not called navigation."""
    bare = holding("<p>Text</p>")
    bare = replace(bare, leaves=(replace(bare.leaves[0], headings=()),))
    assert not {"tableOfContents", "structuralNavigation"} & set(assess(bare, EPUB).features)


@pytest.mark.parametrize("data, hazards", [
    (b"GIF89a" + b"\x21\xf9\x04" * 2, ("unknown",)), (b"GIF89a\x21\xf9\x04", ("none",))])
def test_moving_pictures_are_a_hazard_nobody_knows(data, hazards):
    """An animated picture may flash; nobody has looked."""
    assert assess(holding('<img src="a.gif" alt="A"/>', Resource("a.gif", "image/gif", data)), EPUB).hazards == hazards


def test_what_the_publisher_states_is_said():
    """Certifier, summary and exemption come from the metadata."""
    stated = Stated(certified_by="The Weir Press", summary="Our own words.", exemption="eaa-microenterprise")
    found = assess(holding("<p>T</p>", project=replace(PROJECT, accessibility=stated)), EPUB)
    assert (found.certifier, found.summary, found.exemption) == ("The Weir Press", "Our own words.", "eaa-microenterprise")


def test_the_summary_speaks_the_language_of_the_text():
    """In the languages of words.yaml; English otherwise."""
    for language, word in (("de", "Veröffentlichung"), ("fr-CA", "publication se compose"), ("sw", "publication consists")):
        assert word in assess(holding("<p>T</p>", project=replace(PROJECT, language=language)), EPUB).summary
