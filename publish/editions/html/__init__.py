"""One self-contained web page: styles, faces and pictures inside; works from a file, offline and without scripts."""

from __future__ import annotations

from publish.editions.html.page import render
from publish.editions.html.preflight import check
from publish.model import Edition

EDITION = Edition("html", (".html",), render, check)
