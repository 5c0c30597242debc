"""Every name of WeasyPrint's inside that the setting of paragraphs uses, for the one version it is known in."""

from __future__ import annotations

from types import ModuleType

import weasyprint
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline
from weasyprint.matrix import Matrix
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, harfbuzz, pango
from weasyprint.text.fonts import font_features, get_hb_object_data, get_pango_font_hb_face
from weasyprint.text.line_break import Layout, first_line_metrics, line_size, strut

KNOWN_VERSION = "70.0"

# What `door` replaces: the module that looks the name up, and the name.
REPLACED: tuple[tuple[ModuleType, str], ...] = (
    (inline, "iter_line_boxes"),
    (block, "iter_line_boxes"),
    (inline, "split_text_box"),
    (inline, "text_align"),
    (drawing, "draw_first_line"),
)

# What the replacements rely on; the test beside this module fails when the source of one of them changes.
RELIED_ON = (
    inline.iter_line_boxes, inline.get_next_linebox, inline.skip_first_whitespace, inline.remove_last_whitespace,
    inline.split_inline_level, inline.split_inline_box, inline.split_text_box, inline.text_align,
    inline.avoid_collisions, inline.float_layout, inline.inline_replaced_box_layout,
    block._linebox_layout, drawing.draw_text, drawing.draw_first_line, Layout, strut, line_size, first_line_metrics,
    font_features, get_hb_object_data, get_pango_font_hb_face, boxes.TextBox, boxes.Box.copy,
)


def version() -> str:
    """The version of WeasyPrint that is installed."""
    return weasyprint.__version__


__all__ = ["FROM_UNITS", "KNOWN_VERSION", "Layout", "Matrix", "RELIED_ON", "REPLACED", "TO_UNITS", "block", "boxes",
           "drawing", "ffi", "font_features", "get_hb_object_data", "get_pango_font_hb_face", "harfbuzz", "inline",
           "line_size", "pango", "strut", "version"]
