"""The few words that an edition adds of its own, in the language of the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from publish.yamlfile import parse

FILE = "words.yaml"


@cache
def words(language: str) -> Mapping[str, str]:
    """Words by name for a BCP 47 language; English where the language is not in words.yaml."""
    data = resources.files("publish.compose").joinpath(FILE).read_bytes()
    known = parse(FILE, data).value
    return known.get(language.split("-")[0].lower(), known["en"])


def word_language(language: str) -> str:
    """The language in which the added words really are: the text's, or English."""
    data = resources.files("publish.compose").joinpath(FILE).read_bytes()
    primary = language.split("-")[0].lower()
    return language if primary in parse(FILE, data).value else "en"
