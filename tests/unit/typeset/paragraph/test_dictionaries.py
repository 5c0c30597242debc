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


@pytest.mark.parametrize("name", ["en_GB", "fr", "es", "ru_RU", "el_GR", "af_ZA", "sq_AL", "hu_HU"])
def test_a_file_of_patterns_is_read_as_pyphen_reads_it(name):
    """Every pattern with its place and its values, and how long they are; also those that are not plain (the last)."""
    path = pyphen.LANGUAGES[name]
    assert vars(dictionaries.patterns(path)) == vars(pyphen.HyphDict(path))


@pytest.mark.parametrize("pattern", ["1a", "a1", ".a2b3c.", "a0b1", "4a11b", "a^^621b", "abc", "a1b/x=y,1,1", "a\u09671b", "a 1b"])
def test_each_kind_of_pattern(pattern, tmp_path):
    """A pattern that begins or ends with a digit, has two of them, none, a code, or a hyphen of its own."""
    path = tmp_path / "hyph_xx.dic"
    path.write_text(f"UTF-8\r\n% a note 1\nLEFTHYPHENMIN 2\n\n {pattern}\t\nz1z\n", encoding="utf-8")
    assert vars(dictionaries.patterns(path)) == vars(pyphen.HyphDict(path))
    assert "zz" in dictionaries.patterns(path).patterns
