"""The normalised text as pandoc Markdown, readable and reviewable, and the ledger of every change."""

from __future__ import annotations

import json

from publish.editions.pieces import Each, every
from publish.errors import Diagnostic
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.md and SLUG.ledger.json."""
    slug = composition.project.slug
    entries = [entry.as_dict() for entry in composition.ledger]
    return (File(f"{slug}.md", composition.markdown.encode()),
            File(f"{slug}.ledger.json", (json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode()))


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Nothing of its own: normalisation proves on every run that no word is lost."""
    return ()


EDITION = Edition("markdown", (".md", ".ledger.json"), render, check)
