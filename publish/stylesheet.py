"""Stylesheets and faces: the publication's own styles laid over the built-in ones, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources, util
from pathlib import Path
from typing import Any

import yaml

from publish.config import Project
from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error, warning
from publish.model import Face
from publish.yamlfile import parse

FACES = "faces.yaml"
PRINTERS = "printers.yaml"
BLEED = 5.0          # mm on every side of the layout: the most that a printer in printers.yaml asks for
POINT = 25.4 / 72    # mm
Fetch = Callable[[str], bytes]
STYLES = ("regular", "italic", "bold", "bold-italic")


def folder() -> Path:
    """Where the built-in styles are: beside the package in a checkout, inside it when installed."""
    inside = Path(str(resources.files("publish"))) / "_styles"
    return inside if inside.is_dir() else Path(str(resources.files("publish"))).parent / "styles"


def built_in() -> dict[str, bytes]:
    """Every built-in style file by its path below styles/."""
    root = folder()
    return {str(path.relative_to(root)).replace("\\", "/"): path.read_bytes()
            for path in sorted(root.rglob("*")) if path.suffix in (".css", ".yaml", ".icc", ".txt")}


def gather(own: Mapping[str, bytes], theme: str, span: Span | None) -> dict[str, str]:
    """Style files by path below styles/, the publication's own in place of the built-in ones; error: unknown theme.

    What faces.yaml and printers.yaml of the publication name is added to what the built-in ones name.
    """
    known = built_in()
    files = {**known, **own}
    files |= {name: _added(name, known[name], own[name]) for name in (FACES, PRINTERS)
              if own.get(name, known[name]) != known[name]}
    themes = sorted(Path(name).stem for name in files if re.fullmatch(r"themes/[a-z0-9-]+\.css", name))
    if theme not in themes:
        raise PublishError(error("unknown-theme", f"there is no theme '{theme}'", span, did_you_mean(theme, themes)),
                           exit_code=2)
    try:
        return {name: data.decode("utf-8") for name, data in files.items() if name.endswith((".css", ".yaml", ".txt"))}
    except UnicodeDecodeError:
        wrong = [name for name, data in files.items() if not name.endswith(".icc")
                 and data.decode("utf-8", "replace").encode() != data]
        raise PublishError(*(error("style-encoding", "is not UTF-8", Span(f"styles/{name}"), "save it as UTF-8")
                             for name in wrong), exit_code=2) from None


def _added(name: str, known: bytes, own: bytes) -> bytes:
    """A YAML file of names with the publication's own over them, two levels deep."""
    values, more = parse(name, known).value, parse(f"styles/{name}", own).value or {}
    if not isinstance(more, dict):
        raise PublishError(error("wrong-type", "is not a list of names", Span(f"styles/{name}", 1),
                                 f"write it as the built-in {name} is written"), exit_code=2)
    for key, value in more.items():
        both = isinstance(values.get(key), dict) and isinstance(value, dict) and name == PRINTERS
        values[key] = {**values[key], **value} if both else value
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False).encode()


def unknown_names(styles: Mapping[str, str], project: Project) -> tuple[Diagnostic, ...]:
    """An error for each trim, printer and sheet of the metadata that is not in printers.yaml."""
    known = _entries(PRINTERS, styles[PRINTERS])
    named = (("trims", "trim", project.print.trim, ("print", "trim")),
             ("printers", "target", project.print.target, ("print", "target")),
             ("sheets", "sheet", project.booklet.sheet, ("booklet", "sheet")))
    return tuple(error(f"unknown-{kind}", f"there is no {kind} '{name}' in {PRINTERS}", project.span(*place),
                       did_you_mean(name, known[group]))
                 for group, kind, name, place in named if name and name not in known[group])


def idle(own: Mapping[str, bytes], theme: str) -> tuple[Diagnostic, ...]:
    """Warnings of the publication's style files that nobody reads, and of its theme's tokens that nothing asks for."""
    known, found = built_in(), []
    for name, data in own.items():
        path, kind = f"styles/{name}", Path(name).suffix
        if kind in (".css", ".yaml") and name not in known and Path(name).parent.name not in ("themes", "covers"):
            found.append(warning("style-idle", "has the name of no style file, so it does nothing", Span(path),
                                 did_you_mean(name, known)))
        if name == f"themes/{theme}.css":
            text, tokens = data.decode("utf-8", "replace"), _set(known["tokens.css"].decode())
            found += [warning("token-unknown", f"no style asks for '--{token}'", Span(path, line),
                              did_you_mean(token, tokens)) for token, line in _set(text).items() if token not in tokens
                      and f"--{token})" not in text]
    return tuple(found)


