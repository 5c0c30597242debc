"""The structure tree of the joined pages (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from publish.typeset.galley import Node

TABLE = ("ColSpan", "RowSpan", "Scope")


class Structure:
    """Writes galleys' structures into one tree, whose parent tree maps marked content and annotations back to it."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array()))
        self.rows: dict[int, Object] = {}
        self.annotations: list[tuple[Object, Object]] = []
        self.ids: dict[str, Object] = {}

    def add(self, tree: Node, pages: Sequence[tuple[int, Object, float]],
            annotation: Callable[[int, int], Object]) -> None:
        """Add a galley's structure.

        `pages` are its pages in the book: place, object, and how far each was moved in points; `annotation` gives a
        page's annotation by number.
        """
        self.marked: dict[int, dict[int, Object]] = {}
        for kid in tree.kids:
            self.document.K.append(self._element(kid, self.document, pages, annotation))
        for place, owners in self.marked.items():
            self.rows[place] = self.pdf.make_indirect(Array([owners.get(number) for number in range(max(owners) + 1)]))

    def _element(self, node: Node, parent: Object, pages: Sequence, annotation: Callable) -> Object:
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{node.tag}"), P=parent))
        home = _page(node)
        if home is not None:
            element.Pg = pages[home][1]
        self._attributes(element, dict(node.attributes), pages)
        kids = []
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._element(kid, element, pages, annotation))
            elif kid[1] == "link":
                target = annotation(kid[0], kid[2])
                self.annotations.append((target, element))
                kids.append(Dictionary(Type=Name.OBJR, Obj=target, Pg=pages[kid[0]][1]))
            else:
                self.marked.setdefault(pages[kid[0]][0], {})[kid[1]] = element
                kids.append(kid[1] if kid[0] == home else
                            Dictionary(Type=Name.MCR, Pg=pages[kid[0]][1], MCID=kid[1]))
        element.K = kids[0] if len(kids) == 1 and not isinstance(kids[0], int) else Array(kids)
        return element

    def _attributes(self, element: Object, attributes: dict[str, object], pages: Sequence) -> None:
        for name in ("Alt", "Lang", "E"):
            if name in attributes:
                element[f"/{name}"] = String(attributes[name])
        if attributes.get("ID"):
            element.ID = String(attributes["ID"])
            self.ids[attributes["ID"]] = element
        if "BBox" in attributes:
            page, left, bottom, right, top = attributes["BBox"]
            moved = pages[page][2]
            element.A = Dictionary(O=Name.Layout, BBox=Array([round(left + moved, 3), round(bottom, 3),
                                                              round(right + moved, 3), round(top, 3)]))
        if "ListNumbering" in attributes:
            element.A = Dictionary(O=Name.List, ListNumbering=Name(f"/{attributes['ListNumbering']}"))
        table = {f"/{name}": attributes[name] for name in TABLE if name in attributes}
        if table:
            table = {name: Name(f"/{value}") if isinstance(value, str) else value for name, value in table.items()}
            element.A = Dictionary({"/O": Name.Table, **table})

    def finish(self, pages: int) -> None:
        """Hang the tree into the document of so many pages, and number what is marked on each page."""
        numbers = Array()
        for place in range(pages):
            numbers.append(place)
            numbers.append(self.rows[place] if place in self.rows else self.pdf.make_indirect(Array()))
        for key, (target, element) in enumerate(self.annotations, pages):
            target.StructParent = key
            numbers.append(key)
            numbers.append(element)
        self.root.K = Array([self.document])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        self.root.ParentTreeNextKey = pages + len(self.annotations)
        if self.ids:
            names = Array()
            for name in sorted(self.ids, key=lambda one: bytes(String(one))):
                names.append(String(name))
                names.append(self.ids[name])
            self.root.IDTree = self.pdf.make_indirect(Dictionary(Names=names))
        self.pdf.Root.StructTreeRoot = self.root
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)


def _page(node: Node) -> int | None:
    """The page on which an element's own content begins."""
    return next((kid[0] for kid in node.kids if not isinstance(kid, Node)), None)
