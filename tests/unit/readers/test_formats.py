"""Each format is read with its structure, its notes and its images, and no word of it is lost."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pytest

from publish import pandoc
from publish.errors import PublishError
from publish.model import Source
from publish.readers import detect, read
from publish.transforms import normalise

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                       "RU5ErkJggg==")
TEXT = """# One

He said: “It’s *so*, and **not** so.”[^1]

> A quotation.

| The bell is old,
|   The rope is new.

1.  First
2.  Second

Above the basic plane: 𝔸. Café.

## Two

The end.

[^1]: A note.
"""


def refuse(path):
    """A publication without other files."""
    raise PublishError()


def made(kind, text=TEXT):
    """The text as a file of a format, as pandoc writes it."""
    return pandoc.convert_bytes(text, "markdown-smart", kind, ("--standalone",))[0]


def hub(data, name, fetch=refuse, **given):
    """A file read and normalised."""
    return normalise(read((Source(name, data, **given),), fetch))


def errors(manuscript):
    """The codes of the errors found."""
    return [finding.code for finding in manuscript.diagnostics if finding.severity == "error"]


@pytest.mark.parametrize("kind", ["docx", "odt", "epub", "html", "rtf"])
def test_structure_survives(kind):
    """Headings, emphasis, notes and words come through every format."""
    manuscript = hub(made(kind), f"a.{kind}")
    assert errors(manuscript) == []
    for wanted in ("# One", "## Two", "*so*", "**not**", "“It’s", "[^1]: A note.", "𝔸. Café", "The bell is old"):
        assert wanted in manuscript.markdown
    assert kind == "rtf" or "> A quotation." in manuscript.markdown


def test_markdown_is_its_own_hub():
    """Hub Markdown in, the same Markdown out."""
    assert hub(TEXT.encode(), "a.md").markdown == TEXT


@pytest.mark.parametrize("kind", ["docx", "odt", "epub", "rtf"])
def test_images_are_carried(kind, tmp_path):
    """An image inside a container comes along under a name of our own."""
    place = tmp_path / "dot.png"
    place.write_bytes(DOT)
    import subprocess

    data = subprocess.run([pandoc.executable(), "--from", "markdown", "--to", kind, "--standalone", "--output", "-"],
                          input=f"Text.\n\n![A dot]({place})\n\nMore.".encode(), capture_output=True, check=True).stdout
    manuscript = hub(data, f"a.{kind}")
    assert [resource.data for resource in manuscript.resources] == [DOT]
    assert f"]({manuscript.resources[0].name}" in manuscript.markdown


def test_notes_of_tables_keep_their_words_and_their_order():
    """Among the notes of the text those of a table's cells are numbered in order; the table stays ruled; it reads back."""
    table = ("+------------+------------+\n| A          | B          |\n+============+============+\n"
             "| - x[^b], y | Some       |\n| - two      |            |\n|            | words[^c]  |\n"
             "+------------+------------+\n")
    notes = "".join(f"\n[^{label}]: Words of {label}.\n" for label in "abcd")
    text = f"# One\n\nFirst[^a] word.\n\n{table}\nLast[^d] word.\n{notes}"
    manuscript = hub(text.encode(), "a.md")
    assert errors(manuscript) == []
    named = dict(re.findall(r"^\[\^(\d+)\]: Words of (.)", manuscript.markdown, re.MULTILINE))
    assert list(named.values()) == list("abcd")
    assert [named[label] for label in re.findall(r"\[\^(\d+)\](?!:)", manuscript.markdown)] == list("abcd")
    assert len({len(line) for line in manuscript.markdown.split("\n") if line.startswith(("|", "+"))}) == 1
    assert hub(manuscript.markdown.encode(), "a.md").markdown == manuscript.markdown


def test_links_within_a_markdown_text_are_kept():
    """A link leads to a heading, a picture or a span as before; a name to which nothing leads goes; it reads back."""
    text = ("# One {#one}\n\nSee [two](#two), [the map](#map) and [here](#here).\n\n"
            "# Two {#two .unnumbered}\n\n![A map](dot.png){#map width=50%}\n\nIt is [said here]{#here}, [this](#gone) too.\n")
    manuscript = hub(text.encode(), "a.md", lambda path: DOT)
    expected = text.replace(" {#one}", "").replace("dot.png", "images/dot.png").replace("[this](#gone)", "this")
    assert manuscript.markdown == expected
    assert [(one.code, one.severity) for one in manuscript.diagnostics] == [("link-broken", "warning")]
    again = hub(expected.encode(), "a.md", lambda path: DOT)
    assert again.markdown.replace("images/images", "images") == expected and again.diagnostics == ()


def test_images_beside_the_text_are_fetched():
    """A relative image is asked for by its path from the publication, and two of one name stay apart."""
    asked = []
    sources = (Source("one/a.md", b"![x](dot.png)"), Source("two/b.md", b"![y](dot.png)"))
    manuscript = read(sources, lambda path: asked.append(path) or DOT)
    assert asked == ["one/dot.png", "two/dot.png"]
    assert [resource.name for resource in manuscript.resources] == ["images/dot.png", "images/dot-2.png"]


