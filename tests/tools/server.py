"""A web server on loopback for what a browser must fetch over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit


class _Handler(SimpleHTTPRequestHandler):
    """Serves a few named files and folders, quietly."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".mjs": "text/javascript",
                      ".xhtml": "application/xhtml+xml", ".epub": "application/epub+zip", ".html": "text/html; charset=utf-8"}

    def __init__(self, *arguments: object, roots: Mapping[str, Path], **options: object) -> None:
        self.roots = roots
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        first, _, rest = unquote(urlsplit(path).path).lstrip("/").partition("/")
        return str(self.roots.get(first, Path("/nowhere")) / rest)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serve(**roots: Path) -> Iterator[str]:
    """Serve each file or folder under its name; yields the address, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, roots=roots))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
