"""The editions of the seed, judged by other people's validators and shown by other people's reading systems."""

from __future__ import annotations

import pikepdf
import pytest

from tests.acceptance import wording
from tests.tools import reading_systems
from tests.tools.browser import axe, page_of
from tests.tools.epub import ace, epubcheck
from tests.tools.html import nu
from tests.tools.lighthouse import lighthouse
from tests.tools.pdf import pdffonts, qpdf_check

LONGEST_WORD = 24    # letters
PARAGRAPHS = tuple(" ".join(paragraph) for paragraph in wording.paragraphs())


def test_epubcheck_has_nothing_to_say(seed_dist):
    """EPUBCheck: no fatal error, no error, no warning, and nothing lesser."""
    assert epubcheck(seed_dist.edition(".epub")) == ()


def test_ace_finds_no_violation(seed_dist):
    """Ace by DAISY: no violation."""
    assert ace(seed_dist.edition(".epub")) == ()


@pytest.mark.parametrize("width", [320, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(seed_dist, browser, width, scheme):
    """axe: no violation on a telephone's width or a wide screen's, in light or dark."""
    assert axe(browser, seed_dist.edition(".html"), width=width, scheme=scheme) == ()


def test_the_nu_checker_finds_no_error(seed_dist):
    """The Nu HTML Checker: no error."""
    assert [finding for finding in nu(seed_dist.edition(".html")) if finding.severity == "error"] == []


def test_lighthouse_gives_full_marks(seed_dist):
    """Lighthouse: 100 for accessibility and for best practices."""
    audit = lighthouse(seed_dist.edition(".html"))
    assert audit.scores == {"accessibility": 100, "best-practices": 100}, audit.failures


@pytest.mark.parametrize("width", [320, 1600])
def test_the_page_needs_nothing_from_elsewhere_and_does_not_scroll_sideways(seed_dist, browser, width):
    """From a file, offline: no request, no error, and no word wider than the window."""
    with page_of(browser, seed_dist.edition(".html").as_uri(), width=width, offline=True) as page:
        assert page.faults == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_read_without_javascript(seed_dist, browser):
    """With scripts off, every word of the body can be seen."""
    with page_of(browser, seed_dist.edition(".html").as_uri(), java_script_enabled=False) as page:
        shown = " ".join(wording.words(page.inner_text("body")))
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in shown] == []


def test_qpdf_finds_no_fault(seed_dist):
    """qpdf --check: no warning, no error."""
    assert qpdf_check(seed_dist.edition(".pdf")) == ()


def test_every_font_is_embedded(seed_dist):
    """Every font of the PDF is embedded, a subset, and says which characters its glyphs stand for."""
    fonts = pdffonts(seed_dist.edition(".pdf"))
    assert fonts
    assert [font for font in fonts if not (font.embedded and font.subset and font.unicode)] == []


def test_the_pdf_is_tagged_and_says_what_it_is(seed_dist):
    """The PDF has a structure tree, a language, a title that the window shows, page labels and bookmarks."""
    with pikepdf.open(seed_dist.edition(".pdf")) as document:
        root = document.Root
        assert root.MarkInfo.Marked and "/StructTreeRoot" in root and str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle and "/PageLabels" in root
        with document.open_metadata() as metadata, document.open_outline() as outline:
            assert metadata["dc:title"] == "On the Degeneration of the Russian Revolution"
            titles = [item.title for item in outline.root]
    assert {"A Backward Economy", "The Collapse of Stalinism", "Glossary"} <= set(titles)


@pytest.mark.parametrize("engine", [reading_systems.foliate, reading_systems.epubjs])
def test_reading_systems_show_the_whole_epub(seed_dist, browser, engine):
    """In foliate-js and epub.js every word shows, and contents and page list lead to their places."""
    opened = engine(browser, seed_dist.edition(".epub"))
    if opened.faults:       # foliate-js looks at a page that it has just turned away from, now and then: not twice
        opened = engine(browser, seed_dist.edition(".epub"))
    assert opened.faults == ()
    assert opened.title == "On the Degeneration of the Russian Revolution" and opened.language == "en-GB"
    shown = " ".join(" ".join(wording.words(section.text)) for section in opened.sections)
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in shown] == []
    assert len(opened.contents) >= 10 and len(opened.pages) >= 20
    for entry in opened.contents:
        assert entry.section >= 0 and " ".join(wording.words(entry.label)) in " ".join(wording.words(entry.text)), entry
    assert [entry.section for entry in opened.pages] == sorted(entry.section for entry in opened.pages)


def test_the_page_list_names_the_pages_of_the_paper(seed_dist, browser):
    """Every numbered page of the PDF with text on it is in the page list, and the jump leads to its first whole word.

    A word divided between two pages may stand on either side of the break.
    """
    with pikepdf.open(seed_dist.edition(".pdf")) as document:
        labels = [page.label for page in document.pages]
    pages = dict(zip(labels, wording.pdf_pages(seed_dist.edition(".pdf")), strict=True))
    entries = reading_systems.foliate(browser, seed_dist.edition(".epub"), popups_per_section=0).pages
    wrong = []
    for entry in entries:
        there, printed = "".join(wording.words(entry.text))[:60], pages[entry.label][:60]
        if not (-1 < there.find(printed[:15]) <= LONGEST_WORD or -1 < printed.find(there[:15]) <= LONGEST_WORD):
            wrong.append((entry.label, printed, there))
    assert wrong == []
    assert {label for label in labels if label.isdecimal() and pages[label]} == \
        {entry.label for entry in entries if entry.label.isdecimal()}


def test_a_glossary_term_pops_up(seed_dist, browser):
    """A clicked term pops up its definition in foliate-js."""
    popups = reading_systems.foliate(browser, seed_dist.edition(".epub"), popups_per_section=1).popups
    terms = [popup for popup in popups if popup.kind == "glossref"]
    assert len(terms) >= 5
    assert [popup for popup in terms if len(wording.words(popup.text)) < 8] == []
