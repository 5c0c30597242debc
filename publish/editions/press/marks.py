"""What is painted on a page and where: text, pictures, fills and lines, read from its content stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
ASCENT, DESCENT = 0.72, -0.22        # of the size: letters of the Latin script reach about so far


@dataclass(frozen=True)
class Mark:
    """One thing painted. `box` is (left, bottom, right, top) in pt on the page.

    `size` is the type's size or the line's width in pt, or a picture's resolution in pixels an inch; `space` names its
    colours, `inks` is the sum of C, M, Y and K.
    """

    kind: str
    box: tuple[float, float, float, float]
    size: float = 0
    space: str = "DeviceGray"
    inks: float = 1
    name: str = ""


class _State(NamedTuple):
    ctm: Matrix = IDENTITY
    fill: tuple[str, tuple[float, ...]] = ("DeviceGray", (0,))
    stroke: tuple[str, tuple[float, ...]] = ("DeviceGray", (0,))
    width: float = 1
    font: Object | None = None
    size: float = 0
    spacing: float = 0
    word: float = 0
    scale: float = 1
    clip: tuple[float, float, float, float] | None = None


def times(one: Matrix, other: Matrix) -> Matrix:
    """The product of two matrices as PDF multiplies them (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _box(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _factor(matrix: Matrix) -> float:
    return abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5


DEVICE = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
COLOURS = frozenset(("g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN"))
PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"))
SHOWS = frozenset(("Tj", "TJ", "'"))
SHAPES = frozenset(("q", "Q", "cm", "w", "m", "l", "c", "v", "y", "re", "W", "W*", "n", "Do", "BI", "ID", "EI"))
WITHOUT_TEXT = " ".join(sorted(SHAPES | COLOURS | PAINTS))


@dataclass
class Reader:
    """Reads the marks of a file's pages; the widths of its fonts are looked up once. Without `text` it is quicker."""

    text: bool = True
    widths: dict[tuple[int, int], tuple[float, dict[int, float]]] = field(default_factory=dict)

    def page(self, page: pikepdf.Page) -> Iterator[Mark]:
        """Every mark of a page, in the order of painting."""
        yield from self._read(page, page.obj.get("/Resources", Dictionary()), _State(), 0)

    def _read(self, source, resources: Object, state: _State, depth: int) -> Iterator[Mark]:
        if depth > 20:
            return
        stack: list[_State] = []
        points: list[tuple[float, float]] = []
        rectangles: list[tuple[float, float, float, float]] = []
        text = line = IDENTITY
        leading, clipping = 0.0, False
        for operands, operator in pikepdf.parse_content_stream(source, "" if self.text else WITHOUT_TEXT):
            name = str(operator)
            if name in SHOWS:
                if name == "'":
                    text = line = times((1, 0, 0, 1, 0, -leading), line)
                wide = self._advance(state, operands[0] if name == "TJ" else [operands[0]])
                yield _text(state, times(text, state.ctm), wide)
                text = times((1, 0, 0, 1, wide, 0), text)
            elif name == "q":
                stack.append(state)
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name == "cm":
                state = state._replace(ctm=times(tuple(map(float, operands)), state.ctm))
            elif name == "w":
                state = state._replace(width=float(operands[0]))
            elif name in COLOURS:
                state = _coloured(state, name, operands)
            elif name in ("m", "l"):
                points.append((float(operands[0]), float(operands[1])))
            elif name in ("c", "v", "y"):
                points += [(float(operands[at]), float(operands[at + 1])) for at in range(0, len(operands), 2)]
            elif name == "re":
                x, y, wide, high = map(float, operands)
                rectangles.append((x, y, x + wide, y + high))
            elif name in ("W", "W*"):
                clipping = True
            elif name in PAINTS or name == "n":
                if name != "n":
                    yield from _painted(name, state, points, rectangles)
                if clipping:
                    state = state._replace(clip=_within(_bounds(state.ctm, points, rectangles), state.clip))
                points, rectangles, clipping = [], [], False
            elif name == "Do":
                yield from self._object(resources.XObject[operands[0]], str(operands[0]), resources, state, depth)
            elif name == "BT":
                text = line = IDENTITY
            elif name == "Tm":
                text = line = tuple(map(float, operands))
            elif name in ("Td", "TD"):
                leading = -float(operands[1]) if name == "TD" else leading
                text = line = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
            elif name == "T*":
                text = line = times((1, 0, 0, 1, 0, -leading), line)
            elif name == "Tf":
                state = state._replace(font=resources.Font[operands[0]], size=float(operands[1]))
            elif name in ("Tc", "Tw", "Tz"):
                value = float(operands[0])
                state = state._replace(**{"Tc": {"spacing": value}, "Tw": {"word": value},
                                          "Tz": {"scale": value / 100}}[name])
            elif name == "TL":
                leading = float(operands[0])
            elif name == "INLINE IMAGE":
                yield Mark("image", _box(state.ctm, 0, 0, 1, 1), 0, "unknown", 4, "inline")

    def _object(self, thing: Object, name: str, resources: Object, state: _State, depth: int) -> Iterator[Mark]:
        if thing.get("/Subtype") == Name.Image:
            yield _image(thing, name, state)
            return
        matrix = tuple(map(float, thing.get("/Matrix", IDENTITY)))
        inner = state._replace(ctm=times(matrix, state.ctm))
        yield from self._read(thing, thing.get("/Resources", resources), inner, depth + 1)

    def _advance(self, state: _State, pieces) -> float:
        """How far a piece of text moves the pen, in units of text space."""
        default, widths = self._widths(state.font)
        wide = state.font is not None and state.font.get("/Subtype") == Name.Type0
        total, count, spaces, moved = 0.0, 0, 0, 0.0
        for piece in pieces:
            if isinstance(piece, (String, bytes, str)):
                data = bytes(piece)
                codes = struct.unpack(f">{len(data) // 2}H", data[:len(data) // 2 * 2]) if wide else data
                total += sum([widths.get(code, default) for code in codes])
                count += len(codes)
                spaces += 0 if wide else data.count(b" ")
            else:
                moved += float(piece)
        return ((total - moved) / 1000 * state.size + count * state.spacing + spaces * state.word) * state.scale

    def _widths(self, font: Object | None) -> tuple[float, dict[int, float]]:
        if font is None:
            return 500, {}
        if font.objgen not in self.widths or font.objgen == (0, 0):
            self.widths[font.objgen] = _font_widths(font)
        return self.widths[font.objgen]


def _font_widths(font: Object) -> tuple[float, dict[int, float]]:
    """Default width and widths by code (ISO 32000-1, 9.7.4.3 for composite fonts)."""
    if "/DescendantFonts" not in font:
        first = int(font.get("/FirstChar", 0))
        return 500, {first + at: float(width) for at, width in enumerate(font.get("/Widths", []))}
    child = font.DescendantFonts[0]
    entries, widths, at = list(child.get("/W", [])), {}, 0
    while at < len(entries) - 1:
        start = int(entries[at])
        if isinstance(entries[at + 1], Array):
            widths |= {start + index: float(width) for index, width in enumerate(entries[at + 1])}
            at += 2
        else:
            widths |= dict.fromkeys(range(start, int(entries[at + 1]) + 1), float(entries[at + 2]))
            at += 3
    return float(child.get("/DW", 1000)), widths


def _coloured(state: _State, name: str, operands) -> _State:
    which = "fill" if name.islower() else "stroke"
    space = DEVICE.get(name.lower())
    if name.lower() == "cs":
        return state._replace(**{which: (str(operands[0]).lstrip("/"), (0,))})
    numbers = tuple(float(one) for one in operands if not isinstance(one, Name))
    return state._replace(**{which: (space or getattr(state, which)[0], numbers)})


def _inks(colour: tuple[str, tuple[float, ...]]) -> float:
    space, numbers = colour
    if space == "DeviceCMYK":
        return sum(numbers)
    return 1 - numbers[0] if space == "DeviceGray" and numbers else 4 if space == "All" else 1


def _bounds(matrix: Matrix, points: list, rectangles: list) -> tuple[float, float, float, float]:
    """What encloses a path on the page."""
    xs = [x for x, _ in points] + [x for left, _, right, _ in rectangles for x in (left, right)]
    ys = [y for _, y in points] + [y for _, bottom, _, top in rectangles for y in (bottom, top)]
    return _box(matrix, min(xs), min(ys), max(xs), max(ys)) if xs else (0, 0, 0, 0)


def _within(box: tuple, clip: tuple | None) -> tuple[float, float, float, float]:
    """The part of a box that a clip leaves."""
    if clip is None:
        return box
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    return left, bottom, max(left, min(box[2], clip[2])), max(bottom, min(box[3], clip[3]))


def _painted(name: str, state: _State, points: list, rectangles: list) -> Iterator[Mark]:
    if name.endswith("*") and rectangles and not points:        # rectangles inside each other: a frame between them
        shapes = [_bounds(state.ctm, [], rectangles)]
    else:
        shapes = [_bounds(state.ctm, [], [one]) for one in rectangles]
        shapes += [_bounds(state.ctm, points, [])] if points else []
    for shape in shapes:
        box = _within(shape, state.clip)
        if name not in ("S", "s"):
            yield Mark("fill", box, min(box[2] - box[0], box[3] - box[1]), state.fill[0], _inks(state.fill))
        if name not in ("f", "F", "f*"):
            yield Mark("line", box, state.width * _factor(state.ctm), state.stroke[0], _inks(state.stroke))


def _text(state: _State, matrix: Matrix, wide: float) -> Mark:
    box = _box(matrix, 0, DESCENT * state.size, wide, ASCENT * state.size)
    name = str(state.font.get("/BaseFont", "")).lstrip("/") if state.font is not None else ""
    return Mark("text", box, state.size * _factor(matrix), state.fill[0], _inks(state.fill), name)


def _image(image: Object, name: str, state: _State) -> Mark:
    a, b, c, d, *_ = state.ctm
    wide, high = (a * a + b * b) ** 0.5 / 72, (c * c + d * d) ** 0.5 / 72
    resolution = min(int(image.Width) / wide if wide else 0, int(image.Height) / high if high else 0)
    space = image.get("/ColorSpace", Name.DeviceGray)
    kind = "line-art" if int(image.get("/BitsPerComponent", 8)) == 1 or image.get("/ImageMask") else "image"
    label = str(space).lstrip("/") if isinstance(space, Name) else str(space[0]).lstrip("/")
    return Mark(kind, _within(_box(state.ctm, 0, 0, 1, 1), state.clip), resolution, label, 0, name.lstrip("/"))
