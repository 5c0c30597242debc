"""What a text shows is a picture, and nothing but the picture."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from publish.errors import PublishError, Span
from publish.readers.pictures import SVG, proved

PLACE = Span("text.md")
SECRET = "51 deg 30' N, taken by A. N. Author"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'


def photograph(form: str, mode: str = "RGB", **given) -> bytes:
    """A picture with metadata, lying on its side."""
    held = io.BytesIO()
    picture = Image.effect_noise((60, 40), 50).convert(mode)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET
    picture.save(held, form, exif=exif, **given)
    return held.getvalue()


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_metadata_go_and_the_picture_stays(form, kind):
    """No word about where, when or by whom; the same pixels, and a photograph still stands upright."""
    data = photograph(form, **({"lossless": True} if form == "WEBP" else {}))
    assert SECRET.encode() in data
    true, clean = proved("a", data, kind, PLACE)
    assert true == kind and SECRET.encode() not in clean
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()
        assert form == "WEBP" or after.getexif()[0x0112] == 6


def test_a_picture_without_metadata_keeps_its_bytes():
    """Nothing is set anew that is as it should be."""
    for form, kind in (("PNG", "image/png"), ("GIF", "image/gif"), ("JPEG", "image/jpeg")):
        held = io.BytesIO()
        Image.new("L", (8, 8), 99).save(held, form)
        assert proved("a", held.getvalue(), kind, PLACE) == (kind, held.getvalue())
    plain = f"{HEAD}><g id='a'/><use xlink:href='#a'/></svg>".encode()
    assert proved("a.svg", plain, SVG, PLACE) == (SVG, plain)


@pytest.mark.parametrize(("form", "mode", "kind"), [("TIFF", "RGB", "image/png"), ("BMP", "RGB", "image/png"),
                                                    ("TIFF", "CMYK", "image/jpeg"), ("JPEG", "L", "image/jpeg")])
def test_the_kind_is_what_the_bytes_are(form, mode, kind):
    """A name may say anything; what no reading system must show is made into what each shows."""
    true, clean = proved("a.gif", photograph(form, mode), "image/gif", PLACE)
    with Image.open(io.BytesIO(clean)) as image:
        assert true == kind == Image.MIME[image.format]


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", SVG])
def test_what_is_no_picture(kind, monkeypatch):
    """Other bytes, and half a picture, are an error that names the picture, whatever else told Pillow to be lenient."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    for data in (b"", b"not a picture", photograph("PNG")[:300], photograph("JPEG")[:900], b"<svg", b"<a/>"):
        with pytest.raises(PublishError, match=r"text.md: error\[image-broken\]: 'a.png'"):
            proved("a.png", data, kind, PLACE)


def test_too_many_pixels():
    """A small file of very many pixels is refused before they are there."""
    held = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(held, "PNG")
    with pytest.raises(PublishError, match="image-too-large"):
        proved("a.png", held.getvalue(), "image/png", PLACE)


@pytest.mark.parametrize("inside", [
    "<script>alert(1)</script>", "<foreignObject><p>x</p></foreignObject>", "<g onclick='evil()'/>",
    "<image xlink:href='file:///evil'/>", "<image href='http://evil.example/'/>", "<a href='JavaScript:evil()'/>",
    "<style>@import url(http://evil.example/);</style>", "<rect style='fill:url( \"http://evil.example/\")'/>",
    "<rect fill='url(evil.svg#a)'/>", "<style>a{fill:u\\72l(b)}</style>", "<use href='evil.svg#a'/>",
    "<image href='data:image/svg+xml,evil'/>", "<set attributeName='xlink:href' to='javascript:evil()'/>",
    "<g xml:base='http://evil.example/'/>", "<?evil?>"])
def test_a_drawing_neither_runs_nor_loads(inside):
    """Scripts, handlers and addresses go; the drawing itself stays."""
    drawing = f"{HEAD} onload='evil()'>{inside}<path id='b' fill='url(#a)' d='M0 0'/></svg>".encode()
    clean = proved("a.svg", drawing, SVG, PLACE)[1]
    assert not [sign for sign in (b"evil", b"alert", b"\\") if sign in clean]
    path = etree.fromstring(clean).find("{*}path")
    assert dict(path.attrib) == {"id": "b", "fill": "url(#a)", "d": "M0 0"}


def test_a_drawing_with_entities_is_refused():
    """Text that a document type defines would be lost, or could grow without end."""
    for dtd in ("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<!ENTITY x 'words'>"):
        with pytest.raises(PublishError, match="image-broken"):
            proved("a.png", f"<!DOCTYPE svg [{dtd}]>{HEAD}><text>&x;</text></svg>".encode(), SVG, PLACE)
