"""Each validator approves of a sound file and finds the fault in a spoilt one."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML

from tests.tools import epub, html, lighthouse, onix, pdf, process, reading_systems, samples, spelling
from tests.tools.browser import axe, page_of

CHAPTER = "EPUB/one.xhtml"


def codes(findings: tuple[process.Finding, ...]) -> set[str]:
    """The codes of the findings."""
    return {finding.code for finding in findings}


@pytest.fixture(scope="module")
def good_epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound EPUB."""
    return samples.epub(tmp_path_factory.mktemp("epub") / "good.epub")


@pytest.fixture(scope="module")
def good_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound PDF of two pages: text in black ink alone with an embedded font, then a sheet of cyan."""
    path = tmp_path_factory.mktemp("pdf") / "good.pdf"
    markup = """<style>@page { size: 100mm 100mm } body { color: device-cmyk(0 0 0 1) }
        div { break-before: page; height: 50mm; background: device-cmyk(1 0 0 0) }</style>
        <p>The wheel turned all night.</p><div></div>"""
    HTML(string=markup).write_pdf(path)
    return path


def test_a_missing_program_is_named_with_the_line_to_type():
    """No check skips when its program is missing: it fails and says what to install."""
    with pytest.raises(process.ToolMissing, match="sudo apt-get install nothing"):
        process.command("no-such-program", "nothing")
    with pytest.raises(process.ToolMissing, match="make test"):
        process.node_module("no-such-package/index.js")


def test_a_program_that_fails_fails_the_test():
    """A validator that cannot run must not look like one that found nothing."""
    with pytest.raises(AssertionError, match="qpdf ended with 2"):
        process.run("qpdf", "--no-such-option")


def test_epubcheck_approves_of_a_sound_epub(good_epub):
    """EPUBCheck has nothing to say of a sound EPUB."""
    assert epub.epubcheck(good_epub) == ()


def test_epubcheck_finds_a_missing_file_and_a_missing_target(tmp_path):
    """EPUBCheck reports a picture that is not there and a link to no id."""
    spoilt = samples.epub(tmp_path / "bad.epub", (CHAPTER, 'href="#n1"', 'href="#none"'),
                          (CHAPTER, "<p>Until", '<p><img src="none.png" alt="none"/>Until'))
    assert codes(epub.epubcheck(spoilt)) == {"RSC-007", "RSC-012"}


def test_ace_approves_of_an_accessible_epub(good_epub):
    """Ace has nothing to say of an accessible EPUB."""
    assert epub.ace(good_epub) == ()


def test_ace_finds_missing_metadata_and_a_heading_without_text(tmp_path):
    """Ace reports metadata that is not declared and an element that no assistive technology can name."""
    spoilt = samples.epub(tmp_path / "bad.epub", (CHAPTER, ">The mill</h1>", "></h1>"),
                          ("EPUB/package.opf", '<meta property="schema:accessibilityHazard">none</meta>', ""))
    assert {"metadata-accessibilityhazard", "empty-heading"} <= codes(epub.ace(spoilt))


def test_nu_judges_each_document_of_a_run(tmp_path):
    """The Nu checker, given several documents, reports the faults of the faulty one and nothing of the other."""
    good = samples.html(tmp_path / "good.html")
    bad = samples.html(tmp_path / "bad.html", ("<p>", "<p><b>"), ("</main>", "</main><style>p { colr: red }</style>"))
    findings = html.nu(good, bad)
    assert {finding.severity for finding in findings} == {"error"}
    assert all(finding.place.startswith("bad.html:") for finding in findings)
    assert any("colr" in finding.message for finding in findings)


def test_axe_judges_at_a_width_and_in_a_colour_scheme(browser, tmp_path):
    """axe finds poor contrast only in the colour scheme and at the width that has it."""
    page = samples.html(tmp_path / "page.html", ("</head>", """<style>:root { color-scheme: light dark }
        @media (prefers-color-scheme: dark) and (max-width: 400px) { p { color: #444; background: #333 } }
        </style></head>"""))
    assert axe(browser, page, width=320, scheme="light") == ()
    assert axe(browser, page, width=1600, scheme="dark") == ()
    assert codes(axe(browser, page, width=320, scheme="dark")) == {"color-contrast"}


def test_a_page_reports_what_goes_wrong_in_it(browser, tmp_path):
    """Script errors and requests that leave the machine are kept as faults of the page."""
    page = samples.html(tmp_path / "bad.html", ("</body>", """<script>fetch('http://192.0.2.1/x').catch(() => 0);
        throw new Error('broken wheel')</script></body>"""))
    with page_of(browser, page.as_uri()) as shown:
        faults = list(shown.faults)
    assert "request: http://192.0.2.1/x" in faults and "broken wheel" in faults


def test_lighthouse_takes_points_off(tmp_path):
    """Lighthouse scores a page without a language and with a nameless button below 100 and names both."""
    spoilt = samples.html(tmp_path / "bad.html", (' lang="en"', ""), ("</main>", "<button></button></main>"))
    audit = lighthouse.lighthouse(spoilt)
    assert audit.scores["accessibility"] < 100 and audit.scores["best-practices"] == 100
    assert codes(audit.failures) == {"html-has-lang", "button-name"}


@pytest.mark.parametrize("engine", [reading_systems.foliate, reading_systems.epubjs])
def test_reading_systems_show_every_section_and_follow_every_entry(browser, good_epub, engine):
    """Every section shows its words, and each entry of contents and page list leads to its place, mid-sentence too."""
    opened = engine(browser, good_epub)
    assert opened.faults == ()
    assert (opened.title, opened.language) == ("The mill", "en")
    assert ["wheel turned" in opened.sections[0].text, "ice broke" in opened.sections[1].text] == [True, True]
    assert [(target.label, target.section) for target in opened.contents] == [("The mill", 0), ("The thaw", 1)]
    assert [(target.label, target.section, target.text[:6]) for target in opened.pages] == \
        [("1", 0, "The wh"), ("2", 1, "broke.")]


def test_foliate_pops_up_notes_and_terms(browser, good_epub):
    """A clicked reference pops up its own text."""
    popups = reading_systems.foliate(browser, good_epub).popups
    assert [(popup.kind, popup.label, popup.text.split(".")[0]) for popup in popups] == \
        [("noteref", "1", "Until it froze"), ("glossref", "sluice", "A gate for water")]


@pytest.mark.parametrize("engine", [reading_systems.foliate, reading_systems.epubjs])
def test_reading_systems_notice_an_entry_that_leads_nowhere(browser, tmp_path, engine):
    """A page list that names an id that is not there is a fault."""
    spoilt = samples.epub(tmp_path / "bad.epub", ("EPUB/nav.xhtml", "#page2", "#page3"))
    opened = engine(browser, spoilt)
    assert [target.section for target in opened.pages] == [0, -1]
    assert len(opened.faults) == 1 and "#page3" in opened.faults[0]


def test_qpdf_approves_of_a_sound_pdf_and_finds_a_damaged_one(good_pdf, tmp_path):
    """qpdf says nothing of a sound PDF and something of one whose cross-reference table is damaged."""
    assert pdf.qpdf_check(good_pdf) == ()
    damaged = tmp_path / "bad.pdf"
    data = good_pdf.read_bytes()
    damaged.write_bytes(data[:-200] + data[-200:].replace(b"startxref\n", b"startxref\n9"))
    assert pdf.qpdf_check(damaged)


def test_pdffonts_tells_an_embedded_font_from_a_named_one(good_pdf, tmp_path):
    """A font that is only named is reported as not embedded."""
    assert [font.embedded for font in pdf.pdffonts(good_pdf)] == [True]
    bare = tmp_path / "bare.pdf"
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(100, 100))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(b"BT /F1 12 Tf 10 10 Td (mill) Tj ET")
        document.save(bare)
    assert [(font.name, font.embedded) for font in pdf.pdffonts(bare)] == [("Courier", False)]


def test_text_and_images_come_page_by_page(good_pdf, tmp_path):
    """The text and the picture of each page, in order."""
    assert [text.split() for text in pdf.pdftotext(good_pdf)] == [["The", "wheel", "turned", "all", "night."], []]
    assert [path.name for path in pdf.page_images(good_pdf, tmp_path)] == ["page-1.png", "page-2.png"]


def test_inks_are_told_apart(good_pdf, tmp_path):
    """Black text lies on the black plate alone and a sheet of cyan on the cyan plate alone."""
    text, sheet = pdf.ink_coverage(good_pdf)
    assert text[:3] == (0, 0, 0) and text[3] > 0
    assert sheet[0] > 0 and sheet[1:] == (0, 0, 0)
    assert set(pdf.plates(good_pdf, tmp_path)) == {(page, ink) for page in (1, 2) for ink in pdf.PLATES}


def test_pdfa_is_told_from_plain_pdf(tmp_path, good_pdf):
    """The PDF/A verifier finds fault with a PDF that does not even claim to conform."""
    assert pdf.pdfa(good_pdf)


def test_onixcheck_approves_of_a_valid_record_and_finds_an_unknown_element(tmp_path):
    """onixcheck says nothing of a valid ONIX 3.0 record and names the line of an element that is not in the schema."""
    record = """<?xml version="1.0"?>
<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference"><Header><Sender>
<SenderName>Mill Press</SenderName></Sender><SentDateTime>20260101</SentDateTime></Header>
<NoProduct/></ONIXMessage>"""
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(record)
    bad.write_text(record.replace("<NoProduct/>", "<NoBook/>"))
    assert onix.onixcheck(good) == ()
    assert onix.onixcheck(bad)


def test_hunspell_knows_british_spelling():
    """A misspelt word is returned, a British and a common one are not."""
    assert spelling.misspelt(["colour", "wheel", "recieve"]) == ("recieve",)
