"""The package: the same bytes always, and everything in it said."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from publish.editions.epub import EDITION
from publish.model import File, Page
from tests.cases.publications import build
from tests.tools.epub import epubcheck


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """A publication with every kind of metadata."""
    return build("notes", tmp_path_factory.mktemp("notes"), ("epub",))


def opened(file: File) -> zipfile.ZipFile:
    """The archive of an edition."""
    return zipfile.ZipFile(io.BytesIO(file.data))


def package(notes, **context) -> etree._Element:
    """The package document of the publication in a changed context."""
    files = EDITION.render(notes.composition, replace(notes.context, **context))
    return etree.fromstring(opened(files[0]).read("EPUB/content.opf"))


def said(root: etree._Element, name: str) -> list[str]:
    """The values of a property, or of an element of Dublin Core."""
    return [one.text for one in root.iter("{*}meta") if one.get("property") == name] or \
        [one.text for one in root.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")]


def test_the_archive_is_in_order(notes):
    """mimetype first and stored, then the container, then the rest by name, all of the edition's own date."""
    entries = opened(EDITION.render(notes.composition, notes.context)[0]).infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert [one.filename for one in entries[1:]] == ["META-INF/container.xml"] + sorted(
        one.filename for one in entries[2:])
    assert {one.date_time for one in entries} == {(2024, 3, 1, 0, 0, 0)}


def test_two_renderings_are_the_same_bytes(notes):
    """The same composition and context give the same bytes; another date changes them."""
    first = EDITION.render(notes.composition, notes.context)
    assert first == EDITION.render(notes.composition, notes.context)
    assert first != EDITION.render(notes.composition, replace(notes.context, modified=notes.context.modified + 86400))


