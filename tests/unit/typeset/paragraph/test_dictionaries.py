"""Hyphenation patterns are those of their file, however they come."""

from __future__ import annotations

import pickle

import pyphen
import pytest

from publish.typeset.paragraph import dictionaries

WORDS = "unaltered hyphenation Schifffahrt zusammen megegyezés különbség reliable asszonnyal"


@pytest.mark.parametrize("language", ["en-GB", "de", "hu"])
def test_kept_patterns_divide_like_those_of_the_file(language, monkeypatch):
    """Nonstandard hyphens (hu) among them; the file is read once, and a language without patterns is none of ours."""
    monkeypatch.setattr(pyphen, "hdcache", {})
    plain = [pyphen.Pyphen(lang=pyphen.language_fallback(language)).inserted(word) for word in WORDS.split()]
    kept = {}

    def keep(parts, make):
        kept[parts] = kept.get(parts) or pickle.dumps(make())
        return pickle.loads(kept[parts])
    for _ in range(2):
        monkeypatch.setattr(pyphen, "hdcache", {})
        dictionaries.known(language, keep)
        monkeypatch.setattr(pyphen.HyphDict, "__init__", lambda *_: pytest.fail("read again"))
        patterns = pyphen.Pyphen(lang=pyphen.language_fallback(language))
        assert [patterns.inserted(word) for word in WORDS.split()] == plain
        if language == "hu":
            assert list(patterns.iterate("asszonnyal"))[0] == ("asszony", "nyal")
    dictionaries.known("xx", keep)
