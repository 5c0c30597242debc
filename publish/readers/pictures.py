"""A picture is what it says it is, whole, of bearable size, and free of what runs, loads or tells on its maker."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import warnings
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from publish.errors import Diagnostic, PublishError, Span, error

SVG = "image/svg+xml"
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", SVG: ".svg"}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
_ORIENTATION = 0x0112                               # Exif 2.32, 4.6.4
_TOLD_IN_PNG = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_TOLD_IN_JPEG = (0xE1, 0xED, 0xFE)                  # APP1 (Exif, XMP), APP13 (IPTC), COM (ITU-T T.81, B.1.1.3)
_TOLD_IN_WEBP = {b"EXIF": 0x08, b"XMP ": 0x04}      # and the flag of each in VP8X (RFC 9649, 2.7)
_ACTIVE = ("script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener")
_SHOWS = ("image", "use", "feImage")
_STILL = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp);base64,)")
_OUTSIDE = re.compile(r"(?i)@import[^;]*;?|url\(\s*(?![\s\"']*#)[^)]*\)?|javascript:|\\")


def proved(name: str, data: bytes, kind: str, span: Span) -> tuple[str, bytes]:
    """A picture's media type as it is, and its bytes as the editions may carry them.

    Metadata go, but for the orientation of a photograph; TIFF and BMP, which no reading system must show, become PNG
    (CMYK: JPEG). Errors: broken, cut short, or of more pixels than Pillow takes without a warning.
    """
    try:
        return (SVG, _drawing(data)) if kind == SVG else _raster(data)
    except Exception as trouble:                    # noqa: BLE001 (decoders raise whatever broken data leads them to)
        raise PublishError(_broken(name, trouble, span)) from None


def _broken(name: str, trouble: Exception, span: Span) -> Diagnostic:
    from PIL import Image
    if isinstance(trouble, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        most = f"{Image.MAX_IMAGE_PIXELS / 1e6:.0f} million pixels"
        return error("image-too-large", f"'{name}' has more than {most}", span,
                     "save it smaller: 300 pixels an inch are enough for print")
    return error("image-broken", f"'{name}' is not a picture that can be read", span, "save it again, as PNG or JPEG")


def _raster(data: bytes) -> tuple[str, bytes]:
    from PIL import Image
    with warnings.catch_warnings(), _whole():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            turned = image.getexif().get(_ORIENTATION, 1)
            kind = Image.MIME["JPEG" if image.format == "MPO" else image.format]
            colours, profile = image.mode, image.info.get("icc_profile")
            image.draft(image.mode, (image.width // 8, image.height // 8))      # all is read, little is reckoned
            if kind not in ENDINGS:
                return _converted(image, colours, profile)
            image.load()
    return kind, {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(kind, _as_it_is)(data, turned)


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Take no half picture for a whole one: WeasyPrint, where it has been imported, tells Pillow to."""
    from PIL import ImageFile
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _as_it_is(data: bytes, turned: int) -> bytes:
    return data


def _converted(image: Any, colours: str, profile: bytes | None) -> tuple[str, bytes]:
    from PIL import ImageOps
    held = io.BytesIO()
    upright = ImageOps.exif_transpose(image)
    if colours == "CMYK":
        upright.save(held, "JPEG", quality=95, subsampling=0, icc_profile=profile)
        return "image/jpeg", held.getvalue()
    plain = upright if colours in ("1", "L", "LA", "P", "RGB", "RGBA") else upright.convert("RGB")
    plain.save(held, "PNG", icc_profile=profile if plain is upright else None)
    return "image/png", held.getvalue()


def _orientation(turned: int) -> bytes:
    """Exif data that hold the orientation alone."""
    from PIL import Image
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    return exif.tobytes()


def _jpeg(data: bytes, turned: int) -> bytes:
    """The segments but for those that tell about the picture; ITU-T T.81, B.1."""
    out, at = [data[:2]], 2
    if turned in range(2, 9):
        exif = _orientation(turned)
        out.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        if data[at + 1] == 0xFF:                    # a fill byte
            at += 1
            continue
        end = at + 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] not in _TOLD_IN_JPEG:
            out.append(data[at:end])
        at = end
    return b"".join((*out, data[at:]))


def _png(data: bytes, turned: int) -> bytes:
    """The chunks but for those that tell about the picture; PNG 3, section 5."""
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 12 + struct.unpack(">I", data[at:at + 4])[0]
        kind = data[at + 4:at + 8]
        if kind == b"IDAT" and turned in range(2, 9):
            exif, turned = b"eXIf" + _orientation(turned).removeprefix(b"Exif\0\0"), 1
            out.append(struct.pack(">I", len(exif) - 4) + exif + struct.pack(">I", crc32(exif)))
        if kind not in _TOLD_IN_PNG:
            out.append(data[at:end])
        at = end
    return b"".join(out)


def _webp(data: bytes, turned: int) -> bytes:
    """The chunks but for those that tell about the picture; RFC 9649, 2.3 and 2.7."""
    out, at = [], 12
    while at + 8 <= len(data):
        kind, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes((chunk[8] & ~sum(_TOLD_IN_WEBP.values()),)) + chunk[9:]
        if kind not in _TOLD_IN_WEBP:
            out.append(chunk)
        at = end
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# drawings -----------------------------------------------------------------

def _drawing(data: bytes) -> bytes:
    """The drawing without anything that runs or loads; its bytes as they are when there is nothing of the kind.

    ValueError: not SVG, or with text that a document type defines.
    """
    from lxml import etree
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if etree.QName(root).localname != "svg" or any(one.tag is etree.Entity for one in root.iter()):
        raise ValueError("not a drawing")
    declared = root.getroottree().docinfo.internalDTD is not None or root.getprevious() is not None
    changed = [_still(element) for element in list(root.iter())]
    return etree.tostring(root, encoding="utf-8") if declared or any(changed) else data


def _still(element: Any) -> bool:
    """Take out of an element what runs or loads; whether there was any."""
    from lxml import etree
    parent = element.getparent()
    if not isinstance(element.tag, str):
        if element.tag is not etree.PI or parent is None:
            return False
        _drop(element)
        return True
    name = etree.QName(element).localname
    if name in _ACTIVE:
        _drop(element)
        return True
    before = dict(element.attrib), element.text
    for key, value in before[0].items():
        plain = etree.QName(key).localname.lower()
        if plain.startswith("on") or plain == "base" or (plain in ("href", "src") and not _STILL.match(value)):
            del element.attrib[key]
        elif plain not in ("href", "src"):
            element.set(key, _OUTSIDE.sub("", value))
    empty = name in _SHOWS and not any(etree.QName(key).localname == "href" for key in element.attrib)
    if empty or (name in ("animate", "set") and "href" in element.get("attributeName", "")):
        _drop(element)
    if name == "style" and element.text:
        element.text = _OUTSIDE.sub("", element.text)
    return (dict(element.attrib), element.text) != before or element.getparent() is not parent


def _drop(element: Any) -> None:
    """Take an element away and leave the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)
