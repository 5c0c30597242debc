"""Chromium, driven through Playwright, and axe-core inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools.process import CHROMIUM, Finding, command, node_module

# Without these Chromium looks up its maker's hosts at every start and, as root, does not start at all.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")


@contextmanager
def chromium() -> Iterator[Any]:
    """One headless Chromium (playwright.sync_api.Browser) that is closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command(CHROMIUM, "chromium"), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(browser: Any, address: str, *, width: int = 1280, height: int = 900, **context: Any) -> Iterator[Any]:
    """A page with `address` loaded; what it logs as an error and every request that leaves the machine's own files
    and loopback are kept in `page.faults` (tuple-like list of sentences)."""
    with browser.new_context(viewport={"width": width, "height": height}, **context) as session:
        page = session.new_page()
        page.faults = []
        page.on("console", lambda entry: entry.type == "error" and page.faults.append(entry.text))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("request", lambda request: _is_local(request.url) or page.faults.append(f"request: {request.url}"))
        page.goto(address)
        yield page


def _is_local(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "http://localhost:"))


def axe(browser: Any, document: Path, *, width: int = 1280, scheme: str = "light") -> tuple[Finding, ...]:
    """Every violation that axe-core finds, all its rules on, at a viewport width (CSS px) and colour scheme.

    A rule that axe cannot decide by itself (incomplete) is not a violation and is not reported.
    """
    with page_of(browser, document.as_uri(), width=width, color_scheme=scheme, bypass_csp=True) as page:
        page.add_script_tag(path=str(node_module("axe-core/axe.min.js")))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return tuple(Finding(violation["impact"], violation["id"], violation["help"], str(node["target"][0]))
                 for violation in result["violations"] for node in violation["nodes"])
