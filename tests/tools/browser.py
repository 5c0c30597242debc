"""Chromium, driven through Playwright, and axe-core inside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools.process import CHROMIUM, Finding, command, node, node_module

# Without these Chromium looks up its maker's hosts at every start and, as root, does not start at all.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")


@contextmanager
def chromium() -> Iterator[Any]:
    """One headless Chromium (playwright.sync_api.Browser) that is closed at the end."""
    from playwright.sync_api import sync_playwright

    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node())    # its own asks for a library that Debian does not install
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command(CHROMIUM, "chromium"), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(browser: Any, address: str, *, width: int = 1280, height: int = 900, **context: Any) -> Iterator[Any]:
    """A page with `address` loaded, in a window of `width` by `height` CSS px; `context` as Browser.new_context takes it.

    `page.faults` is a list of sentences: errors on its console, and requests that leave this machine.
    """
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
    return tuple(Finding(violation["impact"], violation["id"], violation["help"], str(element["target"][0]))
                 for violation in result["violations"] for element in violation["nodes"])