def test_a_remote_image_is_left_out():
    """Nothing is fetched from the network; the alternative text stays, with a warning."""
    manuscript = hub(b"Before ![the gate](http://example.org/x.png) after.", "a.md")
    assert manuscript.markdown == "Before the gate after.\n"
    assert [finding.code for finding in manuscript.diagnostics] == ["image-remote"]


def test_several_files_in_order():
    """Several sources are one text, each note with its own text."""
    sources = (Source("a.md", b"One.[^1]\n\n[^1]: First."), Source("b.md", b"Two.[^1]\n\n[^1]: Second."))
    text = normalise(read(sources, refuse)).markdown
    assert text == "One.[^1]\n\nTwo.[^2]\n\n[^1]: First.\n\n[^2]: Second.\n"


def test_several_plain_files():
    """A plain text continues in the next file; its places name the right one."""
    sources = (Source("a.txt", b"One fine day.\n"), Source("b.txt", b'It was "late".\n'))
    manuscript = normalise(read(sources, refuse))
    assert manuscript.markdown == "One fine day.\n\nIt was “late”.\n"
    assert [entry.span.path for entry in manuscript.ledger] == ["b.txt"]


@pytest.mark.parametrize("name, data, kind", [
    ("a.txt", b"x", "text"), ("-", b"x", "text"), ("-", b"<!DOCTYPE html><p>x", "html"), ("-", b"{\\rtf1 x}", "rtf"),
    ("-", b"---\ntitle: x\n---\n", "markdown"), ("-", b"# x\n", "markdown"), ("a.md", b"x", "markdown")])
def test_formats_are_detected(name, data, kind):
    """By the first bytes, else by the name, else plain text."""
    assert detect(Source(name, data)) == kind


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
def test_containers_are_detected(kind):
    """A container tells what it is, whatever its name."""
    assert detect(Source("a.bin", made(kind))) == kind


def test_unknown_format():
    """A format without a reader is wrong use, with the nearest name."""
    with pytest.raises(PublishError, match="did you mean 'markdown'") as caught:
        read((Source("a", b"x", "markdwon"),), refuse)
    assert caught.value.exit_code == 2


def test_a_word_that_pandoc_drops_is_an_error():
    """Text that the reader does not carry over is named, not swallowed."""
    data = made("docx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            body = old.read(member)
            if member.filename == "word/document.xml":
                unheard = b"<w:p><w:unheard><w:r><w:t>Forgotten</w:t></w:r></w:unheard></w:p>"
                body = body.replace(b"<w:body>", b"<w:body>" + unheard)
            new.writestr(member, body)
    manuscript = hub(out.getvalue(), "a.docx")
    assert errors(manuscript) == ["reader-lost"]
    assert "forgotten" in str(manuscript.diagnostics[0])


def test_a_note_without_reference_is_an_error():
    """pandoc leaves such a note out; its line is named."""
    manuscript = hub(b"Text.\n\n[^9]: Lost.\n", "a.md")
    assert [str(finding.span) for finding in manuscript.diagnostics if finding.code == "note-unreferred"] == ["a.md:3"]


def test_rtf_characters_with_any_stand_in():
    """Unicode escapes with every kind of character for old readers, and none."""
    data = rb"{\rtf1\ansi\ansicpg1252 \u8220\'93He\u8217's\u8221\'94 {\uc0\u8212 so} \uc2\u8230 ?? na\'efve\par}"
    manuscript = hub(data, "a.rtf")
    assert manuscript.markdown == "“He’s” —so … naïve\n"
    assert errors(manuscript) == []


RAISED = "# One\n\nThere was H~2~O, and x^2^, on the 2^nd^; a [book](https://example.org/)s, and [Un]{.underline}said.\n"


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "epub", "html"])
@pytest.mark.parametrize("text", [RAISED, f"{RAISED}\n| A    | B     |\n|------|-------|\n| H~2~ | un*do* |\n"])
def test_markup_within_a_word_loses_no_word(kind, text):
    """Raised and lowered letters, links and spans that begin or end within a word leave it one word."""
    assert errors(hub(made(kind, text), f"a.{kind}")) == []


def test_a_raised_letter_is_a_word_of_the_page():
    """What is raised or lowered is missed when it is not read, and what is empty parts no word."""
    assert errors(hub(b"<html><body><p>A wo<sup></sup>rd, H<sub>2</sub>O.</p></body></html>", "a.html")) == []


def test_pictures_with_any_name():
    """Names in any script, with spaces and signs, come in plain letters, each picture once."""
    text = "![a](<sub dir/bïld 1.png>) ![b](絵.png) ![c](図.png) ![d](b%C3%AFld.png) ![e](絵.png) ![f](.png)\n"
    manuscript = read((Source("a.md", text.encode()),), lambda path: DOT)
    assert [one.name for one in manuscript.resources] == [
        "images/bild-1.png", "images/image.png", "images/image-2.png", "images/bild.png"]
