"""Galleys and margins, made up into one document."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Stream, String

from publish.typeset import founts
from publish.typeset.galley import Galley, Node, Overlay
from publish.typeset.makeup import Place
from publish.typeset.source import Source
from publish.typeset.structure import Structure

ADDRESS = "publication:#"
Set = tuple[int, Object, float]                 # a page as it stands in the book: its place, and how far it was moved
Target = tuple[Object, float, float, str]       # page, left and top in points, the page's label


@dataclass(frozen=True)
class Mark:
    """A bookmark: the id it leads to, its words, and its depth from 1."""

    id: str
    title: str
    depth: int


@dataclass(frozen=True)
class Joining:
    """All that becomes one document; what is on a galley's pages is taken out of the list when it has been joined.

    `shift` is how far a verso's text stands from a recto's, in points; a galley's pages were set as recto,
    verso, recto … `titles` are the words for the targets of links, by id. `programs` are font programs by SHA-256.
    """

    galleys: list[Galley]
    places: Sequence[Place]
    overlays: Sequence[Overlay | None]
    shift: float
    marks: Sequence[Mark]
    titles: Mapping[str, str]
    programs: Mapping[str, bytes]
    language: str


def join(job: Joining) -> bytes:
    """One PDF of all pages: boxes with bleed, fonts, structure, links, outline and page labels; no metadata."""
    pdf = Pdf.new()
    pieces = _Pieces(pdf)
    fonts = founts.dictionary(pdf, (fount for one in (*job.galleys, *filter(None, job.overlays))
                                    for fount in one.founts), job.programs)
    pages: dict[tuple[int, int], Set] = {}
    structure = Structure(pdf)
    sources = []
    for number, places in groupby(enumerate(zip(job.places, job.overlays)), lambda one: one[1][0].galley):
        if number < 0:
            for _ in places:
                _blank(pdf, job.galleys[0])
            continue
        source = Source(pdf, job.galleys[number].pdf)
        own = []
        for index, (place, overlay) in places:
            page = source.page(place.page)
            moved = job.shift * ((place.page % 2 == 0) - place.recto)
            page.BleedBox = page.MediaBox
            page.Contents = pieces.contents(page.Contents, moved, overlay)
            page.Resources = _resources(page.Resources, fonts, overlay)
            page.StructParents = index
            page.Tabs = Name.S
            own.append((index, page, moved))
            pages[number, place.page] = own[-1]
        structure.add(job.galleys[number].tree, own, lambda page, link, own=own: own[page][1].Annots[link])
        sources += source.ended()
        job.galleys[number] = replace(job.galleys[number], pdf=b"", tree=Node(""), founts=())
    targets = _targets(job, pages)
    links = _links(pages, targets, job.titles)
    structure.finish(len(job.places))
    wanted = {mark.id for mark in job.marks} | {str(link.get("/Dest")) for some in links.values() for link in some}
    _destinations(pdf, {name: target for name, target in targets.items() if name in wanted})
    _outline(pdf, job.marks, targets)
    _labels(pdf, job.places)
    pdf.Root.Lang = String(job.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, min_version="1.7",
             compress_streams=True)
    for one in sources:
        one.close()
    return target.getvalue()


class _Pieces:
    """The streams that stand around the content of pages, each once in the document."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.known: dict[bytes, Object] = {}

    def contents(self, body: Object, moved: float, overlay: Overlay | None) -> Object:
        """A page's content: the galley's, moved sideways, and the margins."""
        if not moved and overlay is None:
            return body
        shift = b"1 0 0 1 %.6f 0 cm" % moved if moved else b""
        parts = [self._stream(b"q " + shift), body, self._stream(b"Q q")]
        if overlay is not None:
            parts.append(Stream(self.pdf, overlay.content))
        return Array([*parts, self._stream(b"Q")])

    def _stream(self, data: bytes) -> Object:
        if data not in self.known:
            self.known[data] = self.pdf.make_indirect(Stream(self.pdf, data))
        return self.known[data]


def _blank(pdf: Pdf, like: Galley) -> None:
    """A page with nothing on it."""
    bleed, width, height = like.bleed, like.width, like.height
    bleeding = Array([-bleed, -bleed, width + bleed, height + bleed])
    page = pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=bleeding, BleedBox=bleeding, Resources=Dictionary(),
                                        TrimBox=Array([0, 0, width, height]), Contents=Stream(pdf, b"")))
    pdf.pages.append(Page(page))


