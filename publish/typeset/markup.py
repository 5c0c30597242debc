"""The leaves as the pages need them: notes at their references, page numbers as text, and a sketch of each leaf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from urllib.parse import quote, unquote

from lxml import etree

from publish.errors import Diagnostic, warning
from publish.model import UNCOUNTED, Leaf
from publish.typeset.titles import HEADINGS, Heading, add_heads, keep_together, words_of

EPUB = "http://www.idpf.org/2007/ops"
LINE = 200                  # more characters than a line has, in any of the trims
BLOCKS = frozenset("aside p div blockquote ul ol li dl dt dd table pre figure".split())
OWN_LINKS = frozenset(("term", "see", "backlink", "note-ref", "note-number", "page"))
SCHEME = "publication"      # of the addresses under which WeasyPrint finds what the publication carries
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "yi"))
UNKNOWN = "0"               # stands for a page number in the first round, before any page is known


@dataclass(frozen=True)
class Numbers:
    """What is known of the pages: the folio of the page on which each id stands, and that page's place in the book."""

    labels: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sketch:
    """What the make-up of the book must know of a leaf: its root element, its headings, the links into the book.

    `first` is its first element without contents, where that is no heading (to which a running head may be tied);
    `begins` are the ids of the elements around its first letter; `titles` are the words for what can be linked to in
    it, by id; `numbered` says that it shows page numbers.
    """

    id: str
    tag: str
    classes: str
    first: str
    begins: frozenset[str]
    headings: tuple[Heading, ...]
    links: tuple[str, ...]
    titles: Mapping[str, str]
    numbered: bool

    def empty(self, more: str = "", attributes: str = "", inside: str = "\u00a0") -> str:
        """The leaf's root element without its contents."""
        classes = f"{self.classes} {more}".strip()
        return f'<{self.tag} class="{escape(classes)}"{attributes}>{inside}</{self.tag}>'


def parsed(leaf: Leaf, first_of_text: bool) -> etree._Element:
    """A leaf as a tree without the attributes of EPUB.

    The first leaf of the text has the class first-of-text, and the first element of every leaf the class begins.
    """
    around = etree.fromstring(f'<div xmlns:epub="{EPUB}">{leaf.xhtml}</div>')
    root = around[0]
    around.remove(root)
    for element in root.iter():
        element.attrib.pop(f"{{{EPUB}}}type", None)
    for element, name in ((root, "first-of-text" * first_of_text), (next(iter(root), None), "begins")):
        if element is not None and name:
            element.set("class", f"{element.get('class', '')} {name}".strip())
    return root


def sketch(leaf: Leaf, first_of_text: bool, longest_head: int) -> Sketch:
    """The sketch of a leaf, whose running heads have at most so many characters."""
    root = parsed(leaf, first_of_text)
    add_heads(root, longest_head)
    headings = tuple(Heading(one.get("id", ""), one.tag, one.get("class", ""), words_of(one), one.get("data-head", ""))
                     for one in root.iter(*HEADINGS))
    links = tuple(dict.fromkeys(one.get("href")[1:] for one in root.iter("a") if one.get("href", "").startswith("#")))
    titles = {one.get("id"): "" for one in root.iter() if one.get("id")} | \
        {one.get("id"): " ".join("".join(one.itertext()).split()) for one in root.iter("dt") if one.get("id")} | \
        {one.id: one.words for one in headings if one.id} | {one.id: one.title for one in leaf.headings} | \
        {one.get("id"): one[0][0].text for one in root.xpath(".//aside[@class='note'][p/a[@class='note-number']]")}
    titles[leaf.id] = leaf.title
    numbered = leaf.kind in ("contents", "glossary") or any(_reference(one) for one in root.iter("a"))
    return Sketch(root.get("id"), root.tag, root.get("class", ""), _first(root), _begins(root), headings, links, titles,
                  numbered)


