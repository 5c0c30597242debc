"""python -m benchmarks.imposition: three hundred pages made into a booklet, beside other tools that do it.

Each is a process of its own that reads the same A5 pages and writes A4 sheets to fold once and put inside each other.
Ours also moves the pages for the creep of the paper and draws marks; the others do neither. The peers come with the
extra `bench`: pdfimpose (on MuPDF) and pypdf (Python alone).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from benchmarks import book
from benchmarks.measure import Cost, Task, alternate, middle, ratio

PAGES, RUNS, WORDS = 300, 5, 110_000
METADATA = """title: Three Hundred Pages
creators: [{name: Nobody}]
language: en-GB
source: book.md
editions: [pdf]
print: {trim: A5}
"""
OURS = """
import pikepdf
from publish.editions.booklet.impose import Sheet, impose, sides
from publish.editions.press import pdfx
pdf = pikepdf.open("pages.pdf")
count = len(pdf.pages)
pdfx.strip(pdf)
impose(pdf, sides(count), Sheet(297, 210, 148, 210, creep=.125))
pdf.save("booklet.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
"""
PYPDF = """
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
pages, writer = PdfReader("pages.pdf").pages, PdfWriter()
width, height = map(float, (pages[0].trimbox.width, pages[0].trimbox.height))
for number in range(len(pages) // 2):
    pair = (len(pages) - 1 - number, number)
    sheet = PageObject.create_blank_page(width=2 * width, height=height)
    for place, page in enumerate(pair if number % 2 == 0 else pair[::-1]):
        sheet.merge_transformed_page(pages[page], Transformation().translate(place * width, 0))
    writer.add_page(sheet)
writer.write("booklet.pdf")
"""


def main() -> None:
    """Make the pages, check that every tool makes as many sides, and print what each costs and the ratios to ours."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = _pages(folder / "book")
        found = alternate(_tasks(pages), folder, RUNS)
        sides = {len(pikepdf.open(path).pages) for path in folder.glob("*/booklet.pdf")}
    if sides != {PAGES // 2}:
        raise SystemExit(f"the tools made {sides} sides, not {PAGES // 2} each")
    print(table(found))


def table(found: dict[str, Sequence[Cost]]) -> str:
    """A line for each tool: median CPU seconds and MiB of the process, and how many times ours its CPU seconds are."""
    ours = next(iter(found.values()))
    lines = [f"| {PAGES} pages imposed by | CPU s | MiB | times ours |", "|---|--:|--:|--:|"]
    for tool, costs in found.items():
        one = middle(costs)
        lines.append(f"| {tool} | {one.cpu:.2f} | {one.peak:.0f} | {ratio(costs, ours, 'cpu'):.1f} |")
    return "\n".join(lines)


def _pages(folder: Path) -> Path:
    """The pages of a generated book, set by the program itself, cut to the wanted number."""
    folder.mkdir()
    (folder / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (folder / "book.md").write_text(book.markdown(WORDS), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "publish", "-q", "-C", str(folder), "build"], check=True)
    path = folder / "pages.pdf"
    with pikepdf.open(next((folder / "dist").glob("*.pdf"))) as pdf:
        if len(pdf.pages) < PAGES:
            raise SystemExit(f"the book has {len(pdf.pages)} pages, fewer than {PAGES}")
        del pdf.pages[PAGES:]
        pdf.save(path)
    return path


def _tasks(pages: Path) -> tuple[Task, ...]:
    def prepare(room: Path) -> None:
        (room / "pages.pdf").symlink_to(pages)
    saddle = (sys.executable, "-m", "pdfimpose", "saddle", "--signature", "2x1", "--group", "0", "-o", "booklet.pdf",
              "pages.pdf")
    return tuple(Task(tool, (command,), prepare, ("booklet.pdf",)) for tool, command in (
        ("publish", (sys.executable, "-c", OURS)), ("pdfimpose", saddle), ("pypdf", (sys.executable, "-c", PYPDF))))


if __name__ == "__main__":
    main()
