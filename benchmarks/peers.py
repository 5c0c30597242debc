"""The same words by other tools."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pypandoc
import yaml

from benchmarks.measure import Task

SOURCE = "book.md"
STYLE = Path(__file__).parent / "page.css"
READ = ("-f", "markdown-smart", "--metadata", "title=A book", "--metadata", "lang=en-GB")


def words(publication: Path, folder: Path) -> Path:
    """What a built publication says, as one Markdown file: its text, and its glossary as a list of definitions."""
    text = next((publication / "dist").glob("*.md")).read_text(encoding="utf-8")
    for glossary in publication.glob("seeds/glossary.yaml"):
        terms = yaml.safe_load(glossary.read_text(encoding="utf-8"))
        text += "\n\n# Glossary\n\n" + "".join(f"{term['term']}\n:   {term['definition']}\n\n" for term in terms)
    path = folder / "words.md"
    path.write_text(text, encoding="utf-8")
    return path


def pandoc_and_weasyprint(text: Path, style: Path | None = None) -> Task:
    """pandoc to HTML, pandoc to EPUB, and pandoc to WeasyPrint to tagged PDF, one after the other.

    Without a style the pages are those of pandoc's own stylesheet: A4, ragged, without hyphenation.
    """
    pandoc = pypandoc.get_pandoc_path()
    weasyprint = Path(sys.executable).with_name("weasyprint")
    html = (pandoc, *READ, "-s", "--toc", "--embed-resources", "-o", "book.html", SOURCE)
    epub = (pandoc, *READ, "--toc", "-o", "book.epub", SOURCE)
    pages = (pandoc, *READ, "-s", "--toc", "-t", "html", "-o", "pages.html", SOURCE)
    pdf = (str(weasyprint), "--quiet", "--pdf-tags", *(("--stylesheet", str(style)) if style else ()),
           "pages.html", "book.pdf")
    name = "pandoc and WeasyPrint" + (f", {style.name}" if style else "")
    return Task(name, (html, epub, pages, pdf), lambda room: shutil.copy(text, room / SOURCE))


def typst(text: Path) -> Task:
    """pandoc to Typst to PDF: pages alone, with pandoc's own template."""
    compile_ = "import typst; typst.compile('book.typ', output='book.pdf')"
    commands = ((pypandoc.get_pandoc_path(), *READ, "-s", "-t", "typst", "-o", "book.typ", SOURCE),
                (sys.executable, "-c", compile_))
    return Task("pandoc and Typst", commands, lambda room: shutil.copy(text, room / SOURCE))
