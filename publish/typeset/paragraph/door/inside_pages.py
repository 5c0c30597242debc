"""Every name of WeasyPrint's inside that the levelling of pages uses, for the version that `inside` names."""

from __future__ import annotations

from types import ModuleType

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, block, page
from weasyprint.layout.absolute import AbsolutePlaceholder

# What `door` replaces: the module that looks the name up, and the name.
REPLACED: tuple[tuple[ModuleType, str], ...] = ((page, "remake_page"), (page, "set_page_type_computed_styles"))

# What the replacement relies on; a test fails when the source of one of them changes.
RELIED_ON = (
    page.remake_page, page.set_page_type_computed_styles, page.make_all_pages, page.make_page,
    block.block_container_layout, block._linebox_layout, block._break_line, block.find_earlier_page_break,
    LayoutContext, AbsolutePlaceholder, boxes.Box, boxes.ParentBox,
)

__all__ = ["RELIED_ON", "REPLACED", "boxes"]
