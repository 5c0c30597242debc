"""The page as a file: self-contained, small, renamed faces, a policy that fits."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace

import lxml.html
import pytest
from fontTools.ttLib import TTFont

from publish.editions.html import EDITION
from publish.model import File
from tests.cases.publications import build

RESERVED = ("Source", "Adobe")      # the reserved name of the faces' licence, and its owner's


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """A publication with every kind of metadata."""
    return build("notes", tmp_path_factory.mktemp("notes"), ("html",))


@pytest.fixture(scope="module")
def page(notes):
    """Its page."""
    return notes.html.read_text(encoding="utf-8")


def fonts(page: str) -> list[TTFont]:
    """The faces inside a page."""
    return [TTFont(io.BytesIO(base64.b64decode(data)))
            for data in re.findall(r"url\(\"data:font/woff2;base64,([^\"]+)", page)]


def test_the_policy_lets_in_what_is_there_and_nothing_else(page):
    """The content security policy comes first and holds the hash of each style and script; nothing else is allowed."""
    root = lxml.html.fromstring(page)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'" and "unsafe" not in policy and "http" not in policy
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        pieces = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.S)
        assert pieces
        for piece in pieces:
            digest = base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in directives[directive]
    assert root.xpath("//*[@style] | //@*[starts-with(name(), 'on')]") == []
    assert page.index("Content-Security-Policy") < page.index("<style")


def test_faces_are_cut_and_renamed(page, notes):
    """Each face holds what the page needs, small capitals and old-style figures too, and bears no reserved name."""
    found = fonts(page)
    assert found
    for font in found:
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16):
                assert not any(word in str(record) for word in RESERVED), (record.nameID, str(record))
        assert font["name"].getDebugName(13) and font["name"].getDebugName(0)
        assert not any(word in font["CFF "].cff.fontNames[0] for word in RESERVED)
    features = {record.FeatureTag for record in found[0]["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "onum"} <= features
    text = set("".join(re.sub(r"<[^>]*>", "", leaf.xhtml) for leaf in notes.composition.leaves)) - set("\n \u00a0")
    letters = {one for one in text if one.isalpha()}
    assert letters <= {chr(code) for code in found[0].getBestCmap()}
    assert len(found[0].getGlyphOrder()) < 400


def test_the_style_names_no_face_by_its_reserved_name(page):
    """The style asks for the new names only."""
    style = re.search(r"<style>(.*?)</style>", page, re.S).group(1)
    assert "Source" not in re.sub(r"url\([^)]*\)", "", style) and '"Publication A"' in style


def test_the_page_describes_itself(page):
    """schema.org, Open Graph and citation tags say what the metadata says."""
    root = lxml.html.fromstring(page)
    data = json.loads(root.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["@type"] == "Book" and data["name"] == "Letters from the Weir" and data["inLanguage"] == "en-GB"
    assert data["author"] == [{"@type": "Person", "name": "Ada Miller"}] and data["translator"][0]["name"] == "Cy Brook"
    assert data["isPartOf"]["name"] == "River Papers" and data["accessibilityHazard"] == ["none"]
    assert {"tableOfContents", "readingOrder"} <= set(data["accessibilityFeature"])
    named = {meta.get("name") or meta.get("property"): meta.get("content") for meta in root.iter("meta")}
    assert named["citation_title"] == named["og:title"] == "Letters from the Weir"
    assert named["citation_author"] == "Miller, Ada" and named["citation_publication_date"] == "2024/03/01"
    assert named["og:type"] == "book" and named["description"].startswith("Three letters")


def test_nothing_of_the_metadata_can_break_out(notes):
    """Titles and descriptions with markup in them stay text, in tags, in the script and in the style."""
    evil = '</script><script>alert(1)</script>" onload="x'
    project = replace(notes.composition.project, title=evil, description=evil, subtitle=evil)
    file = EDITION.render(replace(notes.composition, project=project), notes.context)[0]
    root = lxml.html.fromstring(file.data.decode())
    assert len(root.xpath("//script")) == 2
    assert root.xpath("//@onload") == []
    assert root.findtext(".//title") == evil


def test_the_same_bytes(notes):
    """Two renderings are the same bytes."""
    assert EDITION.render(notes.composition, notes.context) == EDITION.render(notes.composition, notes.context)


@pytest.mark.parametrize("old, new", [('id="the-first-letter-p1"', 'id="the-first-letter"'),
                                      ('href="#the-first-letter-p1"', 'href="#nowhere"'),
                                      ("</body>", '<img src="https://example.org/a.png" alt="a"></body>'),
                                      ("</body>", '<script src="a.js"></script></body>'),
                                      ("<style>", "<style>@import 'a.css';")])
def test_the_preflight_finds_what_is_broken(notes, page, old, new):
    """An id twice, a link to nowhere, and anything loaded from elsewhere are errors."""
    assert old in page
    spoilt = File("notes.html", page.replace(old, new, 1).encode())
    assert [one for one in EDITION.check((spoilt,), notes.composition) if one.severity == "error"]


def test_a_stylesheet_stays_in_its_element(notes):
    """A publication's own styles cannot end the element that holds them."""
    theme = f"themes/{notes.composition.project.theme}.css"
    own = f'{notes.context.styles[theme]} p::before {{ content: "</style><script>alert(1)</script>" }}'
    page = EDITION.render(notes.composition, replace(notes.context, styles={**notes.context.styles, theme: own}))[0].data
    assert b"alert(1)" in page and b"</style><script>alert" not in page
    assert "alert(1)" not in "".join(lxml.html.fromstring(page.decode()).xpath("//script/text()"))
