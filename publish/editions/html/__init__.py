"""One self-contained web page: styles, faces and pictures inside; works from a file, offline and without scripts.

What makes it is imported when it is made, which is in a process of its own.
"""

from __future__ import annotations

from publish.editions.pieces import Each, every
from publish.errors import Diagnostic
from publish.model import Composition, Context, Edition, File


def render(composition: Composition, context: Context) -> tuple[File, ...]:
    """SLUG.html."""
    from publish.editions.html import page
    return page.render(composition, context)


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Findings: an id twice, a link that leads nowhere, anything loaded from elsewhere; pictures without text."""
    from publish.editions.html import preflight
    return preflight.check(files, composition, each)


EDITION = Edition("html", (".html",), render, check)
