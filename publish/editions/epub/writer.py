"""EbookLib's writer, made to give the same bytes on any day: fixed order, fixed dates, one way to compress."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import datetime, timezone

from ebooklib import epub
from lxml import etree

MIMETYPE = "mimetype"
LEVEL = 5                 # of deflate: 6 costs twice as much on running text and saves a fortieth
EARLIEST = 315532800      # 1 January 1980, the first moment that a zip file can hold (APPNOTE.TXT 4.4.6)


class Document(epub.EpubItem):
    """A file of the package whose bytes are written as they are; `properties` go into the manifest."""

    def __init__(self, uid: str, file_name: str, media_type: str, content: bytes, properties: tuple[str, ...] = ()):
        super().__init__(uid, file_name, media_type, content)
        self.properties = list(properties)


class Contents(epub.EpubNcx):
    """toc.ncx with the whole outline and the pages, which EbookLib's own leaves out."""

    def __init__(self, content: bytes):
        super().__init__("ncx", "toc.ncx")
        self.content = content


class Writer(epub.EpubWriter):
    """Gathers what EbookLib writes, then packs it."""

    def __init__(self, book: epub.EpubBook, language: str, modified: int):
        super().__init__("", book, {"mtime": datetime.fromtimestamp(modified, timezone.utc), "package_direction": True})
        self.language, self.modified = language, modified
        self.files: dict[str, bytes] = {}
        self.out = self

    def writestr(self, name: str, data: str | bytes) -> None:
        """Take a file as EbookLib hands it over."""
        self.files[name] = data.encode() if isinstance(data, str) else data

    def _get_ncx(self) -> bytes:
        return self.book.get_item_with_id("ncx").content

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.language)
        root.attrib.pop("prefix", None)
        super()._write_opf_file(root)

    def pack(self) -> bytes:
        """The publication's bytes: mimetype first and stored, then the others by name (OCF 3.3, 4.2 and 4.3)."""
        self._write_container()
        self._write_opf()
        self._write_items()
        held = io.BytesIO()
        moment = time.gmtime(max(self.modified, EARLIEST))[:6]
        with zipfile.ZipFile(held, "w") as archive:
            _add(archive, MIMETYPE, b"application/epub+zip", moment, zipfile.ZIP_STORED)
            for name in sorted(self.files, key=lambda name: (not name.startswith("META-INF/"), name)):
                _add(archive, name, self.files[name], moment, zipfile.ZIP_DEFLATED)
        return held.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, moment: tuple, method: int) -> None:
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type, entry.create_system, entry.external_attr = method, 3, 0o644 << 16
    archive.writestr(entry, data, compresslevel=LEVEL if method == zipfile.ZIP_DEFLATED else None)
