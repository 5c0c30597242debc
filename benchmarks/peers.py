"""The same editions by other tools, from the same Markdown."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pypandoc

from benchmarks.measure import Task

SOURCE = "book.md"
READ = ("-f", "markdown-smart", "--metadata", "title=A book", "--metadata", "lang=en-GB")


def pandoc_and_weasyprint(text: Path) -> Task:
    """pandoc to HTML, pandoc to EPUB, and pandoc to WeasyPrint to tagged PDF, one after the other."""
    pandoc = pypandoc.get_pandoc_path()
    weasyprint = Path(sys.executable).with_name("weasyprint")
    html = (pandoc, *READ, "-s", "--toc", "--embed-resources", "-o", "book.html", SOURCE)
    epub = (pandoc, *READ, "--toc", "-o", "book.epub", SOURCE)
    pages = (pandoc, *READ, "-s", "--toc", "-t", "html", "-o", "pages.html", SOURCE)
    pdf = (str(weasyprint), "--pdf-tags", "pages.html", "book.pdf")
    return Task("pandoc, pandoc, pandoc and WeasyPrint", (html, epub, pages, pdf),
                lambda room: shutil.copy(text, room / SOURCE))
