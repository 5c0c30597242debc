"""python docs/gallery.py: the pictures of the README, drawn from real builds of this repository's publications."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
OUT = Path(__file__).parent / "pages"
RESOLUTION = 88            # pixels an inch: an A5 page is 513 pixels wide, two stand side by side in a README
GROUND = (214, 211, 205)
GAP = 14


def main() -> None:
    """Build what is shown and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        seed = _built(ROOT, Path(folder) / "seed", "html", "pdf", "print", "booklet", "cover")
        _spread(seed, ".pdf", (1, 4), "title-and-contents")
        _spread(seed, ".pdf", (6, 7), "pages")
        _spread(seed, ".pdf", (22, 23), "glossary")
        _spread(seed, "-booklet.pdf", (13,), "booklet")
        _spread(seed, "-cover.pdf", (1,), "cover")
        _spread(seed, "-print.pdf", (5,), "print")
        _screens(next(seed.glob("*.html")))
        for name, page in (("verse", 5), ("notes", 8)):
            case = _built(ROOT / "tests" / "cases" / name, Path(folder) / name, "pdf")
            _spread(case, ".pdf", (page,), name)


def _built(source: Path, folder: Path, *editions: str) -> Path:
    ignore = shutil.ignore_patterns("dist", ".*", "node_modules", "tests", "publish", "benchmarks", "docs") \
        if source == ROOT else None
    shutil.copytree(source, folder, ignore=ignore)
    subprocess.run([sys.executable, "-m", "publish", "-q", "-C", str(folder), "build", *editions], check=True, cwd=ROOT)
    return folder / "dist"


def _screens(page: Path) -> None:
    """The web page at a desk in the light and on a phone in the dark, side by side."""
    from playwright.sync_api import sync_playwright
    shots = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, scheme in ((1180, "light"), (390, "dark")):
            tab = browser.new_page(viewport={"width": width, "height": 780}, color_scheme=scheme)
            tab.goto(page.as_uri())
            tab.evaluate("document.querySelector('section.chapter').scrollIntoView({ behavior: 'instant' })")
            tab.wait_for_timeout(300)
            shots.append(page.with_name(f"shot-{width}.png"))
            tab.screenshot(path=shots[-1])
        browser.close()
    _mount([Image.open(shot).convert("RGB") for shot in shots], "web", GAP)


def _spread(dist: Path, ending: str, numbers: tuple[int, ...], name: str) -> None:
    """Some pages of a file, side by side on a ground."""
    pdf = min(dist.glob(f"*{ending}"), key=lambda path: len(path.name))
    drawn = _pages(pdf, dist / f"page-{name}", RESOLUTION)
    pages = [Image.open(drawn[number - 1]).convert("RGB") for number in numbers]
    _mount(pages, name, 2)


def _mount(pages: list[Image.Image], name: str, between: int) -> None:
    width = sum(page.width for page in pages) + GAP * 2 + (len(pages) - 1) * between
    sheet = Image.new("RGB", (width, max(page.height for page in pages) + GAP * 2), GROUND)
    left = GAP
    for page in pages:
        sheet.paste(page, (left, GAP))
        left += page.width + between
    OUT.mkdir(exist_ok=True)
    sheet.quantize(48).save(OUT / f"{name}.png", optimize=True)


def _pages(pdf: Path, stem: Path, resolution: int) -> list[Path]:
    subprocess.run(["pdftoppm", "-png", "-r", str(resolution), str(pdf), str(stem)], check=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))


if __name__ == "__main__":
    main()
