"""Installed from a wheel, away from the repository, the command has everything it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Publication


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel as it would be given away."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
                    "--wheel-dir", folder, ROOT], check=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_program_its_data_and_its_licence(wheel):
    """Styles, schema, templates and licence are in the wheel; tests, seeds, built and compiled files are not."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"publish/cli.py", "publish/metadata.schema.json", "publish/new/metadata.yaml"} <= set(names)
    for path in (ROOT / "styles").rglob("*"):
        assert path.is_dir() or f"publish/_styles/{path.relative_to(ROOT / 'styles').as_posix()}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("__pycache__" in name for name in names)
    assert {name.partition("/")[0] for name in names} == {"publish", wheel.name.rsplit("-", 3)[0] + ".dist-info"}


def test_the_installed_command_begins_and_builds_a_publication(wheel, tmp_path):
    """`publish new x && publish -C x build` works with the wheel alone, all editions."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, "-P", *arguments], cwd=tmp_path, env=environment, capture_output=True,
                              text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout
    assert Path(run("-c", "import publish; print(publish.__file__)").strip()).is_relative_to(site)
    run("-m", "publish", "new", "x")
    run("-m", "publish", "-C", "x", "build")
    assert {path.suffix for path in Publication(tmp_path / "x").dist.iterdir()} >= {".md", ".html", ".epub", ".pdf"}


def test_the_version_is_one(wheel):
    """The wheel, the package and the command agree on the version."""
    from publish import __version__

    assert wheel.name.split("-")[1] == __version__
    done = subprocess.run([sys.executable, "-m", "publish", "--version"], cwd=ROOT, capture_output=True, text=True,
                          check=True)
    assert __version__ in done.stdout
