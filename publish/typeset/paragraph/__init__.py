"""Paragraphs set as a compositor would: all line breaks chosen together, marks in the margin, letters eased a hair.

`shape` shapes each word once; `breakpoints` says where words may be divided; `places` finds every place where a line
may end; `fit` chooses among them; `lines` sets the lines to their measures; `door` hands them to WeasyPrint.
`evenness` reads from a PDF how even its lines are, and `report` names the lines that an author can mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publish.typeset.paragraph.settings import Account, Settings, settings_from_tokens

if TYPE_CHECKING:
    from publish.typeset.paragraph.door import total_fit

__all__ = ["Account", "Settings", "settings_from_tokens", "total_fit"]


def __getattr__(name: str) -> Any:
    """total_fit, which imports WeasyPrint, only when it is asked for: a build that sets nothing needs neither."""
    if name == "total_fit":
        from publish.typeset.paragraph.door import total_fit
        return total_fit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
