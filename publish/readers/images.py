"""Images that a text refers to, carried along under names of our own."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from mimetypes import guess_type
from unicodedata import normalize
from urllib.parse import unquote

from publish.errors import Diagnostic, PublishError, Span, warning
from publish.model import Resource
from publish.readers.pictures import ENDINGS, proved

KINDS = {"image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/webp", "image/tiff", "image/bmp"}


class Images:
    """Collects the images of one source; called with an address, answers with the name in the editions."""

    def __init__(self, path: str, fetch: Callable[[str], bytes | None], taken: set[str]) -> None:
        self.path, self.fetch, self.taken = path, fetch, taken
        self.resources: list[Resource] = []
        self.said: list[Diagnostic] = []
        self.names: dict[str, str] = {}

    def __call__(self, url: str) -> str:
        """The image's name, or "" when it is not carried: from the network, not an image, or not there."""
        if url in self.names:
            return self.names[url]
        self.names[url] = self._name(url)
        return self.names[url]

    def _name(self, url: str) -> str:
        span = Span(self.path)
        if ":" in url.split("/")[0] or url.startswith("//"):
            self.said.append(warning("image-remote", f"an image outside the publication was left out: {url[:60]}", span,
                                     "save the image beside the text and refer to it by its path"))
            return ""
        kind = guess_type(url)[0] or ""
        if kind not in KINDS:
            self.said.append(warning("image-kind", f"not an image that the editions can show: {url[:60]}", span))
            return ""
        data = self.fetch(unquote(url.split("#")[0].split("?")[0]))
        if data is None:
            raise PublishError(_missing(url, span))
        told = posixpath.basename(unquote(url)) or "image"
        true, data = proved(told, data, kind, span)
        name = self._free(told if true == kind else posixpath.splitext(told)[0] + ENDINGS[true])
        self.resources.append(Resource(name, true, data, span))
        return name

    def _free(self, name: str) -> str:
        plain = normalize("NFKD", name).encode("ascii", "ignore").decode()      # as every file system and zip has it
        stem, ending = posixpath.splitext("".join(c if c.isalnum() or c in "._-" else "-" for c in plain))
        stem, ending = (stem, ending) if ending else ("image", stem)            # nothing was left of "絵.png"
        number, free = 1, f"images/{stem}{ending}"
        while free in self.taken:
            number += 1
            free = f"images/{stem}-{number}{ending}"
        self.taken.add(free)
        return free


def _missing(url: str, span: Span) -> Diagnostic:
    from publish.errors import error

    return error("image-missing", f"the image is not there: {url[:80]}", span, "put it beside the text")
