"""The structure of a document's pages, read from the boxes that WeasyPrint drew.

The types are those of ISO 32000-1, 14.8.4; what each must hold is in ISO 14289-1 (PDF/UA-1), clause 7.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from publish.typeset.galley import Node

TAGS = {"section": "Sect", "nav": "Sect", "article": "Art", "div": "Div", "figure": "Div", "blockquote": "BlockQuote",
        "p": "P", "pre": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6", "ul": "L",
        "ol": "L", "dl": "L", "li": "LI", "table": "Table", "caption": "Caption", "figcaption": "Caption",
        "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD", "a": "Link",
        "q": "Quote", "code": "Code", "img": "Figure", "{http://www.w3.org/2000/svg}svg": "Figure", "math": "Formula"}
NUMBERING = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
ARTIFACTS = ("hr",)
LANGUAGES = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")


class Growing:
    """A structure element whose kids are still being found."""

    def __init__(self, tag: str, attributes: dict[str, object] | None = None) -> None:
        self.tag, self.attributes, self.kids = tag, attributes or {}, []

    def grown(self) -> Node | None:
        """The finished element; None when it holds nothing."""
        kids = [kid.grown() if isinstance(kid, Growing) else kid for kid in self.kids]
        kids = tuple(kid for kid in kids if kid is not None)
        return Node(self.tag, tuple(sorted(self.attributes.items())), kids) if kids else None


class Tagger:
    """Grows the structure of a document page by page: one element for each of the source, however many boxes it has."""

    def __init__(self, root: Element) -> None:
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.root = Growing("Document")
        self.grown: dict[object, Growing] = {root: self.root}
        self.pages = -1
        self.groups: dict[Element, int] = {}

    def tree(self) -> Node:
        """The structure of all pages so far."""
        return self.root.grown() or Node("Document")

    def page(self, box, stream, links: list, outside: bool = False) -> None:
        """Take in one page: its boxes, its content stream with marked content, the boxes of its link annotations.

        Where the whole page is `outside` the text, all of it becomes an artifact.
        """
        self.pages += 1
        marked = dict(stream._tags)
        artifacts: set[int] = set()
        self._walk(box, marked, artifacts, outside)
        for number, one in enumerate(links):
            if one.element is not None and not outside:
                self.inside(one.element).kids.append((self.pages, "link", number))
        artifacts.update(kid["mcid"] for kid in marked.values())
        _unmark(stream, artifacts)
        stream._tags.clear()

    def _walk(self, box, marked: dict, artifacts: set[int], hidden: bool) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        hidden = hidden or isinstance(box, boxes.MarginBox) or box.is_leader or self._ornament(box)
        kid = marked.pop(box, None)
        if kid is not None:
            owner = None if hidden else self._owner(box)
            if owner is None:
                artifacts.add(kid["mcid"])
            else:
                owner.kids.append((self.pages, kid["mcid"]))
        for child in getattr(box, "children", ()):
            self._walk(child, marked, artifacts, hidden)

    def _ornament(self, box) -> bool:
        """Whether a box only decorates: an ornament, or the head of a table that is repeated on a later page."""
        if box.element is None:
            return False
        if box.element.tag in ARTIFACTS:
            return True
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            return self.groups.setdefault(box.element, self.pages) != self.pages
        return False

    def _owner(self, box) -> Growing | None:
        """The structure element to which a box's marked content belongs; None for an artifact."""
        element = box.element
        if element is None:
            return self.root
        if isinstance(box, boxes.ReplacedBox):
            return self._figure(element, box)
        if str(box.element_tag).endswith("::marker") and element.tag == "li":
            return self._part(element, "Lbl", self.node(element))
        return self.inside(element)

    def _figure(self, element: Element, box) -> Growing | None:
        description = _alternative(element)
        if not description:
            return None
        figure = self.node(element)
        left, top = box.content_box_x(), box.content_box_y()
        figure.attributes.update(Alt=description, BBox=(self.pages, left * .75, top * .75, (left + box.width) * .75,
                                                        (top + box.height) * .75))
        return figure

    def inside(self, element: Element) -> Growing:
        """The structure element that holds what stands directly inside an element of the source."""
        node = self.node(element)
        if element.tag == "li" and node.tag == "LI":
            return self._part(element, "LBody", node)
        if element.tag == "a" and node.tag in ("Reference", "Lbl"):
            return self._part(element, "Link", node)
        return node

    def _part(self, element: Element, tag: str, parent: Growing) -> Growing:
        key = element, tag
        if key not in self.grown:
            self.grown[key] = Growing(tag)
            parent.kids.append(self.grown[key])
        return self.grown[key]

    def node(self, element: Element) -> Growing:
        """The structure element of an element of the source, or of the nearest one around it that has one."""
        if element in self.grown:
            return self.grown[element]
        parent = self.parents.get(element)
        tag, attributes = self._kind(element)
        if parent is None:
            return self.root
        if tag is None:
            self.grown[element] = self.inside(parent)
        elif element.tag in ("dt", "dd"):
            self.grown[element] = self._definition(element, parent, tag, attributes)
        else:
            self.grown[element] = Growing(tag, attributes)
            around = self.inside(self._note(parent) if tag == "Lbl" else parent)
            around.kids.insert(self._place(element, parent, around, tag), self.grown[element])
        return self.grown[element]

    def _kind(self, element: Element) -> tuple[str | None, dict[str, object]]:
        """The type and the attributes of an element of the source; no type for what needs none of its own."""
        classes = (element.get("class") or "").split()
        attributes: dict[str, object] = {}
        language = next((element.get(name) for name in LANGUAGES if element.get(name)), None)
        if language and element.tag != "html":
            attributes["Lang"] = language
        tag = TAGS.get(element.tag)
        if element.tag in ("html", "body"):
            return None, {}
        if element.tag == "aside":
            tag, attributes["ID"] = ("Note", element.get("id") or "") if "note" in classes else ("Div", None)
        elif element.tag in ("dt", "dd"):
            tag = "Lbl" if element.tag == "dt" else "LBody"
        elif element.tag == "a":
            refers = "note-ref" in classes or self._in_contents(element)
            tag = "Reference" if refers else "Link" if element.get("href") else None
            tag = "Lbl" if "note-number" in classes else tag
        elif element.tag in ("ol", "li") and self._in_contents(element):
            tag = "TOC" if element.tag == "ol" else "TOCI"
        elif element.tag in ("ol", "ul"):
            numbering = NUMBERING.get(element.get("type", ""), "Decimal")
            attributes["ListNumbering"] = numbering if element.tag == "ol" else "Disc"
        elif element.tag in ("th", "td"):
            attributes.update({name: int(element.get(name.lower())) for name in ("ColSpan", "RowSpan")
                               if (element.get(name.lower()) or "").isdigit()})
            if element.tag == "th":
                attributes["Scope"] = "Row" if element.get("scope") == "row" else "Column"
        elif element.tag.endswith("math"):
            tag, attributes["Alt"] = "Formula", element.get("alttext") or " ".join("".join(element.itertext()).split())
        elif element.tag == "abbr" and element.get("title"):
            tag, attributes["E"] = "Span", element.get("title")
        if tag is None and attributes:
            tag = "Span"
        return tag, {name: value for name, value in attributes.items() if value is not None}

    def _in_contents(self, element: Element) -> bool:
        above = self.parents.get(element)
        while above is not None and above.tag != "nav":
            above = self.parents.get(above)
        return above is not None

    def _note(self, element: Element) -> Element:
        """The note around an element, whose number is its label (ISO 32000-1, table 333), not a part of its text."""
        while element.tag != "aside" and element in self.parents:
            element = self.parents[element]
        return element

    def _definition(self, element: Element, parent: Element, tag: str, attributes: dict) -> Growing:
        """A term is the label and its definition the body of one list item (ISO 32000-1, table 336)."""
        siblings = [child for child in parent if child.tag in ("dt", "dd")]
        before = siblings[:siblings.index(element)]
        item = self.grown.get((before[-1], "LI")) if before and element.tag == "dd" else None
        if item is None:
            item = Growing("LI")
            self.inside(parent).kids.append(item)
        self.grown[element, "LI"] = item
        item.kids.append(Growing(tag, attributes))
        return item.kids[-1]

    def _place(self, element: Element, parent: Element, around: Growing, tag: str) -> int:
        """Where among its parent's kids an element belongs: a note follows its reference, all else comes last."""
        if tag == "Note":
            siblings = list(parent)
            before = siblings[siblings.index(element) - 1] if siblings.index(element) else None
            if before is not None and before in self.grown and self.grown[before] in around.kids:
                return around.kids.index(self.grown[before]) + 1
        return len(around.kids)


def margin_words(box) -> tuple[str, ...]:
    """The words in each margin box of a page."""
    return tuple(" ".join(text.text for text in margin.descendants() if isinstance(text, boxes.TextBox)).strip()
                 for margin in box.children if isinstance(margin, boxes.MarginBox))


def _alternative(element: Element) -> str:
    if element.tag == "img":
        return (element.get("alt") or "").strip()
    title = element.find("{http://www.w3.org/2000/svg}title")
    return (title.text or "").strip() if title is not None else (element.get("aria-label") or "").strip()


def _unmark(stream, artifacts: set[int]) -> None:
    """Turn marked content that is outside the text into artifacts (ISO 32000-1, 14.8.2.2)."""
    entries = stream.stream
    for number, entry in enumerate(entries):
        if entry == b"BDC" and isinstance(entries[number - 1], dict) and entries[number - 1].get("MCID") in artifacts:
            entries[number - 2] = "/Artifact"
            entries[number - 1] = b""
            entries[number] = b"BMC"
