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
    return _known().get(_primary(language), _known()["en"])


def language_of(language: str) -> str:
    """The language in which the words for a BCP 47 language really are: its own, or English."""
    return language if _primary(language) in _known() else "en"


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    return parse(FILE, resources.files("publish.editions").joinpath(FILE).read_bytes()).value


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
