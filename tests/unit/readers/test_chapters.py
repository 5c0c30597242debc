"""Markdown read chapter by chapter, and its chapters kept, is the same as Markdown read whole."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from publish import pandoc
from publish.errors import Span
from publish.model import Block, Manuscript, Source
from publish.readers import chapters, pieces, read
from publish.readers.markdown import FORMAT
from publish.transforms import normalise
from tests.tools.keeping import keeping

# Pieces that stand in a chapter; some reach into others, close what others open, or define what others name.
PIECES = (
    "Plain words.", "Words with [a link][one] and *marks*.", "[one]: https://example.org", "[One]: https://two.example",
    "A note.[^a]", "[^a]: Its text.", "[^a]: Its text\nthat goes on.\n\n    > And on.", "Also.[^a] And.[^b]",
    "[^b]: Its\n[^c] text.", "> [^b]: Inside.", "Word\n[^b]: no definition.", "- one\n- two", "- three", "1. First\n2. Second",
    "(@x) An example.", "As in [Title] and [the\n> title].", "## Title", "# Title", "Title\n=====", "## Own {#own}",
    "::: letter", ":::", "> A quotation.", "> [Title]", "| verse\n|   verse", "```", "~~~\n# code\n~~~", "    code",
    "<!--", "-->", "<div>", "</div>", "a <b>bold</b> word", "-----", "-----\nrow one\n\nrow two", "---\ntitle: Late\n---",
    "| a | b |\n|---|---|\n| c | d |", "Term\n\n:   Definition", "![A dot](dot.png)", "% Title", "$$x$$", "^[an inline note]",
    "PUBLISHCHAPTER000000END", "`code [^b]`", "[^b]", "[sic]: so", "...", "* * *", "\ttab",
)  # fmt: skip


def dot(path: str) -> bytes:
    """A picture of the publication."""
    held = io.BytesIO()
    Image.new("1", (1, 1)).save(held, "PNG")
    return held.getvalue()


def one(text: str, each=None) -> Manuscript:
    """A text as it is read."""
    return read((Source("a.md", text.encode(), "markdown"),), dot, each)


def counted(given: list):
    """pandoc, with a list of what it was given."""
    real = pandoc.convert_each

    def convert(texts, *rest, **named):
        texts = list(texts)
        given.extend(texts)
        return real(texts, *rest, **named)
    return convert


def placeless(manuscript: Manuscript) -> Manuscript:
    """A manuscript without places: read whole, what follows a long note is not found."""
    return replace(manuscript, blocks=tuple(map(_placeless, manuscript.blocks)),
                   original=tuple(map(_placeless, manuscript.original)))


def _placeless(block: Block) -> Block:
    return replace(block, span=Span("a.md"), blocks=tuple(map(_placeless, block.blocks)))


def books():
    """Books of short chapters, each with a heading."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=4).map("\n\n".join)
    return st.lists(pieces, min_size=2, max_size=4).map(
        lambda parts: "\n\n".join(f"# Chapter {number}\n\n{part}" for number, part in enumerate(parts)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(books(), min_size=1, max_size=3), st.sampled_from(("", "Opening[^a].\n\n", "---\ntitle: A [^a]\n---\n\n")))
def test_chapters_are_read_as_in_the_whole(versions, front):
    """Whatever was kept of earlier versions of a text, it is read as it would be read whole."""
    each = keeping({})
    for body in versions:
        assert placeless(one(front + body, each)) == placeless(one(front + body))


BOOK = "---\ntitle: A Title\n---\n\nAn opening.[^1]\n\n# One\n\nFirst [words][w].[^2]\n\n# Two\n\nLast.\n\n" \
       "[^1]: A note.\n\n[^2]: Another\ngoes on.\n\n    With more.\n\n[w]: https://example.org\n"


def test_pandoc_reads_only_the_chapter_that_changed(monkeypatch):
    """A changed chapter is read alone, with the notes and links that it refers to."""
    each, given = keeping({}), []
    assert placeless(one(BOOK, each)) == placeless(one(BOOK))
    monkeypatch.setattr(pandoc, "convert_each", counted(given))
    changed = BOOK.replace("First", "Other")
    read_again = one(changed, each)
    assert len(given) == 1 and "Other" in given[0] and "Another" in given[0]
    assert "opening" not in given[0] and "A note" not in given[0] and "Last" not in given[0]
    assert placeless(read_again) == placeless(one(changed))
    given.clear()
    assert one(changed, each) == read_again and not given


def test_long_books_are_read_in_several_runs(monkeypatch):
    """One run of pandoc reads no more than its memory allows; the text is the same."""
    monkeypatch.setattr(chapters, "BATCH", 60)
    given = []
    monkeypatch.setattr(pandoc, "convert_each", counted(given))
    found = one(BOOK, keeping({}))
    assert len(given) == 3 and placeless(found) == placeless(one(BOOK))


@pytest.mark.parametrize("reaching", [
    "<!-- open", "(@) An example.", "As [Two] says.", "-----\nrow\n\nrow\n\n", "> [^3]: Inside.[^3]", "```\nno end",
    "[w]: https://other.example", "::: letter\n\nopen", "Words.[^2]\n[^2]: not here.", "[^9]: Unused."])  # fmt: skip
def test_a_text_whose_chapters_reach_into_each_other_is_read_whole(reaching):
    """What may reach beyond its chapter is left to pandoc's reading of the whole."""
    text = BOOK.replace("# Two", f"{reaching}\n\n# Two")
    found = pieces.by_chapter(text, FORMAT, "a.md", str, "", keeping({}))
    assert found is None or reaching.startswith(":::")
    assert placeless(one(text, keeping({}))) == placeless(one(text))


def test_a_block_is_found_behind_a_long_note_and_a_note_where_it_is_defined():
    """Each chapter is searched by itself, so that a place is true whatever stands before it."""
    long = " ".join(f"word{number}" for number in range(900))
    text = f"# One\n\nText.[^a]^[Here and there.]\n\n[^a]: {long}\n\n# Two\n\nMore.[^b]\n\n[^b]: A note\n"
    found = one(text, keeping({}))
    lines = {block.text or block.blocks[0].text[:8]: block.span.line for block in found.blocks}
    assert lines["Two"] == 7 and lines["word0 wo"] == 5 and lines["A note"] == 11 and lines["Here and"] == 3
    assert [line for line, _ in found.parts] == [0, 6]


def test_a_link_in_a_note_is_kept_wherever_its_definition_stands():
    """A note that is taken from the end of the text brings the links that it names, whichever chapters are read with it."""
    text = "# One\n\nWord.[^1]\n\n# Two\n\nMore.\n\n# Three\n\nEnd.\n\n[^1]: See [the site][site].\n\n" \
        "[site]: http://example.org/page\n"
    first = chapters.apart(text)[0]
    assert first.links == ("[site]: http://example.org/page",)


def test_a_heading_of_nothing_keeps_the_lists_beside_it_apart():
    """A heading whose only picture is left out leaves two lists, which by chapters would be written as one: read whole."""
    text = b"# One\n\n1. a\n2. b\n\n# ![](http://example.org/y.png)\n\n1. c\n2. d\n\n# Three\n\nEnd.\n"
    source = Source("a.md", text)
    whole = normalise(read((source,), None))
    parts = normalise(read((source,), None, keeping({})), each=keeping({}))
    assert parts.markdown == whole.markdown and "<!-- -->" in parts.markdown
