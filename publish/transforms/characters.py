"""Characters: what an encoding, a web page or a scanner left among the letters."""

from __future__ import annotations

import re
from unicodedata import normalize

from publish.model import MARK_OFF, MARK_ON, NOTE_OFF, NOTE_ON, Block, Entry, Manuscript
from publish.transforms.tools import each_text, rewrite

RULE = "characters"

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LIGATURES = "\ufb00-\ufb06"
_INSIDE = f"{MARK_ON}{MARK_OFF}{NOTE_ON}{NOTE_OFF}"

SUSPECT = re.compile(f"[{_INVISIBLE}{_CONTROLS}{_SPACES}{_LIGATURES}\u0300-\u036f\ud800-\udfff]")
# Bytes of UTF-8 read as a one-byte encoding: a lead byte's letter, then what continuation bytes look like there.
GARBLED = re.compile("[\u00c2-\u00f4\u0152\u0178\u017d][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
                     "\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_REMOVE = re.compile(f"[{_INVISIBLE}{_CONTROLS}]")
_SPACE = re.compile(f"[{_SPACES}]")
_LIGATURE = re.compile(f"[{_LIGATURES}]")
_RUN = re.compile(f"[^\\s{_INSIDE}]+(?: (?=\\W|$))?")
_JOINER = re.compile("(?<=[^\x00-\u05ff])[\u200c\u200d](?=[^\x00-\u05ff])")
_LONELY = re.compile("[\ud800-\udfff]")


def characters(manuscript: Manuscript) -> Manuscript:
    """Repair wrongly decoded text; remove invisible and control characters; spell out ligatures; compose accents.

    Zero-width joiners stay between letters of the scripts that write with them. Non-breaking and other fixed spaces
    become spaces, except in the hub, where an editor put them.
    """
    fixed = manuscript.form == "markdown"
    return each_text(manuscript, lambda block: _clean(block, fixed), skip=("break", "page"))


def _clean(block: Block, fixed: bool) -> tuple[Block, list[Entry]]:
    if block.text.isascii() and block.text.isprintable():
        return block, []
    entries: list[Entry] = []
    if GARBLED.search(block.text):
        block, made = rewrite(block, _RUN, _repaired, "mojibake", 0.9)
        entries += made
    if not SUSPECT.search(block.text):
        return block, entries
    steps = [(_LONELY, "\ufffd"), (_REMOVE, _dropped), (_LIGATURE, _spelt)]
    if not fixed:
        steps.append((_SPACE, " "))
    for pattern, change in steps:
        block, made = rewrite(block, pattern, change, RULE)
        entries += made
    composed = normalize("NFC", block.text)
    if composed != block.text:
        block, made = rewrite(block, re.compile(r"[^\s]+"), lambda match: normalize("NFC", match[0]), RULE)
        entries += made
    return block, entries


def _dropped(match: re.Match[str]) -> str:
    return match[0] if _JOINER.match(match.string, match.start()) else "\n" if match[0] == "\n" else ""


def _spelt(match: re.Match[str]) -> str:
    return normalize("NFKC", match[0])


def _repaired(match: re.Match[str]) -> str:
    """The run decoded rightly; a run that only looks garbled decodes to nothing sensible and stays."""
    if not GARBLED.search(match[0]):
        return match[0]
    from ftfy import TextFixerConfig, fix_encoding_and_explain

    plan = TextFixerConfig(decode_inconsistent_utf8=True, restore_byte_a0=True, replace_lossy_sequences=True)
    return fix_encoding_and_explain(match[0], plan).text
