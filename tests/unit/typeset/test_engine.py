"""The one door to WeasyPrint."""

from __future__ import annotations

import inspect
import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream

from publish import config, stylesheet, typeset
from publish.model import Resource
from publish.typeset.engine import Press, Stock
from publish.typeset.markup import rules
from publish.typeset.paragraph import Settings

PAGE = "<html lang='en'><head><title>t</title></head><body>{}</body></html>"


def test_the_names_that_are_not_public_are_as_they_were():
    """What is replaced and read in WeasyPrint is there, in the version it was read from, with the parameters it had."""
    assert weasyprint.__version__ == "70.0"
    parameters = {name: list(inspect.signature(getattr(weasyprint.pdf, name)).parameters)
                  for name in ("build_fonts_dictionary", "add_tags")}
    assert parameters == {"build_fonts_dictionary": ["pdf", "fonts", "compress", "subset", "options"],
                          "add_tags": ["pdf", "document", "pdf_version", "page_streams"]}
    source = inspect.getsource(weasyprint.pdf.generate_pdf)
    assert "build_fonts_dictionary(pdf, document.fonts" in source and "add_tags(pdf, document," in source
    for name in ("hash", "name", "family", "flags", "ascent", "descent", "widths", "to_unicode", "file_content"):
        assert f"self.{name} = " in inspect.getsource(Font.__init__)
    assert "self._tags[box] = {'tag': tag, 'mcid': mcid}" in inspect.getsource(Stream.marked)
    assert boxes.Box.is_leader is False and {"MarginBox", "TableRowGroupBox", "ReplacedBox"} <= set(vars(boxes))


@pytest.mark.parametrize("url", ["http://localhost/x.png", "https://example.org/", "file:///etc/passwd", "data:,x",
                                 "ftp://h/x", "publication:/other.png", "/etc/passwd"])
def test_nothing_is_fetched_from_outside(url):
    """No network, no file, no data in an address: only what the publication carries."""
    with pytest.raises(ValueError, match="not a part"):
        Stock((), ()).fetch(url)


@pytest.mark.parametrize("css", ["p { background: url(file:///etc/passwd) }", "@import url(http://localhost/x.css);",
                                 "@import 'file:///etc/passwd';"])
def test_a_stylesheet_reaches_nothing(css):
    """An address in a stylesheet is refused, and the refusal is reported with every document that uses it."""
    press = Press((), (), Settings(total_fit=False))
    for _ in range(2):
        found = press.set(PAGE.format("<p>x</p>"), css).found
        assert any("not a part of the publication" in one.message for one in found)


def test_what_weasyprint_warns_of_is_reported(press):
    """A property that WeasyPrint does not know is a finding, once however often it occurs."""
    found = press.set(PAGE.format("<p>x</p>"), "p { nonsense: 1 } p { nonsense: 1 }").found
    assert [one.severity for one in found] == ["warning"] * len(found)
    assert any("nonsense" in one.message for one in found)


def test_margins_that_a_galley_lacks_are_not_even_made(press, monkeypatch):
    """The galleys' stylesheet takes every margin box away; the pages are the same without a look at them."""
    import weasyprint.layout
    css = "@page { @top-center { content: 'Head' counter(page) } @right-top { content: 'Side'; background: red } }"
    quick = press.set(PAGE.format("<p>Text.</p>"), css, rules("galleys.css"))
    monkeypatch.setattr("publish.typeset.engine.rules", lambda name: "another")
    slow = press.set(PAGE.format("<p>Text.</p>"), css, rules("galleys.css"))
    assert quick == slow and quick.margins == ((),)
    assert press.set(PAGE.format("<p>Text.</p>"), css).margins != ((),)
    assert list(inspect.signature(weasyprint.layout.make_margin_boxes).parameters) == ["context", "page", "state"]


def test_a_picture_that_cannot_be_shown_is_an_error(press):
    """A page with a hole in it is no page."""
    found = press.set(PAGE.format("<p><img src='publication:/gone.png' alt='Gone'/></p>"), "").found
    assert [one.severity for one in found] == ["error"]


