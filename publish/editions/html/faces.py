"""Faces for one page: the characters it needs, under another name, since the OFL reserves the first."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace

from publish.model import Face

# What the style asks of the faces, besides what shaping needs of every face (OpenType feature tags).
FEATURES = ("kern", "liga", "clig", "calt", "locl", "ccmp", "mark", "mkmk", "smcp", "c2sc", "onum", "lnum", "pnum",
            "tnum", "sups", "subs", "rlig", "init", "medi", "fina", "isol")
BOLD_ITALIC = re.compile(r"<(strong|b)\b[^>]*>(?:(?!</\1>).)*<(?:em|i|cite)\b"
                         r"|<(em|i|cite)\b[^>]*>(?:(?!</\2>).)*<(?:strong|b)\b", re.S)
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, TYPOGRAPHIC = 1, 2, 3, 4, 6, 16


@dataclass(frozen=True)
class Subset:
    """A face cut down: its new family name, and its program as WOFF2."""

    face: Face
    family: str
    data: bytes

    def address(self) -> str:
        """The program as a data: address."""
        return f"data:font/woff2;base64,{base64.b64encode(self.data).decode()}"


def new_names(families: Iterable[str]) -> dict[str, str]:
    """A name for each family that holds no word of the old one."""
    return {family: f"Publication {chr(ord('A') + index)}" for index, family in enumerate(dict.fromkeys(families))}


def subset(face: Face, family: str, characters: str, keep: Callable[[tuple, Callable[[], bytes]], bytes]) -> Subset:
    """The face with the given characters only, renamed and packed as WOFF2; `keep` as in model.Context."""
    return Subset(face, family, keep((face.data, family, characters), lambda: _packed(face, family, characters)))


def _packed(face: Face, family: str, characters: str) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(_cut(face.data, characters)), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    _rename(font, family)
    font.flavor = "woff2"
    held = io.BytesIO()
    with _swift():
        font.save(held)
    return held.getvalue()


@contextmanager
def _swift() -> Iterator[None]:
    """While this lasts, fontTools packs with brotli's quality 10: no larger than with its own 11, in half the time."""
    from fontTools.ttLib import woff2

    kept = woff2.brotli
    woff2.brotli = SimpleNamespace(compress=partial(kept.compress, quality=10), MODE_FONT=kept.MODE_FONT)
    try:
        yield
    finally:
        woff2.brotli = kept


def _cut(program: bytes, characters: Iterable[str]) -> bytes:
    """A font program with the given characters, what shaping puts in their place, and every record of its names."""
    import uharfbuzz

    wish = uharfbuzz.SubsetInput()
    flags = uharfbuzz.SubsetFlags
    wish.flags = flags.NO_HINTING | flags.NOTDEF_OUTLINE | flags.NAME_LEGACY
    wish.unicode_set.set({ord(letter) for letter in characters})
    wish.layout_feature_tag_set.set({int.from_bytes(tag.encode(), "big") for tag in FEATURES})
    for names in (wish.name_id_set, wish.name_lang_id_set):
        names.clear()
        names.invert()
    return wish.subset(uharfbuzz.Face(program)).blob.data


def _rename(font, family: str) -> None:
    """Give every name that users meet the new family's; copyright, trademark and licence stay (OFL 1.1, 2 and 3)."""
    style = font["name"].getDebugName(STYLE) or "Regular"
    plain = re.sub(r"[^A-Za-z0-9]", "", family)
    fresh = {FAMILY: family, TYPOGRAPHIC: family, FULL: f"{family} {style}", UNIQUE: f"{family} {style}",
             POSTSCRIPT: f"{plain}-{style.replace(' ', '')}"}
    for record in font["name"].names:
        if record.nameID in fresh:
            record.string = fresh[record.nameID]
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [fresh[POSTSCRIPT]]
        top = table.topDictIndex[0]
        top.FullName, top.FamilyName = fresh[FULL], family


def wanted(found: Iterable[Face], text: str, heavy: bool, roles: tuple[str, str, str]) -> tuple[Face, ...]:
    """The faces that a page really shows, of those that the theme has.

    `roles` are the families of text, display and the page's own furniture; `heavy` says whether headings are bold.
    """
    running, display, furniture = roles
    bold = heavy or re.search(r"<(strong|b|dt|th)\b", text) is not None
    both = BOLD_ITALIC.search(text) is not None
    needed = {(running, 400, "normal"), (running, 400, "italic"), (furniture, 400, "normal"), (display, 400, "normal")}
    needed |= {(running, 700, "normal")} if bold else set()
    needed |= {(running, 700, "italic")} if both else set()
    needed |= {(display, 700, "normal")} if heavy else set()
    return tuple(face for face in found if (face.family, face.weight, face.style) in needed)


def renamed(face: Face, family: str) -> Face:
    """The face under its new family name, for its @font-face rule."""
    return replace(face, family=family)