def _first(root: etree._Element) -> str:
    child = next(iter(root), None)
    if child is None or child.tag in HEADINGS:
        return ""
    return f'<{child.tag} class="{escape(child.get("class", ""))}"></{child.tag}>'


def _begins(root: etree._Element) -> frozenset[str]:
    """The ids of the elements around the first letter; of a leaf without a letter its own."""
    first = next((text for text in root.xpath(".//text()") if UNCOUNTED.sub("", text)), None)
    if first is None:
        return frozenset((root.get("id", ""),))
    inner = first.getparent().getparent() if first.is_tail else first.getparent()
    around = (inner, *inner.iterancestors())
    return frozenset(one.get("id") for one in around if one.get("id"))


def paged(leaf: Leaf, first_of_text: bool, numbers: Numbers, longest_note: int, broken: frozenset[str],
          longest_head: int) -> str:
    """A leaf's XHTML for the pages.

    A running head has at most `longest_head` characters. A note of more than `longest_note` characters stays at the end
    of its leaf; links to `broken` ids lead nowhere.
    """
    root = parsed(leaf, first_of_text)
    for link in root.iter("a"):
        if link.get("href", "")[1:] in broken and link.get("href").startswith("#"):
            del link.attrib["href"]
    for picture in root.iter("img"):
        picture.set("src", address(unquote(picture.get("src", ""))))
    add_heads(root, longest_head)
    _notes(root, longest_note)
    keep_together(root)
    if leaf.kind == "contents":
        _contents(root, numbers)
    elif leaf.kind == "glossary":
        _uses(root, numbers)
    else:
        _references(root, numbers)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def address(name: str) -> str:
    """The address of a thing that the publication carries."""
    return f"{SCHEME}:/{quote(name)}"


def rules(name: str) -> str:
    """One of this package's own rules for setting a part of a page alone."""
    return resources.files("publish.typeset").joinpath(name).read_text("utf-8")


def html(body: str, language: str, title: str) -> str:
    """An XHTML document in a language; its direction decides which side of the sheet a recto is."""
    direction = "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
    return (f'<html lang="{escape(language)}" dir="{direction}"><head><title>{escape(title)}</title></head>'
            f'<body>{body}</body></html>')


def _notes(root: etree._Element, longest: int) -> None:
    """Move each note that fits a page's foot to the place right after its reference."""
    groups = root.xpath(".//section[@class='notes']")
    for reference, note in _footnotes(root, longest):
        note.getparent().remove(note)
        note.tail, reference.tail = reference.tail, None
        _close_up(note)
        reference.addnext(note)
    for group in groups:
        if not len(group):
            group.getparent().remove(group)


def _close_up(note: etree._Element) -> None:
    """Take out the white space between blocks, of which WeasyPrint makes empty lines within a paragraph."""
    for block in note.iter(*BLOCKS):
        if block is not note and not (block.tail or "").strip():
            block.tail = None
        if len(block) and block[0].tag in BLOCKS and not (block.text or "").strip():
            block.text = None


def _footnotes(root: etree._Element, longest: int) -> list[tuple[etree._Element, etree._Element]]:
    """References with their notes, for the notes that can stand at a page's foot.

    All notes of one line must fit one foot, since WeasyPrint sets them on the page of that line.
    """
    notes = {note.get("id"): note for note in root.xpath(".//section[@class='notes']/aside")}
    found: list[tuple[etree._Element, etree._Element]] = []
    placed: list[tuple[int, int]] = []
    for reference, place in _references_with_places(root):
        note = notes.pop(reference.get("href", "").removeprefix("#"), None)
        if note is None:
            continue
        length = len("".join(note.itertext()))
        near = sum(other for where, other in placed if place - where < LINE)
        if near + length <= longest:
            found.append((reference, note))
            placed.append((place, length))
    return found


def _references_with_places(root: etree._Element) -> list[tuple[etree._Element, int]]:
    """Every reference to a note, with the number of characters of the text before it."""
    found, count = [], 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag == "a" and element.get("class") == "note-ref":
                found.append((element, count))
            count += len(element.text or "")
        elif element is not root:
            count += len(element.tail or "")
    return found


