"""Fixtures for every test: the publication of this repository, built once, and one browser."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.tools.browser import chromium

ROOT = Path(__file__).parent.parent
# The same examples in every run: a change is judged by what it changes. More are tried with other settings by hand.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")
# Started in the background, the tests have Ctrl-C ignored, and every process that they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Publication:
    """A publication on disk and what was built of it."""

    folder: Path

    @property
    def dist(self) -> Path:
        """The folder of finished files."""
        return self.folder / "dist"

    @property
    def slug(self) -> str:
        """What the names of all files begin with."""
        markdown = tuple(self.dist.glob("*.md"))
        assert len(markdown) == 1, f"not one Markdown edition: {markdown}"
        return markdown[0].stem

    def edition(self, ending: str) -> Path:
        """A finished file by what follows the slug in its name: ".pdf", ".ledger.json", "-print.pdf"."""
        path = self.dist / f"{self.slug}{ending}"
        assert path.is_file(), f"there is no {path.name} among {sorted(one.name for one in self.dist.iterdir())}"
        return path


def run_publish(*arguments: str | Path, accept: tuple[int, ...] = (0,), **environment: str) \
        -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own; an exit code that is not accepted fails the test."""
    done = subprocess.run([sys.executable, "-m", "publish", *map(str, arguments)], capture_output=True, text=True,
                          cwd=ROOT, env={**os.environ, **environment}, timeout=300, check=False)
    assert done.returncode in accept, f"publish ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done


def copy_seed(folder: Path) -> Publication:
    """This repository's own publication without anything built, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "metadata.yaml", folder)
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return Publication(folder)


@pytest.fixture(scope="session")
def publish() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The real command: publish("-C", folder, "build", accept=(0,), VARIABLE=value)."""
    return run_publish


@pytest.fixture(scope="session")
def seed_dist(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """This repository's own publication, built once by the real command in a folder of its own."""
    publication = copy_seed(tmp_path_factory.mktemp("seed"))
    run_publish("-C", publication.folder, "build")
    return publication


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium (playwright.sync_api.Browser) for all tests of a run."""
    with chromium() as instance:
        yield instance
