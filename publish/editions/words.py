"""The words of the editions' own furniture (skip links, lists of pages, summaries), in the language of the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from publish.yamlfile import parse

FILE = "words.yaml"


@cache
def words(language: str) -> Mapping[str, str]:
    """Words by name for a BCP 47 language; English where the language is not in words.yaml."""
    known = parse(FILE, resources.files("publish.editions").joinpath(FILE).read_bytes()).value
    return known.get(language.split("-")[0].lower(), known["en"])
