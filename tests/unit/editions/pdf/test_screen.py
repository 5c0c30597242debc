"""The screen PDF says what it is, claims what it is, and is checked."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from lxml import etree

from publish.editions.pdf import EDITION
from publish.editions.pdf.checking import _plain, findings
from publish.editions.pdf.metadata import PDFA, describe
from tests.tools.pdf import pdfa, qpdf_check


@pytest.fixture
def pdf(screen):
    """The screen PDF, open."""
    with pikepdf.open(io.BytesIO(screen[1].data)) as opened:
        yield opened


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _elements(element):
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid)


def _of(pdf: pikepdf.Pdf, tag: str):
    return next(one for one in _elements(pdf.Root.StructTreeRoot.K[0]) if one.S == f"/{tag}")


def test_the_file_is_named_after_the_publication_and_counts_its_pages(screen, laid_out):
    """SLUG.pdf, with the layout's pages."""
    composition, file = screen
    assert (file.name, file.pages) == (f"{composition.project.slug}.pdf", len(laid_out[1].layout.pages))


def test_nothing_is_found_in_a_good_file(screen):
    """A file as it was made has no fault."""
    assert EDITION.check((screen[1],), screen[0]) == ()


def test_qpdf_finds_nothing(screen, tmp_path):
    """Syntax and streams are sound."""
    (tmp_path / "x.pdf").write_bytes(screen[1].data)
    assert qpdf_check(tmp_path / "x.pdf") == ()


def test_the_claim_of_pdfa_is_borne_out(screen, pdf, tmp_path):
    """pikepdf's validator approves the file; it knows no extension schema, so PDF/UA is not claimed before it."""
    describe(pdf, screen[0].project, 1_700_000_000, (PDFA,))
    pdf.save(tmp_path / "x.pdf", min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert pdfa(tmp_path / "x.pdf", "3b") == ()


def test_both_claims_are_made_and_the_foreign_one_described(pdf):
    """PDF/A-3b, PDF/UA-1, and the extension schema that PDF/A wants for PDF/UA's property (ISO 19005-3, 6.6.2.3)."""
    with pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "B", "1")
    text = bytes(pdf.Root.Metadata.read_bytes()).decode()
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in text and "pdfaProperty:name>part<" in text


def test_a_picture_in_another_device_s_colours_forbids_the_claim(lay_out):
    """With a CMYK picture the file does not claim to be archival, and says so."""
    composition, context = lay_out("CMYK")
    file, = EDITION.render(composition, context)
    with pikepdf.open(io.BytesIO(file.data)) as pdf, pdf.open_metadata() as xmp:
        assert "pdfaid:part" not in xmp and xmp["pdfuaid:part"] == "1"
    assert [one.code for one in file.findings] == ["pdfa"]
    assert EDITION.check((file,), composition) == ()


def test_the_metadata_is_the_publication_s(pdf):
    """Title, authors, subjects, rights and dates in XMP; the same in the document information."""
    info = {name: str(value) for name, value in pdf.docinfo.items()}
    assert info["/Title"] == "Some <Words> & More" and info["/Author"] == "A. N. Author; B. Writer"
    assert info["/ModDate"] == info["/CreationDate"] == "D:20231114221320Z"
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "Some <Words> & More"
        assert xmp["dc:creator"] == ["A. N. Author", "B. Writer"]
        assert xmp["dc:subject"] == {"words", "more words"} and xmp["dc:language"] == {"en-GB"}
        assert xmp["dc:publisher"] == {"A Press"} and xmp["dc:rights"] == "None reserved."
        assert xmp["xmp:ModifyDate"] == "2023-11-14T22:13:20+00:00"


def test_the_packet_is_well_formed(pdf):
    """XMP is XML, and declares no name that it does not use."""
    text = bytes(pdf.Root.Metadata.read_bytes())
    etree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", text).strip())


def test_the_pages_are_cut_to_their_trim(pdf):
    """A5 to a hundredth of a point, and no bleed."""
    for page in pdf.pages:
        assert [float(edge) for edge in page.obj.MediaBox] == pytest.approx([0, 0, 419.53, 595.28], abs=.01)
        assert "/BleedBox" not in page.obj


def test_the_title_is_shown_and_the_bookmarks_are_open(pdf):
    """What a reader's program is asked to do."""
    assert pdf.Root.ViewerPreferences.DisplayDocTitle and pdf.Root.PageMode == "/UseOutlines"


def test_the_same_input_gives_the_same_bytes(screen, laid_out):
    """Made again, the file is byte for byte the same, with its /ID."""
    file, = EDITION.render(*laid_out)
    assert file == screen[1]


