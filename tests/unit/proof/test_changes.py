"""Which files of a publication's folder count, and when one has changed."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from publish.errors import PublishError
from publish.proof import changes


@pytest.fixture
def folder(tmp_path) -> Path:
    """A publication's folder with much in it that is not the publication's."""
    for name in ("metadata.yaml", "text/one.md", "images/a.png", "styles/themes/own.css", "dist/book.pdf",
                 "dist/.build/state.json", ".git/HEAD", "node_modules/x/y.js", "env/pyvenv.cfg", "env/lib/z.py",
                 "text/.one.md.swp", "text/one.md~", "text/#one.md#", "sub/dist/kept.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def names(root: Path) -> set[str]:
    """The files of a listing, relative to its folder."""
    return {os.path.relpath(name, root) for name in changes.listing(root)}


def test_the_publications_own_files_count(folder):
    """Metadata, sources, images and styles count; dist/, hidden files, environments and editors' copies do not."""
    assert names(folder) == {"metadata.yaml", "text/one.md", "images/a.png", "styles/themes/own.css",
                             "sub/dist/kept.md"}


def write_later(path: Path, text: str = "new") -> threading.Thread:
    """Write a file a moment later, as an editor does: beside, then renamed."""
    def work() -> None:
        time.sleep(0.15)
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{path.name}.tmp")
        beside.write_text(text)
        beside.replace(path)
    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("name", ["metadata.yaml", "text/one.md", "styles/themes/own.css", "new/text.md"])
def test_a_change_ends_the_waiting(folder, name):
    """A file that is written, replaced or added, in an old folder or a new one, is seen."""
    before = changes.listing(folder)
    thread = write_later(folder / name)
    now = changes.wait(folder, before)
    thread.join()
    assert now != before


def test_a_change_that_came_before_the_waiting_is_not_lost(folder):
    """What changed while a build was at work ends the next waiting at once."""
    before = changes.listing(folder)
    (folder / "text/one.md").write_text("changed while nobody watched")
    assert changes.wait(folder, before) == changes.listing(folder)


def test_what_does_not_count_does_not_end_the_waiting(folder):
    """Files in dist/ and hidden files change without consequence."""
    before = changes.listing(folder)
    for name in ("dist/book.pdf", ".git/HEAD", "text/.one.md.swp"):
        (folder / name).write_text("changed")
    thread = write_later(folder / "text/one.md")
    begun = time.monotonic()
    changes.wait(folder, before)
    assert time.monotonic() - begun >= 0.15
    thread.join()


def test_a_folder_that_is_gone_is_an_error(folder):
    """Watching ends with a finding when its folder is moved away."""
    before = changes.listing(folder)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(PublishError, match=r"error\[no-folder\]"):
        changes.wait(folder, before)


def test_files_that_go_while_the_folder_is_read_are_no_trouble(folder, monkeypatch):
    """A file or a folder may go at any moment; what is left is listed."""
    real = changes._entries

    def going(place):
        entries = real(place)
        if place.endswith("text"):
            (folder / "text/one.md").unlink(missing_ok=True)
        if place == str(folder):
            for name in ("images/a.png", "images"):
                (folder / name).is_file() and (folder / name).unlink()
                (folder / name).is_dir() and (folder / name).rmdir()
        return entries
    monkeypatch.setattr(changes, "_entries", going)
    assert names(folder) == {"metadata.yaml", "styles/themes/own.css", "sub/dist/kept.md"}
