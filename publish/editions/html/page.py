"""Leaves -> the one file of the HTML edition."""

from __future__ import annotations

import base64
import hashlib
import html as entities
import re
from importlib import resources

from publish import stylesheet
from publish.editions import accessibility, popups
from publish.editions.html import faces, metadata, text
from publish.editions.markup import direction
from publish.editions.words import language_of, words
from publish.model import Composition, Context, File
from publish.templates import templates

OUTSIDE = ("contents", "imprint")      # leaves that stand beside the text: in the sidebar, and at the foot of the page
STRIP = re.compile(r"<annotation.*?</annotation>|<[^>]*>", re.S)
SIGNS = "0123456789¶×→….\u00a0"


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.html."""
    project, told = composition.project, words(composition.project.language)
    known = popups.definitions(composition)
    leaves = {leaf.id: text.body(leaf, known, told) for leaf in composition.leaves}
    outside = {leaf.kind: leaf for leaf in composition.leaves if leaf.kind in OUTSIDE}
    body = "\n".join(leaves[leaf.id] for leaf in composition.leaves if leaf.kind not in OUTSIDE)
    contents, imprint = (outside.get(kind) for kind in OUTSIDE)
    pictures = {one.name: one for one in composition.resources}
    style = _style(composition, context, "".join(leaves.values()))
    script = resources.files("publish.editions.html").joinpath("page.js").read_text("utf-8").strip()
    linked_data = metadata.linked_data(project, accessibility.assess(composition, accessibility.WCAG))
    page = templates("publish.editions.html").get_template("page.html").render(
        project=project, words=told, direction=direction(project.language), policy=_policy(style, script, linked_data),
        style=style,
        script=script, body=text.inlined(body, pictures), linked_data=linked_data,
        tags=list(metadata.tags(project)), contents=_list(leaves[contents.id]) if contents else "",
        contents_title=contents.title if contents else told["contents"], imprint=leaves[imprint.id] if imprint else "",
        first=composition.leaves[0].id, tongue=_tongue(project.language), icon=_icon(project.title))
    return (File(f"{project.slug}.html", page.encode()),)


def _tongue(language: str) -> str:
    """The attributes of what is said in another language than the text's, "" where it is the same."""
    own = language_of(language)
    return "" if own == language else f' lang="{own}" dir="{direction(own)}"'


def _list(contents: str) -> str:
    """The list of the contents without the element and the heading around it, which are the page's own."""
    return contents[contents.index("<ol"):contents.rindex("</ol>") + len("</ol>")]


def _style(composition: Composition, context: Context, body: str) -> str:
    """The style with the faces in it, under their new names."""
    styles, theme = context.styles, composition.project.theme
    css = _compact(stylesheet.sheet(styles, theme, "html"))
    roles = tuple(_family(stylesheet.token(styles, theme, f"face-{role}")) for role in ("text", "display", "sans"))
    heavy = stylesheet.token(styles, theme, "heading-weight") not in ("", "400", "normal")
    names = faces.new_names(face.family for face in context.faces)
    furniture = _furniture(composition)
    characters = set(entities.unescape(STRIP.sub("", body))) | furniture
    running, round_it = "".join(sorted(characters)), "".join(sorted(furniture))
    cut = [faces.subset(face, names[face.family], running if face.family in roles[:2] else round_it, context.keep)
           for face in faces.wanted(context.faces, body, heavy, roles)]
    for family, name in names.items():
        css = css.replace(f'"{family}"', f'"{name}"')
    programs = {(one.family, one.face.weight, one.face.style): one for one in cut}
    rules = stylesheet.font_faces(tuple(faces.renamed(one.face, one.family) for one in cut),
                                  lambda face: programs[face.family, face.weight, face.style].address())
    return f"{rules}\n{css}".replace("</", r"<\/")             # no stylesheet ends its element before its end


def _family(value: str) -> str:
    return value.split(",")[0].strip().strip("\"'")


def _furniture(composition: Composition) -> set[str]:
    """The characters of what stands round the text: the bar, the contents, and the signs of links."""
    headings = (heading.title for leaf in composition.leaves for heading in leaf.headings)
    return set("".join((SIGNS, composition.project.title, *words(composition.project.language).values(), *headings,
                        *(leaf.title for leaf in composition.leaves))))


def _compact(css: str) -> str:
    """A stylesheet without comments and without space at the ends of lines."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return "\n".join(line.strip() for line in css.splitlines() if line.strip())


def _policy(style: str, *scripts: str) -> str:
    """A content security policy that lets in this style, these scripts, and what the file itself holds."""
    hashes = " ".join(f"'{_hash(script)}'" for script in scripts)
    return ("default-src 'none'; base-uri 'none'; form-action 'none'; "
            f"style-src '{_hash(style)}'; script-src {hashes}; font-src data:; img-src data:")


def _hash(content: str) -> str:
    """A hash source (Content Security Policy 3, 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _icon(title: str) -> str:
    """The title's first letter as the page's icon, as an SVG data: address."""
    letter = next((one for one in title if one.isalnum()), "¶").upper()
    drawing = ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' fill='#222'/>"
               "<text x='16' y='24' font-family='serif' font-size='24' text-anchor='middle' fill='#fff'>"
               f"{letter}</text></svg>")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
