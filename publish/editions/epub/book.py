"""Leaves -> the documents of an EPUB and its package."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from ebooklib import epub
from markupsafe import escape

from publish import stylesheet
from publish.config import Project
from publish.editions import accessibility, popups
from publish.editions.epub import metadata, navigation, pagelist
from publish.editions.epub.flatten import flatten
from publish.editions.epub.images import scaled
from publish.editions.epub.writer import Contents, Document, Writer
from publish.editions.markup import IDENTIFIER, direction, relink, resource, with_empty_alternatives
from publish.editions.words import language_of, words
from publish.model import Composition, Context, Face, File, Leaf, Resource
from publish.templates import templates

XHTML, JPEG = "application/xhtml+xml", "image/jpeg"
NAV, STYLE = "nav.xhtml", "style.css"
COVER_PAGE, COVER = "cover.xhtml", "cover.jpg"


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.epub."""
    package = Package(composition, context)
    return (File(f"{composition.project.slug}.epub", package.bytes()),)


@dataclass(frozen=True)
class Package:
    """An EPUB in the making: where everything is, and how each file reads."""

    composition: Composition
    context: Context

    @property
    def project(self):
        """The metadata."""
        return self.composition.project

    @cached_property
    def words(self):
        """The words of the edition's own furniture."""
        return words(self.project.language)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves with the print edition's page breaks, then with copies of the definitions of their terms."""
        broken = (replace(leaf, xhtml=pagelist.marked(leaf, self.breaks)) if leaf.kind != "contents" else leaf
                  for leaf in self.composition.leaves)
        return tuple(self._with_definitions(leaf) for leaf in broken)

    @cached_property
    def _definitions(self) -> dict[str, popups.Definition]:
        return popups.definitions(self.composition)

    def _with_definitions(self, leaf: Leaf) -> Leaf:
        xhtml, copies = popups.linked(leaf, self._definitions, self.words)
        if not copies:
            return leaf
        opening = ('<section class="terms" epub:type="footnotes" role="doc-endnotes" '
                   f'aria-label="{escape(self.words["terms"])}">')
        return replace(leaf, xhtml=popups.appended(xhtml, f"{opening}\n{copies}</section>\n"))

    @cached_property
    def breaks(self) -> tuple[pagelist.Break, ...]:
        """Where the pages of the print edition begin."""
        if self.context.layout is None:
            return ()
        known = (name for leaf in self.composition.leaves for name in IDENTIFIER.findall(leaf.xhtml))
        return pagelist.breaks(self.context.layout.pages, known)

    @cached_property
    def places(self) -> dict[str, str]:
        """The file of each id."""
        return {name: self.file(leaf) for leaf in self.leaves for name in IDENTIFIER.findall(leaf.xhtml)} | \
            {one.id: NAV for one in self._contents_breaks}

    @property
    def _contents_breaks(self) -> tuple[pagelist.Break, ...]:
        """The breaks of the pages of the contents, which stand before the list: nothing may stand inside it."""
        own = {name for leaf in self.composition.leaves if leaf.kind == "contents"
               for name in IDENTIFIER.findall(leaf.xhtml)}
        return tuple(one for one in self.breaks if one.anchor in own)

    @staticmethod
    def file(leaf: Leaf) -> str:
        """The name of a leaf's document below the package's folder."""
        return NAV if leaf.kind == "contents" else f"text/{leaf.id}.xhtml"

    def address(self, name: str) -> str:
        """The address of an id, seen from the package's folder; a leaf's own id is its file."""
        file = self.places[name]
        return file if file == f"text/{name}.xhtml" else f"{file}#{name}"

    def bytes(self) -> bytes:
        """The packed publication."""
        book = epub.EpubBook()
        book.direction = direction(self.project.language)
        found = accessibility.assess(self.composition, accessibility.EPUB, bool(self.breaks))
        metadata.describe(book, self.project, found, bool(self.breaks))
        for item in self._items():
            book.add_item(item)
        book.add_item(Contents(self._ncx()))
        book.spine = [item.id for item in self._spine(book)]
        book.guide = [{"type": kind, "title": mark.title, "href": mark.href} for mark in self._landmarks()
                      if (kind := {"cover": "cover", "toc": "toc", "bodymatter": "text"}.get(mark.type))]
        return Writer(book, self.project.language, self.context.modified).pack()

    # the files -----------------------------------------------------------

    def _items(self) -> list[Document]:
        items = [Document("nav", NAV, XHTML, self._nav(), ("nav",)),
                 Document("style", STYLE, "text/css", self._style())]
        if self.context.cover:
            page = self._text("cover.xhtml", title=self.words["cover"], image=COVER, stylesheet=STYLE,
                              alt=self.project.cover.alt or f"{self.words['cover']}: {self.project.title}")
            items += [Document("cover", COVER_PAGE, XHTML, page),
                      Document("cover-image", COVER, JPEG, _cover(self.context), ("cover-image",))]
        items += [self._document(leaf) for leaf in self.leaves if leaf.kind != "contents"]
        items += self._search_keys() + self._pictures() + self._faces()
        return items

    def _spine(self, book: epub.EpubBook) -> list[Document]:
        """The reading order; contents that are nowhere in the book stand outside it."""
        order = [COVER_PAGE] if self.context.cover else []
        order += [self.file(leaf) for leaf in self.leaves]
        return [book.get_item_with_href(name) for name in order]

    def _text(self, template: str, **values: object) -> bytes:
        project = self.project
        wanted = templates("publish.editions.epub").get_template(template)
        return wanted.render(language=project.language, words=self.words, direction=direction(project.language),
                             **values).encode()

    def _document(self, leaf: Leaf) -> Document:
        file = self.file(leaf)

        def address(name: str) -> str:
            other = self.places.get(name, file)
            return f"#{name}" if other == file else f"../{other}#{name}" if other == NAV else f"{other[5:]}#{name}"
        body = resource(relink(with_empty_alternatives(leaf.xhtml), address), lambda name: f"../{name}")
        body = _fit_for_readers(body)
        page = self._text("document.xhtml", title=leaf.title, stylesheet=f"../{STYLE}", matter=leaf.matter, body=body)
        held = {"mathml": "<math" in body, "svg": "<svg" in body}
        return Document(f"leaf-{leaf.id}", file, XHTML, page, tuple(name for name, there in held.items() if there))

    @cached_property
    def _rules(self) -> str:
        return _flat(self.context, self.project.theme)

    @cached_property
    def _used(self) -> tuple[Face, ...]:
        """The faces of the families that the style names."""
        return tuple(face for face in self.context.faces if f'"{face.family}"' in self._rules)

    def _style(self) -> bytes:
        faces = stylesheet.font_faces(self._used, lambda face: f"fonts/{face.name}")
        return f"{faces}\n{self._rules}".encode()

    def _faces(self) -> list[Document]:
        """The faces unmodified, as the OFL's reserved names ask, and each licence once."""
        items = [Document(f"face-{index}", f"fonts/{face.name}", f"font/{face.name.rpartition('.')[2]}", face.data)
                 for index, face in enumerate(self._used, 1)]
        licences = dict.fromkeys((face.family, face.licence) for face in self._used if face.licence)
        return items + [Document(f"licence-{index}", f"fonts/{re.sub(r'[^A-Za-z0-9]+', '', family)}-licence.txt",
                                 "text/plain", text.encode()) for index, (family, text) in enumerate(licences, 1)]

    def _pictures(self) -> list[Document]:
        return [Document(f"picture-{index}", one.name, one.media_type, scaled(one, self.context.keep))
                for index, one in enumerate(self.composition.resources, 1)]

    # what leads through the book -----------------------------------------

    @cached_property
    def _entries(self) -> tuple[navigation.Entry, ...]:
        found = navigation.outline(navigation.headings(self.composition.leaves), self.address)
        first = self.leaves[0]
        return found or (navigation.Entry(self.project.title, self.file(first)),)

    def _landmarks(self) -> tuple[navigation.Landmark, ...]:
        marks = navigation.landmarks(self.leaves, self.address, COVER_PAGE if self.context.cover else "", self.words)
        return tuple(replace(mark, href=NAV) if mark.type == "toc" else mark for mark in marks)

    def _pages(self) -> list[dict[str, object]]:
        return [{"label": one.label, "href": f"{self.places[one.id]}#{one.id}",
                 "type": "normal" if one.label.isdigit() else "front",
                 "value": int(one.label) if one.label.isdigit() else 0} for one in self.breaks]

    def _nav(self) -> bytes:
        title = next((leaf.title for leaf in self.leaves if leaf.kind == "contents"), self.words["contents"])
        own = language_of(self.project.language)
        tongue = "" if own == self.project.language else f' lang="{own}" xml:lang="{own}"'
        return self._text("nav.xhtml", tongue=tongue, title=title, stylesheet=STYLE, entries=self._entries,
                          pages=self._pages(), landmarks=self._landmarks(),
                          breaks="".join(map(pagelist.mark, self._contents_breaks)))

    def _ncx(self) -> bytes:
        pages = self._pages()
        hrefs = [entry.href for entry in navigation.flat(self._entries)] + [str(page["href"]) for page in pages]
        order = {href: place for place, href in enumerate(sorted(dict.fromkeys(hrefs), key=self._position), 1)}
        return self._text("toc.ncx", identifier=metadata.identifier(self.project), book_title=self.project.title,
                          authors=[creator.name for creator in self.project.creators],
                          entries=navigation.numbered(self._entries, order), depth=navigation.depth(self._entries),
                          pages=[{**page, "order": order[page["href"]]} for page in pages],
                          greatest=max((page["value"] for page in pages), default=0))

    @cached_property
    def _order(self) -> dict[str, int]:
        names = [name for leaf in self.leaves for name in (self.file(leaf), *(
            f"{self.file(leaf)}#{one}" for one in IDENTIFIER.findall(leaf.xhtml)))]
        return {name: place for place, name in reversed(list(enumerate(names)))}

    def _position(self, href: str) -> int:
        return self._order.get(href, self._order.get(href.split("#")[0], 0))

    def _search_keys(self) -> list[Document]:
        """The other forms of the glossary's terms, for reading systems that look words up (EPUB Dictionaries)."""
        ids = {one.term: one.id for one in self._definitions.values()}
        entries = [{"href": self.address(ids[term.term]), "term": term.term,
                    "forms": [form for form in dict.fromkeys(term.forms) if form != term.term]}
                   for term in self.composition.terms if term.term in ids]
        if not entries:
            return []
        return [Document("glossary-keys", "glossary-keys.xml", "application/vnd.epub.search-key-map+xml",
                         self._text("search-key-map.xml", entries=entries), ("search-key-map", "glossary"))]



def prepare(project: Project, context: Context) -> None:
    """Make what needs neither the text nor its pages, so that `context.keep` has it: the style, and the cover."""
    _flat(context, project.theme)
    if context.cover:
        _cover(context)


def _flat(context: Context, theme: str) -> str:
    css = stylesheet.sheet(context.styles, theme, "epub")
    return context.keep(("epub style", css), lambda: flatten(css))


def _cover(context: Context) -> bytes:
    return scaled(Resource(COVER, JPEG, context.cover), context.keep)


def _fit_for_readers(body: str) -> str:
    """Terms called notes as well, without which Thorium opens no pop-up; what is for the typesetter taken out."""
    body = body.replace('epub:type="glossref"', 'epub:type="glossref noteref"')
    return re.sub(r'(<p class="uses")(?:\s+data-(?:uses|pages)="[^"]*")+', r"\1", body)