def test_a_galley_depends_on_nothing_that_was_set_before(press):
    """The same document gives the same galley, whatever the press has set in between."""
    css = "html { font: 10pt 'Source Serif Pro' }"
    first = press.set(PAGE.format("<p>The same.</p>"), css)
    press.set(PAGE.format("<h1>Something else <b>in bold</b></h1>"), css)
    again = press.set(PAGE.format("<p>The same.</p>"), css)
    assert (first.pdf, first.founts, first.tree, first.anchors) == (again.pdf, again.founts, again.tree, again.anchors)


def test_what_is_not_needed_is_not_imported():
    """WeasyPrint comes without what only its writing of fonts, HTML and the network use, and finds it if called."""
    code = ("import sys, publish.typeset.engine, weasyprint, weasyprint.pdf.fonts as fonts, http.client; "
            "assert not {'fontTools.subset', 'fontTools.varLib.instancer', 'tinyhtml5', 'ssl'} & set(sys.modules); "
            "print(type(fonts.subset.Options()).__module__); "
            "print(weasyprint.HTML(string='<p>x').etree_element.tag, 'tinyhtml5' in sys.modules); "
            "print(type(http.client.HTTPSConnection('localhost')._context).__module__)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("fontTools.subset\nhtml True\nssl\n", "")


def test_numbers_in_the_content_are_numbers(press):
    """Spaced letters around a no-break space, justified: two adjustments in a row stay two numbers."""
    css = "html { font: 10pt 'Source Serif Pro' } p { text-align: justify; letter-spacing: .1em; width: 60mm }"
    galley = press.set(PAGE.format("<p>" + "Some\u00a0words to be set in lines. " * 9 + "</p>"), css)
    with pikepdf.open(io.BytesIO(galley.pdf)) as pdf:
        operators = [str(one.operator) for one in pikepdf.parse_content_stream(pdf.pages[0])]
    assert operators.count("TJ") > 3


def test_a_galley_carries_no_font_program(press):
    """The publication's faces are not in a galley; a face of the system is in its fount, since nobody else holds it."""
    own = press.set(PAGE.format("<p>Own.</p>"), "html { font: 10pt 'Source Serif Pro' }")
    assert [fount.program for fount in own.founts] == [b""] and b"OTTO" not in own.pdf
    foreign = press.set(PAGE.format("<p>Foreign.</p>"), "html { font: 10pt monospace }")
    assert all(fount.program for fount in foreign.founts)


def test_a_press_serves_the_pictures_of_one_text_alone(press):
    """What is carried next takes the place of what was carried before; the faces stay."""
    before = press.fetcher.held
    try:
        press.carry((Resource("a.png", "image/png", b"a"),))
        press.carry((Resource("b.png", "image/png", b"b"),))
        assert [name.rpartition("/")[2] for name in press.fetcher.held if name.endswith(".png")] == ["b.png"]
        assert any("faces/" in name for name in press.fetcher.held)
    finally:
        press.fetcher.held = before


def test_a_process_that_builds_again_has_the_same_press(monkeypatch):
    """Until the stylesheet, the faces or the language are others."""
    monkeypatch.setattr(typeset, "_last", None)
    styles = stylesheet.gather({}, "classic", None)
    faces = stylesheet.faces(styles, "classic", lambda path, span=None: Path(path).read_bytes())

    def ready(language="en-GB", theme="", faces=faces):
        metadata = f"title: T\ncreators: [{{name: N}}]\nlanguage: {language}\nsource: t.md\n"
        project = config.load(metadata.encode(), ("pdf",), lambda path: True)
        own = {"themes/classic.css": styles["themes/classic.css"] + theme}
        return typeset.ready(project, styles | own, faces, lambda parts, make: make())
    first = ready()
    assert ready() is first and ready(theme=":root { --x: 1 }") is not first
    second = ready()
    assert ready(language="fr") is not second and ready(faces=faces[:-1]) is not ready()
