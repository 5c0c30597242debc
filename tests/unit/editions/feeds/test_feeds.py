"""Records for distributors."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree

from publish.editions.feeds import EDITION
from publish.model import Context, Layout, Page
from tests.cases.publications import build
from tests.tools.onix import onixcheck

ONIX = "{http://ns.editeur.org/onix/3.1/reference}"
PAGES = Context(layout=Layout(b"", (Page(""), Page("1"), Page("2")), 148, 210), modified=1_709_251_200)


@pytest.fixture(scope="module")
def composition(tmp_path_factory):
    """The composition of a publication with every kind of metadata."""
    return build("notes", tmp_path_factory.mktemp("notes"), ()).composition


def records(composition, context: Context = PAGES) -> tuple[dict, etree._Element]:
    """The OPDS feed and the ONIX message."""
    files = {file.name.partition(".")[2]: file.data for file in EDITION.render(composition, context)}
    return json.loads(files["opds.json"]), etree.fromstring(files["onix.xml"])


def texts(root: etree._Element, name: str) -> list[str]:
    """The texts of all elements of a name."""
    return [one.text for one in root.iter(ONIX + name)]


def test_the_feed_holds_one_publication_and_says_where_it_is(composition):
    """OPDS 2.0: title, a link to itself, and a publication with its editions and identifiers."""
    feed, _ = records(composition)
    assert feed["metadata"]["title"] and [link["rel"] for link in feed["links"]] == ["self"]
    publication, = feed["publications"]
    metadata = publication["metadata"]
    assert metadata["identifier"] == "urn:isbn:9780306406157" and metadata["language"] == "en-GB"
    assert metadata["author"] == [{"name": "Ada Miller", "sortAs": "Miller, Ada"}]
    assert metadata["belongsTo"]["series"] == {"name": "River Papers", "position": 3}
    assert metadata["numberOfPages"] == 2 and metadata["modified"] == "2024-03-01T00:00:00Z"
    assert [link["type"] for link in publication["links"]] == ["application/epub+zip", "application/pdf", "text/html"]
    assert metadata["accessibility"]["accessModeSufficient"] == [["textual"]]


def test_addresses_are_whole_where_the_metadata_says_where_it_lives(composition):
    """With url: in the metadata, links are absolute."""
    project = replace(composition.project, url="https://example.org/weir/")
    feed, _ = records(replace(composition, project=project))
    assert feed["links"][0]["href"] == "https://example.org/weir/letters-from-the-weir.opds.json"
    assert feed["publications"][0]["links"][0]["href"] == "https://example.org/weir/letters-from-the-weir.epub"


def test_a_cover_is_shown(composition):
    """Where a cover is made the feed shows its picture."""
    project = replace(composition.project, editions=("epub", "cover"))
    feed, _ = records(replace(composition, project=project))
    assert feed["publications"][0]["images"] == [{"href": "letters-from-the-weir-cover.jpg", "type": "image/jpeg"}]


def test_epub_and_print_edition_are_tied_together(composition):
    """Two products, each with its own ISBN and the other's as a related product."""
    _, message = records(composition)
    products = list(message.iter(ONIX + "Product"))
    assert [texts(one, "ProductForm") for one in products] == [["ED"], ["BC"]]
    assert [texts(one, "IDValue") for one in products] == [["9780306406157", "9781861972712"],
                                                           ["9781861972712", "9780306406157"]]
    assert [texts(one, "ProductRelationCode") for one in products] == [["13"], ["27"]]


def test_accessibility_is_in_codes(composition):
    """What was computed of the book stands in codes of list 196, the standard and who says so included."""
    _, message = records(composition)
    product = next(message.iter(ONIX + "Product"))
    codes = {feature.findtext(ONIX + "ProductFormFeatureValue") for feature in product.iter(ONIX + "ProductFormFeature")
             if feature.findtext(ONIX + "ProductFormFeatureType") == "09"}
    assert {"00", "04", "82", "85", "90", "11", "13", "19", "29", "36", "41", "52"} <= codes
    assert "14" not in codes        # no pictures, so nothing is said of their alternatives


def test_without_pages_no_page_numbers_are_claimed(composition):
    """Without a print edition's pages the codes for page numbers are left out."""
    _, message = records(composition, replace(PAGES, layout=None))
    values = set(texts(message, "ProductFormFeatureValue"))
    assert not {"19", "41"} & values and texts(message, "Extent") == []


@pytest.mark.parametrize("change", [
    {"identifiers": {}}, {"publisher": ""}, {"description": ""}, {"subjects": ()}, {"series": ""}, {"date": "2024"},
    {"date": "2024-03"}, {"date": ""}, {"place": ""}, {"edition_statement": "Second edition"}, {"language": "zh-Hant"},
    {"title": "A & B < C"},
])
def test_records_are_valid_whatever_the_metadata_leaves_out(composition, change, tmp_path):
    """The ONIX message is valid against its schema with any of the metadata's optional parts missing."""
    changed = replace(composition, project=replace(composition.project, **change))
    path = tmp_path / "record.xml"
    path.write_bytes(next(file.data for file in EDITION.render(changed, PAGES) if file.name.endswith(".onix.xml")))
    assert onixcheck(path) == ()


def test_what_the_trade_misses_is_said(composition):
    """No publisher and no description are warnings, a language without a code is an error."""
    bare = replace(composition, project=replace(composition.project, publisher="", description="", language="tlh"))
    found = EDITION.check(EDITION.render(bare, PAGES), bare)
    assert {(one.severity, one.code) for one in found} == {
        ("warning", "no-publisher"), ("warning", "no-description"), ("error", "language-code")}
