"""The Nu HTML Checker of the W3C."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tools.process import Finding, java, node_module


def nu(*documents: Path) -> tuple[Finding, ...]:
    """Every message of the Nu HTML Checker on the documents, checked in one run; empty when there is none.

    Severity is its own word: error, info, or warning for an info of that subtype. CSS inside is checked too.
    """
    done = java(node_module("vnu-jar/build/dist/vnu.jar"), "--format", "json", "--exit-zero-always", *documents)
    return tuple(Finding(message.get("subType", message["type"]), "nu", message["message"],
                         f"{Path(message['url']).name}:{message.get('lastLine', 0)}")
                 for message in json.loads(done.stderr)["messages"])
