"""The words of a publication as they were shaped and divided, kept from one build to the next."""

from __future__ import annotations

from typing import Any

FRESH = 100         # words that were shaped here for the first time from which on it is worth keeping them
MOST = 20_000       # words: where there are more, those that are kept stay as they are


class Vocabulary:
    """What the processes of a shop know of words. `shop` has `key`, `kept`, `keep` and a `cache`."""

    def __init__(self, shop: Any) -> None:
        self.shop, self.known = shop, False

    def recall(self) -> None:
        """Know, in this process, the words that earlier builds have shaped and divided."""
        from publish.typeset.paragraph.door import faces
        if not self.known:
            self.known = True
            faces.learn(*(self.shop.kept(self.shop.key("vocabulary")) or ({}, {})))

    def remember(self) -> None:
        """Keep the words that are known here for later builds, when there are many more of them, else what was kept."""
        self.shop.cache.used.add(self.shop.key("vocabulary"))       # although nothing may have been set this time
        if not self.known:
            return
        from publish.typeset.paragraph.door import faces
        words, opportunities = faces.vocabulary() if faces.fresh() >= FRESH else ({}, {})
        if 0 < sum(map(len, words.values())) < MOST:
            self.shop.keep(self.shop.key("vocabulary"), (words, opportunities))
