"""Glossary terms in a leaf: links where the policy wants them, and a mark at every other use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from publish.compose.leaves import TYPE, serialise
from publish.model import Leaf, Term

CLOSED = frozenset("a h1 h2 h3 h4 h5 h6 code pre kbd samp math svg dfn cite".split())
CLOSED_CLASSES = frozenset(("source", "byline", "caption"))
Find = Callable[[str], list[tuple[int, int, Term]]]


@dataclass(frozen=True)
class Use:
    """One use of a term in the text: the id of its element, and whether it is a link to the entry."""

    term: str
    id: str
    linked: bool


def link(leaf: Leaf, find: Find, identifier: Callable[[str], str], policy: str, linked: set[str]) -> tuple[str, list[Use]]:
    """The leaf's XHTML with its terms marked, and its uses in order; `linked` holds the terms linked before it.

    `policy` is first-in-chapter, first-in-book or every. Headings, links, quotations' sources, code and formulas stay
    closed to links.
    """
    root = etree.fromstring(f'<div xmlns:epub="http://www.idpf.org/2007/ops">{leaf.xhtml}</div>')
    here: set[str] = set() if policy == "first-in-chapter" else linked
    uses: list[Use] = []
    for element, attribute in list(_texts(root)):
        text = getattr(element, attribute)
        found = find(text) if text else []
        if found:
            _mark(element, attribute, text, found, leaf.id, identifier, policy, here, uses)
    return _inner(root), uses


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each run of text that is open to links, as an element and the attribute that holds it, in reading order."""
    if root.tag in CLOSED or CLOSED_CLASSES.intersection((root.get("class") or "").split()) or \
            (root.get("role") or "") == "doc-backlink":
        return
    yield root, "text"
    for child in root:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child, "tail"


def _mark(element: etree._Element, attribute: str, text: str, found: list, leaf: str,
          identifier: Callable[[str], str], policy: str, linked: set[str], uses: list[Use]) -> None:
    parent = element if attribute == "text" else element.getparent()
    at = 0 if attribute == "text" else parent.index(element) + 1
    setattr(element, attribute, text[:found[0][0]])
    for index, (start, end, term) in enumerate(found):
        entry = identifier(term.term)
        is_link = policy == "every" or entry not in linked
        linked.add(entry)
        following = found[index + 1][0] if index + 1 < len(found) else len(text)
        number = sum(1 for use in uses if use.term == entry) + 1
        mark = f"{leaf}-{entry}" + (f"-{number}" if number > 1 else "")
        node = etree.Element("a" if is_link else "span", {"id": mark})
        if is_link:
            node.attrib.update({"href": f"#{entry}", "class": "term", "role": "doc-glossref", TYPE: "glossref"})
        else:
            node.set("class", "use")
        node.text, node.tail = text[start:end], text[end:following]
        parent.insert(at + index, node)
        uses.append(Use(entry, mark, is_link))


def _inner(root: etree._Element) -> str:
    return "".join(serialise(child) for child in root)
