"""A delivery is made or not made: at whatever instant it is cut short, nothing that is mixed passes for built."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.build import delivery, manifest, state
from publish.build.cache import Cache
from publish.intake import sweep
from publish.model import File
from publish.workspace import Disk

CHANGES = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir")     # audit events of calls that change files
FACTS = {"title": "T", "words": 3, "modified": 0, "inputs": {}}
BEFORE = {"markdown": (File("a.md", b"old"), File("a.json", b"same")), "pdf": (File("a.pdf", b"old", 2),),
          "html": (File("a.html", b"old"),)}
AFTER = {"markdown": (File("b.md", b"new"), File("a.json", b"same")), "pdf": (File("a.pdf", b"new", 3),)}
RENAMED_ONLY = {"pdf": (File("b.pdf", b"new", 3),)}


@pytest.fixture(autouse=True)
def own_secret(tmp_path_factory, monkeypatch):
    """Nothing is written into the user's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def deliver(root: Path, made: dict[str, tuple[File, ...]], text: str, full: bool = True) -> None:
    """A build that was made of a text, as the pipeline ends it."""
    (root / "text.md").write_text(text)
    inputs = {"text.md": state.file_hash(root / "text.md")}
    delivery.deliver(Disk(root), Cache(root / state.BUILD / "cache"), made, inputs, FACTS, tuple(made), full)


def cut_short(work: Callable[[], object], instant: int) -> bool:
    """Do the work in a process that is killed before its change of a file number `instant`; whether it ended before."""
    process = os.fork()
    if not process:
        left = [instant]

        def count(event: str, arguments: tuple) -> None:
            if event in CHANGES and (event != "open" or isinstance(arguments[2], int) and arguments[2] & os.O_CREAT):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    return not os.WIFSIGNALED(os.waitpid(process, 0)[1])


def dist(root: Path) -> dict[str, bytes]:
    """Every finished file."""
    return {path.name: path.read_bytes() for path in (root / "dist").iterdir() if path.is_file()}


def honest(root: Path) -> bool:
    """Whether the manifest speaks the truth about every file in dist/."""
    told = {one["name"]: one.get("sha256") for one in manifest.read(root / "dist")}
    there = {name: hashlib.sha256(data).hexdigest() for name, data in dist(root).items()}
    return told == {name: known for name, known in there.items() if name != manifest.NAME}


def instants(tmp_path: Path, made: dict[str, tuple[File, ...]], full: bool):
    """A publication for every instant at which a second delivery can be killed, killed there."""
    for number in range(200):
        root = tmp_path / str(number)
        root.mkdir()
        deliver(root, BEFORE, "old")
        if cut_short(lambda: deliver(root, made, "new", full), number):
            assert number > 10
            return
        yield root
    pytest.fail("it never ended")


@pytest.mark.parametrize(("made", "full"), [(AFTER, True), (RENAMED_ONLY, False), (RENAMED_ONLY, True)],
                         ids=["fewer editions", "one edition", "one edition left"])
def test_a_delivery_is_made_or_not_made(made, full, tmp_path):
    """Killed before any change of a file: the next build finds all as it was, or carries all through."""
    clean = {}
    for name, (editions, all_) in {"old": (BEFORE, True), "new": (made, full)}.items():
        (tmp_path / name).mkdir()
        if not full:
            deliver(tmp_path / name, BEFORE, "old")
        deliver(tmp_path / name, editions, name, all_)
        clean[name] = dist(tmp_path / name)
    seen = set()
    for root in instants(tmp_path, made, full):
        found, text = dist(root), (root / "text.md").read_text()
        if found not in clean.values():
            assert not honest(root), "a reader could not tell"
        if found != clean["new"]:
            assert all(state.outdated(root, made, "").values()) and (text == "old" or state.outdated(root, made, ""))
        begun = delivery.journal(root) != ((), ())
        assert delivery.finish(Disk(root)) == begun
        assert dist(root) == clean["new" if begun or found == clean["new"] else "old"], root
        assert not (root / state.WAITING).exists()
        deliver(root, made, "new", full)
        assert dist(root) == clean["new"] and honest(root) and state.outdated(root, made, "") == {}
        seen.add((begun, found == clean["old"], found == clean["new"]))
    assert {(False, True, False), (True, True, False), (True, False, False), (True, False, True)} <= seen


def test_a_carrying_through_may_be_cut_short_as_well(tmp_path):
    """Killed again and again, each time a little later, a delivery still comes to its end."""
    begun(tmp_path)
    assert next(number for number in range(100) if cut_short(lambda: delivery.finish(Disk(tmp_path)), number)) > 5
    assert set(dist(tmp_path)) == {"b.md", "a.json", "a.pdf", manifest.NAME} and honest(tmp_path)
    assert state.outdated(tmp_path, AFTER, "") == {}


def begun(root: Path) -> None:
    """A delivery that was cut short when its journal was written."""
    deliver(root, BEFORE, "old")
    for number in range(100):
        if cut_short(lambda: deliver(root, AFTER, "new"), number) or delivery.journal(root)[0]:
            return


def test_what_was_cut_short_is_said_to_be(tmp_path):
    """Also when the text is as it was before again, so that what lies in dist/ would do."""
    begun(tmp_path)
    (tmp_path / "text.md").write_text("old")
    assert state.outdated(tmp_path, ("markdown",), "") == {"markdown": ("the last build was cut short",)}


@pytest.mark.parametrize("stored", [
    b"", b"\xff", b"[]", b"x\n[[], []]", b"x\n[[\"a\"], []]\n", b"sealed:[[1], []]", b"sealed:7",
    b"sealed:[\"../text.md\"]",
    b"sealed:[[\"../text.md\"], []]", b"sealed:[[], [\"../text.md\"]]", b"sealed:[[\"/etc/hostname\"], []]",
    b"sealed:[[\".build\"], [\".build\"]]"])
