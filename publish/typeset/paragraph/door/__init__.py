"""The one door to WeasyPrint's inside; nothing else in this package imports it.

`inside` names what is used, for the one version it is known in. With another version nothing is replaced, with
`Settings.total_fit` off nothing that breaks lines, and the account says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from publish.typeset.paragraph.door import inside_pages
from publish.typeset.paragraph.door.hooks import Hooks
from publish.typeset.paragraph.door.inside import KNOWN_VERSION, REPLACED, version
from publish.typeset.paragraph.door.levelling import Leveller
from publish.typeset.paragraph.door.notes import kept_notes
from publish.typeset.paragraph.door.styles import shared_styles
from publish.typeset.paragraph.settings import Account, Settings


@contextmanager
def total_fit(settings: Settings = Settings()) -> Iterator[Account]:
    """Within the context, documents that WeasyPrint lays out and writes have their paragraphs set by total fit.

    Yields the account of what was planned and what was left to WeasyPrint. On leaving, WeasyPrint's own functions are
    in place again. Layout and writing must both happen inside; contexts do not overlap between threads.
    """
    account = Account()
    if version() != KNOWN_VERSION:
        account.off = f"WeasyPrint {version()} instead of {KNOWN_VERSION}"
        yield account
        return
    if not settings.total_fit:
        account.off = "switched off by the theme"
        with kept_notes(), shared_styles():
            yield account
        return
    names = (*REPLACED, *inside_pages.REPLACED) if settings.level else REPLACED
    before = [(module, name, getattr(module, name)) for module, name in names]
    originals = {name: function for _, name, function in before}
    hooks = Hooks(settings, account, originals)
    leveller = Leveller(settings, account, originals)
    stand_ins = {name: getattr(leveller, name) for _, name in inside_pages.REPLACED}
    try:
        for module, name, _ in before:
            setattr(module, name, stand_ins.get(name) or hooks.stand_in(name))
        with kept_notes(), shared_styles():
            yield account
    finally:
        for module, name, function in before:
            setattr(module, name, function)
