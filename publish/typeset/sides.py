"""On which side of a leaf each run begins: as far as is known while galleys are being set, and else as is likely."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from publish.typeset.galley import Galley
from publish.typeset.makeup import Run

TURNED = "html { --begins: verso }"     # a galley is set as if it began on a recto, unless it is told otherwise
LAST = 0.5          # how much of a run's last page is filled, in the mean


class Sides:
    """The runs of a book, of which some have been set; `turned` are those that are set as if they began on a verso."""

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        self.runs = runs
        self.weights = [sum(len(leaf.xhtml) for leaf in run.leaves) for run in runs]
        self.pages: dict[int, int] = {}
        self.turned: set[int] = set()

    def made(self, number: int, galley: Galley | None) -> None:
        """Take note of a run's galley; of nothing else that was set (-1)."""
        if number >= 0 and galley is not None:
            self.pages[number] = len(galley.anchors)

    def turn(self, number: int, verso: bool) -> None:
        """Let a run be set as if it began on this side."""
        (self.turned.add if verso else self.turned.discard)(number)

    def rules(self, number: int) -> tuple[str, ...]:
        """The stylesheet that tells a run's galley on which side it begins."""
        return (TURNED,) if number in self.turned else ()

    def verso(self, number: int) -> bool:
        """Whether a run begins on a verso, if those before it that are not yet set are as full as those that are."""
        begins = 0
        for earlier in range(number + 1):
            if self.runs[earlier].opens == "recto" and begins % 2:
                begins += 1
            if earlier < number:
                begins += self.pages.get(earlier) or self._likely(earlier)
        return begins % 2 == 1

    def _likely(self, number: int) -> int:
        known = [one for one, pages in self.pages.items() if pages > 2]
        if not known:
            return 1
        full = sum(self.weights[one] for one in known) / sum(self.pages[one] - LAST for one in known)
        return max(1, ceil(self.weights[number] / full))
