"""Words have the widths of their glyphs, are shaped once, and are shown in a PDF where they truly stand."""

import pickle
import re

import pytest

from publish.typeset.paragraph.shape import Unshaped


def end_of(word):
    """Where the pen stands after a word is shown with the PDF's advances and moves, in thousandths of an em."""
    advances = {glyph: advance for glyph, _, advance in word.glyphs}
    at = 0.0
    for move, glyph in re.findall(r">(-?\d+)<|([0-9a-f]{4})", word.show):
        at += advances[int(glyph, 16)] if glyph else -float(move)
    return at


@pytest.mark.parametrize("text", ["AVATAR", "office", "Typography", "caf\u00e9", "1789", "\u201cWar,\u201d", "fjord"])
def test_a_word_is_shown_as_wide_as_it_is_shaped(face, text):
    """The moves between glyphs carry kerning, and what rounding leaves over is reported for the next space."""
    word = face().word(text)
    assert end_of(word) + word.drift == pytest.approx(word.width * 1000 / 14.0, abs=1e-6)
    assert "".join(letters for _, letters, _ in word.glyphs) == text


def test_kerning_and_ligatures_are_the_style_s(face):
    """Features that the style switches off change the glyphs and the widths."""
    assert face().word("AVATAR").width < face(features=(("kern", 0),)).word("AVATAR").width
    assert len(face().word("office").glyphs) < len(face(features=(("liga", 0),)).word("office").glyphs)


def test_space_between_letters_is_part_of_a_word(face):
    """Letter spacing is added to each letter and does away with ligatures."""
    plain, spaced = face(features=(("liga", 0), ("clig", 0))).word("office"), face(spacing=2.0).word("office")
    assert spaced.width == pytest.approx(plain.width + 12.0, abs=1e-6)
    assert end_of(spaced) + spaced.drift == pytest.approx(spaced.width * 1000 / 14.0, abs=1e-6)


def test_a_word_is_shaped_once(face):
    """The second time a word is asked for, the same object comes back."""
    one = face()
    assert one.word("again") is one.word("again")


def test_the_parts_of_a_divided_word_add_up(face):
    """What a division leaves before and after is the word and the hyphen."""
    one = face()
    word = one.word("organisation")
    hyphen = one.word("-").width
    cuts = one.cuts(word)
    assert [cut.offset for cut in cuts] == [2, 5, 8]
    assert all(cut.before + cut.after == pytest.approx(word.width + hyphen) for cut in cuts)
    assert all(cut.before == pytest.approx(one.word(word.text[:cut.offset] + "-").width, abs=1.0) for cut in cuts)


def test_a_hyphen_is_shown_by_the_character_that_a_search_finds(face):
    """Where U+2010 and U+002D look alike the PDF gets the one that people type."""
    assert face().hyphen == "-"


def test_soft_hyphens_are_not_shown(face):
    """A soft hyphen inside a word has no glyph and no width."""
    assert face().word("extra\u00adordinary").width == face().word("extraordinary").width


@pytest.mark.parametrize("text, reason", [("\u05e9\u05dc\u05d5\u05dd", "right-to-left"), ("\u65e5", "glyph missing")])
def test_what_is_not_certain_is_refused(face, text, reason):
    """Right-to-left text, and characters that the face lacks, are not guessed at."""
    with pytest.raises(Unshaped, match=reason):
        face().word(text)


@pytest.mark.parametrize("text", ["organisation", "office", "\u201cWar,\u201d", "a\u00a0b", "self-evident", "x"])
def test_a_word_that_was_learnt_is_the_word_that_was_shaped(face, text):
    """What one face has shaped and divided, another knows, also by way of a file, and shapes nothing itself."""
    one, two = face(), face()
    word = one.word(text)
    cuts = one.cuts(word)
    two.learn(pickle.loads(pickle.dumps(one.words())))
    before = two.fresh
    assert two.word(text) == word and two.cuts(two.word(text)) == cuts
    assert two.fresh == before and two.words()[text] == one.words()[text]


def test_a_word_is_fresh_until_it_is_learnt(face):
    """Fresh words are those that were shaped here and that no earlier face had shaped."""
    one, two = face(), face()
    for text in ("first", "second"):
        one.word(text)
    two.word("third")
    before = one.fresh, two.fresh
    one.learn(one.words())
    two.learn(one.words())
    two.word("second")
    assert (one.fresh, two.fresh) == (0, 1) and before[0] >= 2
