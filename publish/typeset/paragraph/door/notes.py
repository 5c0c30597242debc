"""Notes at the foot of the page on which they are called.

Where the second line of a paragraph does not fit above the notes of the first, WeasyPrint 70.0 would rather put those
notes off to the next page than begin the paragraph there; the notes of the second line are then never set at all. In
columns it does not, and what it asks about columns at that place is answered as if there were some.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from publish.typeset.paragraph.door.inside import block


class _Keeping:
    """A layout context under which no note is put off; but for that it is the one that it stands before."""

    in_column = True

    def __init__(self, context: object) -> None:
        object.__setattr__(self, "behind", context)

    def __getattr__(self, name: str) -> object:
        return getattr(self.behind, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.behind, name, value)


@contextmanager
def kept_notes() -> Iterator[None]:
    """Within the context, no note is parted from its page to make room for a line, and none is lost."""
    names = ("_linebox_layout", "iter_line_boxes")
    layout, lines = (getattr(block, name) for name in names)
    block._linebox_layout = lambda context, *rest: layout(_Keeping(context), *rest)
    block.iter_line_boxes = lambda context, *rest: lines(context.behind, *rest)
    try:
        yield
    finally:
        block._linebox_layout, block.iter_line_boxes = layout, lines
