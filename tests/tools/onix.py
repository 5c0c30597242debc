"""onixcheck, which validates ONIX for Books against the schemas of EDItEUR."""

from __future__ import annotations

from pathlib import Path

from tests.tools.process import Finding


def onixcheck(record: Path) -> tuple[Finding, ...]:
    """Every violation of the ONIX schema that the record declares; empty for a valid record."""
    from onixcheck import validate

    return tuple(Finding(message.level, message.error_type, message.message, message.location)
                 for message in validate(str(record)))
