"""Copies of the glossary's definitions at the end of the leaves that use them, for the pop-ups of reading systems.

Reading systems open a reference in a pop-up when it is a `noteref` that points to a `footnote` of the same file
(Thorium asks for both); the entry itself stays in the glossary at the back, one link away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from publish.editions.markup import attribute
from publish.model import Composition, Leaf

EPUB = "http://www.idpf.org/2007/ops"
TERM_LINK = re.compile(r'<a\b(?=[^<>]*\sclass="term")[^<>]*>')
CLOSING = "</section>"


@dataclass(frozen=True)
class Definition:
    """A glossary entry: the id of its headword, the headword as XHTML, and its definition as XHTML paragraphs."""

    id: str
    term: str
    name: str
    xhtml: str


def definitions(composition: Composition) -> dict[str, Definition]:
    """The entries of the composition's glossary by id; none without a glossary."""
    leaf = next((leaf for leaf in composition.leaves if leaf.kind == "glossary"), None)
    if leaf is None:
        return {}
    root = etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')
    found = {}
    for headword in root.iter("dt"):
        body = headword.getnext()
        for extra in body.xpath("p[@class='see-also' or @class='uses']"):
            body.remove(extra)
        name = headword.find("dfn")
        found[headword.get("id")] = Definition(headword.get("id"), "".join(name.itertext()), _inner(name), _inner(body))
    return found


def linked(leaf: Leaf, known: Mapping[str, Definition], words: Mapping[str, str]) -> tuple[str, str]:
    """The leaf's XHTML with its terms led to copies of their definitions, and the copies, one an aside."""
    if leaf.kind == "glossary" or not known or 'class="term"' not in leaf.xhtml:
        return leaf.xhtml, ""
    first: dict[str, str] = {}

    def lead(match: re.Match[str]) -> str:
        tag = match.group()
        entry = attribute(tag, "href")[1:]
        if entry not in known:
            return tag
        first.setdefault(entry, attribute(tag, "id"))
        return tag.replace(f'href="#{entry}"', f'href="#{copy_id(leaf, entry)}"')
    xhtml = TERM_LINK.sub(lead, leaf.xhtml)
    return xhtml, "".join(_copy(known[entry], copy_id(leaf, entry), use, words) for entry, use in first.items())


def appended(xhtml: str, group: str) -> str:
    """A leaf's XHTML with a group of asides as its last child."""
    return f"{xhtml.rstrip().removesuffix(CLOSING)}{group}{CLOSING}"


def copy_id(leaf: Leaf, entry: str) -> str:
    """The id of the copy of an entry in a leaf."""
    return f"{leaf.id}-{entry}-definition"


def _copy(definition: Definition, own: str, use: str, words: Mapping[str, str]) -> str:
    """One copy; its headword leads back to the text, the arrow at its end to the entry in the glossary."""
    label = escape(words["glossary-entry"].format(term=definition.term))
    entry = f' <a href="#{definition.id}" class="entry" aria-label="{label}">→</a>'
    name = f'<a href="#{use}" class="headword" role="doc-backlink">{definition.name}</a> '
    text = definition.xhtml.strip()
    text = re.sub(r"\A<p\b([^<>]*)>", lambda match: f"<p{match.group(1)}>{name}", text, count=1) \
        if text.startswith("<p") else f"<p>{name}</p>{text}"
    text = f"{text[:-4]}{entry}</p>" if text.endswith("</p>") else f"{text}<p>{entry}</p>"
    return f'<aside id="{own}" class="definition" epub:type="footnote" role="doc-footnote">{text}</aside>\n'


def _inner(element: etree._Element) -> str:
    pieces = [escape(element.text or "", quote=False)]
    pieces += [etree.tostring(child, encoding="unicode") for child in element]
    return re.sub(r' xmlns:epub="[^"]*"', "", "".join(pieces)).strip()
