"""Set the same text with publish, WeasyPrint, Typst and LuaLaTeX, and read from the PDFs how even the lines are.

    python benchmarks/justification/compare.py [--words 120000] [--seed 1] [--text FILE] [--times 3] [--keep DIR]
                                               [--picture FILE --pages 4-5]

Every engine is given the same face, size, measure, page, language and indent. The figures come from the positions of
the glyphs in the PDFs, by one and the same reader (publish.typeset.paragraph.evenness). CPU is that of the child
process, imports included; runs of publish and WeasyPrint alternate, and the ratio is the median of the pairs.
Typst is the package `typst`; LuaLaTeX is Debian's texlive-luatex, texlive-latex-recommended, texlive-lang-english.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.justification.prose import Chapter, Run, book      # noqa: E402
from publish.typeset.paragraph.evenness import read_lines, running_text, spread  # noqa: E402

SIZE, LEADING, INDENT = 10.5, 14.0, 12.6            # pt
PAGE, MARGINS = (148, 210), (17, 22, 20)            # mm; top, sides, foot: a measure of 104 mm
NATURAL = 0.233                                     # em: the space of Source Serif Pro
FACES = {"Regular": (400, "normal"), "It": (400, "italic")}


def main() -> int:
    """Set the text, print the table, and keep the PDFs if asked; 1 if an engine is missing."""
    options = _options()
    folder = Path(options.keep or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    chapters = _from_text(Path(options.text).read_text(encoding="utf-8")) if options.text \
        else book(options.seed, options.words)
    (folder / "book.html").write_text(_html(chapters), encoding="utf-8")
    (folder / "book.typ").write_text(_typst(chapters), encoding="utf-8")
    (folder / "book.tex").write_text(_latex(chapters), encoding="utf-8")
    pairs = [(_run(folder, "publish"), _run(folder, "weasyprint")) for _ in range(options.times)]
    found = {"typst": find_spec("typst"), "lualatex": shutil.which("lualatex")}
    missing = [name for name, place in found.items() if not place]
    if "typst" not in missing:
        _run(folder, "typst")
    if "lualatex" not in missing:
        _latex_run(folder)
    _table(folder, missing)
    if options.picture:
        _picture(folder, Path(options.picture), [int(page) for page in options.pages.split("-")])
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    print(f"CPU of publish over WeasyPrint's: {ratio:.2f} (pairs: "
          + ", ".join(f"{ours:.1f}/{theirs:.1f} s" for ours, theirs in pairs) + ")")
    for name in missing:
        print(f"{name} is not installed: its row is missing", file=sys.stderr)
    if not options.keep:
        shutil.rmtree(folder)
    return 1 if missing else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=int, default=120_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text", help="set this plain text instead (paragraphs between empty lines)")
    parser.add_argument("--times", type=int, default=3, help="pairs of runs for the CPU ratio")
    parser.add_argument("--keep", help="folder for the sources and the PDFs")
    parser.add_argument("--picture", help="PNG of facing pages by each engine, side by side")
    parser.add_argument("--pages", default="4-5", help="the facing pages of the picture")
    return parser.parse_args()


def _from_text(text: str) -> tuple[Chapter, ...]:
    """A plain text as one chapter: its long paragraphs, with quotation marks made typographic."""
    text = re.sub(r"(^|[\s(\[])\"", "\\1\u201c", text).replace('"', "\u201d")
    text = re.sub(r"(^|[\s(\[\u201c])'", "\\1\u2018", text).replace("'", "\u2019")
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return (Chapter("Text", tuple((Run(part),) for part in paragraphs if len(part) > 60)),)


# sources --------------------------------------------------------------

def _font(name: str) -> str:
    return str(files("font_source_serif_pro").joinpath(f"files/SourceSerifPro-{name}.otf"))


def _html(chapters: tuple[Chapter, ...]) -> str:
    faces = "".join(f"@font-face{{font-family:'Source Serif Pro';src:url('file://{_font(name)}');font-weight:{weight};"
                    f"font-style:{style}}}" for name, (weight, style) in FACES.items())
    top, side, foot = MARGINS
    style = (f"@page{{size:{PAGE[0]}mm {PAGE[1]}mm;margin:{top}mm {side}mm {foot}mm;"
             "@bottom-center{content:counter(page);font-size:8pt}}"
             f"html{{font:{SIZE}pt/{LEADING}pt 'Source Serif Pro';hyphens:auto;text-align:justify;"
             "hyphenate-character:'-'}body{margin:0}p{margin:0;widows:2;orphans:2}"
             f"p+p{{text-indent:{INDENT}pt}}h1{{font-size:14pt;line-height:28pt;margin:0;text-align:center;"
             "font-weight:400;break-before:page;break-after:avoid}")
    body = "".join(f"<h1>{_escape(chapter.title)}</h1>" + "".join(
        "<p>" + "".join(f"<em>{_escape(run.text)}</em>" if run.italic else _escape(run.text) for run in paragraph)
        + "</p>" for paragraph in chapter.paragraphs) for chapter in chapters)
    return f"<!DOCTYPE html><html lang=en-GB><meta charset=utf-8><style>{faces}{style}</style><body>{body}"


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _typst(chapters: tuple[Chapter, ...]) -> str:
    def mark(text: str) -> str:
        return re.sub(r"([\\#$*_`<>@\[\]~=/-])", r"\\\1", text).replace("\u00a0", "~")

    top, side, foot = MARGINS
    head = (f"#set page(width: {PAGE[0]}mm, height: {PAGE[1]}mm, margin: (top: {top}mm, x: {side}mm, bottom: {foot}mm),"
            " numbering: \"1\")\n"
            f"#set text(font: \"Source Serif Pro\", size: {SIZE}pt, lang: \"en\", region: \"GB\", hyphenate: true, "
            f"top-edge: 10pt, bottom-edge: {10 - LEADING}pt)\n#set smartquote(enabled: false)\n"
            f"#set par(justify: true, leading: 0pt, spacing: 0pt, first-line-indent: {INDENT}pt)\n")
    return head + "".join(f"#pagebreak(weak: true)\n#align(center, text(size: 14pt)[{mark(chapter.title)}])\n\n"
                          + "\n\n".join("".join(f"#emph[{mark(run.text)}]" if run.italic else mark(run.text)
                                                for run in paragraph) for paragraph in chapter.paragraphs) + "\n\n"
                          for chapter in chapters)


def _latex(chapters: tuple[Chapter, ...]) -> str:
    def mark(text: str) -> str:
        return re.sub(r"([#$%&_{}])", r"\\\1", text).replace("\u00a0", "~")

    folder = str(Path(_font("Regular")).parent) + "/"
    top, side, foot = MARGINS
    head = (r"\documentclass{article}\usepackage{fontspec}\usepackage[british]{babel}\usepackage{microtype}"
            rf"\usepackage[paperwidth={PAGE[0]}mm,paperheight={PAGE[1]}mm,top={top}mm,hmargin={side}mm,bottom={foot}mm,"
            r"footskip=10mm,headsep=0pt,headheight=0pt]{geometry}"
            rf"\setmainfont{{SourceSerifPro}}[Path={folder},Extension=.otf,UprightFont=*-Regular,ItalicFont=*-It]"
            r"\begin{document}\raggedbottom\widowpenalty=10000\clubpenalty=10000"
            rf"\fontsize{{{SIZE}bp}}{{{LEADING}bp}}\selectfont\setlength{{\parindent}}{{{INDENT}bp}}"
            r"\setlength{\parskip}{0pt}" + "\n")
    return head + "".join(rf"\clearpage\begin{{center}}{mark(chapter.title)}\end{{center}}" + "\n\n"
                          + "\n\n".join("".join(rf"\emph{{{mark(run.text)}}}" if run.italic else mark(run.text)
                                                for run in paragraph) for paragraph in chapter.paragraphs) + "\n\n"
                          for chapter in chapters) + r"\end{document}"


# engines --------------------------------------------------------------

ENGINES = {
    "publish": "from publish.typeset.paragraph import total_fit\nfrom weasyprint import HTML\n"
               "with total_fit() as account:\n    HTML('book.html').write_pdf('publish.pdf')\nprint(account)",
    "weasyprint": "from weasyprint import HTML\nHTML('book.html').write_pdf('weasyprint.pdf')",
    "typst": f"import typst\nfonts = [{str(Path(_font('It')).parent)!r}]\n"
             "typst.compile('book.typ', output='typst.pdf', font_paths=fonts)",
}


def _run(folder: Path, engine: str) -> float:
    """Run an engine in a process of its own and return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH"))))
    subprocess.run([sys.executable, "-c", ENGINES[engine]], cwd=folder, check=True,
                   env={**os.environ, "PYTHONPATH": path})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _latex_run(folder: Path) -> None:
    with open(folder / "lualatex.out", "w", encoding="utf-8") as log:
        subprocess.run(["lualatex", "-interaction=nonstopmode", "book.tex"], cwd=folder, stdout=log, check=True)
    (folder / "book.pdf").replace(folder / "lualatex.pdf")


