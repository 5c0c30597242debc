"""python -m benchmarks.making EDITION: composes the book in this folder and writes one edition; what is measured.

The text is taken as Markdown that needs no cleaning, as pandoc takes it: nothing is read and normalised first.
"""

from __future__ import annotations

import sys
from pathlib import Path

from publish.model import Manuscript
from publish.pipeline import Publication


def make(edition: str) -> None:
    """Compose book.md and write the edition beside it."""
    publication = Publication(Path())
    publication.__dict__["manuscript"] = Manuscript(blocks=(), markdown=Path("book.md").read_text(encoding="utf-8"))
    for file in publication.render(edition):
        Path(f"book{Path(file.name).suffix}").write_bytes(file.data)


if __name__ == "__main__":
    make(sys.argv[1])
