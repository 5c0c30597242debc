"""Heads and folios are kept page by page, but for those that something is to be said of."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from publish.errors import error
from publish.typeset.overlays import Overlays


@pytest.mark.parametrize(("found", "count"), [((), 2), ((error("typeset", "a glyph is missing"),), 0)])
def test_margins_with_findings_are_set_again(found, count):
    """What was found of them is found each time, so a second build tells of it as well."""
    written = []
    shop = SimpleNamespace(key=lambda *parts: parts[-1], cache=SimpleNamespace(write=lambda *entry: written.append(entry)))
    overlays = Overlays(shop, "", "en", "A Title")
    overlays.take(["one", "two"], (["first", "second"], found))
    assert overlays.made == {"one": "first", "two": "second"} and overlays.found == list(found)
    assert len(written) == count
