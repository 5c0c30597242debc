"""The face that Pango chooses for a computed style, as one that HarfBuzz shapes here, checked against Pango."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from weakref import WeakKeyDictionary

from publish.typeset.paragraph.breakpoints import SOFT_HYPHEN, Hyphenation, boundaries
from publish.typeset.paragraph.door.inside import (FROM_UNITS, TO_UNITS, Layout, ffi, font_features,
                                                   get_hb_object_data, get_pango_font_hb_face, harfbuzz, line_size,
                                                   pango, strut)
from publish.typeset.paragraph.settings import Settings
from publish.typeset.paragraph.shape import NO_BREAK_SPACE, Cut, Face, FaceKey, Unshaped, Word

# Kerning, ligatures, figures and capitals, to see that Pango and HarfBuzz are asked for the same features.
PROBES = ("AVATAR", "office", "fjord", "Typography", "1789", "waffle")
NEAR = 0.01                     # px by which two widths of a word may differ before its face is not certain
STYLE = ("font_family", "font_style", "font_stretch", "font_weight", "font_variant_ligatures",
         "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
         "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override",
         "lang", "font_size", "line_height", "font_kerning", "letter_spacing", "hyphens", "hyphenate_limit_chars",
         "hyphenate_character")

_faces: dict[FaceKey, Face] = {}            # per process, whatever document asks
_learnt: dict[FaceKey, dict[str, tuple]] = {}
_known: "WeakKeyDictionary[object, dict[str, Fitted | str]]" = WeakKeyDictionary()


@dataclass(slots=True)
class Fitted:
    """A face as one font configuration gives it to a style, with the metrics of a line of text in it (px)."""

    face: Face
    layout: Layout              # keeps the Pango font alive
    font: object
    height: float
    baseline: float
    half_leading: float
    sure: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    mixed: "Mixed | None" = None

    def setting(self, text: str) -> "Face | Mixed":
        """The face, or one with words measured by Pango where HarfBuzz and the face are not enough for a text."""
        for letter in set(text) - self.sure - self.unsure - {SOFT_HYPHEN}:
            try:
                self._check(letter)
                self.sure.add(letter)
            except Unshaped:
                self.unsure.add(letter)
        if self.unsure.isdisjoint(text):
            try:
                for word in text.split(" "):
                    self.face.word(word)
                return self.face
            except Unshaped:
                pass
        self.mixed = self.mixed or Mixed(self)
        return self.mixed

    def measure(self, text: str) -> float:
        """The width of a text on one line as Pango sets it (px)."""
        return _measure(self.layout, text)[0]

    def _check(self, text: str) -> None:
        width, fonts = _measure(self.layout, text)
        if any(font != self.font for font in fonts):
            raise Unshaped("character of another font")
        if abs(width - self.face.word(text).width) > NEAR:
            raise Unshaped("width not certain")


class Mixed:
    """A face with words in it that another font has to help with, or that are not certain: Pango measures them.

    Such a word has no glyphs and no `reach`; the fragments that it stands in are Pango's to draw.
    """

    def __init__(self, fitted: Fitted) -> None:
        self.fitted, self.face = fitted, fitted.face
        self.key, self.hyphen = self.face.key, self.face.hyphen
        self.space, self.no_break_space = self.face.space, self.face.no_break_space
        self._words: dict[str, Word] = {}

    def word(self, text: str) -> Word:
        """The word as the face gives it, or as wide as Pango sets it."""
        word = self._words.get(text)
        if word is None:
            word = self._words[text] = self._word(text)
        return word

    def cuts(self, word: Word) -> tuple[Cut, ...]:
        """The divisions of a word; one that Pango measures has none."""
        return self.face.cuts(word)

    def _word(self, text: str) -> Word:
        if self.fitted.unsure.isdisjoint(text):
            try:
                return self.face.word(text)
            except Unshaped:
                pass
        return Word(text, self.fitted.measure(text), text.count(NO_BREAK_SPACE), "", (), 0.0, (), ())


def fitted(style, settings: Settings) -> Fitted:
    """The face for a style; raises Unshaped where Pango's choice or its widths cannot be reproduced with certainty."""
    known = _known.setdefault(style.font_config, {})
    key = f"{settings.hyphen_before} {settings.hyphen_after} {settings.hyphen_word} {[style[name] for name in STYLE]}"
    found = known.get(key)
    if found is None:
        try:
            found = _fit(style, settings)
        except Unshaped as reason:
            found = str(reason)
        known[key] = found
    if isinstance(found, str):
        raise Unshaped(found)
    return found