def _set(css: str) -> dict[str, int]:
    """The custom properties that a stylesheet sets, each with its line."""
    text = re.sub(r"/\*.*?\*/", lambda one: "\n" * one[0].count("\n"), css, flags=re.S)
    return {one[1]: text.count("\n", 0, one.start()) + 1 for one in re.finditer(r"--([\w-]+)\s*:", text)}


def sheet(styles: Mapping[str, str], theme: str, edition: str) -> str:
    """The stylesheet of an edition: tokens, the theme's tokens, elements, then what the medium demands."""
    names = ("tokens.css", f"themes/{theme}.css", "base.css", f"editions/{edition}.css")
    return "\n".join(styles[name] for name in names if name in styles)


def token(styles: Mapping[str, str], theme: str, name: str) -> str:
    """The value of a custom property as the theme leaves it ("" when nobody sets it)."""
    built, own = _tokens(styles.get("tokens.css", "")), _tokens(styles.get(f"themes/{theme}.css", ""))
    return own.get(name, built.get(name, ""))


@lru_cache(16)
def _tokens(css: str) -> Mapping[str, str]:
    """The custom properties of a stylesheet as it leaves them."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return {one[1]: one[2].strip() for one in re.finditer(r"(?<![\w-])--([\w-]+)\s*:\s*([^;}]+)(?=[;}])", plain)}


@lru_cache(16)
def _entries(name: str, text: str) -> Mapping[str, Any]:
    """What a YAML file among the styles names."""
    return parse(f"styles/{name}", text.encode()).value or {}


def _string(text: str) -> str:
    """A CSS string (CSS Syntax Level 3, 4.3.5): everything but plain letters, digits and spaces escaped."""
    return '"' + "".join(one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in text) + '"'


@dataclass(frozen=True)
class PageSize:
    """A trimmed page and its text block: lengths in mm, `text` and `line` (the distance of base lines) in points.

    `bottom` is what `lines` whole lines leave of the height, so that full pages end level.
    """

    width: float
    height: float
    inner: float
    top: float
    outer: float
    bottom: float
    text: float
    line: float
    lines: int


def page_size(styles: Mapping[str, str], theme: str, trim: str, span: Span | None = None, step: int = 0) -> PageSize:
    """The page that a trim and a theme make together; `step` adds lines to it or takes them away.

    Errors: an unknown trim (exit 2).
    """
    trims = _entries(PRINTERS, styles[PRINTERS])["trims"]
    if trim not in trims:
        raise PublishError(error("unknown-trim", f"there is no trim '{trim}' in {PRINTERS}", span,
                                 did_you_mean(trim, trims)), exit_code=2)
    one = trims[trim]

    def number(name: str) -> float:
        value = token(styles, theme, f"page-{name}")
        try:
            return float(value)
        except ValueError:
            raise PublishError(error("bad-token", f"--page-{name} is '{value}', not a number",
                                     Span(f"styles/themes/{theme}.css"), "give a plain number"), exit_code=2) from None
    text = max(one["text"] * number("text-scale"), number("text-least"))
    line = round(text * one["leading"] / one["text"] * number("leading-scale") * 4) / 4
    inner, top, outer, bottom = (one[name] * number("margin-scale") for name in ("inner", "top", "outer", "bottom"))
    lines = int((one["height"] - top - bottom) / (line * POINT)) + step
    bottom = one["height"] - top - lines * line * POINT
    return PageSize(one["width"], one["height"], inner, top, outer, bottom, text, line, lines)


def steps(styles: Mapping[str, str], theme: str) -> tuple[int, ...]:
    """The lines that a theme allows to be added to a page (+) or taken from it (-), the smallest change first."""
    more, fewer = (int(token(styles, theme, f"fit-{name}")) for name in ("tighten", "loosen"))
    return tuple(sorted((*range(1, more + 1), *range(-1, -fewer - 1, -1)), key=lambda step: (abs(step), -step)))


def _less(length: float) -> float:
    """A length cut to four digits: rounded up, a foot margin would leave no room for the last line of the page."""
    return int(length * 10000) / 10000


def page_sheet(styles: Mapping[str, str], theme: str, trim: str, openings: str, span: Span | None = None,
               step: int = 0, title: str = "", author: str = "") -> str:
    """The stylesheet of the layout of the pages: sheet() for PDF, then the page's figures as custom properties.

    `title` and `author` are the book's for the running heads; without them the title page's title and `title` are used.
    """
    page = page_size(styles, theme, trim, span, step)
    values = {"trim-width": f"{page.width:g}mm", "trim-height": f"{page.height:g}mm", "bleed": f"{BLEED:g}mm",
              "margin-inner": f"{page.inner:g}mm", "margin-outer": f"{page.outer:g}mm",
              "margin-top": f"{page.top:g}mm", "margin-bottom": f"{_less(page.bottom):.4f}mm",
              "text-size": f"{page.text:g}pt",
              "line": f"{page.line:g}pt", "lines": str(page.lines), "measure": "auto",
              "title": _string(title) if title else "string(book)",
              "author": _string(author) if author else "var(--title)",
              "chapter-break": {"page": "page", "recto": "recto"}.get(openings, "auto"),
              "chapter-sink": "var(--heading-before)" if openings == "run-on" else "var(--opening-sink)"}
    root = "".join(f"--{name}:{value};" for name, value in values.items())
    return f"{sheet(styles, theme, 'pdf')}\n:root{{{root}}}\n"


def families(styles: Mapping[str, str], theme: str) -> tuple[str, ...]:
    """The families that a theme names first in its --face-… tokens, in order, each once."""
    names = []
    for role in ("text", "display", "sans"):
        value = token(styles, theme, f"face-{role}")
        first = value.split(",")[0].strip().strip("\"'")
        if first and not first.startswith("var(") and first not in names:
            names.append(first)
    return tuple(names)


def faces(styles: Mapping[str, str], theme: str, fetch: Fetch) -> tuple[Face, ...]:
    """The faces of a theme; error[face-missing] with what to install when one is not there.

    Faces that come from no package are files of the publication below styles/, which `fetch` reads.
    """
    known = _entries(FACES, styles[FACES])
    faults: list[Diagnostic] = []
    found: list[Face] = []
    for family in families(styles, theme):
        if family not in known:
            faults.append(error("face-missing", f"the theme '{theme}' names '{family}', which is not in {FACES}",
                                Span(f"styles/themes/{theme}.css"), did_you_mean(family, known)))
            continue
        found += _family(family, known[family], theme, faults, fetch)
    if faults:
        raise PublishError(*faults)
    return tuple(found)


def _family(family: str, entry: object, theme: str, faults: list[Diagnostic], fetch: Fetch) -> Iterable[Face]:
    files = entry.get("files") if isinstance(entry, Mapping) else None
    if not isinstance(files, Mapping) or not files.get("regular"):
        faults.append(error("face-missing", f"the face '{family}' has no file for regular", Span(f"styles/{FACES}"),
                            "write 'files: {regular: FILE}'"))
        return
    for style in STYLES:
        data = _read(entry, str(files[style]), fetch) if files.get(style) else None
        if data is not None and not _characters(data):
            faults.append(error("face-broken", f"the face '{family}' ({style}) is not a font that can be read",
                                Span(f"styles/{FACES}"), f"put another file in the place of {files[style]}"))
        elif data is not None:
            yield Face(family, 700 if "bold" in style else 400, "italic" if "italic" in style else "normal",
                       Path(str(files[style])).name, data,
                       (_read(entry, str(entry.get("licence") or ""), fetch) or b"").decode("utf-8", "replace"))
        elif files.get(style):
            faults.append(error("face-missing", f"the face '{family}' ({style}) of the theme '{theme}' was not found",
                                Span(f"styles/{FACES}"),
                                str(entry.get("install") or _install(entry, str(files[style])))))


def _install(entry: Mapping, name: str) -> str:
    return f"pip install {entry['package']}" if "package" in entry else f"put the file at styles/{name}"


def _read(entry: Mapping, name: str, fetch: Fetch) -> bytes | None:
    """A file of a face: of its package, or of the publication; None when there is none."""
    try:
        if "package" not in entry:
            return fetch(f"styles/{name}") if name else None
        spec = util.find_spec(str(entry["package"]))
        roots = spec.submodule_search_locations if spec else None
        return (Path(next(iter(roots))) / name).read_bytes() if roots and name else None
    except (OSError, ImportError, ValueError, PublishError):
        return None


@cache
def _characters(data: bytes) -> frozenset[int]:
    import uharfbuzz
    return frozenset(uharfbuzz.Face(data).unicodes)


# Spaces, joiners, soft hyphens and marks of direction: nothing is printed for them, or what any face has.
INVISIBLE = frozenset((0x9, 0xA, 0xD, 0x20, 0xA0, 0xAD, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F,
                       *range(0x2060, 0x206A), 0x3000, *range(0xFE00, 0xFE10), 0xFEFF))


def missing_glyphs(text: Iterable[str], found: tuple[Face, ...]) -> tuple[str, ...]:
    """The characters of a text that no upright face of the theme has, in order of code point."""
    covered = frozenset().union(*(_characters(face.data) for face in found if face.style == "normal"))
    return tuple(sorted(letter for letter in set(text) if ord(letter) not in covered and ord(letter) not in INVISIBLE))


def font_faces(found: tuple[Face, ...], address: Callable[[Face], str]) -> str:
    """@font-face rules for faces; `address` gives the URL at which an edition keeps each."""
    return "\n".join(f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
                     f'src:url("{address(face)}")}}' for face in found)
