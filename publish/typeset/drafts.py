"""Galleys whose pages are made and that are yet to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Draft:
    """A galley, what writes it (this process or another), and the key under which it will be kept."""

    galley: Any
    writing: Any
    key: str = ""


class Waiting:
    """A galley that this process writes when it is asked for it."""

    def __init__(self, result: Callable[[], Any]) -> None:
        self.result = result

    def stop(self) -> None:
        """Nothing has begun."""
