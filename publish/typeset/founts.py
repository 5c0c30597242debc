"""Founts: one subset of each face for the whole book, with its widths and its way back to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import uharfbuzz
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from publish.errors import Diagnostic, warning
from publish.typeset.cff import cid_keyed
from publish.typeset.galley import Fount

# Tables that a PDF has no use for: layout is done, and glyphs are addressed by number (ISO 32000-1, 9.9).
DROPPED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ", "kern", "meta")
CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def merge(used: Iterable[Fount]) -> tuple[Fount, ...]:
    """Each face once, with the glyphs of all its uses; where two uses differ the first counts. In order of name."""
    found: dict[str, Fount] = {}
    for one in used:
        known = found.get(one.name)
        if known is None:
            found[one.name] = Fount(one.name, one.base, one.family, one.digest, one.flags, one.ascent, one.descent,
                                    dict(one.widths), dict(one.letters), one.program)
            continue
        for glyph, width in one.widths.items():
            known.widths.setdefault(glyph, width)
        for glyph, text in one.letters.items():
            known.letters.setdefault(glyph, text)
    return tuple(found[name] for name in sorted(found))


def foreign(used: Iterable[Fount]) -> tuple[Diagnostic, ...]:
    """A warning where faces of this system and not of the theme are used."""
    names = sorted({one.family for one in used if one.program})
    return (warning("face-foreign", f"part of the text is set in {', '.join(names)}, a face of this system and not of "
                    "the theme", None, "name a face for it in the theme"),) if names else ()


def dictionary(pdf: Pdf, used: Iterable[Fount], programs: Mapping[str, bytes]) -> Object:
    """A font resource dictionary; `programs` are font programs by their SHA-256."""
    return pdf.make_indirect(Dictionary({f"/{one.name}": _font(pdf, one, one.program or programs[one.digest])
                                         for one in merge(used)}))


def _font(pdf: Pdf, fount: Fount, program: bytes) -> Object:
    """A composite font whose codes are glyph numbers of the whole face (ISO 32000-1, 9.7)."""
    face = uharfbuzz.Face(program)
    exact = uharfbuzz.Font(face)
    widths = {glyph: round(exact.get_glyph_h_advance(glyph) * 1000 / face.upem) for glyph in fount.letters}
    base = Name(f"/{fount.base}")
    descriptor = Dictionary({
        "/Type": Name.FontDescriptor, "/FontName": base, "/FontFamily": String(fount.family), "/Flags": fount.flags,
        "/FontBBox": Array([0, fount.descent, max(widths.values(), default=0), fount.ascent]), "/ItalicAngle": 0,
        "/Ascent": fount.ascent, "/Descent": fount.descent, "/CapHeight": fount.ascent, "/StemV": 80})
    descendant = Dictionary({
        "/Type": Name.Font, "/BaseFont": base, "/W": _widths(widths),
        "/CIDSystemInfo": Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)})
    bare = _bare(face, fount)
    if bare is not None:
        descriptor.FontFile3 = Stream(pdf, bare, Subtype=Name.CIDFontType0C)
        descendant.Subtype = Name.CIDFontType0
    else:
        data = subset(face, fount.letters, uharfbuzz.SubsetFlags.RETAIN_GIDS)[0]
        postscript = data[:4] == b"OTTO"
        file = Stream(pdf, data, Subtype=Name.OpenType) if postscript else Stream(pdf, data, Length1=len(data))
        descriptor["/FontFile3" if postscript else "/FontFile2"] = file
        descendant.Subtype = Name.CIDFontType0 if postscript else Name.CIDFontType2
        if not postscript:
            descendant.CIDToGIDMap = Name.Identity
    descendant.FontDescriptor = pdf.make_indirect(descriptor)
    return pdf.make_indirect(Dictionary({
        "/Type": Name.Font, "/Subtype": Name.Type0, "/BaseFont": base, "/Encoding": Name("/Identity-H"),
        "/DescendantFonts": Array([pdf.make_indirect(descendant)]),
        "/ToUnicode": Stream(pdf, to_unicode(fount.letters))}))


def _bare(face: uharfbuzz.Face, fount: Fount) -> bytes | None:
    """The used glyphs as a CFF program keyed by CID; None for a face with other outlines."""
    if "CFF " not in face.table_tags:
        return None
    data, glyphs = subset(face, fount.letters, uharfbuzz.SubsetFlags.DEFAULT)
    table = uharfbuzz.Face(data).reference_table("CFF ").data
    return cid_keyed(table, glyphs, fount.base)


def subset(face: uharfbuzz.Face, glyphs: Iterable[int], flags: uharfbuzz.SubsetFlags) -> tuple[bytes, list[int]]:
    """A font program with the given glyphs alone, and the numbers that its glyphs have in the whole one, in order."""
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = flags | uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NO_HINTING
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED)
    plan = uharfbuzz.SubsetPlan(face, wanted)
    numbers = {new: old for old, new in dict(plan.old_to_new_glyph_mapping).items()}
    return plan.execute().blob.data, [numbers[new] for new in sorted(numbers)]


def _widths(widths: Mapping[int, int]) -> Array:
    """Widths as runs of neighbouring glyphs (ISO 32000-1, 9.7.4.3)."""
    found = Array()
    last = None
    for glyph in sorted(widths):
        if last is None or glyph != last + 1:
            found.append(glyph)
            found.append(Array())
        found[-1].append(widths[glyph])
        last = glyph
    return found


def to_unicode(letters: Mapping[int, str]) -> bytes:
    """A ToUnicode CMap of glyph numbers (ISO 32000-1, 9.10.3)."""
    listed = sorted((glyph, text) for glyph, text in letters.items() if text)
    blocks = []
    for start in range(0, len(listed), 100):
        part = listed[start:start + 100]
        rows = "".join(f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>\n" for glyph, text in part)
        blocks.append(f"{len(part)} beginbfchar\n{rows}endbfchar\n")
    return f"{CMAP_HEAD}{''.join(blocks)}{CMAP_TAIL}".encode("ascii")
