"""ONIX for Books 3.1 (EDItEUR): a product for the EPUB, one for the print edition if there is one, tied together."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from importlib import resources

from lxml import etree

from publish.config import Project
from publish.editions.accessibility import Accessibility
from publish.model import Creator
from publish.yamlfile import parse

NAMESPACE = "http://ns.editeur.org/onix/3.1/reference"
CODES = "codes.yaml"
ISBN, URN = "15", "22"                                  # List 5, product identifier types
BASED_ON_PRINT, ELECTRONIC_VERSION = "13", "27"         # List 51, product relations
DIGITAL, PAPERBACK, EPUB = "ED", "BC", "E101"           # List 150 and List 175, product forms
ACCESSIBILITY, HAZARD, FORMAT_VERSION = "09", "12", "15"        # List 79, product form features
EPUB_33 = "101F"                                        # List 220, EPUB 3.3
SUMMARY, CERTIFIER = "00", "90"                         # List 196, accessibility details with words of their own
UNKNOWN_ROLE, PAGES, PRINT_PAGES = "Z99", "00", "08"    # List 17; List 23, extent types


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    return parse(CODES, resources.files("publish.editions.feeds").joinpath(CODES).read_bytes()).value


def message(project: Project, found: Accessibility, modified: int, pages: int) -> bytes:
    """The message with its products; `pages` of the print edition (0: unknown)."""
    root = etree.Element("ONIXMessage", {"release": "3.1"}, nsmap={None: NAMESPACE})
    header = _add(root, "Header")
    _add(_add(header, "Sender"), "SenderName", _house(project))
    _add(header, "SentDateTime", time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(modified)))
    printed = "print" in project.identifiers or "print" in project.editions
    _electronic(root, project, found, pages, printed)
    if printed:
        _printed(root, project, pages)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _all(parent: etree._Element, **values: str) -> etree._Element:
    for name, value in values.items():
        if value:
            _add(parent, name, value)
    return parent


def _house(project: Project) -> str:
    return project.publisher or project.creators[0].name


def _electronic(root: etree._Element, project: Project, found: Accessibility, pages: int, printed: bool) -> None:
    product = _product(root, project, "epub")
    detail = _detail(product, DIGITAL, EPUB)
    for code, words in _accessibility(found):
        _feature(detail, ACCESSIBILITY, code, words)
    for hazard in found.hazards:
        _feature(detail, HAZARD, _codes()["hazards"][hazard])
    _feature(detail, FORMAT_VERSION, EPUB_33)
    _describe(detail, project, PRINT_PAGES, pages)
    _publishing(product, project, BASED_ON_PRINT if printed else "", "print", "01")


def _printed(root: etree._Element, project: Project, pages: int) -> None:
    product = _product(root, project, "print")
    _describe(_detail(product, PAPERBACK), project, PAGES, pages)
    _publishing(product, project, ELECTRONIC_VERSION, "epub", "02")


def _product(root: etree._Element, project: Project, edition: str) -> etree._Element:
    product = _add(root, "Product")
    _all(product, RecordReference=f"{project.uuid}.{edition}", NotificationType="03")
    _identify(_add(product, "ProductIdentifier"), project, edition)
    return product


def _identify(parent: etree._Element, project: Project, edition: str) -> None:
    """An edition's ISBN, else a URN of the work and the edition."""
    number = project.identifiers.get(edition)
    _all(parent, ProductIDType=ISBN if number else URN, IDValue=number or f"urn:uuid:{project.uuid}#{edition}")


def _detail(product: etree._Element, form: str, detail: str = "") -> etree._Element:
    return _all(_add(product, "DescriptiveDetail"), ProductComposition="00", ProductForm=form, ProductFormDetail=detail)