def long_notes(leaf: Leaf, longest: int) -> int:
    """How many notes of a leaf cannot stand at the foot of a page."""
    root = parsed(leaf, False)
    return len(root.xpath(".//section[@class='notes']/aside")) - len(_footnotes(root, longest))


def _contents(root: etree._Element, numbers: Numbers) -> None:
    """Each entry with the folio of its page at its last word, from which the leaders run."""
    for link in root.iter("a"):
        first, space, word = (link.text or "").rpartition(" ")
        link.text = first + space
        last = etree.SubElement(link, "span", {"class": "last"})
        last.text = word
        last.set("data-page", numbers.labels.get(link.get("href", "#")[1:], UNKNOWN))


def _uses(root: etree._Element, numbers: Numbers) -> None:
    """The uses of each term as the folios of their pages, in place of the titles of their chapters.

    The label stands on the line of the first folio, the last folio on that of the one before it, a range on one line.
    """
    for paragraph in root.xpath(".//p[@class='uses']"):
        known = [name for name in paragraph.attrib.pop("data-uses", "").split() if name in numbers.places]
        page, pages = paragraph.attrib.pop("data-pages").split()
        label = paragraph.find("span[@class='label']")
        label = etree.Element("span", {"class": "label"}) if label is None else label
        paragraph.text = None
        for child in list(paragraph):
            paragraph.remove(child)
        if not known:
            paragraph.getparent().remove(paragraph)
            continue
        found = ranges(known, numbers.places)
        label.text, label.tail = page if len(found) == 1 else pages, "\u00a0"
        paragraph.append(label)
        together = paragraph
        for index, (separator, name) in enumerate(found):
            if index + 1 < len(found) and found[index + 1][0] == "–":
                _append(paragraph, separator)
                together = etree.SubElement(paragraph, "span", {"class": "range"})
            else:
                last = index == len(found) - 1 and separator == ", "
                _append(together, ",\u00a0" if last else separator)
            link = etree.SubElement(together, "a", {"href": f"#{name}", "class": "page"})
            link.text = numbers.labels[name]
            together = together if index + 1 < len(found) and found[index + 1][0] == "–" else paragraph


def ranges(names: Sequence[str], places: Mapping[str, int]) -> list[tuple[str, str]]:
    """Ids as page references in order: (what stands before it, the first id on that page); 4–6 for pages in a row."""
    first: dict[int, str] = {}
    for name in sorted(names, key=places.__getitem__):
        first.setdefault(places[name], name)
    found: list[tuple[str, str]] = []
    for place in sorted(first):
        follows, goes_on = place - 1 in first, place + 1 in first
        if not (follows and goes_on):
            pair = follows and place - 2 not in first
            found.append((", " if pair else "–" if follows else ", " if found else "", first[place]))
    return found


def _append(parent: etree._Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _reference(link: etree._Element) -> bool:
    """Whether a link refers to another place of the text: it is neither a term's nor a note's."""
    return link.get("href", "").startswith("#") and not OWN_LINKS.intersection((link.get("class") or "").split())


def _references(root: etree._Element, numbers: Numbers) -> None:
    """The folio of its page on every reference to another place of the text."""
    for link in root.iter("a"):
        if _reference(link):
            link.set("data-page", numbers.labels.get(link.get("href")[1:], UNKNOWN))


def flat(leaves: Iterable[Leaf]) -> tuple[Diagnostic, ...]:
    """A warning where there are formulas: a page shows each as a row of signs."""
    count = sum(leaf.xhtml.count("<math") for leaf in leaves)
    return (warning("formula-flat", f"{count} formulas stand on the page as a row of signs: WeasyPrint does not lay "
                    "out MathML", None, "put a picture with alternative text in the place of each; HTML and EPUB show "
                    "formulas as they are"),) if count else ()
