"""RTF made safe for pandoc's reader, which mistakes some forms of Unicode characters and notes, and its plain words."""

from __future__ import annotations

import re

# RTF 1.9.1, "Unicode RTF": \uN is followed by \ucN (1 unless said) characters for old readers, to be skipped.
_TOKEN = re.compile(rb"\\uc(\d+) ?|\\u(-?\d+) ?|([{}])|\\bin(\d+) ?|\\[a-z]+-?\d* ?|\\'[0-9a-fA-F]{2}|\\.|[^\\{}]+",
                    re.S)
_SKIPPED = re.compile(rb"\\'[0-9a-fA-F]{2}|\\[a-z]+-?\d* ?|\\[^a-z]|[^\\{}]", re.S)
_SILENT = (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"headerl", b"headerr",
           b"footerl", b"footerr", b"headerf", b"footerf", b"listtable", b"listoverridetable", b"fldinst", b"object",
           b"themedata", b"generator", b"xmlnstbl", b"rsidtbl", b"latentstyles", b"datastore", b"annotation",
           b"atnid", b"atnauthor", b"revtbl", b"filetbl", b"listtext", b"pntext", b"ftnsep", b"ftnsepc", b"shpinst")
_HEAD = re.compile(rb"\{\s*(?:\\\*\s*)?\\([a-z]+)")
PRIVATE = 0xE000


def prepared(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The file with every Unicode escape in its plainest form and notes as pandoc knows them; and what stands for
    characters beyond the basic plane, which pandoc's reader cannot take."""
    out: list[bytes] = []
    stack, skip, at, high = [1], 1, 0, 0
    astral: dict[str, str] = {}
    while at < len(data):
        token = _TOKEN.match(data, at)
        if token is None:
            out.append(data[at:at + 1])
            at += 1
            continue
        at = token.end()
        if token[1] is not None:
            skip = int(token[1])
        elif token[2] is not None:
            number = int(token[2]) % 65536
            at = _past(data, at, skip)
            high, piece = _escape(number, high, astral)
            out.append(piece)
            continue
        elif token[3] == b"{":
            stack.append(skip)
        elif token[3] == b"}":
            skip = stack.pop() if len(stack) > 1 else skip
        elif token[4] is not None:
            at += int(token[4])
            continue
        out.append(token[0] if token[1] is None else b"")
    return b"".join(out).replace(b"{\\*\\footnote", b"{\\footnote"), astral


def _past(data: bytes, at: int, skip: int) -> int:
    for _ in range(skip):
        found = _SKIPPED.match(data, at)
        if found is None:
            return at
        at = found.end()
    return at


def _escape(number: int, high: int, astral: dict[str, str]) -> tuple[int, bytes]:
    """A character's escape; the first half of a pair waits for the second."""
    if 0xD800 <= number < 0xDC00:
        return number, b""
    if 0xDC00 <= number < 0xE000 and high:
        character = chr(0x10000 + (high - 0xD800) * 0x400 + number - 0xDC00)
        sign = next((sign for sign, known in astral.items() if known == character), chr(PRIVATE + len(astral)))
        astral[sign] = character
        number = ord(sign)
    return 0, b"\\u%d ?" % number


def plain(data: bytes) -> str:
    """The words of a prepared file, without what is not text; for the check that the reader lost none."""
    out: list[str] = []
    silent: list[bool] = [False]
    page = _code_page(data)
    after = False
    for token in _TOKEN.finditer(data):
        piece = token[0][1:] if after and token[0].startswith(b"?") else token[0]
        after = token[2] is not None
        if not piece:
            continue
        if piece == b"{":
            name = _HEAD.match(data, token.start())
            ignored = data[token.end():token.end() + 2] == b"\\*" and (name is None or name[1] not in (b"footnote",
                                                                                                      b"shppict"))
            silent.append(silent[-1] or ignored or bool(name) and name[1] in _SILENT)
        elif piece == b"}":
            if len(silent) > 1:
                silent.pop()
        elif not silent[-1]:
            out.append(_said(piece, token, page))
    return "".join(out)


def _code_page(data: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d+)", data)
    return f"cp{int(found[1])}" if found and found[1] != b"0" else "cp1252"


def _said(piece: bytes, token: re.Match[bytes], page: str) -> str:
    if token[2] is not None:
        return chr(int(token[2]) % 65536)
    if piece.startswith(b"\\'"):
        try:
            return bytes([int(piece[2:], 16)]).decode(page, "replace")
        except LookupError:
            return bytes([int(piece[2:], 16)]).decode("cp1252", "replace")
    if piece.startswith(b"\\"):
        return piece[1:].decode("ascii", "replace") if piece[1:2] in b"\\{}" else "" if piece[1:2] in b"-_" else " " \
            if re.match(rb"\\(?:par|line|tab|cell|row|sect|page|~|\n|\r)", piece) else ""
    return piece.replace(b"\r", b"").replace(b"\n", b"").decode("cp1252", "replace")
