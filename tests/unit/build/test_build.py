"""What is out of date is decided by content; what is kept is believed only when it is as it was made."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.build import fingerprint, lock, manifest, state
from publish.build.cache import Cache
from publish.errors import PublishError
from publish.model import File


@pytest.fixture(autouse=True)
def own_secret(tmp_path_factory, monkeypatch):
    """Nothing is written into the user's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def test_a_result_is_made_once(tmp_path):
    """The second time it comes from the folder; the others of a group are made together."""
    made = []

    def make(wanted):
        made.append(tuple(wanted))
        return [number * 10 for number in wanted]

    assert Cache(tmp_path).keep_each(["a1", "b2"], make) == [0, 10]
    assert Cache(tmp_path).keep_each(["a1", "c3", "b2", "d4"], make) == [0, 10, 10, 30]
    assert Cache(tmp_path).keep_each(["a1", "b2"], make) == [0, 10] and made == [(0, 1), (1, 3)]
    assert Cache(tmp_path).keep("a1", lambda: 99) == 0


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80), st.integers(0, 200))
def test_a_damaged_entry_counts_as_absent(tmp_path, data, at):
    """Cut short, overwritten or empty: it is made again, and never an error."""
    Cache(tmp_path).keep("abcd", lambda: ("value", 1))
    place = tmp_path / "ab" / "abcd"
    whole = place.read_bytes()
    place.write_bytes(whole[: at % len(whole)] + data)
    assert Cache(tmp_path).keep("abcd", lambda: ("other", 2)) in (
        [("other", 2)] if place.read_bytes() != whole else [("value", 1), ("other", 2)]
    )
    assert Cache(tmp_path).keep("abcd", lambda: ("third", 3)) != ("third", 3)


def test_an_entry_that_somebody_else_wrote_is_not_opened(tmp_path):
    """A publication may come with a cache that would run something when read: it is not read."""
    marker = tmp_path / "ran"
    place = tmp_path / "ab" / "abcd"
    place.parent.mkdir()

    class Trap:
        def __reduce__(self):
            return os.system, (f"touch {marker}",)

    import hashlib

    data = pickle.dumps(Trap())
    place.write_bytes(hashlib.sha256(data).digest() + data)
    assert Cache(tmp_path).keep("abcd", lambda: 1) == 1 and not marker.exists()


def test_what_a_build_did_not_use_is_forgotten(tmp_path):
    """Old entries and what a killed build left go; what was used stays."""
    cache = Cache(tmp_path)
    cache.keep("aaaa", lambda: 1)
    (tmp_path / "bb").mkdir()
    (tmp_path / "bb" / "bbbb").write_bytes(b"old")
    (tmp_path / "bb" / ".cccc.12").write_bytes(b"half")
    cache.sweep()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["aaaa"]


def test_what_vanishes_meanwhile_keeps_nothing_else_from_going(tmp_path, monkeypatch):
    """Of every folder that the sweep looks through, somebody else has already removed one entry."""
    cache, really = Cache(tmp_path), os.scandir
    cache.keep("aaaa", lambda: 1)
    for number in range(12):
        (tmp_path / "bc"[number % 2] / str(number)).parent.mkdir(exist_ok=True)
        (tmp_path / "bc"[number % 2] / str(number)).write_bytes(b"old")
        (tmp_path / f"stray{number}").write_bytes(b"old")

    def scandir(place):
        entries = tuple(really(place))
        gone = [entry for entry in entries if entry.is_file() and entry.name not in cache.used]
        for entry in gone[:1]:
            os.unlink(entry)
        return entries
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        cache.sweep()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["aaaa"]


def test_a_folder_that_takes_nothing_costs_only_time(tmp_path):
    """A cache that cannot be written is no error."""
    (tmp_path / "file").write_text("")
    assert Cache(tmp_path / "file").keep("aaaa", lambda: 1) == 1


def test_fingerprints_frame_their_parts():
    """Two lists of parts agree only when their parts do."""
    assert fingerprint.digest("ab", "c") != fingerprint.digest("a", "bc") != fingerprint.digest("abc")
    assert fingerprint.digest("a", b"b") == fingerprint.digest(b"a", "b")


RECORD = state.Record({"text.md": "1", state.PROGRAM: "2"}, {"a.md": "3"})


def test_a_record_is_read_as_it_was_written(tmp_path):
    """State and manifest of a build."""
    place = tmp_path / "state.json"
    place.write_bytes(state.dump(state.State({"markdown": RECORD}, ("markdown",), "7")))
    assert state.load(place) == state.State({"markdown": RECORD}, ("markdown",), "7")
    facts = {"title": "T", "words": 3, "modified": 0, "inputs": {"b": "2", "a": "1"}, "tools": {}}
    listing = manifest.manifest(tmp_path, {"markdown": (File("a.md", b"xy", 4),)}, {"markdown": RECORD}, facts)
    (tmp_path / manifest.NAME).write_bytes(listing)
    assert manifest.read(tmp_path) == ({"name": "a.md", "edition": "markdown", "sha256": "3", "bytes": 2, "pages": 4},)
    assert json.loads(listing)["modified"] == "1970-01-01T00:00:00Z" and list(json.loads(listing)["inputs"]) == [
        "a",
        "b",
    ]
    kept = manifest.manifest(tmp_path, {}, {"markdown": RECORD, "x": state.Record({}, {"b.md": "9"})}, facts)
    assert json.loads(kept)["files"] == [*manifest.read(tmp_path), {"name": "b.md"}]


