"""Whole publications, a folder each, and one that is generated; each is rendered once by the real stages."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from publish.errors import Diagnostic
from publish.model import Composition, Context
from publish.pipeline import Publication, edition
from tests.tools.process import command

HERE = Path(__file__).parent
SIXTY = "sixty-chapters"
FOLDERS = tuple(sorted(path.parent.name for path in HERE.glob("*/metadata.yaml")))
NAMES = (*FOLDERS, SIXTY)
FACES = {"right-to-left": (("DejaVuSans.ttf", "DejaVu Sans:style=Book"), ("DejaVuSans-Bold.ttf", "DejaVu Sans:style=Bold"))}


@dataclass(frozen=True)
class Built:
    """A publication as it was composed and rendered: a path for each ending, and what was found on the way."""

    name: str
    composition: Composition
    context: Context
    files: dict[str, Path]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def epub(self) -> Path:
        """The EPUB."""
        return self.files[".epub"]

    @property
    def html(self) -> Path:
        """The web page."""
        return self.files[".html"]

    @property
    def pdf(self) -> Path:
        """The PDF for the screen."""
        return self.files[".pdf"]


def place(name: str, folder: Path) -> Path:
    """A publication's folder, ready to be built."""
    root = folder / name
    if name == SIXTY:
        generate(root)
    else:
        shutil.copytree(HERE / name, root)
    for file, pattern in FACES.get(name, ()):
        found = subprocess.run([command("fc-match", "fontconfig"), "--format=%{file}", pattern], capture_output=True,
                               text=True, check=True).stdout
        assert Path(found).name == file, f"{pattern} is not installed; fontconfig offers {found}"
        shutil.copy(found, root / "styles" / file)
    return root


def build(name: str, folder: Path, editions: tuple[str, ...] = ("html", "epub")) -> Built:
    """Read, normalise, merge, compose, render and check."""
    publication = Publication(place(name, folder))
    files: dict[str, Path] = {}
    found: list[Diagnostic] = []
    for wanted in editions:
        made = publication.render(wanted)
        found += edition(wanted).check(made, publication.composition)
        for file in made:
            path = folder / f"{name}{file.name.removeprefix(publication.project.slug)}"
            path.write_bytes(file.data)
            files[file.name.removeprefix(publication.project.slug)] = path
    context = publication.context(edition("epub"))
    return Built(name, publication.composition, context, files, tuple(dict.fromkeys((*publication.diagnostics, *found))))


def generate(root: Path) -> None:
    """A novel of sixty chapters in four parts, with notes and a glossary."""
    root.mkdir(parents=True)
    (root / "metadata.yaml").write_text(
        "title: The Sixty Gates\ncreators: [{name: Ada Miller}]\nlanguage: en-GB\ndate: 2024\nsource: text.md\n"
        "glossary: {file: glossary.yaml, link: first-in-chapter}\neditions: [html, epub]\n", encoding="utf-8")
    (root / "glossary.yaml").write_text(
        "".join(f"- {{term: {term}, definition: '{meaning}'}}\n" for term, meaning in
                (("sluice", "A gate for water."), ("weir", "A low dam."), ("race", "A channel that leads to a wheel."))),
        encoding="utf-8")
    (root / "text.md").write_text("\n\n".join(_chapter(number) for number in range(1, 61)) + "\n", encoding="utf-8")


def _chapter(number: int) -> str:
    part = f"# Book {number // 15 + 1} {{.part}}\n\n" if number % 15 == 1 else ""
    words = ("water", "stone", "oak", "iron", "winter", "keeper", "bank", "wheel")
    sentence = " ".join(words[(number * step + 3) % len(words)] for step in range(1, 9))
    paragraph = f"Gate {number}: the sluice by the weir and the race, {sentence}, and nobody went down to look."
    return (f"{part}## The gate numbered {number}\n\n{paragraph}[^n{number}]\n\n{paragraph}\n\n### A lock\n\n{paragraph}\n\n"
            f"[^n{number}]: The keeper’s note to gate {number}.")
