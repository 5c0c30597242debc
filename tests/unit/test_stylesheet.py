"""Styles by name, the publication's own over the built-in ones; faces, and what they have no glyph for."""

from __future__ import annotations

import re

import pytest

from publish import config, stylesheet
from publish.errors import PublishError, Span
from publish.model import Creator
from publish.yamlfile import parse

OWN = {"themes/own.css": b"/* --face-text: Wrong; */ :root { --face-text: 'Own Face', serif; --x: 1; --x: 2 }"}


def nothing(path: str) -> bytes:
    """A publication without files of its own."""
    raise PublishError(stylesheet.error("file-missing", path))


def said(work, *arguments) -> str:
    """The findings of something that fails."""
    with pytest.raises(PublishError) as caught:
        work(*arguments)
    return str(caught.value)


def test_own_styles_lie_over_the_built_in_ones():
    """A file of the same name takes the place of the built-in one; others stay."""
    styles = stylesheet.gather({"tokens.css": b":root{--x:3}", **OWN}, "own", None)
    assert styles["tokens.css"] == ":root{--x:3}" and "base.css" in styles
    assert stylesheet.sheet(styles, "own", "html").startswith(":root{--x:3}\n/* --face-text")


def test_an_unknown_theme_is_told_with_the_nearest():
    """At the line of the metadata, exit code 2."""
    assert said(stylesheet.gather, {}, "modren", Span("metadata.yaml", 4)) == (
        "metadata.yaml:4: error[unknown-theme]: there is no theme 'modren'\n  hint: did you mean 'modern'?"
    )


def test_the_value_of_a_token_is_the_last_that_is_no_comment():
    """The theme's over the tokens', the last of several, "" for none; no comment, no part of another name."""
    styles = stylesheet.gather(OWN, "own", None)
    assert stylesheet.token(styles, "own", "x") == "2" and stylesheet.token(styles, "own", "nothing") == ""
    assert stylesheet.token(styles, "own", "face-text") == "'Own Face', serif"
    assert stylesheet.token({"tokens.css": ":root{--a-b: 1; --b: 2}"}, "none", "b") == "2"


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_built_in_themes_have_their_faces(theme):
    """Each family of a built-in theme is installed, with a licence, and has the letters of a book."""
    styles = stylesheet.gather({}, theme, None)
    found = stylesheet.faces(styles, theme, nothing)
    assert {face.family for face in found} == set(stylesheet.families(styles, theme))
    assert all(
        face.data[:4] in (b"OTTO", b"\x00\x01\x00\x00") and "OPEN FONT LICENSE" in face.licence.upper()
        for face in found
    )
    assert stylesheet.missing_glyphs("Été “so” – 1917 ½ & Привет Œuvre\u00a0\u200b\u00ad", found) == ()
    assert stylesheet.missing_glyphs("a漢b😀", found) == ("漢", "😀")


def test_a_publications_own_face_is_a_file_in_its_styles():
    """Without a package the files are read from the publication; missing ones are told, and how to mend it."""
    faces = {
        "faces.yaml": b"Own Face:\n  licence: own.txt\n  files: {regular: fonts/own.otf, italic: fonts/own-it.otf}\n"
    }
    styles = stylesheet.gather({**OWN, **faces}, "own", None)
    one, other = (face.data for face in stylesheet.faces(stylesheet.gather({}, "classic", None), "classic", nothing)[:2])
    files = {"styles/fonts/own.otf": one, "styles/fonts/own-it.otf": other, "styles/own.txt": b"free"}
    found = [face for face in stylesheet.faces(styles, "own", files.__getitem__) if face.family == "Own Face"]
    assert [(face.family, face.weight, face.style, face.name, face.data, face.licence) for face in found] == [
        ("Own Face", 400, "normal", "own.otf", one, "free"),
        ("Own Face", 400, "italic", "own-it.otf", other, "free"),
    ]
    assert said(stylesheet.faces, styles, "own", nothing).split("\n")[:2] == [
        "styles/faces.yaml: error[face-missing]: the face 'Own Face' (regular) of the theme 'own' was not found",
        "  hint: put the file at styles/fonts/own.otf",
    ]


@pytest.mark.parametrize("data", [b"", b"not a font", b"OTTO and no more"])
def test_a_face_that_is_no_font(data):
    """It is told by its name, before anything is set with it."""
    faces = {"faces.yaml": b"Own Face:\n  files: {regular: own.otf}\n"}
    assert said(stylesheet.faces, stylesheet.gather({**OWN, **faces}, "own", None), "own", lambda path: data).startswith(
        "styles/faces.yaml: error[face-broken]: the face 'Own Face' (regular) is not a font that can be read"
    )


