"""What must never happen, whatever the text: a crash, a lost word, Markdown that reads back as something else."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.model import Decisions, Source
from publish.readers import read
from publish.transforms import normalise
from publish.transforms.tools import words

PROSE = ("The gate was shut at seven, and nobody who came after the bell was let in before the morning; that was the "
         "custom of the town.")
HABITS = st.sampled_from([
    PROSE, "It was _never_ so.", "CHAPTER IV.", "II", "The Old Gate", "By A. Writer", "* * *", "Share this article!",
    "We use cookies. Accept all.", "[1] A note.", "Old,[1] and new.*", "* Under it.", "1. One", "2. Two", "- item",
    '"So," he said--"and \'twas late."', "    further in", "        The bell is old,\n          The rope is new;", "\f",
    "                              17", "                    THE TOWN", "Notes", "PART ONE", "Dear Sir,", "— A. Writer",
    "“Quoted.” (A. Writer, Book, p. 3)", "word-", "ﬁne â€œ so", "***START OF THE EBOOK***", "Title: X", "CONTENTS",
    "The Old Gate .... 3", "Title\n=====", "a | b", "# hash", "> quote", "~~~", "$5 and $6", "[x]: y", "<b>bold</b>",
    "1) x", "(a) y", "&amp; &", "\\back", "::: div", "@who", "* starred* text", "^up^", "---", "![x](y)", "{.z}", "…",
])
LINES = st.lists(st.one_of(HABITS, st.text(max_size=60)), max_size=25)
BREAKS = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\r\n", "\r\n\r\n"])
QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def text_of(lines, gaps):
    """Lines joined with breaks of every kind, in turn."""
    return "".join(line + gaps[index % len(gaps)] for index, line in enumerate(lines)) or "x"


def errors(manuscript):
    """The errors among a manuscript's findings."""
    return [str(finding) for finding in manuscript.diagnostics if finding.severity == "error"]


def plain(text):
    """A text read as plain text and normalised."""
    data = text.encode("utf-8", "replace")
    return normalise(read((Source("a.txt", data if data.strip(b"\0 \t\r\n\f\x0b") else b"x", "text"),),
                          lambda path: b""))


@QUIET
@given(LINES, st.lists(BREAKS, min_size=1, max_size=4))
def test_no_word_is_lost(lines, gaps):
    """Any mixture of habits: the words of the result and of the ledger are the words of the source."""
    try:
        manuscript = plain(text_of(lines, gaps))
    except Exception as fault:
        assert type(fault).__name__ == "PublishError", fault
        return
    assert errors(manuscript) == []


@QUIET
@given(LINES, st.lists(BREAKS, min_size=1, max_size=4))
def test_every_removed_word_stands_in_the_ledger(lines, gaps):
    """Counted without the proof: no word of the source is missing from result and ledger together."""
    try:
        manuscript = plain(text_of(lines, gaps))
    except Exception as fault:
        assert type(fault).__name__ == "PublishError", fault
        return
    said = set(words(" ".join(block.text for block in manuscript.original)))
    kept = set(words(manuscript.markdown)) | {word for entry in manuscript.ledger
                                              for word in words(entry.before) + words(entry.after)}
    assert {word for word in said - kept if not word.isdigit()} == set()


@settings(QUIET, max_examples=60)
@given(LINES, st.lists(BREAKS, min_size=1, max_size=4))
def test_the_result_is_its_own_source(lines, gaps):
    """The hub of any text, given back as the source, yields itself."""
    try:
        markdown = plain(text_of(lines, gaps)).markdown
    except Exception as fault:
        assert type(fault).__name__ == "PublishError", fault
        return
    if not markdown.strip():
        return
    again = normalise(read((Source("a.md", markdown.encode("utf-8", "replace")),), lambda path: b""))
    assert again.markdown == markdown
    assert errors(again) == []


@given(st.binary(max_size=400), st.sampled_from(["text", "markdown", "html", "docx", "odt", "rtf", "epub"]))
@settings(QUIET, max_examples=60)
def test_no_bytes_crash_a_reader(data, kind):
    """Bytes of any kind, claimed to be of any format, are read or refused with a finding."""
    try:
        normalise(read((Source(f"a.{kind}", data, kind),), lambda path: b""), Decisions())
    except Exception as fault:
        assert type(fault).__name__ == "PublishError", fault