def test_the_metadata_says_who_what_and_when(notes):
    """ISBN, titles, people with their roles, series, dates: as the publication's own metadata has them."""
    root = package(notes)
    assert said(root, "identifier") == ["urn:isbn:9780306406157"]
    assert said(root, "title") == ["Letters from the Weir", "With notes and a glossary"]
    assert said(root, "creator") == ["Ada Miller"] and said(root, "contributor") == ["Bo Sluys", "Cy Brook"]
    assert said(root, "role") == ["aut", "edt", "trl"] and said(root, "file-as") == ["Miller, Ada"]
    assert said(root, "belongs-to-collection") == ["River Papers"] and said(root, "group-position") == ["3"]
    assert said(root, "dcterms:modified") == ["2024-03-01T00:00:00Z"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


def test_pages_name_the_print_edition(notes):
    """pageBreakSource is the print edition's ISBN; without pages neither it nor the features are there."""
    with_pages, without = package(notes), package(notes, layout=None)
    assert said(with_pages, "pageBreakSource") == ["urn:isbn:9781861972712"]
    assert {"pageNavigation", "pageBreakMarkers"} <= set(said(with_pages, "schema:accessibilityFeature"))
    assert said(without, "pageBreakSource") == []
    assert not {"pageNavigation", "pageBreakMarkers"} & set(said(without, "schema:accessibilityFeature"))


def test_faces_are_embedded_unmodified_with_their_licence(notes):
    """Each face that the style names is in the package byte for byte, and its licence beside it."""
    archive = opened(EDITION.render(notes.composition, notes.context)[0])
    style = archive.read("EPUB/style.css").decode()
    named = re.findall(r'url\("fonts/([^"]+)"\)', style)
    assert {"SourceSerifPro-Regular.otf", "SourceSerifPro-It.otf"} <= set(named)
    for face in notes.context.faces:
        if face.name in named:
            assert archive.read(f"EPUB/fonts/{face.name}") == face.data
            assert archive.read(f"EPUB/fonts/{face.family.replace(' ', '')}-licence.txt").decode() == face.licence


def test_the_cover_has_a_document_of_its_own(notes, tmp_path):
    """A cover is the first document of the spine, a landmark, and the picture that shops and shelves show."""
    from PIL import Image
    held = io.BytesIO()
    Image.new("RGB", (160, 240), "navy").save(held, "JPEG")
    file = EDITION.render(notes.composition, replace(notes.context, cover=held.getvalue()))[0]
    archive = opened(file)
    root = etree.fromstring(archive.read("EPUB/content.opf"))
    assert next(root.iter("{*}itemref")).get("idref") == "cover"
    assert [item.get("href") for item in root.iter("{*}item") if item.get("properties") == "cover-image"] == ["cover.jpg"]
    assert b'epub:type="cover" href="cover.xhtml"' in archive.read("EPUB/nav.xhtml")
    (tmp_path / "covered.epub").write_bytes(file.data)
    assert epubcheck(tmp_path / "covered.epub") == ()


def test_the_contents_for_old_readers_hold_the_whole_outline(notes):
    """toc.ncx: parts, chapters and sections in their nesting, in the order of the book, and every page."""
    root = etree.fromstring(opened(EDITION.render(notes.composition, notes.context)[0]).read("EPUB/toc.ncx"))
    points = root.find("{*}navMap").findall("{*}navPoint")
    assert [point.findtext("{*}navLabel/{*}text") for point in points] == ["Part One", "Part Two", "Glossary"]
    assert len(points[0].findall(".//{*}navPoint")) == 3
    orders = [int(point.get("playOrder")) for point in root.iter("{*}navPoint")]
    assert orders == sorted(orders)
    assert len(list(root.iter("{*}pageTarget"))) == sum(1 for page in notes.context.layout.pages if page.label)


def test_pages_of_one_place_come_in_their_order(notes):
    """Contents over several pages: their places are all the file of the contents, and follow each other as pages do."""
    pages = tuple(Page(label, ("contents",) if label == "iii" else (), ("contents", 10 * number))
                  for number, label in enumerate(("iii", "iv", "v", "vi", "vii", "viii")))
    layout = replace(notes.context.layout, pages=pages + notes.context.layout.pages)
    file, = EDITION.render(notes.composition, replace(notes.context, layout=layout))
    targets = list(etree.fromstring(opened(file).read("EPUB/toc.ncx")).iter("{*}pageTarget"))
    orders = {target.findtext("{*}navLabel/{*}text"): int(target.get("playOrder")) for target in targets}
    assert [orders[page.label] for page in pages if page.label in orders] == sorted(
        orders[page.label] for page in pages if page.label in orders) and len(orders) > 3


def test_glossary_terms_can_be_looked_up(notes):
    """The search key map names every term and its other forms, and leads to the entries."""
    archive = opened(EDITION.render(notes.composition, notes.context)[0])
    root = etree.fromstring(archive.read("EPUB/glossary-keys.xml"))
    found = {match.get("value"): [one.get("value") for one in match] for match in root.iter("{*}match")}
    assert found == {"sluice": ["sluices", "sluice gate"], "weir": ["weirs"]}
    assert {group.get("href") for group in root} == {"text/glossary.xhtml#term-sluice", "text/glossary.xhtml#term-weir"}


def test_the_preflight_finds_what_is_broken(notes):
    """A part that does not parse, a link to nowhere, an id twice, a missing file: each is an error."""
    whole = EDITION.render(notes.composition, notes.context)[0]
    assert [one for one in EDITION.check((whole,), notes.composition) if one.severity == "error"] == []
    spoilings = ((b"<h3", b"<h3 <"), (b'href="#the-first-letter-note1"', b'href="#nowhere"'),
                 (b'id="the-first-letter-p1"', b'id="the-first-letter"'), (b'href="../style.css"', b'href="../gone.css"'))
    for old, new in spoilings:
        spoilt = File(whole.name, _spoilt(whole.data, "EPUB/text/the-first-letter.xhtml", old, new))
        assert [one for one in EDITION.check((spoilt,), notes.composition) if one.severity == "error"], new


def _spoilt(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(held, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                assert old in content
                content = content.replace(old, new)
            target.writestr(entry, content)
    return held.getvalue()


def test_large_pictures_are_made_smaller(tmp_path):
    """A picture of more than four million points is scaled to fewer, in its proportion; others are left alone."""
    from PIL import Image

    from publish.editions.epub.images import PIXELS, scaled
    from publish.model import Resource
    for media, kind in (("image/jpeg", "JPEG"), ("image/png", "PNG")):
        held = io.BytesIO()
        Image.new("RGB", (3000, 2000), "teal").save(held, kind)
        with Image.open(io.BytesIO(scaled(Resource("a", media, held.getvalue())))) as image:
            assert image.width * image.height <= PIXELS and abs(image.width / image.height - 1.5) < .01
            assert image.format == kind
    held = io.BytesIO()
    Image.new("RGB", (30, 20)).save(held, "PNG")
    assert scaled(Resource("a", "image/png", held.getvalue())) == held.getvalue()
