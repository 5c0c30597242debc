"""A cover's sheet and page: measures as custom properties, a design from styles/covers/, the words in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish import stylesheet
from publish.config import Project
from publish.editions.cover import title as titles
from publish.editions.cover.barcode import bars
from publish.errors import PublishError, did_you_mean, error
from publish.model import Context
from publish.templates import templates

SPINE_TYPE = (6.0, 16.0)     # pt: the least that prints well and the most that looks well
SPINE_SIZE = 0.72            # of the line's height, as editions/cover.css sets it
LEADING = 1.45               # of the blurb, as editions/cover.css sets it
BARCODE = 36.0               # mm above the foot's margin that the barcode and its room take
MM = 72 / 25.4


@dataclass(frozen=True)
class Wrap:
    """The sheet of a cover in mm: front and back of `width` by `height`, the spine between them, bleed all round.

    `words` says whether the spine carries text, `clear` how far that stays from its folds; `front_only` is the store's.
    """

    width: float
    height: float
    spine: float = 0.0
    bleed: float = 0.0
    words: bool = False
    clear: float = 1.5
    front_only: bool = False
    right_to_left: bool = False

    @property
    def breadth(self) -> float:
        """The width of the whole, without bleed."""
        return self.width if self.front_only else 2 * self.width + self.spine


def design(styles: Mapping[str, str], project: Project) -> str:
    """The name of the design: the metadata's, else the theme's; error (exit 2): an unknown one."""
    known = sorted(name[7:-4] for name in styles if re.fullmatch(r"covers/[a-z0-9-]+\.css", name))
    name = project.cover.design or stylesheet.token(styles, project.theme, "cover-design")
    if name not in known:
        raise PublishError(error("unknown-design", f"there is no cover design '{name}' in styles/covers/",
                                 project.span("cover", "design"), did_you_mean(name, known)), exit_code=2)
    return name


def sheet(context: Context, project: Project, wrap: Wrap) -> tuple[str, str]:
    """XHTML and CSS of a cover."""
    styles = context.styles
    own = styles[f"covers/{design(styles, project)}.css"]
    setting, subtitle = _title(own, project, context)
    unit = wrap.width / 100
    words, spine_type = _spine(project, context, wrap)
    number = project.identifiers.get("print", "")
    blurb = [one for one in re.split(r"\n\s*\n", project.cover.blurb or project.description) if one.strip()]
    front, back = (0.0, wrap.width + wrap.spine) if wrap.right_to_left else (wrap.breadth - wrap.width, 0.0)
    values = {"u": unit, "front-width": wrap.width, "wrap-width": wrap.breadth, "wrap-height": wrap.height,
              "front-left": front, "back-left": back, "spine-left": wrap.width, "spine-width": wrap.spine,
              "cover-bleed": wrap.bleed, "title-size": setting.size * unit, "spine-type": spine_type,
              "blurb-size": _blurb(blurb, context, project, own, wrap)}
    css = "\n".join((styles["tokens.css"], styles[f"themes/{project.theme}.css"], styles["editions/cover.css"], own,
                     ":root{" + "".join(f"--{name}:{value:.4f}mm;" for name, value in values.items()) + "}",
                     _colours(project.cover.colour)))
    xhtml = templates("publish.editions.cover").get_template("cover.xhtml").render(
        p=project, whole=not wrap.front_only, rows=setting.rows, subtitle=subtitle, spine_words=words,
        author=_author(project), blurb=blurb, picture=project.cover.image,
        bars=bars(number, project.cover.price) if number else None)
    return xhtml, css


def _spine(project: Project, context: Context, wrap: Wrap) -> tuple[tuple[str, ...], float]:
    """The words of the spine (title and author, the title alone, or none) and the height of their line in mm.

    They stay clear of the folds, and of head and foot by eight hundredths of the front's width.
    """
    high = min(max(wrap.spine - 2 * wrap.clear, 0) * .95, SPINE_TYPE[1] / MM)
    size = high * SPINE_SIZE
    if not wrap.words or size * MM < SPINE_TYPE[0]:
        return (), high
    face = _face(context, project, "text", 700)
    room = (wrap.height - .16 * wrap.width) / size
    for words in ((project.title, _author(project)), (project.title,)):
        if sum(titles.width(word, face) for word in words) + 2 * len(words) <= room:
            return words, high
    return (), high


def _blurb(blurb: Sequence[str], context: Context, project: Project, own: str, wrap: Wrap) -> float:
    """The size of the blurb in mm: the design's, or what lets it stand above the barcode."""
    wanted = re.search(r"--blurb-size\s*:\s*([\d.]+)mm", own) or \
        re.search(r"--blurb-size\s*:\s*([\d.]+)mm", context.styles["editions/cover.css"])
    high = wrap.height - wrap.width * .26 - BARCODE
    face = _face(context, project, "text", 400)
    return titles.block(blurb, face, wrap.width * .76, high, float(wanted.group(1)), LEADING)


def _face(context: Context, project: Project, role: str, weight: int) -> bytes:
    """The upright face of a role in a weight, or in whatever weight there is."""
    family = stylesheet.token(context.styles, project.theme, f"face-{role}").split(",")[0].strip().strip("\"'")
    found = {one.weight: one.data for one in context.faces if one.family == family and one.style == "normal"}
    return found.get(weight) or next(iter(found.values()))


def _author(project: Project) -> str:
    return ", ".join(one.name for one in project.creators)


def _title(own: str, project: Project, context: Context) -> tuple[titles.Setting, tuple[str, ...]]:
    """The title in the place and the face that the design gives it, and the subtitle's lines."""
    wanted = dict(re.findall(r"--title-([a-z]+)\s*:\s*([^;]+);", own))
    if project.cover.image:
        wanted |= dict(re.findall(r"--pictured-([a-z]+)\s*:\s*([^;]+);", own))
    role, _, weight = wanted["face"].strip().partition("-")
    number = {name: float(wanted[name]) for name in ("width", "height", "most", "leading")}
    face = _face(context, project, role, 700 if weight == "bold" else 400)
    setting = titles.fit(project.title, face, number["width"], number["height"], number["most"], number["leading"])
    below = dict(re.findall(r"--subtitle-([a-z]+)\s*:\s*([^;]+);", own))
    broad = float(below["width"]) / float(below["size"])
    return setting, titles.lines(project.subtitle, _face(context, project, role, 400), broad)


def _colours(ground: str) -> str:
    """A ground of the metadata's own, with whichever of black and white stands out more from it (WCAG 2.2, 1.4.3)."""
    if not ground:
        return ""
    red, green, blue = (_linear(int(ground[at:at + 2], 16) / 255) for at in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    ink = "#ffffff" if 1.05 / (light + .05) >= (light + .05) / .05 else "#000000"
    return f":root{{--cover-ground:{ground};--cover-ink:{ink}}}"


def _linear(part: float) -> float:
    return part / 12.92 if part <= .04045 else ((part + .055) / 1.055) ** 2.4
