"""Content streams for the press: every colour in process inks, no tags, nothing else changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from hashlib import sha256

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator
from PIL import Image

from publish.editions.press.colour import Ink, Inks, is_grey
from publish.editions.press.objects import drop
from publish.errors import PublishError, error
from publish.model import Context

TAGS = frozenset(("BDC", "BMC", "EMC", "DP", "MP"))
QUALITY = 95      # JPEG: differences stay below what a 60-line screen shows


class Converter:
    """Rewrites the streams, patterns, shadings and pictures of a file in process colours, each once.

    Without inks (a printer that wants sRGB) colours stay as they are, but greys become grey.
    `keep` as in model.Context: a page whose content has not changed is not converted again.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks | None, keep: Callable = Context.keep) -> None:
        self.pdf, self.inks, self.keep, self.done = pdf, inks, keep, set()
        self.way = inks and repr((sha256(inks.profile).hexdigest(), inks.limit, sorted(inks.named.items())))

    def page(self, page: pikepdf.Page) -> bytes:
        """The converted content of a page; its resources are converted in place."""
        self.resources(page.obj.get("/Resources", Dictionary()))
        group = page.obj.get("/Group")
        if group is not None:
            self._group(group)
        return self.keep(("press content", str(self.way), content_of(page.obj)), lambda: self.content(page))

    def content(self, source: pikepdf.Page | Object) -> bytes:
        """A content stream with its colours converted and its tags left out."""
        return pikepdf.unparse_content_stream(list(self._instructions(source)))

    def _instructions(self, source: pikepdf.Page | Object) -> Iterator[tuple]:
        spaces = {"cs": "", "CS": ""}
        for operands, operator in pikepdf.parse_content_stream(source):
            name = str(operator)
            if name in TAGS:
                continue
            if name == "INLINE IMAGE":
                raise PublishError(error("print-content", "a page holds an inline image, which cannot be converted"))
            if name in ("cs", "CS"):
                spaces[name] = str(operands[0])
                if spaces[name].startswith("/lab"):
                    raise PublishError(error("print-content", "a colour is given in Lab, which cannot be converted",
                                             hint="give the theme's colours as #rrggbb"))
                if self.inks and spaces[name] in ("/DeviceRGB", "/DeviceGray"):
                    continue
            colour = self._colour(name, operands, spaces)
            yield colour or (operands, operator)

    def _colour(self, name: str, operands, spaces: dict[str, str]) -> tuple | None:
        if self.inks is None:
            grey = name in ("rg", "RG") and len(set(map(float, operands))) == 1
            return ([operands[0]], Operator("g" if name == "rg" else "G")) if grey else None
        fill = name.islower()
        k = Operator("k" if fill else "K")
        if name in ("rg", "RG"):
            return list(self.inks.of(*map(float, operands))), k
        if name in ("g", "G"):
            return [0, 0, 0, round(1 - float(operands[0]), 4)], k
        if name in ("sc", "scn", "SC", "SCN"):
            space = spaces["cs" if fill else "CS"]
            if space == "/DeviceRGB":
                return list(self.inks.of(*map(float, operands))), k
            if space == "/DeviceGray":
                return [0, 0, 0, round(1 - float(operands[0]), 4)], k
        return None

    # resources -----------------------------------------------------------

    def _first(self, thing: Object) -> bool:
        if not thing.is_indirect:
            return True
        known = thing.objgen in self.done
        self.done.add(thing.objgen)
        return not known

    def resources(self, resources: Object) -> None:
        """Convert what a page or form refers to."""
        if not self._first(resources):
            return
        for thing in dict(resources.get("/XObject", {})).values():
            self._object(thing)
        for pattern in dict(resources.get("/Pattern", {})).values():
            if int(pattern.get("/PatternType", 1)) == 1:
                self._form(pattern)
            elif "/Shading" in pattern:
                self._shading(pattern.Shading)
        for shading in dict(resources.get("/Shading", {})).values():
            self._shading(shading)
        for state in dict(resources.get("/ExtGState", {})).values():
            mask = state.get("/SMask")
            if isinstance(mask, Object) and isinstance(mask, Dictionary) and "/G" in mask:
                self._form(mask.G)
        for name in [name for name in dict(resources.get("/ColorSpace", {})) if name.startswith("/lab")]:
            del resources.ColorSpace[name]

    def _object(self, thing: Object) -> None:
        if thing.get("/Subtype") == Name.Image:
            if self._first(thing):
                self._image(thing)
        else:
            self._form(thing)

    def _form(self, form: Object) -> None:
        if not self._first(form):
            return
        self.resources(form.get("/Resources", Dictionary()))
        if "/Group" in form:
            self._group(form.Group)
        form.write(self.content(form))

    def _group(self, group: Object) -> None:
        if self.inks and group.get("/CS") == Name.DeviceRGB:
            group.CS = Name.DeviceCMYK

    def _shading(self, shading: Object) -> None:
        spaces = (Name.DeviceRGB, Name.DeviceGray)
        if not self.inks or not self._first(shading) or shading.get("/ColorSpace") not in spaces:
            return
        self._function(shading.Function)
        shading.ColorSpace = Name.DeviceCMYK

    def _function(self, function: Object) -> None:
        """Exponential and stitched functions (ISO 32000-1, 7.10.3 and 7.10.4) with colours at their ends."""
        if int(function.FunctionType) == 3:
            for part in function.Functions:
                self._function(part)
        elif int(function.FunctionType) == 2 and self._first(function):
            for end in ("/C0", "/C1"):
                function[end] = Array([round(part, 4) for part in self._ends([float(part) for part in function[end]])])
            if "/Range" in function:
                del function["/Range"]
        else:
            raise PublishError(error("print-content", "a gradient of this kind cannot be converted to process colours",
                                     hint="use a gradient between plain colours"))

    def _ends(self, parts: list[float]) -> Ink:
        return self.inks.of(*parts) if len(parts) == 3 else (0, 0, 0, 1 - parts[0])

    # pictures ------------------------------------------------------------

    def _image(self, image: Object) -> None:
        if "/SMask" in image:
            drop(image.SMask, "/Interpolate")
            if pikepdf.PdfImage(image.SMask).as_pil_image().convert("L").getextrema()[0] == 255:
                drop(image, "/SMask")        # an alpha channel that hides nothing
        drop(image, "/Interpolate")
        if not self.inks or image.get("/ImageMask") or image.get("/ColorSpace") in (Name.DeviceGray, Name.DeviceCMYK):
            return
        picture = pikepdf.PdfImage(image).as_pil_image()
        lossy = "/DCTDecode" in str(image.get("/Filter", ""))
        if is_grey(picture):
            _write(image, picture.convert("L"), lossy, Name.DeviceGray)
        else:
            _write(image, self.inks.separate(picture), lossy, Name.DeviceCMYK)


def _write(image: Object, picture: Image.Image, lossy: bool, space: Name) -> None:
    """Put a picture in place of another, as JPEG when that was one, else without loss."""
    drop(image, "/Decode", "/DecodeParms", "/Intent")
    image.ColorSpace, image.BitsPerComponent = space, 8
    if not lossy:
        image.write(picture.tobytes())
        return
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=QUALITY, subsampling=0)
    image.write(data.getvalue(), filter=Name.DCTDecode)
    if space == Name.DeviceCMYK:       # Pillow writes CMYK inverted, as Adobe's applications do
        image.Decode = Array([1, 0] * 4)


def content_of(source: Object) -> bytes:
    """The whole content of a page or form."""
    parts = source.get("/Contents", Array()) if isinstance(source, Dictionary) else source
    return b"\n".join(part.read_bytes() for part in (parts if isinstance(parts, Array) else [parts]))


def separation_all(pdf: pikepdf.Pdf) -> Object:
    """The colour space that prints on every plate (ISO 32000-1, 8.6.6.4)."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1)
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, function]))


