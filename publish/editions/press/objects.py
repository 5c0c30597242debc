"""Small helps with PDF objects."""

from __future__ import annotations

import pikepdf


def drop(thing: pikepdf.Object, *names: str) -> None:
    """Take keys out of a dictionary or stream, where they are there."""
    for name in names:
        if name in thing:
            del thing[name]