def test_hebrew_is_compared_without_its_order():
    """Glyphs of a script that runs from the right stand on the page in the order of the eye."""
    assert _plain(r"[\W_]+", "שלום abc") == _plain(r"[\W_]+", "םולש abc") != _plain(r"[\W_]+", "שלו abc")
    assert _plain(r"[\W_]+", "abc") != _plain(r"[\W_]+", "cba")


def _drop_alt(pdf):
    del _of(pdf, "Figure")["/Alt"]


def _untag(pdf):
    page = pdf.pages[4].obj
    data = page.Contents.read_bytes() if isinstance(page.Contents, pikepdf.Stream) else \
        b"\n".join(part.read_bytes() for part in page.Contents)
    page.Contents = pikepdf.Stream(pdf, re.sub(rb"/\w+\s*<</MCID \d+>>\s*BDC|\bEMC\b|/Artifact\s*BMC", b"", data))


def _lose_words(pdf):
    paragraph = next(one for one in _elements(pdf.Root.StructTreeRoot.K[0]) if one.S == "/Sect" and one.K[-1].S == "/P")
    del paragraph.K[-1]


def _swap_words(pdf):
    section = next(one for one in _elements(pdf.Root.StructTreeRoot.K[0]) if one.S == "/Sect" and len(one.K) > 2)
    section.K = pikepdf.Array(reversed(list(section.K)))


def _lose_font(pdf):
    font = next(iter(dict(pdf.pages[4].obj.Resources.Font).values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile3"]


def _skip_level(pdf):
    for one in _elements(pdf.Root.StructTreeRoot.K[0]):
        if one.S == "/H2":
            one.S = pikepdf.Name.H4


def _no_language(pdf):
    del pdf.Root["/Lang"]


def _silent_link(pdf):
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            del annotation["/Contents"]


def _same_ids(pdf):
    del _of(pdf, "Note")["/ID"]


@pytest.mark.parametrize(("page", "book", "same"), [
    ("ΤΟ ΧΩΡΙΟ, Η ΑΫΛΗ ΨΥΧΗ", "Το χωριό, η άυλη ψυχή", True), ("το χωρι", "το χωριό", False),
    ("LE CAFE", "le café", False)])
def test_greek_capitals_have_no_accents(page, book, same):
    """A heading in capitals, small ones too, has the words of the book: Greek leaves out the accents, others do not."""
    assert (_plain(r"[\W_]+", page) == _plain(r"[\W_]+", book)) is same


@pytest.mark.parametrize(("harm", "code"), [
    (_drop_alt, "alt-missing"), (_untag, "untagged"), (_lose_words, "untagged"), (_lose_words, "words"),
    (_swap_words, "words"), (_lose_font, "font-missing"), (_skip_level, "heading-level"),
    (_no_language, "pdf-document"), (_silent_link, "link"), (_same_ids, "note-id")])
def test_each_fault_is_found(screen, pdf, harm, code):
    """What is broken on purpose is found."""
    harm(pdf)
    assert code in {one.code for one in findings(_saved(pdf), screen[0])}


def _swap_letters(pdf):
    """Let the glyphs for e and t stand for each other."""
    for font in next(iter(pdf.pages)).obj.Resources.Font.values():
        maps = font.ToUnicode.read_bytes()
        maps = re.sub(rb"(?<=> )<(0065|0074)>", lambda match: b"<0074>" if match[1] == b"0065" else b"<0065>", maps)
        font.ToUnicode.write(maps)


def test_what_was_read_of_pages_is_kept(screen, pdf):
    """Pages that are as they were are not read again, and their faults are told again; what was harmed is found.

    Nor are leaves compared again whose pages and whose text are what they were.
    """
    kept: dict[bytes | str, object] = {}
    read: list[int] = []
    compared: list[int] = []

    def each(texts, make):
        wanted = [number for number, text in enumerate(texts) if text not in kept]
        (read if isinstance(texts[0], bytes) else compared).append(len(wanted))
        kept.update((texts[number], made) for number, made in zip(wanted, make(wanted)))
        return [kept[text] for text in texts]
    assert findings(_saved(pdf), screen[0], each) == () and findings(_saved(pdf), screen[0], each) == ()
    assert read[0] > 1 and read[1] == 0
    assert compared == [len(screen[0].leaves), 0]
    _swap_letters(pdf)
    assert "words" in {one.code for one in findings(_saved(pdf), screen[0], each)} and read[2] == 0
    assert compared[2] > 0
    _swap_letters(pdf)
    page = next(page for page in pdf.pages if len(page.obj.get("/Contents", ())) and page.obj.Contents[1].read_bytes())
    page.obj.Contents = pdf.make_stream(b"q (unclosed")
    first = findings(_saved(pdf), screen[0], each)
    assert {"pdf-syntax", "words"} <= {one.code for one in first} and read[3] == 1
    assert findings(_saved(pdf), screen[0], each) == first and read[4] == 0