def _fit(style, settings: Settings) -> Fitted:
    layout = Layout(style)
    layout.set_text("x")
    line, _ = layout.get_first_line()
    _, height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    font = line.runs[0].data.item.analysis.font
    hb_face = get_pango_font_hb_face(font)
    program = get_hb_object_data(hb_face)
    if not program:
        raise Unshaped("face not readable")
    half_leading = (strut(style)[0] - height) / 2
    face = _face(_key(style, settings, font, program, harfbuzz.hb_face_get_index(hb_face)), program)
    found = Fitted(face, layout, font, height, baseline + half_leading, half_leading)
    layout.style = {name: style[name] for name in ("letter_spacing", "overflow_wrap")} | {"word_spacing": 0}
    for probe in PROBES:        # the line above frees the layout of its hold on the font configuration
        found._check(probe)
    return found


def _face(key: FaceKey, program: bytes) -> Face:
    if key not in _faces:
        _faces[key] = Face(key, program)
        _faces[key].learn(_learnt.get(key, {}))
    return _faces[key]


def vocabulary() -> tuple[dict, dict]:
    """What this process knows: words by their faces, and where UAX #14 lets lines end; for `learn` in another one."""
    return {key: face.words() for key, face in _faces.items()}, dict(boundaries)


def learn(words: dict[FaceKey, dict[str, tuple]], opportunities: dict[tuple[str, int], bool]) -> None:
    """Know what another process has learnt."""
    _learnt.update(words)
    boundaries.update(opportunities)
    for key in _faces.keys() & words.keys():
        _faces[key].learn(words[key])


def fresh() -> int:
    """How many words were shaped that nobody had shaped before."""
    return sum(face.fresh for face in _faces.values())


def _key(style, settings: Settings, font, program: bytes, index: int) -> FaceKey:
    features = font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"], style["font_variant_alternates"],
        style["font_variant_east_asian"], style["font_feature_settings"])
    language = style["lang"] or ""
    spacing = 0.0 if style["letter_spacing"] == "normal" else int(style["letter_spacing"] * TO_UNITS) / TO_UNITS
    hyphenation = Hyphenation.of(language if style["hyphens"] == "auto" else "", style["hyphenate_limit_chars"],
                                 settings)
    return FaceKey(sha256(program).hexdigest(), index, _variations(font), tuple(sorted(features.items())), language,
                   int(style["font_size"] * TO_UNITS) / TO_UNITS, spacing,
                   "" if style["hyphens"] == "none" else style["hyphenate_character"], hyphenation)


def _variations(font) -> tuple[tuple[str, float], ...]:
    description = ffi.gc(pango.pango_font_describe_with_absolute_size(font), pango.pango_font_description_free)
    variations = pango.pango_font_description_get_variations(description)
    if variations == ffi.NULL:
        return ()
    pairs = (part.split("=") for part in ffi.string(variations).decode().split(",") if "=" in part)
    return tuple((name, float(value)) for name, value in pairs)


def _measure(layout: Layout, text: str) -> tuple[float, list[object]]:
    """The width of a text as Pango sets it (px), and the font of each of its runs."""
    layout.set_text(text)
    line, _ = layout.get_first_line()
    width, _ = line_size(line, layout.style)
    fonts = []
    run = line.runs[0]
    while run != ffi.NULL:
        fonts.append(run.data.item.analysis.font)
        run = run.next
    return width, fonts
