"""EPUBs opened by real reading systems in a real browser."""

from __future__ import annotations

import re
import zipfile
from html import unescape

import pytest

from tests.cases.publications import SIXTY
from tests.tools.reading_systems import epubjs, foliate


def squeezed(text: str) -> str:
    """A text without white space and soft hyphens."""
    return re.sub(r"[\s\u00ad\u200b\u2060]", "", text)


@pytest.mark.parametrize("name", ["notes", "right-to-left", "languages", SIXTY])
@pytest.mark.parametrize("engine", [foliate, epubjs])
def test_every_part_turns_up_and_contents_lead_to_their_places(built, browser, name, engine):
    """Every document of the spine shows its words, and every line of the contents leads to its heading."""
    one = built(name)
    opened = engine(browser, one.epub) if engine is epubjs else engine(browser, one.epub, popups_per_section=0)
    assert opened.faults == ()
    assert (opened.title, opened.language) == (one.composition.project.title, one.composition.project.language)
    assert len(opened.sections) == len(one.composition.leaves)
    for leaf, section in zip(one.composition.leaves, opened.sections):
        for paragraph in re.findall(r"<p[^>]*>([^<]{20,})</p>", leaf.xhtml):
            assert squeezed(unescape(paragraph)) in squeezed(section.text), (leaf.id, paragraph)
    for entry in opened.contents:
        assert squeezed(entry.text).startswith(squeezed(entry.label)), entry
    headings = [heading.title for leaf in one.composition.leaves for heading in leaf.headings]
    assert [entry.label for entry in opened.contents] == headings


@pytest.mark.parametrize("engine", [foliate, epubjs])
def test_pages_lead_to_their_places(built, browser, engine):
    """Every page of the page list leads to its own break, in the order of the print edition."""
    one = built("notes")
    opened = engine(browser, one.epub) if engine is epubjs else engine(browser, one.epub, popups_per_section=0)
    labels = [page.label for page in one.context.layout.pages if page.label]
    assert [entry.label for entry in opened.pages] == [_as_shown(label, engine) for label in labels]
    assert all(entry.section >= 0 and entry.text for entry in opened.pages)
    assert [entry.section for entry in opened.pages] == sorted(entry.section for entry in opened.pages)


def _as_shown(label: str, engine) -> str:
    """A folio as a reading system shows it: epub.js takes every one for a number."""
    return label if engine is foliate or label.isdigit() else "NaN"


def test_notes_and_terms_pop_up(built, browser):
    """A click on a note's number and on a term pops up its words in foliate-js."""
    one = built("notes")
    popups = foliate(browser, one.epub, popups_per_section=1).popups
    assert {popup.kind for popup in popups} == {"noteref", "glossref"}
    text = "".join(leaf.xhtml for leaf in one.composition.leaves)
    for popup in popups:
        first = squeezed(popup.text.lstrip("0123456789\u00a0 ").split("→")[0])
        assert len(first) > 10
        if popup.kind == "noteref":
            assert first[:20] in squeezed(unescape(re.sub(r"<[^>]*>", "", text)))


def test_notes_and_definitions_stand_in_the_file_that_refers_to_them(publication):
    """Every reference that may pop up is a noteref to a footnote of its own file, which leads back (Thorium's rule)."""
    with zipfile.ZipFile(publication.epub) as archive:
        for name in archive.namelist():
            if not name.endswith(".xhtml") or name.endswith("nav.xhtml"):
                continue
            text = archive.read(name).decode()
            for tag in re.findall(r'<a\b[^>]*epub:type="[^"]*noteref[^"]*"[^>]*>', text):
                target = re.search(r'href="#([^"]+)"', tag).group(1)
                note = re.search(rf'<aside id="{re.escape(target)}"[^>]*epub:type="footnote".*?</aside>', text, re.S)
                assert note, f"{name}: {tag}"
                assert 'role="doc-backlink"' in note.group()