def _table(folder: Path, missing: list[str]) -> None:
    columns = ("mean", "sd", "p5", "p95", "tight", "loose", "hyphens", "ladders", "runts")
    print("| engine | lines | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 2) + "|")
    for name in ("publish", "weasyprint", "typst", "lualatex"):
        if name in missing:
            continue
        found = spread(running_text(read_lines((folder / f"{name}.pdf").read_bytes()), NATURAL), INDENT)
        cells = [f"{found[column]:.1%}" if column in ("tight", "loose", "hyphens") else
                 f"{found[column]:.2f}" if isinstance(found[column], float) else str(found[column])
                 for column in columns]
        print(f"| {name} | {found['lines']} | " + " | ".join(cells) + " |")


def _picture(folder: Path, path: Path, pages: list[int]) -> None:
    """The facing pages of every engine, one pair above the other, with the engine's name beside them."""
    pairs = []
    for name in ("publish", "typst", "lualatex"):
        if (folder / f"{name}.pdf").exists():
            document = pypdfium2.PdfDocument(folder / f"{name}.pdf")
            sheets = [document[page - 1].render(scale=110 / 72).to_pil() for page in pages]
            pairs.append((name, sheets))
    width = sum(sheet.width for sheet in pairs[0][1])
    height = pairs[0][1][0].height + 24
    picture = Image.new("RGB", (width, height * len(pairs)), "white")
    for row, (name, sheets) in enumerate(pairs):
        ImageDraw.Draw(picture).text((8, row * height + 6), name, fill="black", font_size=14)
        for column, sheet in enumerate(sheets):
            picture.paste(sheet, (column * sheet.width, row * height + 24))
    picture.quantize(16).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
