"""The few words that an edition adds of its own, in the language of the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from publish.yamlfile import parse

FILE = "words.yaml"


@cache
def words(language: str) -> Mapping[str, str]:
    """Words by name for a BCP 47 language; English where the language is not in words.yaml.

    `lang` among them is empty, or "en" where English words stand in a text of another language (WCAG 2.2, 3.1.2).
    """
    known = parse(FILE, resources.files("publish.compose").joinpath(FILE).read_bytes()).value
    own, _, region = language.partition("-")
    here = known.get(f"{own.lower()}-{region.rpartition('-')[2].upper()}", {})
    return {**known[own.lower()], **here, "lang": ""} if own.lower() in known else {**known["en"], "lang": "en"}
