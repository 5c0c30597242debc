"""Blocks as pandoc writes them become blocks as the stylesheets and the readers of a book know them."""

from __future__ import annotations

from lxml import etree

from publish.compose.trees import XML_LANG, classes, plain, unwrap

# A paragraph that is wholly one span of these classes is that part of a quotation or a letter.
PARAGRAPHS = ("source", "salutation", "signature", "dateline", "valediction", "postscript", "speaker", "stage")
INDENTS = 9         # steps of indentation in verse that the stylesheets know; a step is two spaces


def blocks(section: etree._Element) -> None:
    """Every block of a tree, in place."""
    _paragraphs(section)
    _sources(section)
    _verse(section)
    _tables(section)
    _spans(section)
    for rule in section.iter("hr"):
        rule.set("class", "scene-break")
    for figure in section.iter("figure"):
        figure.set("class", figure.get("class") or "figure")


def _paragraphs(section: etree._Element) -> None:
    for span in section.xpath(".//p[count(*)=1]/span[@class]"):
        paragraph, name = span.getparent(), span.get("class")
        if name in PARAGRAPHS and not (paragraph.text or "").strip() and not (span.tail or "").strip():
            paragraph.text = span.tail = None
            unwrap(span)
            paragraph.set("class", name)


def _sources(section: etree._Element) -> None:
    """The source that stands right after a quotation is part of it, so that every edition sets the two together."""
    for source in section.xpath(".//p[@class='source'][preceding-sibling::*[1][self::blockquote]]"):
        quotation = source.getprevious()
        if not (quotation.tail or "").strip():
            quotation.tail, source.tail = source.tail, None
            quotation.append(source)


def _verse(section: etree._Element) -> None:
    """Line blocks become stanzas of lines; the indent of a line is its number of leading spaces in steps of two."""
    for block in section.xpath(".//div[@class='line-block']"):
        stanzas: list[list[etree._Element]] = [[]]
        for line in _lines(block):
            if plain(line) or len(line):
                stanzas[-1].append(line)
            elif stanzas[-1]:
                stanzas.append([])
        block.set("class", "verse")
        block.text = None
        del block[:]
        for lines in filter(None, stanzas):
            stanza = etree.SubElement(block, "p", {"class": "stanza"})
            for number, line in enumerate(lines):
                if number:
                    etree.SubElement(stanza, "br")
                stanza.append(line)


def _lines(block: etree._Element) -> list[etree._Element]:
    lines = [etree.Element("span", {"class": "line"})]
    lines[0].text = block.text
    for child in list(block):
        tail, child.tail = child.tail, None
        if child.tag == "br":
            lines.append(etree.Element("span", {"class": "line"}))
            lines[-1].text = (tail or "").lstrip("\n")
        else:
            lines[-1].append(child)
            child.tail = tail
    for line in lines:
        text = line.text or ""
        indent = len(text) - len(text.lstrip("\u00a0\u2003 \n"))
        line.text = text[indent:]
        if indent:
            line.set("class", f"line indent-{min(INDENTS, (indent + 1) // 2)}")
    return lines


def _tables(section: etree._Element) -> None:
    """Header cells say what they head (HTML, 4.9.10); one without words heads nothing."""
    for cell in list(section.iter("th")):
        if not plain(cell):
            cell.tag = "td"
            cell.attrib.pop("scope", None)
        else:
            cell.set("scope", "col" if next(cell.iterancestors("thead"), None) is not None else "row")
    for columns in list(section.iter("colgroup")):
        columns.getparent().remove(columns)


def _spans(section: etree._Element) -> None:
    for element in section.iter(etree.Element):
        if "smallcaps" in classes(element):
            element.set("class", " ".join("small-caps" if name == "smallcaps" else name for name in classes(element)))
        if element.get("lang"):
            element.set(XML_LANG, element.get("lang"))
