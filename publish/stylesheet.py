"""Stylesheets and faces: the publication's own styles laid over the built-in ones, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources, util
from pathlib import Path

from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error
from publish.model import Face
from publish.yamlfile import parse

FACES = "faces.yaml"
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
    """Style files by path below styles/, the publication's own in place of the built-in ones; error: unknown theme."""
    files = {**built_in(), **own}
    themes = sorted(Path(name).stem for name in files if re.fullmatch(r"themes/[a-z0-9-]+\.css", name))
    if theme not in themes:
        raise PublishError(error("unknown-theme", f"there is no theme '{theme}'", span, did_you_mean(theme, themes)),
                           exit_code=2)
    return {name: data.decode("utf-8") for name, data in files.items() if name.endswith((".css", ".yaml", ".txt"))}


def sheet(styles: Mapping[str, str], theme: str, edition: str) -> str:
    """The stylesheet of an edition: tokens, the theme's tokens, elements, then what the medium demands."""
    names = ("tokens.css", f"themes/{theme}.css", "base.css", f"editions/{edition}.css")
    return "\n".join(styles[name] for name in names if name in styles)


def token(styles: Mapping[str, str], theme: str, name: str) -> str:
    """The value of a custom property as the theme leaves it ("" when nobody sets it)."""
    found = ""
    for source in ("tokens.css", f"themes/{theme}.css"):
        for match in re.finditer(rf"--{re.escape(name)}\s*:\s*([^;]+);", styles.get(source, "")):
            found = match.group(1).strip()
    return found


def families(styles: Mapping[str, str], theme: str) -> tuple[str, ...]:
    """The families that a theme names first in its --face-… tokens, in order, each once."""
    names = []
    for role in ("text", "display", "sans"):
        value = token(styles, theme, f"face-{role}")
        first = value.split(",")[0].strip().strip("\"'")
        if first and not first.startswith("var(") and first not in names:
            names.append(first)
    return tuple(names)


def faces(styles: Mapping[str, str], theme: str) -> tuple[Face, ...]:
    """The faces of a theme; error[face-missing] with what to install when one is not there."""
    known = parse(FACES, styles[FACES].encode()).value
    faults: list[Diagnostic] = []
    found: list[Face] = []
    for family in families(styles, theme):
        if family not in known:
            faults.append(error("face-missing", f"the theme '{theme}' names the face '{family}', which is not in {FACES}",
                                Span(f"styles/themes/{theme}.css"), did_you_mean(family, known)))
            continue
        found += _family(family, known[family], theme, faults)
    if faults:
        raise PublishError(*faults)
    return tuple(found)


def _family(family: str, entry: Mapping, theme: str, faults: list[Diagnostic]) -> Iterable[Face]:
    for style in STYLES:
        name = entry["files"].get(style)
        if not name:
            continue
        path = _place(entry, name)
        if path is None or not path.is_file():
            faults.append(error("face-missing", f"the face '{family}' ({style}) of the theme '{theme}' was not found",
                                Span(f"styles/{FACES}"), entry.get("install") or f"pip install {entry.get('package', '')}"))
            continue
        licence = _place(entry, entry["licence"])
        yield Face(family, 700 if "bold" in style else 400, "italic" if "italic" in style else "normal", path.name,
                   path.read_bytes(), licence.read_text("utf-8") if licence and licence.is_file() else "")


def _place(entry: Mapping, name: str) -> Path | None:
    if "package" not in entry:
        return Path(name)
    spec = util.find_spec(entry["package"])
    roots = spec.submodule_search_locations if spec else None
    return Path(next(iter(roots))) / name if roots else None


@cache
def _characters(data: bytes) -> frozenset[int]:
    import uharfbuzz
    return frozenset(uharfbuzz.Face(data).unicodes)


INVISIBLE = frozenset((0x9, 0xA, 0xD, 0x20, 0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0x200E, 0x200F, 0x202F, 0x2009, 0x200A))


def missing_glyphs(text: str, found: tuple[Face, ...]) -> tuple[str, ...]:
    """The characters of a text that no upright face of the theme has, in order of code point."""
    covered = frozenset().union(*(_characters(face.data) for face in found if face.style == "normal"))
    return tuple(sorted(letter for letter in set(text) if ord(letter) not in covered and ord(letter) not in INVISIBLE))


def font_faces(found: tuple[Face, ...], address: Callable[[Face], str]) -> str:
    """@font-face rules for faces; `address` gives the URL at which an edition keeps each."""
    return "\n".join(f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
                     f'src:url("{address(face)}")}}' for face in found)
