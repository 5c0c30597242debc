"""What an edition makes of pieces of a book, one by one, so that what has not changed need not be made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Make = Callable[[Sequence[int]], Iterable[Any]]
Each = Callable[[Sequence[str | bytes], Make], Sequence[Any]]


def every(texts: Sequence[str | bytes], make: Make) -> Sequence[Any]:
    """Make all pieces afresh; a cache has the same signature and makes those that it does not hold.

    `texts` say all that the pieces depend on; `make` makes those of the given numbers, in order.
    """
    return list(make(range(len(texts))))
