"""Words shaped once with HarfBuzz and remembered for each face and size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import uharfbuzz

from publish.typeset.paragraph.breakpoints import INVISIBLE, Hyphenation, divisions

NO_BREAK_SPACE = "\u00a0"
COLOURED = frozenset({"CBDT", "COLR", "EBDT", "SVG ", "sbix"})      # tables of pictures in place of outlines
HYPHEN, HYPHEN_MINUS = "\u2010", "-"


class Unshaped(Exception):
    """A text whose glyphs are not certain; the message is the reason that the account counts."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A division of a word: characters before it, widths of what it leaves before (with hyphen) and after, in px.

    `cost` is its price in the units of badness (fit.Demerits).
    """

    offset: int
    before: float
    after: float
    hyphen: bool
    cost: float


@dataclass(slots=True)
class Word:
    """A shaped word: its width in px, its no-break spaces, and what a PDF needs to show it.

    `show` is the inside of a TJ array (ISO 32000-2, 9.4.3) without the outermost brackets of its first and last
    string, as in 0012>-20<0013; a no-break space stands in it as itself. `glyphs` are (glyph, text, advance in
    thousandths of an em as the PDF's font states it). `drift` is how far, in thousandths, the true end of the word
    lies after the end that these advances give. `reach` is the width up to each character.
    """

    text: str
    width: float
    spaces: int
    show: str
    glyphs: tuple[tuple[int, str, int], ...]
    drift: float
    reach: tuple[float, ...]
    cuts: tuple[Cut, ...] | None = None


@dataclass(frozen=True)
class FaceKey:
    """What shapes depend on: font program (its hash and index), variations, features, language, sizes, hyphens.

    `size` and `spacing` (between letters) are px; `hyphen` is the text shown where a word is divided.
    """

    program: str
    index: int
    variations: tuple[tuple[str, float], ...]
    features: tuple[tuple[str, int], ...]
    language: str
    size: float
    spacing: float
    hyphen: str
    hyphenation: Hyphenation


class Face:
    """A font program at one size, with the words that it has shaped."""

    def __init__(self, key: FaceKey, program: bytes) -> None:
        self.key = key
        face = uharfbuzz.Face(program, key.index)
        if not COLOURED.isdisjoint(face.table_tags):
            raise Unshaped("coloured face")
        self._font = uharfbuzz.Font(face)
        if key.variations:
            self._font.set_variations(dict(key.variations))
        self._unit = 1000 / face.upem
        self._features: dict[str, int | bool] = dict(key.features)
        if key.spacing:
            self._features |= {"liga": False, "clig": False}    # CSS Text 3, 8.2
        self._words: dict[str, Word] = {}
        self._learnt: Mapping[str, tuple] = {}
        self.fresh = 0                                              # words shaped that were not learnt
        self._advances: dict[int, int] = {}
        self.space = self.word(" ")
        self.no_break_space = self.word(NO_BREAK_SPACE)
        self.hyphen = self._hyphen()

    def word(self, text: str) -> Word:
        """The word as shaped, from memory if it was shaped before; raises Unshaped where its glyphs are not certain."""
        word = self._words.get(text)
        if word is None:
            learnt = self._learnt.get(text)
            if learnt is None:
                word = self._shape(text)
                self.fresh += 1
            else:
                *shape, cuts = learnt
                word = Word(text, *shape, cuts and tuple(Cut(*cut) for cut in cuts))
            self._words[text] = word
        return word

    def learn(self, words: Mapping[str, tuple]) -> None:
        """Know words that such a face has shaped before, as `words` gave them; those shaped since count as fresh."""
        self._learnt, self.fresh = words, self.fresh and sum(text not in words for text in self._words)

    def words(self) -> dict[str, tuple]:
        """Every word that is known, as plain values."""
        return {**self._learnt, **{text: (
            word.width, word.spaces, word.show, word.glyphs, word.drift, word.reach, word.cuts and tuple(
                (cut.offset, cut.before, cut.after, cut.hyphen, cut.cost) for cut in word.cuts))
            for text, word in self._words.items()}}

    def cuts(self, word: Word) -> tuple[Cut, ...]:
        """The divisions of a word with their widths, added up from the advances of the whole word's glyphs."""
        if word.cuts is None:
            hyphen = self.word(self.hyphen).width if self.hyphen else 0.0
            word.cuts = tuple(
                Cut(division.offset, word.reach[division.offset] + (hyphen if division.hyphen else 0.0),
                    word.width - word.reach[division.offset], division.hyphen, division.cost)
                for division in divisions(word.text, self.key.hyphenation))
        return word.cuts

    def _hyphen(self) -> str:
        """The hyphen to show: hyphen-minus where the font draws both alike, so that a search finds compounds."""
        if self.key.hyphen != HYPHEN:
            return self.key.hyphen
        minus = self._font.get_nominal_glyph(ord(HYPHEN_MINUS))
        return HYPHEN_MINUS if self._font.get_nominal_glyph(ord(HYPHEN)) in (None, 0, minus) else HYPHEN

    def _shape(self, text: str) -> Word:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS     # as in Pango: marks apart
        if self.key.language:
            buffer.language = self.key.language
        if buffer.direction == "rtl":
            raise Unshaped("right-to-left")
        uharfbuzz.shape(self._font, buffer, self._features)
        infos, positions = buffer.glyph_infos or (), buffer.glyph_positions or ()
        clusters = [info.cluster for info in infos] + [len(text)]
        if clusters != sorted(clusters):
            raise Unshaped("glyphs out of order")
        spacing = self.key.spacing * 1000 / self.key.size
        em = self.key.size / 1000
        show, glyphs, reach = [], [], [0.0] * (len(text) + 1)
        at = drawn = 0.0                                # true and drawn pen positions, thousandths of an em
        for number, (info, position) in enumerate(zip(infos, positions, strict=True)):
            cluster, following = clusters[number], clusters[number + 1]
            letters = text[cluster:following]
            if position.y_offset or position.y_advance:
                raise Unshaped("raised glyph")
            if letters not in INVISIBLE:
                if info.codepoint == 0:
                    raise Unshaped("glyph missing")
                advance = self._advance(info.codepoint)
                glyphs.append((info.codepoint, letters, advance))
                move = round(at + position.x_offset * self._unit - drawn) if show else 0
                show.append((f">{-move}<" if move else "")
                            + (NO_BREAK_SPACE if letters == NO_BREAK_SPACE else f"{info.codepoint:04x}"))
                drawn += advance + move
                at += position.x_advance * self._unit + (spacing if letters else 0.0)
            for offset in range(cluster + 1, following + 1):
                reach[offset] = (reach[cluster] + (at * em - reach[cluster]) * (offset - cluster)
                                 / (following - cluster))
        return Word(text, at * em, text.count(NO_BREAK_SPACE), "".join(show), tuple(glyphs), at - drawn, tuple(reach))

    def _advance(self, glyph: int) -> int:
        advance = self._advances.get(glyph)
        if advance is None:
            advance = self._advances[glyph] = round(self._font.get_glyph_h_advance(glyph) * self._unit)
        return advance
