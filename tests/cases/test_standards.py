"""Publications of every kind, judged by other people's validators."""

from __future__ import annotations

import pikepdf
import pytest

from tests.cases.publications import NAMES
from tests.tools.browser import axe, page_of
from tests.tools.epub import ace, epubcheck
from tests.tools.html import nu
from tests.tools.onix import onixcheck
from tests.tools.pdf import outloud

# The Nu checker's library for security policies cannot parse data: addresses and takes every picture for blocked;
# that browsers show them is tested below.
MISTAKEN = 'image “data:'
# outloud would have what is painted in the order of the tags. A note is painted at the foot and read at its reference;
# and a formula's alternative is the formula as its author wrote it.
BY_DESIGN = frozenset(("ORD-001", "MATH-010"))


def test_epubcheck_has_nothing_to_say(publication):
    """EPUBCheck: nothing, not even an information."""
    assert epubcheck(publication.epub) == ()


def test_a_checker_of_pdf_ua_has_nothing_to_say(publication):
    """outloud: no error and no warning, neither of PDF/UA-1 nor of what a reader hears."""
    assert [one for one in outloud(publication.pdf) if one.code not in BY_DESIGN] == []


def test_the_checker_of_pdf_ua_hears_what_is_wrong(built, tmp_path):
    """Without its mark a tagged PDF is no PDF/UA, and without its language it cannot be read aloud."""
    with pikepdf.open(built("notes").pdf) as pdf:
        del pdf.Root.MarkInfo, pdf.Root.Lang
        pdf.save(tmp_path / "wrong.pdf")
    assert {"DOC-001", "DOC-013"} <= {one.code for one in outloud(tmp_path / "wrong.pdf")}


@pytest.mark.parametrize("name", ["notes", "images", "maths", "right-to-left"])
def test_ace_finds_no_violation(name, built):
    """Ace by DAISY: no violation."""
    assert ace(built(name).epub) == ()


def test_the_nu_checker_has_nothing_to_say(built):
    """The Nu HTML Checker: neither error nor warning on any page."""
    found = nu(*(built(name).html for name in NAMES))
    assert [one for one in found if MISTAKEN not in one.message] == []


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1600, "dark")])
def test_axe_finds_no_violation(publication, browser, width, scheme):
    """axe: no violation, on a narrow screen by day and on a wide one by night."""
    assert axe(browser, publication.html, width=width, scheme=scheme) == ()


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_pages_fit_and_need_nothing(publication, browser, width):
    """No error, no request, nothing wider than the window, and every picture is shown."""
    with page_of(browser, publication.html.as_uri(), width=width, offline=True) as page:
        assert page.faults == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].filter(image => !image.naturalWidth).length") == 0


def test_onix_records_are_valid(publication):
    """onixcheck: valid against the schema of ONIX 3.1."""
    assert onixcheck(publication.files[".onix.xml"]) == ()


def test_nothing_is_found_on_the_way(publication):
    """Reading, normalising, composing, typesetting and the editions' own checks report no error."""
    assert [one for one in publication.diagnostics if one.severity == "error"] == []
