"""The margins of a book's pages, set in batches and kept page by page."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from hashlib import sha256

from publish.errors import Diagnostic
from publish.typeset import folios
from publish.typeset.folios import Margins
from publish.typeset.galley import Overlay
from publish.typeset.markup import rules
from publish.typeset.shop import Shop, Task

BATCH = 48                  # pages whose margins are set as one document
WEIGHT = 420                # characters of text that are set in the time of one page's margins, as measured


class Overlays:
    """What stands in the margins, by what it depends on; `found` is what there was to say of it."""

    def __init__(self, shop: Shop, css: str, language: str, title: str) -> None:
        self.shop, self.css, self.language, self.title = shop, css, language, title
        self.hidden = rules("folios.css")
        self.style = sha256((css + self.hidden).encode()).hexdigest()
        self.made: dict[Margins, Overlay] = {}
        self.found: list[Diagnostic] = []

    def missing(self, wanted: Iterable[Margins | None]) -> tuple[list[Task], list[list[Margins]]]:
        """The tasks of setting those of the wanted margins that are not there, and which margins each sets."""
        fresh = [one for one in dict.fromkeys(wanted) if one and one not in self.made]
        for one in fresh:
            kept = self.shop.kept(self._key(one))
            if kept is not None:
                self.made[one] = kept
        fresh = [one for one in fresh if one not in self.made]
        batches = [fresh[start:start + BATCH] for start in range(0, len(fresh), BATCH)]
        return [self._task(batch) for batch in batches], batches

    def _key(self, one: Margins) -> str:
        return self.shop.key("margins", self.style, self.language, repr(one))

    def _task(self, batch: Sequence[Margins]) -> Task:
        xhtml, numbers, which = folios.document(batch, self.language, self.title)
        return Task("overlays", (xhtml, which, self.css, self.hidden, numbers), WEIGHT * len(batch))

    def take(self, batch: Sequence[Margins], result: tuple[Sequence[Overlay], Sequence[Diagnostic]]) -> None:
        """Take what a task has set, and keep it unless there is something to say of it, which is said each time."""
        overlays, found = result
        self.found.extend(one for one in found if one not in self.found)
        for one, overlay in zip(batch, overlays):
            self.made[one] = overlay
            if not found:
                self.shop.cache.write(self._key(one), pickle.dumps(overlay, protocol=5))
