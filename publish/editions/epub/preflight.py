"""What is looked at in a finished EPUB before it leaves the house: fast, and without anybody else's program."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag

from lxml import etree

from publish.editions.accessibility import missing_alternatives
from publish.editions.pieces import Each, every
from publish.errors import Diagnostic, Span, error
from publish.model import Composition, File

OPF = "{http://www.idpf.org/2007/opf}"
ROOT = "EPUB/"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Findings: a part that does not parse, an id twice, what leads nowhere; pictures without alternative text."""
    return tuple(one for file in files for one in _faults(file)) + missing_alternatives(composition)


def _faults(file: File) -> Iterator[Diagnostic]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        first = archive.infolist()[0]
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
            yield _fault(file, "mimetype", "is not the first file, stored")
        held = {name: archive.read(name) for name in archive.namelist()}
    trees = {}
    for name, data in held.items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
            try:
                trees[name] = etree.fromstring(data, PARSER)
            except etree.XMLSyntaxError as trouble:
                yield _fault(file, name, f"does not parse: {trouble.msg}")
    ids = {name: tuple(str(one) for one in tree.xpath("//@id")) for name, tree in trees.items()}
    yield from (_fault(file, name, f"has the id '{one}' twice") for name, some in ids.items()
                for one in sorted({one for one in some if some.count(one) > 1}))
    yield from _manifest(file, held, trees)
    yield from _links(file, held, trees, ids)


def _manifest(file: File, held: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[Diagnostic]:
    package = trees.get(f"{ROOT}content.opf")
    if package is None:
        yield _fault(file, "content.opf", "is missing")
        return
    listed = {ROOT + unquote(item.get("href")) for item in package.iter(f"{OPF}item")}
    parts = {name for name in held if name.startswith(ROOT)} - {f"{ROOT}content.opf"}
    yield from (_fault(file, name, "is named in the package and is not there") for name in sorted(listed - parts))
    yield from (_fault(file, name, "is not named in the package") for name in sorted(parts - listed))


def _links(file: File, held: dict[str, bytes], trees: dict[str, etree._Element],
           ids: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    sets = {name: frozenset(some) for name, some in ids.items()}
    for name, tree in trees.items():
        for attribute in ("href", "src"):
            for value in tree.xpath(f"//@{attribute}"):
                address, fragment = urldefrag(str(value))
                if "://" in address or address.startswith(("mailto:", "tel:", "urn:", "doi:", "isbn:")):
                    continue
                path = posixpath.join(posixpath.dirname(name), unquote(address))
                target = posixpath.normpath(path) if address else name
                if target not in held:
                    yield _fault(file, name, f"leads to '{value}', which is not in the book")
                elif fragment and fragment not in sets.get(target, frozenset()):
                    yield _fault(file, name, f"leads to '{value}', and there is no such place")


def _fault(file: File, name: str, message: str) -> Diagnostic:
    return error("epub", f"{name} {message}", Span(file.name), "this is a fault of the program: please report it")
