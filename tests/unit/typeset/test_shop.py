"""What is kept of a galley counts only for the program and the libraries that set it."""

from __future__ import annotations

import sys
from importlib.metadata import version

from publish.typeset import shop


def test_the_fingerprint_of_setting_has_every_library_with_its_version(tmp_path, monkeypatch):
    """The folders of what is installed name the versions that the libraries state; another version is another print."""
    names = [name.removesuffix(".dist-info").lower() for name in shop._versions()]
    assert sorted(names) == sorted(f"{name}-{version(name)}" for name in shop.LIBRARIES)
    before = shop.code.__wrapped__()
    (tmp_path / "unrelated-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert shop.code.__wrapped__() == before
    for name in ("Pyphen-9.9.dist-info", "Pyphen-9.8-py3.11.egg-info"):      # as pip and as setuptools record it
        (tmp_path / name).mkdir()
        assert shop.code.__wrapped__() != before and str(tmp_path) in sys.path
        (tmp_path / name).rmdir()
    assert shop.code.__wrapped__() == before
