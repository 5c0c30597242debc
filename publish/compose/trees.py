"""Element trees: an HTML fragment in, XHTML text out, and the few changes that more than one step makes."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HTMLParser

from publish.errors import PublishError, error

EPUB = "http://www.idpf.org/2007/ops"
TYPE = f"{{{EPUB}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOTE_REFERENCES = frozenset(("footnote-ref", "note-ref"))
INLINE = frozenset("a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup "
                   "time u var".split())
VOID = frozenset("br hr img wbr".split())
MOST_DEPTH = 200
_EMPTY = re.compile(r"<([\w:-]+)([^<>]*)/>")
_PAGE = re.compile(r"(?i)</?(?:html|head|body)\b[^<>]*>")       # a fragment is no page; these would end it
_NUMBER = re.compile(r"&#([xX][0-9a-fA-F]{1,9}|[0-9]{1,9});?")
# What HTML may hold and XML may not (XML 1.0, 2.2).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tree(fragment: str) -> etree._Element:
    """An HTML fragment as an element tree under one <div>, whole even if it closes what it never opened.

    Error: nesting deeper than 200, which no book has and no reading system follows.
    """
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    page = etree.fromstring(f"<html><body><div>{_clean(fragment)}</div></body></html>".encode(),
                            parser)
    if any(one.level_name == "FATAL" for one in parser.error_log) or _depth(page) > MOST_DEPTH:
        raise PublishError(error("nesting", f"the text is nested more than {MOST_DEPTH} deep", None,
                                 "take apart the lists or quotations within each other"))
    root = page.find("body")[0]
    _append_text(root, root.tail)
    root.tail = None
    for stray in root.xpath("following-sibling::node()[not(self::text())]"):
        root.append(stray)
    return root


def _clean(fragment: str) -> str:
    return _PAGE.sub("", _NOT_XML.sub("", _NUMBER.sub(_number, fragment)))


def _number(match: re.Match[str]) -> str:
    digits = match.group(1)
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return match.group() if code < 0x110000 and not _NOT_XML.match(chr(code)) else ""


def _depth(page: etree._Element) -> int:
    depths = {page: 0}
    for element in page.iterdescendants():
        depths[element] = depths[element.getparent()] + 1
    return max(depths.values())


def html(element: etree._Element) -> str:
    """The contents of an element as HTML."""
    return "".join([_escaped(element.text), *(etree.tostring(child, encoding="unicode", method="html")
                                              for child in element)])


def serialise(element: etree._Element) -> str:
    """XHTML text of an element, which reads the same as HTML; its document declares the epub prefix."""
    text = etree.tostring(element, encoding="unicode", with_tail=False).replace(f' xmlns:epub="{EPUB}"', "")
    return _EMPTY.sub(lambda match: match.group() if match.group(1) in VOID else
                      f"<{match.group(1)}{match.group(2)}></{match.group(1)}>", text)


def inner(element: etree._Element) -> str:
    """XHTML text of the contents of an element."""
    return "".join([_escaped(element.text), *(serialise(child) + _escaped(child.tail) for child in element)])


def plain(element: etree._Element) -> str:
    """The text of an element as a list or a label has it: without note references, with pictures by their alt text."""
    return re.sub(r"[ \t\r\n]+", " ", _plain(element)).strip(" ")


def _plain(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        silent = child.tag == "annotation" or NOTE_REFERENCES.intersection(classes(child))
        if isinstance(child.tag, str) and not silent:
            parts.append({"br": " ", "img": child.get("alt", "")}.get(child.tag) or _plain(child))
        parts.append(child.tail or "")
    return "".join(parts)


def classes(element: etree._Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def unwrap(element: etree._Element) -> None:
    """Put an element's contents in its place."""
    parent = element.getparent()
    index, children = parent.index(element), list(element)
    text, tail = element.text or "", element.tail or ""
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
        tail = ""
    before = element.getprevious()
    parent.remove(element)
    parent[index:index] = children
    if before is not None:
        before.tail = (before.tail or "") + text + tail or None
    else:
        parent.text = (parent.text or "") + text + tail or None


def remove(element: etree._Element) -> None:
    """Take an element out with its contents; the text that follows it stays."""
    element.text = None
    del element[:]
    unwrap(element)


def _append_text(element: etree._Element, text: str | None) -> None:
    if text and len(element):
        element[-1].tail = (element[-1].tail or "") + text
    elif text:
        element.text = (element.text or "") + text


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
