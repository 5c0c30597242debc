"""Fixtures for the whole publications."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases.publications import NAMES, Built, build


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Callable[[str], Built]:
    """A whole publication by its name, rendered once."""
    folder = tmp_path_factory.mktemp("cases")
    known: dict[str, Built] = {}

    def get(name: str) -> Built:
        if name not in known:
            known[name] = build(name, folder, ("html", "epub", "pdf", "feeds"))
        return known[name]
    return get


@pytest.fixture(params=NAMES)
def publication(request, built) -> Built:
    """Each whole publication in turn."""
    return built(request.param)