def _resources(own: Object, fonts: Object, overlay: Overlay | None) -> Object:
    """A galley's resources with the fonts of the whole book and the opacities of the margins."""
    own.Font = fonts
    for kind in ("/Pattern", "/Shading", "/XObject"):
        if kind in own and not own[kind].keys():
            del own[kind]
    for name, value in overlay.states if overlay else ():
        if f"/{name}" not in own.ExtGState:
            own.ExtGState[f"/{name}"] = Dictionary({"/CA" if name.startswith("A") else "/ca": value})
    return own



def _targets(job: Joining, pages: Mapping[tuple[int, int], Set]) -> dict[str, Target]:
    """Where each id stands: page, left and top in points, and the page's label."""
    found: dict[str, Target] = {}
    for place in job.places:
        if place.galley >= 0:
            _, page, moved = pages[place.galley, place.page]
            for anchor in job.galleys[place.galley].anchors[place.page]:
                found.setdefault(anchor.id, (page, anchor.left + moved, anchor.top, place.label))
    return found


def _links(pages: Mapping[tuple[int, int], Set], targets: Mapping[str, Target],
           titles: Mapping[str, str]) -> dict[tuple[int, int], list[Object]]:
    """The link annotations of each page, pointed at places in the book and described for those who cannot see them.

    What is not shown anywhere (an element that the stylesheet hides) is looked for on the page of the link.
    """
    found: dict[tuple[int, int], list[Object]] = {}
    for key, (_, page, moved) in pages.items():
        found[key] = []
        for annotation in list(page.get("/Annots", ())):
            address = str(annotation.A.URI)
            name = address.removeprefix(ADDRESS)
            annotation.F = 4
            if moved:
                left, bottom, right, top = map(float, annotation.Rect)
                annotation.Rect = Array([round(left + moved, 4), bottom, round(right + moved, 4), top])
            if name == address:
                annotation.Contents = String(address)
            else:
                del annotation["/A"]
                annotation.Dest = String(name) if name in targets else Array([page, Name.Fit])
                annotation.Contents = String(titles.get(name) or (targets[name][3] if name in targets else name))
            found[key].append(annotation)
    return found


def _destinations(pdf: Pdf, targets: Mapping[str, Target]) -> None:
    """Named destinations (ISO 32000-1, 12.3.2.3), in the order of their bytes."""
    names = Array()
    for name in sorted(targets, key=lambda one: bytes(String(one))):
        names.append(String(name))
        names.append(_destination(targets[name]))
    if len(names):
        pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=names)))


def _destination(target: Target) -> Array:
    page, left, top, _ = target
    return Array([page, Name.XYZ, round(left, 3), round(top, 3), 0])


def _outline(pdf: Pdf, marks: Sequence[Mark], targets: Mapping[str, Target]) -> None:
    """Bookmarks nested by depth (ISO 32000-1, 12.3.3), all open at the first level, for what is shown on a page."""
    marks = [mark for mark in marks if mark.id in targets]
    if not marks:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=sum(1 for mark in marks if mark.depth == 1)))
    above: list[tuple[int, Object]] = [(0, root)]
    for mark in marks:
        while above[-1][0] >= mark.depth:
            above.pop()
        parent = above[-1][1]
        item = pdf.make_indirect(Dictionary(Title=String(mark.title), Parent=parent,
                                            Dest=_destination(targets[mark.id])))
        if "/Last" in parent:
            item.Prev, parent.Last.Next = parent.Last, item
        else:
            parent.First = item
        parent.Last = item
        if parent is not root:
            parent.Count = int(parent.get("/Count", 0)) - 1
        above.append((mark.depth, item))
    pdf.Root.Outlines = root
    pdf.Root.PageMode = Name.UseOutlines


def _labels(pdf: Pdf, places: Sequence[Place]) -> None:
    """Page labels: roman for the front matter, decimal for the rest (ISO 32000-1, 12.4.2)."""
    ranges = Array()
    for index, place in enumerate(places):
        before = places[index - 1] if index else None
        if before is None or before.roman != place.roman or before.number + 1 != place.number:
            ranges.append(index)
            ranges.append(Dictionary(S=Name.r if place.roman else Name.D, St=place.number))
    pdf.Root.PageLabels = Dictionary(Nums=ranges)


