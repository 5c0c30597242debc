"""Styles that elements share: one computation for all that are alike, and nothing on paper is another."""

import hashlib
import inspect
from collections import Counter

import pytest
from weasyprint import HTML
from weasyprint.css import ComputedStyle

from publish.typeset.paragraph import Settings, door, total_fit
from publish.typeset.paragraph.door import inside, inside_styles, notes, styles

HASH = "c6000cb4d83901b24898979a4fdf613eb9011050e81919caa8e36a6cf2e5ebf0"
SHEET = """<style>@page { size: 70mm 90mm; margin: 8mm; @bottom-center { content: counter(page) "/" counter(pages) } }
p { padding: 0 2%; border-left: 1pt solid } .wide { width: 90%; box-sizing: border-box } a { color: #105; }
li::marker { color: red } .b { background: #eee; border-radius: 2pt } q::before { content: "(" attr(id) ": " }
#third { color: green } div:nth-child(2) { margin-left: 5% } @page :left { margin-left: 12mm }
.n { float: footnote } td { padding: 1pt 3% } table { border-collapse: collapse } h2 { bookmark-label: attr(id) }
.abs { position: absolute; top: 2mm; border-bottom: 1pt solid } .hid { position: absolute; overflow: hidden }
.fix { position: fixed; bottom: 0; border: 1pt solid } @page wide { margin: 9vw } .wide { page: wide }
u { --mine: 3pt; padding-left: var(--mine) } u + u { --mine: 9pt } i { margin-inline-start: 1em }</style>"""
BODY = "".join(f"""<div id="d{number}"><h2 id="h{number}">Heading</h2>
<p id="p{number}" class="b">Words <a id="a{number}" href="#p{(number + 3) % 9}">so</a> <q id="q{number}">said</q> and
<u id="u{number}">one</u><u id="v{number}">two</u> <i id="i{number}" lang="fr">mots</i>
<b class="abs" id="x{number}">out</b><b class="hid">hidden</b><b class="fix" id="f{number}">fixed</b>
word<span class="n" id="n{number}">A note on <a id="b{number}" href="#d1">it</a>.</span> follows<span class="n">Another,
without a name.</span>.</p><p class="wide">Without an id, <a href="#h0">links</a>.</p>
<ol><li id="l{number}">first</li><li>second</li></ol>
<table id="t{number}"><tr><td id="c{number}">cell</td><td style="padding: {number}pt">cell</td></tr></table></div>"""
               for number in range(9)).replace('id="d3"', 'id="third"')


def pdf(html, shared, monkeypatch):
    """The bytes of a tagged PDF, and how often a property of a style was computed."""
    counted = Counter()
    missing = ComputedStyle.__missing__

    def count(style, key):
        counted[style.pseudo_type] += 1
        return missing(style, key)
    with monkeypatch.context() as patch:
        patch.setattr(ComputedStyle, "__missing__", count)
        if not shared:
            patch.setattr(door, "shared_styles", notes.kept_notes)          # a context that changes no style
        with total_fit(Settings()):
            return HTML(string=html).write_pdf(pdf_tags=True), counted


def test_the_inside_is_the_one_that_is_known():
    """If this fails, WeasyPrint changed: read what changed, see that the sharing still fits, then change the hash."""
    assert inside.version() == inside.KNOWN_VERSION
    sources = "".join(inspect.getsource(item) for item in inside_styles.RELIED_ON)
    assert hashlib.sha256(sources.encode()).hexdigest() == HASH


def test_paper_is_the_same(document, monkeypatch):
    """Ids, links, notes, boxes out of the flow, percentages, variables and pages: the bytes are those without sharing.
    """
    html = document(SHEET + BODY)
    alone, before = pdf(html, False, monkeypatch)
    together, after = pdf(html, True, monkeypatch)
    assert together == alone
    assert sum(after.values()) < sum(before.values()) / 2


@pytest.mark.parametrize("rule", ["@page { margin: 10vw }", "p { padding: 5vh }", "@page { size: A5; margin: 1vmax }"])
def test_shares_of_the_page_are_those_of_the_page_that_is_known(monkeypatch, rule):
    """The first page is measured before its size is known, and the others after that."""
    html = f"<style>{rule} p {{ break-after: page }}</style><p id='a'>a</p><p id='b'>b</p><p>c"
    assert pdf(html, True, monkeypatch)[0] == pdf(html, False, monkeypatch)[0]


def test_elements_that_are_alike_share_a_style(document, monkeypatch):
    """However many elements with ids there are, the properties are computed for one; each has its own anchor."""
    counts = []
    for number in (10, 30):
        body = "".join(f'<p id="p{one}"><a id="a{one}" href="#p0">{one}</a></p>' for one in range(number))
        _, counted = pdf(document(body), True, monkeypatch)
        counts.append(counted[None])
    properties_of_their_own = 2 * 20 * 3
    assert counts[1] - counts[0] <= properties_of_their_own


@pytest.mark.parametrize("rule, shared", [
    ("a { color: red }", True), ("#a1 { color: red }", False), ("a:nth-of-type(2) { font-style: italic }", False)])
def test_what_another_rule_matches_has_a_style_of_its_own(rule, shared, document):
    """Elements share a style only where the same declarations hold for both."""
    html = document(f"<style>{rule}</style><p><a id='a0'>a</a><a id='a1'>b</a>")
    with total_fit(Settings()):
        page, = HTML(string=html).render().pages[:1]
    first, second = [box for box in page._page_box.descendants() if box.element_tag == "a" and box.children]
    assert (styles.lender(first.style) is styles.lender(second.style)) == shared
    assert (first.style["anchor"], second.style["anchor"]) == ("a0", "a1")


def test_everything_is_put_back():
    """After the context, even after an error in it, WeasyPrint is as it was."""
    before = [getattr(place, name) for place, name in inside_styles.REPLACED]
    with pytest.raises(ZeroDivisionError), styles.shared_styles():
        assert getattr(*inside_styles.REPLACED[0]) is not before[0]
        raise ZeroDivisionError
    assert [getattr(place, name) for place, name in inside_styles.REPLACED] == before