def _accessibility(found: Accessibility) -> list[tuple[str, str]]:
    """The codes of List 196 that hold for the book, in order, those with words last."""
    codes = _codes()
    plain = {codes["features"][feature] for feature in found.features if feature in codes["features"]}
    plain |= {"52"} if "textual" in found.sufficient else set()
    plain |= {codes["exemptions"][found.exemption]} if found.exemption else set()
    plain |= set(codes["conformance"]) if found.conforms else set()
    certified = [(CERTIFIER, found.certifier)] if found.conforms else []
    return [(code, "") for code in sorted(plain)] + certified + [(SUMMARY, found.summary)]


def _feature(detail: etree._Element, kind: str, value: str, words: str = "") -> None:
    _all(_add(detail, "ProductFormFeature"), ProductFormFeatureType=kind, ProductFormFeatureValue=value,
         ProductFormFeatureDescription=words)


def _describe(detail: etree._Element, project: Project, extent: str, pages: int) -> None:
    if project.series:
        _series(detail, project)
    title = _all(_add(detail, "TitleDetail"), TitleType="01")
    _all(_add(title, "TitleElement"), TitleElementLevel="01", TitleText=project.title, Subtitle=project.subtitle)
    for number, person in enumerate((*project.creators, *project.contributors), 1):
        _contributor(detail, person, number)
    if project.edition_statement:
        _add(detail, "EditionStatement", project.edition_statement)
    language = _codes()["languages"].get(project.language.split("-")[0].lower(), "")
    _all(_add(detail, "Language"), LanguageRole="01").append(_code(language))
    if pages:
        _all(_add(detail, "Extent"), ExtentType=extent, ExtentValue=str(pages), ExtentUnit="03")
    if project.subjects:
        _all(_add(detail, "Subject"), SubjectSchemeIdentifier="20", SubjectHeadingText="; ".join(project.subjects))


def _code(language: str) -> etree._Element:
    element = etree.Element("LanguageCode")
    element.text = language or None
    return element


def _series(detail: etree._Element, project: Project) -> None:
    collection = _all(_add(detail, "Collection"), CollectionType="10")
    title = _all(_add(collection, "TitleDetail"), TitleType="01")
    position = "" if project.series_position is None else str(project.series_position)
    _all(_add(title, "TitleElement"), TitleElementLevel="02", PartNumber=position, TitleText=project.series)


def _contributor(detail: etree._Element, person: Creator, number: int) -> None:
    role = _codes()["roles"].get(person.role, UNKNOWN_ROLE)
    _all(_add(detail, "Contributor"), SequenceNumber=str(number), ContributorRole=role, PersonName=person.name,
         PersonNameInverted=person.file_as)


def _publishing(product: etree._Element, project: Project, relation: str, other: str, unpriced: str) -> None:
    if project.description:
        _all(_add(_add(product, "CollateralDetail"), "TextContent"), TextType="03", ContentAudience="00",
             Text=" ".join(project.description.split()))
    detail = _add(product, "PublishingDetail")
    _all(_add(detail, "Publisher"), PublishingRole="01", PublisherName=_house(project))
    _all(detail, CityOfPublication=project.place, PublishingStatus="04")
    if project.date:
        date = project.date.replace("-", "")
        own = _all(_add(detail, "PublishingDate"), PublishingDateRole="01")
        _add(own, "Date", date, dateformat={4: "05", 6: "01", 8: "00"}[len(date)])
    rights = _all(_add(detail, "SalesRights"), SalesRightsType="02")
    _all(_add(rights, "Territory"), RegionsIncluded="WORLD")
    if relation:
        related = _all(_add(_add(product, "RelatedMaterial"), "RelatedProduct"), ProductRelationCode=relation)
        _identify(_add(related, "ProductIdentifier"), project, other)
    supply = _add(_add(product, "ProductSupply"), "SupplyDetail")
    _all(_add(supply, "Supplier"), SupplierRole="09", SupplierName=_house(project))
    _all(supply, ProductAvailability="20", UnpricedItemType=unpriced)
