"""A subset CFF program as a CID-keyed one, whose characters are the glyph numbers of the face it was cut from.

A PDF addresses the glyphs of a composite font by CID. In a font program that is keyed by CID itself, the glyphs that
are not used need no place at all, and every validator and every printer's machine reads it. The format is Adobe
Technical Note 5176, "The Compact Font Format Specification".
"""

from __future__ import annotations

from collections.abc import Sequence

CHARSET, CHARSTRINGS, PRIVATE = 15, 17, 18
ROS, CID_COUNT, FD_ARRAY, FD_SELECT = (12, 30), (12, 34), (12, 36), (12, 37)
SUBRS = 19
KEPT = (5, (12, 7))         # FontBBox and FontMatrix


def cid_keyed(cff: bytes, glyphs: Sequence[int], name: str) -> bytes | None:
    """The program with the given CIDs for its glyphs in order; None for one that is CID-keyed or has subroutines."""
    names, at = _index(cff, cff[2])
    tops, at = _index(cff, at)
    strings, at = _index(cff, at)
    globals_start = at
    _, globals_end = _index(cff, at)
    top = _dict(tops[0])
    size, start = (int(value) for value in top[PRIVATE]) if PRIVATE in top else (0, 0)
    private = cff[start:start + size]
    if ROS in top or SUBRS in _dict(private):
        return None
    charstrings, _ = _index(cff, int(top[CHARSTRINGS][0]))
    if len(charstrings) != len(glyphs):
        return None
    return _written(name, {key: top[key] for key in KEPT if key in top}, cff[globals_start:globals_end], charstrings,
                    glyphs, private)


def _written(name: str, kept: dict, global_subrs: bytes, charstrings: Sequence[bytes], glyphs: Sequence[int],
             private: bytes) -> bytes:
    """The program in one piece; offsets are written at full length, so that its parts may be placed in one pass."""
    head = bytes((1, 0, 4, 4)) + _packed([name.encode("ascii")])
    strings = _packed([b"Adobe", b"Identity"])
    common = b"".join(_operands(values) + _operator(key) for key, values in kept.items())

    def top(charset: int, select: int, chars: int, array: int) -> bytes:
        return (_operands((391, 392, 0)) + _operator(ROS) + common
                + _operands((max(glyphs) + 1,)) + _operator(CID_COUNT)
                + _offset(charset) + _operator(CHARSET) + _offset(select) + _operator(FD_SELECT)
                + _offset(chars) + _operator(CHARSTRINGS) + _offset(array) + _operator(FD_ARRAY))
    charset = bytes((0,)) + b"".join(glyph.to_bytes(2, "big") for glyph in glyphs[1:])
    select = bytes((3, 0, 1, 0, 0, 0)) + len(glyphs).to_bytes(2, "big")
    chars = _packed(charstrings)
    begin = len(head) + len(_packed([top(0, 0, 0, 0)])) + len(strings) + len(global_subrs)
    at_select = begin + len(charset)
    at_chars = at_select + len(select)
    at_private = at_chars + len(chars)
    at_array = at_private + len(private)
    font = _offset(len(private)) + _offset(at_private) + _operator(PRIVATE)
    return (head + _packed([top(begin, at_select, at_chars, at_array)]) + strings + global_subrs + charset + select
            + chars + private + _packed([font]))


def _index(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The members of an INDEX, and where it ends."""
    count = int.from_bytes(data[at:at + 2], "big")
    if not count:
        return [], at + 2
    width = data[at + 2]
    offsets = [int.from_bytes(data[at + 3 + number * width:at + 3 + (number + 1) * width], "big")
               for number in range(count + 1)]
    base = at + 2 + (count + 1) * width
    return [data[base + one:base + two] for one, two in zip(offsets, offsets[1:])], base + offsets[-1]


def _packed(members: Sequence[bytes]) -> bytes:
    """Members as an INDEX."""
    offsets = [1]
    for member in members:
        offsets.append(offsets[-1] + len(member))
    width = (offsets[-1].bit_length() + 7) // 8
    return (len(members).to_bytes(2, "big") + bytes((width,)) + b"".join(one.to_bytes(width, "big") for one in offsets)
            + b"".join(members))


def _dict(data: bytes) -> dict:
    """The operators of a DICT with their operands."""
    found: dict = {}
    operands: list[float | str] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= 21:
            at += 2 if first == 12 else 1
            found[(12, data[at - 1]) if first == 12 else first] = tuple(operands)
            operands = []
        elif first == 30:
            text, at = _real(data, at + 1)
            operands.append(text)
        else:
            value, at = _number(data, at)
            operands.append(value)
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    if first == 28:
        return int.from_bytes(data[at + 1:at + 3], "big", signed=True), at + 3
    if first == 29:
        return int.from_bytes(data[at + 1:at + 5], "big", signed=True), at + 5
    if first <= 246:
        return first - 139, at + 1
    if first <= 250:
        return (first - 247) * 256 + data[at + 1] + 108, at + 2
    return -(first - 251) * 256 - data[at + 1] - 108, at + 2


def _real(data: bytes, at: int) -> tuple[str, int]:
    """A real number as its nibbles: kept as it is written, for it is only copied."""
    text = ""
    while True:
        for nibble in (data[at] >> 4, data[at] & 15):
            if nibble == 15:
                return text, at + 1
            text += "%x" % nibble
        at += 1


def _operands(values: Sequence[float | str]) -> bytes:
    return b"".join(_operand(value) for value in values)


def _operand(value: float | str) -> bytes:
    if isinstance(value, str):
        return bytes((30,)) + bytes.fromhex(value + ("f" if len(value) % 2 else "ff"))
    return bytes((28,)) + value.to_bytes(2, "big", signed=True) if -32768 <= value < 32768 else _offset(value)


def _offset(value: int) -> bytes:
    return bytes((29,)) + value.to_bytes(4, "big", signed=True)


def _operator(key: int | tuple[int, int]) -> bytes:
    return bytes(key) if isinstance(key, tuple) else bytes((key,))
