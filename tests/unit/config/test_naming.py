"""Names made from titles are safe as file names and always the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.config.naming import slug, stable_uuid


@pytest.mark.parametrize(
    "title, wanted",
    [
        ("On the Degeneration of the Russian Revolution", "on-the-degeneration-of-the-russian-revolution"),
        ("L’été, c’est fini!", "lete-cest-fini"),
        ("Straße & Øre", "strasse-ore"),
        ("1984", "1984"),
        ("Война и мир", "publication-f83d61d9"),
        ("…", "publication-" + slug("…")[12:]),
        ("Война: War", "war"),
        ("a" * 100, "a" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
    ],
)
def test_slugs(title, wanted):
    """ASCII words with hyphens; a title in another script has a number made from it."""
    assert slug(title) == wanted


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_a_slug_is_always_a_file_name(title):
    """Whatever the title: letters, digits and hyphens, not too long, never empty."""
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", slug(title))


def test_the_uuid_depends_on_title_and_creators_alone():
    """The same work has the same UUID (version 5)."""
    assert stable_uuid("T", ["A"]) == stable_uuid("T", iter(["A"])) != stable_uuid("T", ["A", "B"])
    assert stable_uuid("T", ["A"])[14] == "5"
