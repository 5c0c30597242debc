"""Each element of the text is the structure element that PDF/UA wants for it."""

from __future__ import annotations

import pikepdf
import pytest

from publish.editions.pdf.reading import Element, Reading


@pytest.fixture(scope="module")
def reading(make):
    """The structure of the book with one of everything, whose chapters begin pages."""
    with make("page").pdf as pdf:
        yield Reading(pdf)


def _all(reading: Reading, tag: str) -> list[Element]:
    return [one for one in reading.document.walk() if one.tag == tag]


def _shape(element: Element) -> str:
    inner = " ".join(_shape(kid) for kid in element.kids if isinstance(kid, Element))
    return f"{element.tag}({inner})" if inner else element.tag


def test_each_leaf_is_a_section(reading, make):
    """One section for each part of the book, in order, however many pages it covers."""
    assert [kid.tag for kid in reading.document.kids] == ["Sect"] * len(make("page").composition.leaves)


def test_headings_go_down_by_level(reading):
    """The title is H1, chapters and parts H2, sections H3."""
    found = [(one.tag, one.text()) for one in reading.document.walk() if one.tag in ("H1", "H2", "H3")]
    assert found == [("H1", "A Book of Parts"), ("H2", "Contents"), ("H2", "First things"), ("H3", "A section within"),
                     ("H2", "Second things"), ("H2", "Third things"), ("H2", "Glossary")]


def test_a_paragraph_over_two_pages_is_one_element(reading):
    """Its content on the second page is referred to by page (ISO 32000-1, 14.7.4.2)."""
    spread = [one for one in _all(reading, "P") if isinstance(one.source.K, pikepdf.Array)
              and any(isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR" for kid in one.source.K)]
    assert spread and all("/Pg" in one.source for one in spread)


def test_lists_have_labels_and_bodies(reading):
    """A numbered list, a list within it, and a list of terms with their definitions."""
    lists = [one for one in _all(reading, "L") if "one" in one.text() or "Definition one" in one.text()]
    assert _shape(lists[0]) == "L(LI(Lbl LBody) LI(Lbl LBody(L(LI(Lbl LBody) LI(Lbl LBody)))))"
    assert lists[0].source.A.ListNumbering == "/Decimal"
    terms = next(one for one in lists if "Definition one" in one.text())
    assert [kid.tag for item in terms.kids for kid in item.kids] == ["Lbl", "LBody"] * 2


def test_quotations_and_their_sources(reading):
    """A quotation holds its paragraphs."""
    assert [_shape(one) for one in _all(reading, "BlockQuote")] == ["BlockQuote(P P)"]


def test_a_note_follows_its_reference(reading):
    """A note has its id and its number as a label, and stands after the reference and before the words that follow."""
    notes = _all(reading, "Note")
    assert all([kid.tag for kid in one.kids][:2] == ["Lbl", "P"] for one in notes)
    assert [one.kids[0].text() for one in notes] == ["1", "2", "1", "1"]
    assert [str(one.source.ID) for one in notes] == [f"{leaf}-note{number}" for leaf, number in
                                                     (("first", 1), ("first", 2), ("second", 1), ("third-things", 1))]
    paragraph = next(one for one in _all(reading, "P") if any(isinstance(kid, Element) and kid.tag == "Note"
                                                              for kid in one.kids))
    tags = [kid.tag if isinstance(kid, Element) else "text" for kid in paragraph.kids]
    at = tags.index("Note")
    assert tags[at - 1] == "Reference" and "text" in tags[at + 1:]
    assert reading.pdf.Root.StructTreeRoot.IDTree.Names[0] == "first-note1"


def test_a_table_says_what_its_heads_head(reading):
    """Rows in head and body, header cells with their scope, the caption first."""
    table, = _all(reading, "Table")
    assert _shape(table) == "Table(Caption THead(TR(TH TH)) TBody(TR(TD TD) TR(TD TD)))" or \
        _shape(table) == "Table(Caption(P) THead(TR(TH TH)) TBody(TR(TD TD) TR(TD TD)))"
    assert all(one.source.A.Scope == "/Column" for one in table.walk() if one.tag == "TH")


def test_a_picture_has_words_and_a_place(reading):
    """Its alternative text, and its box on the page."""
    figure, = _all(reading, "Figure")
    assert figure.source.Alt == "A red picture"
    left, bottom, right, top = map(float, figure.source.A.BBox)
    assert 0 < left < right < 420 and 0 < bottom < top < 596
    assert (right - left) / (top - bottom) == pytest.approx(300 / 200, rel=.01)


def test_another_language_is_named(reading):
    """Words in French say that they are."""
    span = next(one for one in _all(reading, "Span") if one.text() == "mot juste")
    assert span.source.Lang == "fr" and reading.pdf.Root.Lang == "en-GB"


def test_the_contents_are_a_table_of_contents(reading):
    """Entries with references, the entries of sections within their chapter's; leaders are no text."""
    contents = _all(reading, "TOC")[0]
    assert _shape(contents).startswith("TOC(TOCI(Reference(Link) TOC(TOCI(Reference(Link))))")
    assert [one.text() for one in contents.walk() if one.tag == "Link"][:2] == ["First things1", "A section within2"]


def test_links_have_annotations_and_words(reading):
    """Every link's annotation leads back to it and says where it goes."""
    parents = dict(zip(reading.pdf.Root.StructTreeRoot.ParentTree.Nums[::2],
                       reading.pdf.Root.StructTreeRoot.ParentTree.Nums[1::2]))
    for link in _all(reading, "Link"):
        assert link.links
        for annotation in link.links:
            assert str(annotation.Contents) and annotation.F == 4
            assert parents[annotation.StructParent].objgen == link.source.objgen


def test_ornaments_and_margins_are_artifacts(reading):
    """No head, folio or ornament is in the structure, and nothing on the pages is neither text nor artifact."""
    text = reading.document.text()
    assert "* * *" not in text and "∗" not in text and text.count("A Book of Parts") == 2
    assert reading.unread == 0 and all(page.loose == 0 for page in reading.pages)


def test_heads_are_no_second_text(make):
    """On pages without any head, and where a heading is all there is, each marked-content id is there once."""
    for openings in ("page", "recto", "run-on"):
        with make(openings).pdf as pdf:
            assert [page.loose for page in Reading(pdf).pages] == [0] * len(pdf.pages)


def test_page_labels_bookmarks_and_destinations(make):
    """Roman then decimal labels; bookmarks as the contents; every link's target is a destination."""
    with make("page").pdf as pdf:
        labels = pdf.Root.PageLabels.Nums
        assert [(labels[at], str(labels[at + 1].S), int(labels[at + 1].St)) for at in range(0, len(labels), 2)] == [
            (0, "/r", 1), (4, "/D", 1)]
        with pdf.open_outline() as outline:
            assert [(item.title, [child.title for child in item.children]) for item in outline.root] == [
                ("First things", ["A section within"]), ("Second things", []), ("Third things", []), ("Glossary", [])]
        names = {str(name) for name in pdf.Root.Names.Dests.Names[::2]}
        wanted = {str(one.Dest) for page in pdf.pages for one in page.obj.get("/Annots", ()) if "/Dest" in one}
        assert wanted and wanted <= names
