"""Real reading systems, foliate-js and epub.js, in Chromium: what a reader would see of an EPUB."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools.browser import page_of
from tests.tools.process import NODE_MODULES, node_module
from tests.tools.server import serve

HERE = Path(__file__).parent
NEEDS = {"foliate": ("foliate-js/view.js",), "epubjs": ("epubjs/dist/epub.min.js", "jszip/dist/jszip.min.js")}


@dataclass(frozen=True)
class Section:
    """A document of the spine as shown: its address in the book and the text on its pages."""

    href: str
    text: str


@dataclass(frozen=True)
class Target:
    """An entry of the contents or the page list: where it led.

    `section` is the position in the spine (-1: nowhere), `text` begins with the first words at that place.
    """

    label: str
    href: str
    section: int
    text: str


@dataclass(frozen=True)
class Popup:
    """A reference that was clicked and the text that popped up for it."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True)
class Opened:
    """An EPUB as a reading system showed it; `faults` is what it and the browser complained of."""

    title: str
    language: str
    sections: tuple[Section, ...]
    contents: tuple[Target, ...]
    pages: tuple[Target, ...]
    popups: tuple[Popup, ...]
    faults: tuple[str, ...]


def foliate(browser: Any, epub: Path, *, popups_per_section: int = 2) -> Opened:
    """Open an EPUB in foliate-js: show every section, follow every entry of contents and page list, click references.

    In every section the first `popups_per_section` references of each kind (noteref, glossref) are clicked.
    """
    return _read(browser, epub, "foliate", popups_per_section)


def epubjs(browser: Any, epub: Path) -> Opened:
    """Open an EPUB in epub.js 0.3: show every section and follow every entry of contents and page list.

    It has no pop-ups: a click on a reference follows the link.
    """
    return _read(browser, epub, "epubjs", 0)


def _read(browser: Any, epub: Path, engine: str, popups: int) -> Opened:
    for path in NEEDS[engine]:
        node_module(path)
    with serve(books=epub.parent, hosts=HERE, node_modules=NODE_MODULES) as address, \
            page_of(browser, f"{address}/hosts/{engine}.html") as page:
        page.wait_for_function("typeof window.read === 'function'")
        seen = page.evaluate("([url, popups]) => read(url, popups)", [f"{address}/books/{epub.name}", popups])
        faults = tuple(page.faults) + tuple(seen["faults"])
    return Opened(seen["title"], seen["language"], tuple(Section(**section) for section in seen["sections"]),
                  tuple(Target(**target) for target in seen["contents"]),
                  tuple(Target(**target) for target in seen["pages"]),
                  tuple(Popup(**popup) for popup in seen["popups"]), faults)
