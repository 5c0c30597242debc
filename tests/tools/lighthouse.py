"""Lighthouse, the auditor of web pages."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tools.browser import FLAGS
from tests.tools.process import CHROMIUM, Finding, command, node, node_module, run
from tests.tools.server import serve

CONFIG = {"extends": "lighthouse:default", "settings": {
    "onlyCategories": ["accessibility", "best-practices"], "formFactor": "desktop",
    "screenEmulation": {"mobile": False, "width": 1350, "height": 940, "deviceScaleFactor": 1, "disabled": False},
    # A page that is one file is quiet at once; the default is to wait five seconds for the network and the processor.
    "pauseAfterFcpMs": 1, "pauseAfterLoadMs": 1, "networkQuietThresholdMs": 1, "cpuQuietThresholdMs": 1,
    "disableFullPageScreenshot": True, "skipAboutBlank": True}}


@dataclass(frozen=True)
class Audit:
    """Scores from 0 to 100 by category, and the audits that cost points."""

    scores: dict[str, int]
    failures: tuple[Finding, ...]


def lighthouse(document: Path) -> Audit:
    """Audit one HTML file for accessibility and best practices, served over HTTP on loopback to a desktop browser."""
    with serve(page=document.parent) as address, TemporaryDirectory() as folder:
        config, report = Path(folder) / "config.json", Path(folder) / "report.json"
        config.write_text(json.dumps(CONFIG), encoding="utf-8")
        run(node(), node_module("lighthouse/cli/index.js"), f"{address}/page/{document.name}", "--quiet",
            "--output=json", f"--output-path={report}", f"--config-path={config}", "--no-enable-error-reporting",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
            env={**os.environ, "CHROME_PATH": command(CHROMIUM, "chromium"), "HOME": folder, "TMPDIR": folder})
        result = json.loads(report.read_bytes())
    scores = {name: round(100 * category["score"]) for name, category in result["categories"].items()}
    weighty = {reference["id"] for category in result["categories"].values() for reference in category["auditRefs"]
               if reference["weight"]}
    failed = (audit for name, audit in sorted(result["audits"].items()) if name in weighty and audit["score"] == 0)
    return Audit(scores, tuple(Finding("failure", audit["id"], audit["title"]) for audit in failed))
