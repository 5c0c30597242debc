"""Paragraphs set as a compositor would: all line breaks chosen together, marks in the margin, letters eased a hair."""

from publish.typeset.paragraph.door import total_fit
from publish.typeset.paragraph.settings import Account, Settings, settings_from_tokens

__all__ = ["Account", "Settings", "settings_from_tokens", "total_fit"]
