"""A plan keeps every character, fills its measures and keeps the rules of good lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.typeset.paragraph.lines import plan
from publish.typeset.paragraph.places import Piece
from publish.typeset.paragraph.settings import Settings

WORDS = ("a an it the of, and; through revolution organisation well-known \u201cspeech\u201d\u2014then "
         "internationalism No.\xa05 extra\xadordinary 1917. Petersburg (unquestionably) and/or "
         "wait\u2026what don\u2019t").split(" ")
TEXT = " ".join(WORDS[number * 7 % len(WORDS)] for number in range(90))


def text_of(found, pieces):
    """The text of a plan: its fragments without the hyphens that division shows, with the spaces at line ends."""
    lines = []
    for line, place in zip(found.lines, found.places, strict=True):
        text = "".join(fragment.text for fragment in line.fragments)
        text = text[:-1] if place.hyphen else text
        between = "" if (place.next_piece, place.next) == (place.piece, place.end) else " "
        same = place.next_piece != place.piece and place.next == 0 and not pieces[place.piece].text.endswith(" ")
        lines.append(text + ("" if same else between))
    return "".join(lines)


def width_of(line):
    """The width that the fragments of a line take (px)."""
    return sum(fragment.width for fragment in line.fragments)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=60), cut=st.integers(1, 200),
       width=st.integers(140, 420), hanging=st.sampled_from((0.0, 1.0)))
def test_no_word_is_lost_and_every_line_is_filled(face, words, cut, width, hanging):
    """Whatever the text, its pieces and the measure: the text is whole, and each line but the last is full."""
    text, one = " ".join(words), face()
    pieces = tuple(Piece(part, one) for part in (text[:cut], text[cut:].rstrip(" ")) if part)
    found = plan(pieces, (float(width),), Settings(hanging=hanging))
    if found is None:
        return
    assert text_of(found, pieces).rstrip(" ") == text.rstrip(" ")
    for line in found.lines[:-1]:
        if any(len(fragment.words) > 1 for fragment in line.fragments) and not hanging:
            assert width_of(line) == pytest.approx(width, abs=0.01)
    for line in found.lines:
        assert all(abs(fragment.scale - 1) <= 0.02 + 1e-9 for fragment in line.fragments)
        assert width_of(line) <= width + 0.03


def test_rules_of_a_good_paragraph(face):
    """No ladder above two, no hyphen before the last line's last piece of a word, no runt, at an ordinary measure."""
    one = face()
    for width in range(330, 420, 3):
        found = plan((Piece(TEXT, one),), (width - 17.0, float(width)), Settings(), 17.0)
        hyphens = "".join("h" if line.hyphen else "." for line in found.lines)
        assert "hhh" not in hyphens
        last = found.lines[-1]
        assert width_of(last) >= 17.0 * 1.6
        assert " " in last.fragments[0].text or not found.places[-2].hyphen


def test_marks_hang_outside_the_measure(face):
    """With hanging a line's hyphen or comma stands partly outside: drawn wider than the room that it takes."""
    one = face()
    plain, hung = (plan((Piece(TEXT, one),), (360.0,), Settings(hanging=share)) for share in (0.0, 1.0))
    assert all(fragment.shift == 0 for line in plain.lines for fragment in line.fragments)
    for line, place in zip(hung.lines[:-1], hung.places, strict=False):
        fragment = line.fragments[0]
        natural = sum(word.width for word in fragment.words) + (len(fragment.words) - 1) * one.space.width
        spaces = len(fragment.words) - 1 + sum(word.spaces for word in fragment.words)
        drawn = (natural + spaces * fragment.spacing) * fragment.scale
        outside = drawn - fragment.width
        assert (outside > 0.5) == (fragment.text[-1] in "-.,;:\u201d\u2019\u2014)" or fragment.shift > 0), fragment.text


@pytest.mark.parametrize("bounds", [{"letters": 0.0}, {"shrink": 0.0, "letters": 0.0}, {"hyphens_in_a_row": 0}])
def test_bounds_of_nothing_are_kept(face, bounds):
    """A theme may forbid letters to change, spaces to shrink, or lines to end in hyphens one after another."""
    found = plan((Piece(TEXT, face()),), (360.0,), Settings(**bounds))
    fragments = [line.fragments[0] for line in found.lines]
    assert bounds.get("letters") is None or all(fragment.scale == 1 for fragment in fragments)
    assert bounds.get("shrink") is None or all(fragment.spacing > -0.5 for fragment in fragments)
    assert bounds.get("hyphens_in_a_row") is None or not any(line.hyphen for line in found.lines)


def test_a_plan_can_begin_in_the_middle(face):
    """The rest of a paragraph can be planned anew from the place where one of its lines begins."""
    one = face()
    pieces = (Piece(TEXT, one),)
    found = plan(pieces, (360.0,), Settings())
    place = found.places[2]
    rest = plan(pieces, (300.0,), Settings(), begin=(place.next_piece, place.next))
    before = "".join(fragment.text for line in found.lines[:3] for fragment in line.fragments)
    assert before.endswith("-") or not place.hyphen
    assert TEXT.endswith(text_of(rest, pieces).rstrip(" "))
    assert rest.lines[0].fragments[0].start == place.next


def test_an_object_takes_its_room(face):
    """A picture in a line has its fixed width, and a line may end before it but not between it and a comma."""
    one = face()
    pieces = (Piece(TEXT[:120] + " ", one), Piece("", None, 40.0), Piece(", " + TEXT[:160], one))
    found = plan(pieces, (300.0,), Settings(hanging=0.0))
    for line, place in zip(found.lines[:-1], found.places, strict=False):
        assert (place.piece, place.next_piece) != (1, 2)
        objects = 40.0 if place.piece >= 1 and line is not None and any(
            fragment.piece == 1 for fragment in line.fragments) else 0.0
        room = sum(fragment.width for fragment in line.fragments if fragment.piece != 1)
        assert room + objects == pytest.approx(300.0, abs=0.01)


def test_a_whole_piece_is_not_broken(face):
    """Text that may not wrap stands on one line."""
    one = face()
    pieces = (Piece(TEXT[:150] + " ", one), Piece("never to be broken here", one, whole=True),
              Piece(" " + TEXT[:90], one))
    for width in range(280, 400, 7):
        found = plan(pieces, (float(width),), Settings())
        assert all(place.piece != 1 or place.end in (0, 23) for place in found.places)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=20, max_size=90), width=st.integers(250, 420),
       more=st.sampled_from((-1, 1)))
def test_a_line_more_or_less_loses_no_word(face, words, width, more):
    """Where a paragraph is set in another number of lines it has just that number, all its text, and good lines."""
    one = face()
    pieces = (Piece(" ".join(words), one),)
    asked = max(1, len(plan(pieces, (float(width),), Settings()).lines) + more)
    found = plan(pieces, (float(width),), Settings(), lines=asked)
    if found is None:
        return
    assert len(found.lines) == asked
    assert text_of(found, pieces).rstrip(" ") == " ".join(words)
    for line in found.lines[:-1]:       # a pass of 1.25: what of that the letters may not take falls to the spaces
        spaces = "".join(fragment.text for fragment in line.fragments).strip(" ").count(" ")
        left = (1.25 - 1) * 0.02 * width / (max(spaces, 1) * one.space.width)
        assert -0.34 <= line.stretch <= 0.63 + left
    assert "hhh" not in "".join("h" if line.hyphen else "." for line in found.lines)
