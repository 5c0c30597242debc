"""Files are read from inside the publication alone, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from publish import workspace
from publish.errors import PublishError, Span
from publish.workspace import Disk, Memory, cannot_write, inside

SPAN = Span("metadata.yaml", 3)


def said(work, *arguments, **options) -> str:
    """The findings of something that fails."""
    with pytest.raises(PublishError) as caught:
        work(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    "path, wanted",
    [
        ("a.md", "a.md"),
        ("./a//b.md", "a/b.md"),
        ("a\\b.md", "a/b.md"),
        ("text: final.md", "text: final.md"),
        ("a.b.c", "a.b.c"),
        ("...", "..."),
    ],
)
def test_paths_inside(path, wanted):
    """A path is normalised; a colon is a character like others."""
    assert inside(path) == wanted


@pytest.mark.parametrize(
    "path", ["../a", "a/../../b", "/etc/passwd", "a/..", "..", "C:\\a", "c:/a", "C:", "\\\\host\\a", "a\0b"]
)
def test_paths_outside(path):
    """Absolute paths, drives, and whatever climbs are refused with the line and exit code 2."""
    with pytest.raises(PublishError) as caught:
        inside(path, SPAN)
    assert str(caught.value).startswith("metadata.yaml:3: error[path]: ") and caught.value.exit_code == 2


def test_links_out_of_the_folder_are_refused(tmp_path):
    """A symbolic link may lead to another file of the folder, not out of it, and not in a circle."""
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "in" / "a").write_text("a")
    (tmp_path / "in" / "near").symlink_to("a")
    (tmp_path / "in" / "far").symlink_to("../secret")
    (tmp_path / "in" / "up").symlink_to("..")
    (tmp_path / "in" / "loop").symlink_to("loop")
    disk = Disk(tmp_path / "in")
    assert disk.read("near") == b"a"
    for path in ("far", "up/secret"):
        assert "leads outside the publication's folder" in said(disk.read, path) and "outside" in said(
            disk.exists, path
        )
    assert "leads in a circle" in said(disk.read, "loop")
    assert "leads outside" in said(disk.replace, {"up/new": b""}) and not (tmp_path / "new").exists()


def test_what_cannot_be_read(tmp_path, monkeypatch):
    """Missing, a folder, a pipe, too large, unreadable: each is told."""
    disk = Disk(tmp_path)
    (tmp_path / "text.md").write_text("12345")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert said(disk.read, "txet.md", SPAN) == (
        "metadata.yaml:3: error[file-missing]: 'txet.md' does not exist\n  hint: did you mean 'text.md'?"
    )
    assert "'folder' is a folder" in said(disk.read, "folder") and "'pipe' is no plain file" in said(disk.read, "pipe")
    assert "does not exist" in said(disk.read, "text.md/x") and "does not exist" in said(disk.read, "no/such/file")
    assert "error[file-unreadable]" in said(disk.read, "a" * 300)
    monkeypatch.setattr(workspace, "MOST_BYTES", 4)
    assert "error[file-too-large]" in said(disk.read, "text.md")
    assert [disk.exists(name) for name in ("text.md", "folder", "pipe", "a" * 300)] == [True, False, False, False]


def test_listings_are_in_order(tmp_path):
    """Files by name, without folders; a folder that is not there has none."""
    (tmp_path / "s" / "t").mkdir(parents=True)
    for name in ("b", "a"):
        (tmp_path / "s" / name).write_text("")
    assert Disk(tmp_path).listing("s") == ("s/a", "s/b") and Disk(tmp_path).listing("none") == ()


def test_files_appear_whole(tmp_path):
    """Folders are made; files are replaced; nothing is left beside them."""
    disk = Disk(tmp_path)
    disk.replace({"d/a": b"1", "d/e/b": b"2"})
    disk.replace({"d/a": b"3"})
    assert {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == {
        "d/a": b"3",
        "d/e/b": b"2",
    }


@pytest.mark.parametrize(
    "number, hint",
    [
        (errno.ENOSPC, "free some space on the disk"),
        (errno.EDQUOT, "free some space on the disk"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "make the folder writable"),
        (errno.EPERM, "make the folder writable"),
        (errno.EIO, "what was there before is unchanged"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_disk_that_refuses_changes_nothing(number, hint, call, tmp_path, monkeypatch):
    """Full, over quota, read-only, broken: told with the file's name; all files are as they were."""
    disk = Disk(tmp_path)
    disk.replace({"a": b"old", "b": b"old"})
    count = []

    def refuse(*arguments, **options):
        count.append(1)
        if len(count) == 2:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    real = os.fsync if call == "fsync" else open
    monkeypatch.setattr(*((os, "fsync", refuse) if call == "fsync" else (workspace, "open", refuse)), raising=False)
    assert (
        said(disk.replace, {"a": b"new", "b": b"new"})
        == f"error[cannot-write]: b: {os.strerror(number)}\n  hint: {hint}"
    )
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_no_signal_comes_between_the_files(tmp_path, monkeypatch):
    """Ctrl-C while files go to their places waits until all are there."""
    real = os.replace

    def interrupted(source: Path, target: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        real(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Disk(tmp_path).replace({"a": b"1", "b": b"2", "c": b"3"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_removing(tmp_path):
    """What is there goes, what is not is no matter, what the disk keeps is told."""
    disk = Disk(tmp_path)
    (tmp_path / "a").write_text("")
    (tmp_path / "folder").mkdir()
    disk.remove(["a", "none"])
    assert not (tmp_path / "a").exists() and "error[cannot-write]: folder: " in said(disk.remove, ["folder"])


@pytest.mark.parametrize("stated", ["tomorrow", "-1", "1.5", "9" * 20, "١٢"])
def test_a_moment_that_is_none(stated, tmp_path):
    """SOURCE_DATE_EPOCH is whole seconds since 1970, or unset."""
    assert "error[date]" in said(Disk(tmp_path, {"SOURCE_DATE_EPOCH": stated}).now)


def test_the_clock(tmp_path):
    """The stated moment, else the time of day."""
    assert Disk(tmp_path, {"SOURCE_DATE_EPOCH": "1000"}).now() == 1000 and Disk(tmp_path, {}).now() > 1_700_000_000


def test_the_twin_in_memory():
    """It answers as the disk does."""
    memory = Memory({"d/a": b"1"}, 5)
    memory.replace({"d/b": b"2"})
    assert (memory.read("./d/a"), memory.exists("d/b"), memory.exists("x"), memory.listing("d"), memory.now()) == (
        b"1",
        True,
        False,
        ("d/a", "d/b"),
        5,
    )
    assert "error[file-missing]: 'x' does not exist" in said(memory.read, "x") and "error[path]" in said(
        memory.read, "../x"
    )


def test_the_error_of_a_write():
    """An error number that nobody foresaw still has a hint."""
    assert "hint: " in str(cannot_write("a", OSError(None, "odd")))
