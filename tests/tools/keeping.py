"""A cache in memory, for what keeps pieces of a book by their texts."""

from __future__ import annotations

from collections.abc import Callable


def keeping(kept: dict) -> Callable:
    """What keeps pieces as the cache does: those that are not in `kept` are made in one call."""
    def each(texts, make):
        wanted = [number for number, text in enumerate(texts) if text not in kept]
        for number, result in zip(wanted, make(wanted) if wanted else ()):
            kept[texts[number]] = result
        return [kept[text] for text in texts]
    return each
