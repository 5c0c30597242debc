"""Broken and hostile input is refused or made harmless, and said so."""

from __future__ import annotations

import io
import zipfile

import pytest

from publish import pandoc
from publish.errors import PublishError
from publish.model import Source
from publish.readers import read
from publish.transforms import normalise


def refuse(path):
    """A publication without other files."""
    raise AssertionError(f"asked for {path}")


def codes(data, name):
    """The codes with which a source is refused."""
    with pytest.raises(PublishError) as caught:
        read((Source(name, data),), refuse)
    return [finding.code for finding in caught.value.diagnostics]


def packed(**members):
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\x00\x00"])
def test_empty(data):
    """An empty source is an error."""
    assert codes(data, "a.txt") == ["source-empty"]


def test_binary():
    """Bytes that are no text are an error."""
    assert codes(bytes(range(256)) * 40, "a.txt") == ["source-binary"]


def test_broken_container():
    """A container that does not open is an error with the reason."""
    assert codes(b"PK\x03\x04 nothing", "a.docx") == ["source-broken"]


def test_bomb():
    """A container that unpacks to far more than it holds is refused before it is unpacked."""
    assert codes(packed(word__document=b"0" * 60_000_000), "a.docx") == ["source-bomb"]


def test_many_members():
    """So is one with thousands of members."""
    assert codes(packed(**{f"m{number}": b"x" for number in range(5001)}), "a.epub") == ["source-bomb"]


@pytest.mark.parametrize("data, text", [
    ("“Grüße”".encode("utf-16"), "“Grüße”"), ("\ufeff“Grüße”".encode(), "“Grüße”"),
    ("It’s “so” — naïve, café, and nothing but letters in a row here.".encode("cp1252"),
     "It’s “so” — naïve, café, and nothing but letters in a row here."),
    ("Съешь же ещё этих мягких французских булок, да выпей чаю, и скажи мне, что это не так.".encode("cp1251"),
     "Съешь же ещё этих мягких французских булок, да выпей чаю, и скажи мне, что это не так.")])
def test_encodings(data, text):
    """Encodings are marked or detected, and anything but UTF-8 is reported."""
    manuscript = normalise(read((Source("a.txt", data),), refuse))
    assert manuscript.markdown.strip() == text
    said = [finding.code for finding in manuscript.diagnostics]
    assert said == ([] if data.startswith(b"\xef\xbb\xbf") else ["source-encoding"])


def test_encoding_names_the_line():
    """The first byte that is not UTF-8 has a line."""
    manuscript = read((Source("a.txt", b"one\ntwo\nna\xefve and so on, and nothing else here\n"),), refuse)
    assert manuscript.diagnostics[0].span.line == 3


PAGE = """<html><head><title>T</title></head><body><nav>Home</nav><main><article><h1>The Town</h1>
<p onclick="steal()">One <a href="javascript:alert(1)">link</a> and <a href="data:text/html,x">another</a>.
<script>evil()</script><iframe src="http://e.org">frame</iframe></p><p>{prose}</p><p>{prose}</p></article>
<aside>Buy now</aside></main><footer>Footer words</footer></body></html>"""
PROSE = "The gate was shut at seven, and nobody who came after the bell was let in before the morning. " * 3


def test_html_is_made_harmless():
    """Scripts, frames, handlers and active links are gone and reported; the words of a link stay."""
    manuscript = normalise(read((Source("a.html", PAGE.format(prose=PROSE).encode()),), refuse))
    assert "One link and another." in manuscript.markdown
    assert not any(word in manuscript.markdown for word in ("evil", "javascript", "onclick", "frame", "data:"))
    said = " ".join(finding.message for finding in manuscript.diagnostics)
    assert "1 event handler, 1 iframe, 1 script" in said
    assert sum(finding.code == "link" for finding in manuscript.diagnostics) == 2


def test_html_furniture_is_in_the_ledger():
    """Every word that a page put around the work stands in the ledger, also what pandoc would not have read."""
    manuscript = normalise(read((Source("a.html", PAGE.format(prose=PROSE).encode()),), refuse))
    taken = [entry.before for entry in manuscript.ledger if entry.rule == "furniture"]
    assert taken == ["Home", "Buy now", "Footer words"]
    assert not any(finding.severity == "error" for finding in manuscript.diagnostics)
    assert manuscript.meta == ()
    assert manuscript.markdown.startswith("# The Town")


def test_hidden_and_inline_furniture():
    """What is hidden, and a button within a paragraph, is furniture; the paragraph around it stays whole."""
    page = f"<body><p>The gate <button>Copy</button>was shut.</p><p style='display:none'>Ghost</p><p>{PROSE}</p></body>"
    manuscript = normalise(read((Source("a.html", page.encode()),), refuse))
    assert manuscript.markdown.startswith("The gate was shut.\n\nThe gate was shut at seven")
    assert [entry.before for entry in manuscript.ledger if entry.rule == "furniture"] == ["Copy", "Ghost"]


def test_the_work_is_never_furniture():
    """An element that holds most of the page is the work, whatever it calls itself."""
    page = f"<body><div class='sidebar'><p>{PROSE}</p><p>{PROSE}</p></div></body>"
    assert normalise(read((Source("a.html", page.encode()),), refuse)).markdown.count("The gate was shut") == 6


@pytest.mark.parametrize("text", ["> " * 3000 + "x", "- " * 1500 + "x", "[" * 5000, "*" * 9000 + "x", "_a" * 20000,
                                  "\u202e\u2066evil\u2069", "a\x00b\x07c", "'" * 30000, "&" * 5000, "x " * 200000])
def test_pathological_text(text):
    """Deep, endless and invisible things are read as text, in time."""
    manuscript = normalise(read((Source("a.txt", text.encode()),), refuse))
    assert not any(finding.severity == "error" for finding in manuscript.diagnostics)
    assert not set("\u202e\u2066\u2069\x00\x07") & set(manuscript.markdown)


@pytest.mark.parametrize("text", ["> " * 400 + "x", "<div>" * 3000 + "x", "[a](<" * 2000])
def test_pathological_markup(text, monkeypatch):
    """Deep markup is read or refused, never a crash and never for long."""
    monkeypatch.setattr(pandoc, "SECONDS", 3)
    for name in ("a.md", "a.html"):
        try:
            normalise(read((Source(name, text.encode()),), refuse))
        except PublishError as fault:
            assert fault.diagnostics


def test_noncharacters_of_the_source_are_no_markup():
    """The characters that mark markup inside the program mean nothing in a source."""
    for name in ("a.txt", "a.md", "a.html"):
        manuscript = normalise(read((Source(name, "x \ufdd0*\ufdd1 y".encode()),), refuse))
        assert "\ufdd0" not in manuscript.markdown
        assert "�" in manuscript.markdown


def test_a_source_that_defeats_pandoc_is_named():
    """Whatever pandoc will not bear is told of the file, in the format's plain name."""
    with pytest.raises(PublishError, match=r"deep.md: error\[[a-z-]+\]: (this|the) (markdown|text) ") as caught:
        read((Source("deep.md", b"# One\n\n" + b">" * 5000 + b" words\n"),), lambda path: b"")
    assert "raw_tex" not in str(caught.value)


@pytest.mark.parametrize(("begins", "name"), [(b"%PDF-1.4\n%\xe2\xe3", "a.pdf"), (b"%PDF-1.7\n", "a.txt"),
                                              (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")])
def test_a_file_of_another_kind(begins, name):
    """A PDF or an old document is not taken for a text in some encoding."""
    assert codes(begins + b" words of it" * 40, name) == ["source-foreign"]
