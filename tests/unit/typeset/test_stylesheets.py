"""A stylesheet that was packed says what it said."""

from __future__ import annotations

import inspect
import subprocess
import sys

import cssselect2.compiler
import pytest
import weasyprint
import weasyprint.css
import weasyprint.html

from publish.typeset.engine import Press
from publish.typeset.markup import rules
from publish.typeset.paragraph import Settings
from publish.typeset.stylesheets import NAMES, packed
from tests.unit.typeset.conftest import faces

PAGE = """<html lang="en"><head><title>t</title></head><body><h1 id="a">One</h1><p class="b c">Two <em>three</em>
<a href="#a">four</a></p><ul><li>five<ol><li>six</li></ol></li></ul><table><tr><th>a</th><td>b</td></tr></table>
<blockquote><q>seven <q>eight</q></q></blockquote><hr/><pre>nine
  ten</pre><p hidden="">none</p><dl><dt>t</dt><dd>d</dd></dl><svg width="9" height="9"><rect width="9" height="9"/></svg>
</body></html>"""
CSS = """@page { size: A6; margin: 9mm; @top-center { content: "Head" counter(page) } }
@page :left { margin-left: 20mm } @page:nth(2n) { background: #eee }
html { font: 9pt "Source Serif Pro"; --x: 3pt } p { margin: var(--x) }
#a { color: red } .b.c { color: blue } p > em ~ a[href^="#"] { color: green } h1 + p::first-letter { font-size: 200% }
p:not(.z):lang(en) em:first-child, ul :is(li, p):nth-of-type(2n + 1)::before { content: "x" } table { border: 1pt solid }
a::after { content: " (" target-counter(attr(href), page) ")" } @media print { q { font-style: italic } } p { none: x }
@media screen { * { display: none } } blockquote { hyphens: auto; background: linear-gradient(red, rgb(0 0 255 / .5)) }
"""
FACE = "@font-face { font-family: Gone; src: url(publication:/gone.otf) } html { font-family: Gone }"
PRINT = """
import sys, {}weasyprint
html = sys.argv[1]
sys.stdout.buffer.write(weasyprint.HTML(string=html).write_pdf(uncompressed_pdf=True, pdf_identifier=b"0",
                                                               presentational_hints=True, pdf_forms=True))
"""


def test_weasyprint_has_its_own_stylesheets_whoever_reads_them():
    """A page without a stylesheet, with hints and a form, is the same with the engine and without it."""
    page = PAGE.replace("<table>", "<form><input value='x'/></form><table border='1' bgcolor='red'>")
    plain, ours = (subprocess.run([sys.executable, "-c", PRINT.format(more), page], capture_output=True, check=True,
                                  timeout=60).stdout for more in ("", "publish.typeset.engine, "))
    assert plain == ours and len(plain) > 9_000


def test_a_stylesheet_that_was_kept_sets_the_same_pages():
    """Selectors, pages, margins, media, variables and what there is to say of the rules are as when they were read."""
    kept = {}

    def keep(parts, make):
        kept.setdefault(parts, make())
        return kept[parts]
    fresh, first, second = (Press(faces(), (), Settings()) for _ in range(3))
    for press in (first, second):
        press.warm(CSS, "en", keep)
    assert set(kept) == {("stylesheet", CSS), ("stylesheet", rules("galleys.css"))}
    galleys = [press.set(PAGE, CSS) for press in (fresh, first, second)]
    assert galleys[0] == galleys[1] == galleys[2]
    assert [one.message for one in galleys[2].found if "none" in one.message]


def test_a_stylesheet_that_cannot_be_packed_is_read_each_time():
    """Values nested so deep that pickle gives up, though WeasyPrint reads them, are not kept and set all the same."""
    deep = f"p {{ --x: {'(' * 200}1{')' * 200}; color: red }}"
    kept = {}

    def keep(parts, make):
        kept[parts] = make()
        return kept[parts]
    fresh, warm = (Press(faces(), (), Settings()) for _ in range(2))
    with pytest.raises(RecursionError):
        packed(fresh._read(deep))
    warm.warm(deep, "en", keep)
    assert set(kept) == {("stylesheet", rules("galleys.css"))}
    assert warm.set(PAGE, deep) == fresh.set(PAGE, deep)


def test_a_kept_stylesheet_asks_for_its_faces_again():
    """A face that cannot be opened is told in every process, whether it read the stylesheet or had it kept."""
    kept = []

    def keep(parts, make):
        return kept.pop() if parts[1] == FACE and kept else make()
    for _ in range(2):
        press = Press((), (), Settings(total_fit=False))
        press.warm(FACE, "en", keep)
        assert any("Gone" in one.message for one in press.set(PAGE, FACE).found)
        kept.append(packed(press._read(FACE)))


def test_the_names_that_are_not_public_are_as_they_were():
    """What is put in place of reading, and what a selector calls, is as in the versions that it was read from."""
    assert all(f"'{name}': {name}," in inspect.getsource(cssselect2.compiler.CompiledSelector) for name in NAMES)
    assert "self.test = eval('lambda el: ' + source, eval_globals, {})" in inspect.getsource(
        cssselect2.compiler.CompiledSelector)
    assert "stylesheet = tinycss2.parse_stylesheet(css)" in inspect.getsource(weasyprint.CSS.__init__)
    source = inspect.getsource(weasyprint.html)
    assert source.count("CSS(string=") == 3
    for line in ("UA_STYLESHEET = CSS(string=UA, counter_style=UA_COUNTER_STYLE)", "PH_STYLESHEET = CSS(string=PH)",
                 "UA_FORM_STYLESHEET = CSS(string=UA_FORM, counter_style=UA_COUNTER_STYLE)"):
        assert f"\n{line}\n" in source
    assert inspect.getsource(weasyprint.css).count("font_config.") == 1
