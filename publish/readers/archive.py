"""Zip containers (docx, odt, epub) opened safely: sizes checked before unpacking, nothing written to disk."""

from __future__ import annotations

import io
import zipfile

from publish.errors import PublishError, Span, error

MOST = 200 * 1024 * 1024    # bytes unpacked; a long illustrated manuscript stays far below
RATIO = 200                 # unpacked bytes for a packed one; text packs to a tenth
FILES = 5000


class Container:
    """The members of a zip file, read one by one within limits."""

    def __init__(self, path: str, data: bytes) -> None:
        self.span = Span(path)
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
            raise PublishError(error("source-broken", f"the file cannot be opened: {fault}", self.span,
                                     "save it again from the program that made it")) from fault
        members = self.zip.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > FILES or size > MOST or size > 1024 * 1024 and size > RATIO * max(len(data), 1):
            raise PublishError(error("source-bomb", f"the file unpacks to {size:,} bytes in {len(members)} members",
                                     self.span, "this is no document that a word processor writes"))
        self.names = {member.filename for member in members}

    def read(self, name: str) -> bytes | None:
        """A member's bytes, or None when there is no such member. Names are looked up, never followed."""
        if name not in self.names:
            return None
        try:
            with self.zip.open(name) as member:
                data = member.read(MOST + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as fault:
            raise PublishError(error("source-broken", f"{name} inside the file cannot be read: {fault}",
                                     self.span)) from fault
        if len(data) > MOST:
            raise PublishError(error("source-bomb", f"{name} inside the file unpacks beyond {MOST:,} bytes", self.span))
        return data