@pytest.mark.parametrize(
    "yaml, message",
    [
        (
            b"Other: {}\n",
            "styles/themes/own.css: error[face-missing]: the theme 'own' names 'Own Face', which is not in faces.yaml",
        ),
        (
            b"",
            "styles/themes/own.css: error[face-missing]: the theme 'own' names 'Own Face', which is not in faces.yaml",
        ),
        (b"Own Face: x\n", "styles/faces.yaml: error[face-missing]: the face 'Own Face' has no file for regular"),
        (
            b"Own Face: {files: {italic: x}}\n",
            "styles/faces.yaml: error[face-missing]: the face 'Own Face' has no file for regular",
        ),
        (
            b"Own Face: {package: no_such, files: {regular: x}}\n",
            "styles/faces.yaml: error[face-missing]: the face 'Own Face' (re",
        ),
        (
            b"Own Face: {package: a.b.c, files: {regular: x}}\n",
            "styles/faces.yaml: error[face-missing]: the face 'Own Face' (regu",
        ),
        (b"a: [b\n", "styles/faces.yaml:1: error[yaml]: did not find"),
        (b"- a\n", "styles/faces.yaml:1: error[wrong-type]: is "),
    ],
)
def test_a_list_of_faces_that_is_wrong(yaml, message):
    """Unknown, not installed, or of another shape: a finding, never a crash."""

    def faces():
        return stylesheet.faces(stylesheet.gather({**OWN, "faces.yaml": yaml}, "own", None), "own", nothing)

    assert said(faces).startswith(message)


def test_own_names_are_added_to_the_built_in_ones():
    """A trim or a face of the publication's own takes none of the others away."""
    own = {
        "printers.yaml": b"trims:\n  square: {width: 200, height: 200}\nprinters: {}\n",
        "faces.yaml": b"Mine: {files: {}}\n",
    }
    styles, known = stylesheet.gather(own, "classic", None), stylesheet.gather({}, "classic", None)
    mine, theirs = (parse("p", one["printers.yaml"].encode()).value for one in (styles, known))
    assert mine == theirs | {"trims": theirs["trims"] | {"square": {"width": 200, "height": 200}}}
    assert set(parse("f", styles["faces.yaml"].encode()).value) == {"Mine", "Source Serif Pro", "Source Sans Pro"}


def test_styles_that_are_not_text():
    """A style file that is not UTF-8 is told by name."""
    assert said(stylesheet.gather, {"base.css": b"\xff"}, "classic", None).startswith(
        "styles/base.css: error[style-encoding]: is not UTF-8"
    )


def test_names_that_printers_yaml_does_not_know():
    """Trim, printer and sheet are told together, each at its line."""
    project = config.Project(
        "T",
        (Creator("A"),),
        "en",
        ("a",),
        "t",
        "0",
        print=config.Print("A55", "kpd"),
        booklet=config.Booklet("A44"),
        spans={("print",): Span("metadata.yaml", 5)},
    )
    found = stylesheet.unknown_names(stylesheet.gather({}, "classic", None), project)
    assert [str(one) for one in found] == [
        "metadata.yaml:5: error[unknown-trim]: there is no trim 'A55' in printers.yaml\n  hint: did you mean 'A5'?",
        "metadata.yaml:5: error[unknown-target]: there is no target 'kpd' in printers.yaml\n"
        "  hint: did you mean 'kdp'?",
        "metadata.yaml: error[unknown-sheet]: there is no sheet 'A44' in printers.yaml\n  hint: did you mean 'A4'?",
    ]
    assert (
        stylesheet.unknown_names(
            stylesheet.gather({}, "classic", None), config.Project("T", (Creator("A"),), "en", ("a",), "t", "0")
        )
        == ()
    )


def test_a_page_size_that_is_no_number():
    """A theme whose measures are not numbers is told, not a crash."""
    styles = stylesheet.gather({"themes/own.css": b":root{--page-text-scale: wide}"}, "own", None)
    assert said(stylesheet.page_size, styles, "own", "A5").startswith(
        "styles/themes/own.css: error[bad-token]: --page-text-scale is 'wide', not a number"
    )


def test_styles_that_do_nothing_are_told():
    """A file under a name that nobody reads, and a token that nobody asks for, are warnings with place and hint."""
    own = {"bse.css": b"", "themes/mine.css": b"/* --so:\n1 */ :root {\n --acent: red; --half: 1; --rule: var(--half); }",
           "themes/other.css": b":root { --nothing: 1 }", "covers/mine.css": b"", "faces.yaml": b"", "faces/a.otf": b""}
    found = stylesheet.idle(own, "mine")
    assert [(one.code, str(one.span)) for one in found] == [("style-idle", "styles/bse.css"),
                                                            ("token-unknown", "styles/themes/mine.css:3")]
    assert "base.css" in found[0].hint and "accent" in found[1].hint


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_the_page_has_room_for_its_last_line(theme):
    """The margins as they are written leave at least as many whole lines as the page is said to have, on every trim."""
    styles = stylesheet.gather({}, theme, None)
    for trim in parse("printers.yaml", styles["printers.yaml"].encode()).value["trims"]:
        page = stylesheet.page_size(styles, theme, trim)
        foot = re.search(r"--margin-bottom:([\d.]+)mm", stylesheet.page_sheet(styles, theme, trim, "page"))
        assert page.height - page.top - float(foot[1]) >= page.lines * page.line * stylesheet.POINT, trim