def valid() -> dict:
    """A state as it is stored."""
    return json.loads(state.dump(state.State({"markdown": RECORD}, ("markdown",))))


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(version=0),
        lambda one: one.pop("version"),
        lambda one: one.update(asked="markdown"),
        lambda one: one.update(asked=[1]),
        lambda one: one.update(editions=[]) or one.update(editions=[1]),
        lambda one: one["editions"].update(markdown=[]),
        lambda one: one["editions"]["markdown"].pop("files"),
        lambda one: one["editions"]["markdown"].update(files={"../text.md": "x"}),
        lambda one: one["editions"]["markdown"].update(files={"/etc/hostname": "x"}),
        lambda one: one["editions"]["markdown"].update(files={".build": "x"}),
        lambda one: one["editions"]["markdown"].update(files={"a": 1}),
        lambda one: one["editions"]["markdown"].update(inputs={"/dev/zero": ""}),
        lambda one: one["editions"]["markdown"].update(inputs={"a/../../b": ""}),
        lambda one: one["editions"]["markdown"].update(inputs="ab"),
    ],
)
def test_a_record_that_is_not_ours_is_none(change, tmp_path):
    """A state of another shape, or one that names files elsewhere, is as if there were none."""
    stored = valid()
    change(stored)
    (tmp_path / "state.json").write_text(json.dumps(stored))
    assert state.load(tmp_path / "state.json") == state.State()


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(("version", "asked", "editions", "inputs", "files", "name", "x")), inner, max_size=4
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_nothing_that_lies_there_is_an_error(tmp_path, data):
    """Whatever the bytes of state.json and manifest.json, they are read, or as if there were none."""
    for name in ("state.json", manifest.NAME):
        (tmp_path / name).write_bytes(data)
    assert isinstance(state.load(tmp_path / "state.json"), state.State)
    assert all(isinstance(one["name"], str) for one in manifest.read(tmp_path))


def built(tmp_path: Path) -> None:
    """A publication with one edition, as the record knows it."""
    (tmp_path / "dist" / ".build").mkdir(parents=True)
    (tmp_path / "text.md").write_text("text")
    (tmp_path / "dist" / "a.md").write_text("made")
    (tmp_path / "dist" / state.MANIFEST).write_text("{}")
    names = ("text.md", state.PROGRAM, state.DATE, state.OPTIONS, "styles/")
    inputs = {name: state.input_hash(tmp_path, name, "o") for name in names}
    record = state.Record(inputs, {"a.md": state.file_hash(tmp_path / "dist" / "a.md")})
    (tmp_path / state.STATE).write_bytes(
        state.dump(
            state.State({"markdown": record}, ("markdown",), state.file_hash(tmp_path / "dist" / state.MANIFEST))
        )
    )


@pytest.mark.parametrize(
    "change, options, why",
    [
        (lambda root: os.utime(root / "text.md", (0, 0)), "o", ()),
        (lambda root: (root / "text.md").write_text("other"), "o", ("text.md has changed",)),
        (lambda root: (root / "text.md").unlink(), "o", ("text.md is gone",)),
        (lambda root: (root / "dist" / "a.md").write_text("other"), "o", ("a.md is not as it was built",)),
        (lambda root: (root / "dist" / "a.md").unlink(), "o", ("a.md is missing",)),
        (
            lambda root: ((root / "styles").mkdir(), (root / "styles" / "base.css").write_text("")),
            "o",
            ("styles/ has changed",),
        ),
        (lambda root: None, "p", ("the options have changed",)),
        (lambda root: (root / "dist" / state.MANIFEST).write_text("x"), "o", ("manifest.json is not as it was built",)),
        (lambda root: (root / "dist" / state.MANIFEST).unlink(), "o", ("manifest.json is not as it was built",)),
        (lambda root: (root / state.STATE).unlink(), "o", ("it has not been built",)),
    ],
)
def test_out_of_date_by_content(change, options, why, tmp_path):
    """An edition is out of date when an input, an output or an option is not what it was, whatever the files' times."""
    built(tmp_path)
    change(tmp_path)
    assert state.outdated(tmp_path, ["markdown"], options) == ({"markdown": why} if why else {})


def test_the_environment_is_an_input(tmp_path, monkeypatch):
    """SOURCE_DATE_EPOCH changes what is made."""
    built(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert state.outdated(tmp_path, ["markdown"], "o") == {"markdown": ("SOURCE_DATE_EPOCH has changed",)}


def test_one_build_at_a_time(tmp_path):
    """A lock is had once, is free when its holder is done, and an unwritable folder is told."""
    with lock.locked(tmp_path / "b"):
        with pytest.raises(PublishError, match=r"error\[locked\]"), lock.locked(tmp_path / "b"):
            pass
    with lock.locked(tmp_path / "b"):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishError, match=r"error\[cannot-write\]"), lock.locked(tmp_path / "file" / "b"):
        pass


def test_a_cache_that_is_a_link_leads_nowhere(tmp_path):
    """Nothing is written or removed behind a link that came with a publication; the link itself goes."""
    (tmp_path / "else" / "docs").mkdir(parents=True)
    for place in ("letter.txt", "docs/thesis.txt"):
        (tmp_path / "else" / place).write_text("kept")
    kept = Cache(tmp_path / "cache")
    kept.folder.mkdir()
    (kept.folder / "ab").symlink_to(tmp_path / "else")
    kept.write("ab12", b"data")
    kept.sweep()
    linked = Cache(tmp_path / "linked")
    linked.folder.symlink_to(tmp_path / "else")
    linked.sweep()
    assert not linked.folder.is_symlink() and not (kept.folder / "ab").is_symlink()
    assert sorted(str(one.relative_to(tmp_path / "else")) for one in (tmp_path / "else").rglob("*.*")) == \
        ["docs/thesis.txt", "letter.txt"]
