"""What is looked at in a finished page before it leaves the house: fast, and without anybody else's program."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html

from publish.editions.accessibility import missing_alternatives
from publish.editions.pieces import Each, every
from publish.errors import Diagnostic, Span, error
from publish.model import Composition, File

LOADS = (("img", "src"), ("script", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("use", "href"))
HARMLESS_RELATIONS = frozenset(("canonical", "license"))


def check(files: tuple[File, ...], composition: Composition, each: Each = every) -> tuple[Diagnostic, ...]:
    """Findings: an id twice, a link that leads nowhere, anything loaded from elsewhere; pictures without text."""
    return tuple(one for file in files for one in _faults(file)) + missing_alternatives(composition)


def _faults(file: File) -> Iterator[Diagnostic]:
    root = html.document_fromstring(file.data.decode())
    ids = Counter(str(name) for name in root.xpath("//@id"))
    yield from (_fault(file, f"has the id '{name}' {count} times") for name, count in sorted(ids.items()) if count > 1)
    targets = {str(address)[1:] for address in root.xpath("//a/@href[starts-with(., '#')]")}
    yield from (_fault(file, f"leads to '#{name}', and there is no such place")
                for name in sorted(targets - ids.keys()))
    for tag, attribute in LOADS:
        for element in root.iter(tag):
            value = element.get(attribute) or ""
            if value and not value.startswith(("data:", "#")) and element.get("rel") not in HARMLESS_RELATIONS:
                yield _fault(file, f"loads '{value[:60]}' from elsewhere")
    for style in root.iter("style"):
        for address in re.findall(r"url\(\s*[\"']?(?!data:|#)([^\"')]{1,60})|@import[^;]*", style.text or ""):
            yield _fault(file, f"its style loads '{address}' from elsewhere")


def _fault(file: File, message: str) -> Diagnostic:
    return error("html", message, Span(file.name), "this is a fault of the program: please report it")
