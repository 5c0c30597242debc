"""Killed at any instant, or with its cache damaged at random, the next build gives the bytes of a clean one.

Every edition of a small book. The instants and the damages are drawn by seed: the same in every run.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_publish

METADATA = """title: The Mill
creators: [{name: A. Miller}]
language: en-GB
date: 2026
publisher: The Press
description: A mill by a river.
source: text.md
glossary: glossary.yaml
editions: [markdown, html, epub, pdf, print, booklet, cover, feeds]
"""
# Another title gives every file another name, and the feeds are no longer asked for: old files must go.
CHANGED = METADATA.replace("The Mill", "The Wheel").replace(", feeds]", "]")
GLOSSARY = "- term: sluice\n  definition: A gate for water.\n"
CHAPTER = """# Chapter {0}

The wheel turned all night, and in the {0} hour the sluice stood open until it froze.[^{0}]

> Then the miller came, and with him all the others.

[^{0}]: So says the miller.
"""
TEXT = "\n".join(CHAPTER.format(name) for name in ("first", "second", "third"))
DAMAGES = 3


@dataclass(frozen=True)
class Mill:
    """The book as it was built once, what a clean build makes of it after the changes, and how long that takes (s)."""

    built: Path
    expected: dict[str, bytes]
    seconds: float


def write(folder: Path, metadata: str, text: str) -> Path:
    """The book's source files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metadata.yaml").write_text(metadata, encoding="utf-8")
    (folder / "text.md").write_text(text, encoding="utf-8")
    (folder / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return folder


def change(folder: Path) -> Path:
    """A word and the title change, and an edition is asked for no more."""
    return write(folder, CHANGED, TEXT.replace("second hour", "third hour"))


def finished(folder: Path) -> dict[str, bytes]:
    """Every finished file."""
    return {path.name: path.read_bytes() for path in (folder / "dist").glob("*") if path.is_file()}


@pytest.fixture(scope="module")
def mill(tmp_path_factory) -> Iterator[Mill]:
    """The book, with a secret of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        built = write(tmp_path_factory.mktemp("mill") / "built", METADATA, TEXT)
        run_publish("-C", built, "build")
        clean = change(built.with_name("clean"))
        begun = time.monotonic()
        run_publish("-C", clean, "build")
        yield Mill(built, finished(clean), time.monotonic() - begun)
        assert not set(finished(built)) & set(finished(clean)) - {"manifest.json"}


def group(process: int) -> list[int]:
    """The other processes that a build has begun."""
    stats = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats.append(path.read_text().replace(")", "(").split("("))
        except OSError:
            continue
    return [int(one[0]) for one in stats if int(one[-1].split()[2]) == process != int(one[0])]


def kill_all(process: int, chance: random.Random) -> None:
    """The build with all that it has begun."""
    os.killpg(process, signal.SIGKILL)


def kill_alone(process: int, chance: random.Random) -> None:
    """The build itself; what it has begun goes on."""
    os.kill(process, signal.SIGKILL)


def kill_child(process: int, chance: random.Random) -> None:
    """A process that the build has begun; none when there is none."""
    found = group(process)
    if found:
        os.kill(chance.choice(found), signal.SIGKILL)


@pytest.mark.parametrize("fresh", [False, True], ids=["built before", "from cold"])
@pytest.mark.parametrize("kill", [kill_all, kill_alone, kill_child])
def test_a_killed_build_leaves_no_trace(mill, kill, fresh, tmp_path):
    """The whole build or a process of it: the next one makes what a clean one makes, and no file more."""
    chance = random.Random(f"{kill.__name__} {fresh}")
    if not fresh:
        shutil.copytree(mill.built, tmp_path / "book")
    folder = change(tmp_path / "book")
    with subprocess.Popen([sys.executable, "-m", "publish", "-q", "-C", folder, "build"], cwd=ROOT,
                          start_new_session=True, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(chance.uniform(0, mill.seconds))
            kill(process.pid, chance)
        except ProcessLookupError:
            pass
        process.wait(timeout=60)
        run_publish("-C", folder, "build")
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    assert finished(folder) == mill.expected
    left = [path.name for path in (folder / "dist" / ".build").iterdir()]
    assert sorted(left) == ["cache", "lock", "state.json"]


def shorten(path: Path, chance: random.Random) -> None:
    """Cut it short, perhaps to nothing."""
    data = path.read_bytes()
    path.write_bytes(data[:chance.randrange(max(1, len(data)))])


def flip(path: Path, chance: random.Random) -> None:
    """Turn some bits over."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def lengthen(path: Path, chance: random.Random) -> None:
    """Write something behind its end."""
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randint(1, 200)))


def swap(path: Path, chance: random.Random) -> None:
    """Exchange it with another."""
    other = chance.choice([one for one in path.parent.parent.rglob("*") if one.is_file()])
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)


def make_folder(path: Path, chance: random.Random) -> None:
    """Put a folder in its place."""
    path.unlink()
    (path / "in").mkdir(parents=True)


def lose(path: Path, chance: random.Random) -> None:
    """Remove it, or all that is beside it."""
    if chance.random() < .8:
        path.unlink()
    else:
        shutil.rmtree(path.parent)


def lock_away(path: Path, chance: random.Random) -> None:
    """Let nobody read it."""
    path.chmod(0)


HARMS: tuple[Callable[[Path, random.Random], None], ...] = (shorten, flip, lengthen, swap, make_folder, lose, lock_away)


@pytest.mark.parametrize("seed", range(DAMAGES))
def test_a_damaged_cache_changes_no_byte(mill, seed, tmp_path, monkeypatch):
    """Whatever was done to files of the build folder and to the secret that seals them, and however many."""
    chance = random.Random(seed)
    secret = Path(shutil.copytree(os.environ["XDG_CACHE_HOME"], tmp_path / "cache"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(secret))
    folder = change(Path(shutil.copytree(mill.built, tmp_path / "book")))
    share = chance.choice((.1, .5, 1))
    files = sorted(path for path in (folder / "dist" / ".build").rglob("*") if path.is_file() and path.name != "lock")
    for path in [path for path in files if chance.random() < share] + [secret / "publish" / "seal"] * (seed % 2):
        if path.is_file():
            chance.choice(HARMS)(path, chance)
    without_power(folder)
    assert finished(folder) == mill.expected
    assert run_publish("-C", folder, "build").stdout.startswith("nothing to do")


def without_power(folder: Path) -> None:
    """Build so that the permissions of files hold, even when the tests run as root."""
    drop = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all") if os.geteuid() == 0 else ()
    done = subprocess.run([*drop, sys.executable, "-m", "publish", "-C", folder, "build"], cwd=ROOT, check=False,
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
