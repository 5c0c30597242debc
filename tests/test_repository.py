"""The repository sets up anywhere and holds nothing that belongs to one machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_OURS = {".git", ".venv", "dist", "node_modules", "__pycache__", ".pytest_cache", ".hypothesis"}
# Written so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:work|root|home/\w+|tmp/\w+)/")
REGISTRIES = re.compile(r"\b(?:pypi|npmjs|pythonhosted|yarnpkg|debian)[.](?:org|com)\b", re.I)
TICKETS = re.compile(r"\b(?:issues?|tickets?|pull requests?) #\d+|\(#\d+\)", re.I)


def files() -> Iterator[Path]:
    """Every text file of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from (Path(folder) / name for name in sorted(names) if b"\0" not in (Path(folder) / name).read_bytes())


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES, TICKETS], ids=["paths", "registries", "tickets"])
def test_nothing_belongs_to_one_machine(pattern):
    """No file names a folder of one machine, the host of a package registry, or a ticket."""
    found = [f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}" for path in files()
             for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
             if pattern.search(line)]
    assert found == []


def test_the_source_is_as_it_was_given():
    """The given text stands in seeds/ byte for byte."""
    given = ROOT / "seeds" / "000_89b6ca824f38df5a.txt"
    assert hashlib.sha256(given.read_bytes()).hexdigest() == \
        "f7841c54bad5d64978a345697b16c206fa9ffe9cd4e40cd663ed5390a6cab31a"


def test_every_package_is_pinned():
    """constraints.txt gives one exact version for everything that pyproject.toml asks for, build and tests included."""
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    pinned = {_normal(line.split("==")[0]) for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(name for extra in extras for name in extra),
              *project["build-system"]["requires"], "pip"]
    assert {_normal(re.split(r"[\[=]", line)[0]) for line in wanted} <= pinned
    assert len(pinned) == len(lines)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_every_node_package_is_pinned_without_an_address(folder):
    """The lock file pins each package by version and checksum, and says nothing of where it came from."""
    lock = json.loads((ROOT / folder / "tools" / "package-lock.json").read_bytes())
    wanted = json.loads((ROOT / folder / "tools" / "package.json").read_bytes())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", number) for number in wanted.values())
    assert lock["packages"][""]["dependencies"] == wanted
    for name, package in lock["packages"].items():
        assert not name or {"version", "integrity"} <= package.keys(), name
        assert "resolved" not in package, name


def test_the_continuous_build_runs_make_test():
    """.ci/run can be run and does what a person does: make test."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text().rstrip().endswith("exec make test")


def test_make_sets_up_once():
    """With the set-up done, make test would run the tests and nothing else."""
    if not (ROOT / ".venv" / ".test-tools").exists():
        pytest.fail("this is not run by make test; type: make test")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    planned = subprocess.run(["make", "--dry-run", "test"], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    assert planned.stdout.split() == [".venv/bin/python", "-m", "pytest"]
