"""Printers as data: what styles/printers.yaml demands of a file, and the caliper of paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publish.config import Paper, Project
from publish.editions.markup import direction
from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error
from publish.yamlfile import parse

FILE = "printers.yaml"
DEFAULT = "offset"


@dataclass(frozen=True)
class Printer:
    """What a printer demands. Lengths in mm, `line` and `type` in pt, `ink` in percent, resolutions in pixels an inch.

    `inside` holds (pages, least inner margin) in order; `spine` mm a page by colour of paper, with `plus`.
    """

    name: str
    title: str
    variant: str
    colour: str
    profile: str
    ink: float
    bleed: float
    bleed_spine: float
    bleed_always: bool
    marks: bool
    inside: tuple[tuple[int, float], ...]
    outside: float
    top: float
    bottom: float
    least: int
    most: int
    multiple: int
    blank_last: bool
    trims: tuple[str, ...]
    image: float
    line_art: float
    line: float
    type: float
    spine: Mapping[str, float]
    cover_bleed: float
    cover_safe: float

    def gutter(self, pages: int) -> float:
        """The least inner margin of a book of so many pages, mm."""
        return next((margin for most, margin in self.inside if pages <= most), self.inside[-1][1])


@dataclass(frozen=True)
class Condition:
    """A printing condition: its name in the ICC's registry, and the profile that describes it."""

    name: str
    registry: str
    info: str
    profile: bytes


def right_to_left(project: Project) -> bool:
    """Whether the book opens from its other end, since its language is written from right to left."""
    return direction(project.language) == "rtl"


def _values(styles: Mapping[str, str]) -> Mapping:
    return parse(FILE, styles[FILE].encode()).value


def printer(styles: Mapping[str, str], project: Project) -> Printer:
    """The printer that the metadata or --target names, the offset printer when neither does; error: an unknown one."""
    known = _values(styles)["printers"]
    name = project.print.target or DEFAULT
    if name not in known:
        raise PublishError(error("unknown-target", f"there is no printer '{name}' in {FILE}",
                                 project.span("print", "target"), did_you_mean(name, known)), exit_code=2)
    one = known[name]
    bleed, margins, pages, fine, cover = (one[key] for key in ("bleed", "margins", "pages", "resolution", "cover"))
    return Printer(
        name, one["title"], one["variant"], one["colour"], one.get("profile", ""), one["ink"], bleed["outer"],
        bleed["spine"], bleed["when"] == "always", one["marks"], tuple(map(tuple, margins["inside"])),
        margins["outside"], margins["top"], margins["bottom"], pages["least"], pages["most"], pages["multiple"],
        pages["blank-last"],
        tuple(one.get("trims", ())), fine["image"], fine["line-art"], fine["line"], fine["type"], one["spine"],
        cover["bleed"], cover["safe"])


def condition(styles: Mapping[str, str], profiles: Mapping[str, bytes], name: str) -> Condition:
    """The printing condition of that name; error: a profile that is not there."""
    one = _values(styles)["profiles"].get(name)
    if one is None or one["file"] not in profiles:
        raise PublishError(error("profile-missing", f"the profile of '{name}' is not in styles/profiles/",
                                 Span(f"styles/{FILE}"), "put the ICC file there and name it in printers.yaml"))
    return Condition(one["condition"], one["registry"], one["info"], profiles[one["file"]])


def sheet_size(styles: Mapping[str, str], name: str, span: Span | None) -> tuple[float, float]:
    """Width and height of a desk printer's sheet, portrait, in mm; error: an unknown one."""
    known = _values(styles)["sheets"]
    if name not in known:
        raise PublishError(error("unknown-sheet", f"there is no sheet '{name}' in {FILE}", span,
                                 did_you_mean(name, known)), exit_code=2)
    return known[name]["width"], known[name]["height"]


def folding(styles: Mapping[str, str]) -> tuple[float, int]:
    """How far one leaf pushes the next out, as a factor of its caliper, and how many sheets one fold should hold."""
    values = _values(styles)["booklet"]
    return values["creep"], values["sheets"]


def caliper(styles: Mapping[str, str], paper: Paper, cover: bool = False) -> float:
    """The thickness of a leaf in mm: as measured, else grammage (g/m2) times bulk (cm3/g) in micrometres."""
    if paper.caliper and not cover:
        return paper.caliper
    default = _values(styles)["paper"]["cover"] if cover else _values(styles)["paper"]
    grammage = default["grammage"] if cover else paper.grammage or default["grammage"]
    bulk = default["bulk"] if cover else paper.bulk or default["bulk"]
    return grammage * bulk / 1000


def rules(one: Printer, project: Project, pages: int) -> tuple[Diagnostic, ...]:
    """What the printer forbids about the trim and the number of pages, each with the way out."""
    found = []
    if one.trims and project.print.trim not in one.trims:
        found.append(error("target-trim", f"{one.title} does not offer the trim {project.print.trim}",
                           project.span("print", "trim"), f"it offers {', '.join(one.trims)}"))
    if pages < one.least:
        found.append(error("target-pages", f"{one.title} binds at least {one.least} pages; this book has {pages}",
                           project.span("print"),
                           "choose a smaller trim, a larger theme, or chapters that begin a page"))
    if pages > one.most:
        found.append(error("target-pages", f"{one.title} binds at most {one.most} pages; this book has {pages}",
                           project.span("print"), "choose a larger trim, or publish the book in parts"))
    return tuple(found)


def spine(styles: Mapping[str, str], one: Printer, paper: Paper, pages: int) -> float:
    """The width of the spine in mm: by the printer's own figure, else by the caliper of the paper and of the cover."""
    if paper.colour in one.spine and not paper.caliper:
        return pages * one.spine[paper.colour] + one.spine.get("plus", 0)
    return pages / 2 * caliper(styles, paper) + 2 * caliper(styles, paper, cover=True)
