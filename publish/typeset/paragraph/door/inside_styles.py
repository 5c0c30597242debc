"""Every name of WeasyPrint's inside that the sharing of styles uses, for the version that `inside` names."""

from __future__ import annotations

from weasyprint.css import ComputedStyle, Pending, StyleFor
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import PageBox
from weasyprint.layout import background, block, inline, percent
from weasyprint.layout.absolute import AbsolutePlaceholder

# What `door` replaces: the class or module that looks the name up, and the name.
REPLACED: tuple[tuple[object, str], ...] = (
    (StyleFor, "set_computed_styles"), (block, "resolve_percentages"), (inline, "resolve_percentages"),
    (background, "layout_box_backgrounds"),
)

# What the replacements rely on; a test fails when the source of one of them changes.
RELIED_ON = (StyleFor, ComputedStyle, percent, background.layout_box_backgrounds, get_color, AbsolutePlaceholder)

__all__ = ["AbsolutePlaceholder", "ComputedStyle", "PageBox", "Pending", "RELIED_ON", "REPLACED", "get_color"]
