"""One subset of each face for the whole book."""

from __future__ import annotations

import io
from importlib.resources import files

import pytest
import uharfbuzz
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from publish.typeset.cff import cid_keyed
from publish.typeset.founts import merge, subset, to_unicode
from publish.typeset.galley import Fount

REGULAR = files("font_source_serif_pro").joinpath("files/SourceSerifPro-Regular.otf").read_bytes()


def _outline(glyphs, name: str) -> list:
    pen = RecordingPen()
    glyphs[name].draw(pen)
    return pen.value


def _fount(widths: dict, letters: dict, name: str = "ABCDEF") -> Fount:
    return Fount(name, f"{name}+Face", "Face", "0", 4, 900, -200, widths, letters)


@pytest.fixture(scope="module")
def keyed() -> tuple[CFFFontSet, list[int]]:
    """A few glyphs of a face as a CID-keyed program, read back, and their numbers."""
    face = uharfbuzz.Face(REGULAR)
    data, glyphs = subset(face, [5, 40, 41, 700], uharfbuzz.SubsetFlags.DEFAULT)
    made = cid_keyed(uharfbuzz.Face(data).reference_table("CFF ").data, glyphs, "ABCDEF+Face")
    found = CFFFontSet()
    found.decompile(io.BytesIO(made), None, isCFF2=False)
    return found, glyphs


def test_the_program_is_keyed_by_cid(keyed):
    """Registry, ordering and supplement as in the font dictionary; the CIDs are the glyph numbers of the whole face."""
    font, glyphs = keyed[0][0], keyed[1]
    assert font.ROS == ("Adobe", "Identity", 0) and keyed[0].fontNames == ["ABCDEF+Face"]
    assert font.charset == [".notdef"] + [f"cid{glyph:05d}" for glyph in glyphs[1:]]


def test_each_glyph_has_its_own_outline(keyed):
    """Under its number a glyph is drawn as in the whole face."""
    whole = TTFont(io.BytesIO(REGULAR))
    names, outlines = whole.getGlyphOrder(), whole["CFF "].cff[0].CharStrings
    for glyph in keyed[1][1:]:
        assert _outline(keyed[0][0].CharStrings, f"cid{glyph:05d}") == _outline(outlines, names[glyph])


def test_a_program_that_is_keyed_already_is_left():
    """What is CID-keyed is not made so again."""
    face = uharfbuzz.Face(REGULAR)
    data, glyphs = subset(face, [5], uharfbuzz.SubsetFlags.DEFAULT)
    made = cid_keyed(uharfbuzz.Face(data).reference_table("CFF ").data, glyphs, "X")
    assert cid_keyed(made, glyphs, "X") is None


def test_a_face_used_twice_is_there_once():
    """The glyphs of all uses together; the first use's text stands; the uses themselves are not changed."""
    one, two = _fount({1: 500}, {1: "a"}), _fount({1: 501, 2: 300}, {1: "A", 2: "b"})
    assert merge((one, two)) == (_fount({1: 500, 2: 300}, {1: "a", 2: "b"}),)
    assert one == _fount({1: 500}, {1: "a"})


def test_the_way_back_to_text_is_written_in_order():
    """Glyphs in order, a hundred in a block at most (ISO 32000-1, 9.10.3), letters beyond the first plane in pairs."""
    text = to_unicode({glyph: "a" for glyph in range(150)} | {300: "\U0001F600", 200: "fi"}).decode()
    assert text.count("beginbfchar") == 2 and "100 beginbfchar" in text and "52 beginbfchar" in text
    assert "<00c8> <00660069>\n<012c> <d83dde00>" in text
