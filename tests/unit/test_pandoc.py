"""pandoc is reached through one door that bounds it and keeps what it says."""

import pytest

from publish import pandoc
from publish.errors import PublishError


def test_converts_text():
    """Text goes in, text comes out, nothing is said."""
    assert pandoc.convert("a *b*", "markdown-smart", "html") == ("<p>a <em>b</em></p>\n", ())


def test_warnings_are_returned():
    """A warning of pandoc is a finding, not a line on a screen."""
    text, said = pandoc.convert("![a](missing.png)", "markdown-smart", "html", ("--embed-resources", "--standalone"))
    assert "missing.png" in " ".join(finding.message for finding in said)
    assert all(finding.severity == "warning" for finding in said) and text


def test_reads_no_file(tmp_path):
    """The sandbox keeps files out of reach of a source that names them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read this")
    with pytest.raises(PublishError):
        pandoc.convert(f".. include:: {secret}\n", "nonsense", "html")
    text, _ = pandoc.convert(f".. include:: {secret}\n", "rst", "html")
    assert "do not read this" not in text


def test_failure_is_an_error_with_pandocs_words():
    """What pandoc says when it fails reaches the user."""
    with pytest.raises(PublishError, match="nosuchformat"):
        pandoc.convert("a", "nosuchformat", "html")


def test_time_is_bounded(monkeypatch):
    """A conversion that takes too long stops with an error."""
    monkeypatch.setattr(pandoc, "SECONDS", 0.001)
    with pytest.raises(PublishError, match="pandoc-time"):
        pandoc.convert("a", "markdown", "html")


def test_memory_is_bounded(monkeypatch):
    """A conversion that needs too much memory stops with an error."""
    monkeypatch.setattr(pandoc, "MEMORY", "6M")
    with pytest.raises(PublishError, match="pandoc-memory"):
        pandoc.convert("word *emphasis* `code` " * 200_000, "markdown", "html")


def test_binary_targets():
    """A word-processor file comes back as bytes."""
    data, _ = pandoc.convert_bytes("a", "markdown", "docx")
    assert data.startswith(b"PK")


def test_being_ended_from_outside_is_no_fault_of_the_text(monkeypatch, tmp_path):
    """A system that is out of memory ends pandoc: the command is to be run again, the text is as it was."""
    script = tmp_path / "pandoc"
    script.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(pandoc, "executable", lambda: str(script))
    with pytest.raises(PublishError, match=r"error\[pandoc-ended\]: pandoc was ended from outside"):
        pandoc.convert("text", "markdown", "html")


def test_a_scratch_folder_that_takes_no_more_is_told(monkeypatch):
    """What pandoc reads is written to a file first; when that cannot be, it is said where."""
    def full(*_: object, **__: object):
        return open("/dev/full", "w+b", buffering=0)
    monkeypatch.setattr(pandoc.tempfile, "TemporaryFile", full)
    with pytest.raises(PublishError, match=r"error\[cannot-write\]: .*: No space left on device"):
        pandoc.convert("text", "markdown", "html")