def test_a_journal_that_is_not_ours_is_none(stored, tmp_path):
    """Whatever lies there, no file elsewhere is touched, and the next delivery is whole."""
    begun(tmp_path)
    if stored.startswith(b"sealed:"):
        text = stored.removeprefix(b"sealed:").decode()
        stored = f"{delivery.fingerprint.digest(text)}\n{text}".encode()
    (tmp_path / state.JOURNAL).write_bytes(stored)
    assert delivery.journal(tmp_path) == ((), ()) and not delivery.finish(Disk(tmp_path))
    assert (tmp_path / "text.md").read_text() == "new" and honest(tmp_path)
    deliver(tmp_path, AFTER, "new")
    assert set(dist(tmp_path)) == {"b.md", "a.json", "a.pdf", manifest.NAME} and honest(tmp_path)


@pytest.mark.parametrize("place", [state.STATE, state.WAITING, state.JOURNAL, f"{state.BUILD}/lock"])
@pytest.mark.parametrize("what", ["folder", "file", "link to nothing"])
def test_nothing_in_the_build_folder_stands_in_the_way(place, what, tmp_path):
    """A folder where a file belongs, or the reverse: our own folder is put in order."""
    from publish.build import lock
    deliver(tmp_path, BEFORE, "old")
    Disk(tmp_path).clear(place)
    (tmp_path / place).parent.mkdir(exist_ok=True)
    if what == "folder":
        (tmp_path / place / "in").mkdir(parents=True)
    elif what == "file":
        (tmp_path / place).write_bytes(b"something")
    else:
        (tmp_path / place).symlink_to(tmp_path / "nothing")
    with lock.locked(tmp_path / state.BUILD):
        delivery.finish(Disk(tmp_path))
        deliver(tmp_path, AFTER, "new")
    assert state.outdated(tmp_path, AFTER, "") == {} and honest(tmp_path)


def test_a_lost_record_leaves_no_file_behind(tmp_path):
    """The manifest tells what there was when the record does not; files of others stay."""
    deliver(tmp_path, BEFORE, "old")
    (tmp_path / state.STATE).write_bytes(b"{")
    (tmp_path / "dist" / "mine.txt").write_text("mine")
    deliver(tmp_path, AFTER, "new")
    assert set(dist(tmp_path)) == {"b.md", "a.json", "a.pdf", "mine.txt", manifest.NAME}


def test_clean_takes_what_was_on_its_way(tmp_path):
    """Files that a delivery had brought before it was cut short, and that no manifest names yet, go as well."""
    begun(tmp_path)
    os.replace(tmp_path / state.WAITING / "b.md", tmp_path / "dist" / "b.md")
    sweep(tmp_path)
    assert not (tmp_path / "dist").exists()


def test_a_folder_in_the_way_is_told_and_the_delivery_waits(tmp_path):
    """A folder of somebody's own is not removed; when it is gone, the delivery is carried through."""
    from publish.errors import PublishError
    deliver(tmp_path, BEFORE, "old")
    (tmp_path / "dist" / "b.md").mkdir()
    with pytest.raises(PublishError, match=r"error\[cannot-write\]: dist/b.md: Is a directory"):
        deliver(tmp_path, AFTER, "new")
    (tmp_path / "dist" / "b.md").rmdir()
    assert delivery.finish(Disk(tmp_path)) and json.loads((tmp_path / state.STATE).read_bytes())["asked"] == [
        "markdown", "pdf"]
    assert honest(tmp_path) and state.outdated(tmp_path, AFTER, "") == {}


def test_tools_are_asked_for_their_versions_once(tmp_path, monkeypatch):
    """A build that finds the same tools as the one before takes their versions from it; any other asks again."""
    told = versions_told(tmp_path, monkeypatch)
    binary = program(tmp_path / "pandoc", "one")
    monkeypatch.setattr(delivery.pandoc, "executable", lambda: str(binary))
    assert [told("a"), told("a"), told("b"), told("b")] == ["3.1", "3.1", "3.2", "3.2"]
    program(binary, "two, which is longer")
    assert told("b") == "3.3"


def test_pandoc_may_be_called_by_its_bare_name(tmp_path, monkeypatch):
    """Then it is the one in PATH that counts, not a file of that name where the build runs; none is asked each time."""
    told = versions_told(tmp_path, monkeypatch)
    binary, other = program(tmp_path / "bin" / "pandoc", "one"), program(tmp_path / "here" / "pandoc", "one")
    monkeypatch.setattr(delivery.pandoc, "executable", lambda: "pandoc")
    monkeypatch.setenv("PATH", str(binary.parent))
    monkeypatch.chdir(other.parent)
    assert [told("a"), told("a")] == ["3.1", "3.1"]
    program(other, "two, which is longer")
    assert told("a") == "3.1"
    program(binary, "two, which is longer")
    assert [told("a"), told("a")] == ["3.2", "3.2"]
    binary.unlink()
    assert [told("a"), told("a")] == ["3.3", "3.4"]


def versions_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """pandoc's version as a build's manifest tells it when so much is installed; a new one each time it is asked."""
    asked = []
    monkeypatch.setattr(delivery.pandoc, "version", lambda: asked.append(1) or f"3.{len(asked)}")

    def told(installed: str) -> str:
        monkeypatch.setattr(delivery.fingerprint, "tools", lambda: installed)
        deliver(root, BEFORE, "text")
        return json.loads((root / "dist" / manifest.NAME).read_text(encoding="utf-8"))["tools"]["pandoc"]
    return told


def program(path: Path, text: str) -> Path:
    """A file that may be run."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path
