"""Links inside the book: glossary terms where the policy wants them, and the links of the text led to their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.compose.leaves import unique
from publish.compose.sanitise import dead_link
from publish.compose.trees import EPUB, INLINE, TYPE, inner
from publish.errors import Diagnostic, Span
from publish.model import Leaf, Term

CLOSED = frozenset("a h1 h2 h3 h4 h5 h6 code pre kbd samp math dfn cite".split())
CLOSED_CLASSES = frozenset(("source", "byline"))
TARGET = re.compile(r'<a [^<>]*?\bhref="#([^"]+)"')
IDENTIFIER = re.compile(r'<[^<>]*?\sid="([^"]+)"')
Find = Callable[[str], list[tuple[int, int, Term]]]
Run = tuple[etree._Element, str, str]


@dataclass(frozen=True)
class Use:
    """One use of a term in the text: the id of its entry and of its element, and whether it is a link to the entry."""

    term: str
    id: str
    linked: bool


@dataclass(frozen=True)
class Linking:
    """How terms are linked: the glossary's matcher and ids, the policy (first-in-chapter, first-in-book, every), the
    ids of the book, to which marks add theirs, and the terms linked so far in the book."""

    find: Find
    identifier: Callable[[str], str]
    policy: str
    taken: dict[str, int]
    linked: set[str]


def link(leaf: Leaf, how: Linking) -> tuple[Leaf, tuple[Use, ...]]:
    """The leaf with its terms marked, and their uses in order.

    Headings, links, quotations' sources, code and formulas stay closed. A term is sought in each run of text by itself:
    not across the edge of emphasis, and not where the word goes on beyond it.
    """
    root = _root(leaf)
    linked: set[str] = set() if how.policy == "first-in-chapter" else how.linked
    uses: list[Use] = []
    runs = [(element, attribute, text) for element, attribute in _runs(root) if (text := getattr(element, attribute))]
    for number, (element, attribute, text) in enumerate(runs):
        found = how.find(text)
        if found and found[0][0] == 0 and number and _goes_on(runs[number - 1], runs[number]):
            found = found[1:]
        if found and found[-1][1] == len(text) and number + 1 < len(runs) and _goes_on(runs[number], runs[number + 1]):
            found = found[:-1]
        if found:
            uses += _mark(element, attribute, text, found, leaf.id, how, linked)
    return replace(leaf, xhtml=inner(root)) if uses else leaf, tuple(uses)


def _root(leaf: Leaf) -> etree._Element:
    return etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')


def _runs(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each run of text that is open to links, as an element and the attribute that holds it, in reading order."""
    if etree.QName(root).localname in CLOSED or CLOSED_CLASSES.intersection((root.get("class") or "").split()):
        return
    yield root, "text"
    for child in root:
        yield from _runs(child)
        yield child, "tail"


def _goes_on(before: Run, after: Run) -> bool:
    """Whether a word that ends one run may go on in the next: both in one block, and no space or sign between."""
    return before[2][-1].isalnum() and after[2][0].isalnum() and after[0].tag != "br" and \
        _block(*before[:2]) is _block(*after[:2])


def _block(element: etree._Element, attribute: str) -> etree._Element:
    holder = element if attribute == "text" else element.getparent()
    while holder.tag in INLINE and not (holder.get("class") or "").startswith("line"):
        holder = holder.getparent()
    return holder


def _mark(element: etree._Element, attribute: str, text: str, found: list, leaf: str, how: Linking,
          linked: set[str]) -> Iterator[Use]:
    parent = element if attribute == "text" else element.getparent()
    at = 0 if attribute == "text" else parent.index(element) + 1
    setattr(element, attribute, text[:found[0][0]])
    for index, (start, end, term) in enumerate(found):
        entry = how.identifier(term.term)
        is_link = how.policy == "every" or entry not in linked
        linked.add(entry)
        following = found[index + 1][0] if index + 1 < len(found) else len(text)
        mark = unique(f"{leaf}-{entry}", how.taken)
        node = etree.Element("a" if is_link else "span", {"id": mark})
        if is_link:
            node.attrib.update({"href": f"#{entry}", "class": "term", "role": "doc-glossref", TYPE: "glossref"})
        else:
            node.set("class", "use")
        node.text, node.tail = text[start:end], text[end:following]
        parent.insert(at + index, node)
        yield Use(entry, mark, is_link)


def settle(leaves: Sequence[Leaf], moved: Mapping[str, str], span: Span | None) \
        -> tuple[tuple[Leaf, ...], tuple[Diagnostic, ...]]:
    """The leaves with each link to a place in the book led to where that place has gone; a warning for each that has
    no place, whose words stay without a link."""
    known = {found for leaf in leaves for found in IDENTIFIER.findall(leaf.xhtml)}
    settled, dead = [], []
    for leaf in leaves:
        wrong = {name for name in TARGET.findall(leaf.xhtml) if moved.get(name, name) != name or name not in known}
        if wrong:
            leaf = _settled(leaf, {name: moved.get(name, "") for name in wrong})
            dead += [name for name in sorted(wrong) if name not in moved]
        settled.append(leaf)
    return tuple(settled), tuple(dead_link(f"#{name}", span) for name in dict.fromkeys(dead))


def _settled(leaf: Leaf, places: Mapping[str, str]) -> Leaf:
    root = _root(leaf)
    for element in root.iter("a"):
        place = places.get(element.get("href", "")[1:])
        if place:
            element.set("href", f"#{place}")
        elif place is not None:
            element.tag = "span"
            del element.attrib["href"]
    return replace(leaf, xhtml=inner(root))
