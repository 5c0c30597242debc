"""Many chunks in one run of pandoc, each as if it were alone."""

from __future__ import annotations

import pytest

from publish import pandoc
from publish.compose.chunks import Chunk, split
from publish.compose.fragments import fragments
from publish.errors import PublishError, warning


class Counting:
    """pandoc, with the number of its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, texts, *arguments):
        for converted in pandoc.convert_each(texts, *arguments):
            self.runs += 1
            yield converted


def test_one_run_for_all():
    """Chapters and their notes are read together."""
    convert = Counting()
    made = fragments(split("# A\n\nx[^1]\n\n# B\n\ny[^2]\n\n[^1]: n\n\n[^2]: m\n"), convert)
    assert convert.runs == 1
    assert [one.html.count("publish-notes") for one in made] == [1, 1] and 'id="fn1"' in made[1].html


def test_the_same_label_in_two_chunks_needs_two_runs():
    """A note that two chunks define is never the other's."""
    convert = Counting()
    made = fragments([Chunk("field", "a[^1]", "[^1]: one"), Chunk("field", "b[^1]", "[^1]: two")], convert)
    assert convert.runs == 2 and "one" in made[0].html and "two" in made[1].html and "one" not in made[1].html


def test_a_chunk_that_leaves_something_open_is_read_alone():
    """An unclosed division takes nothing of the next chapter with it; neither does the separator's own text."""
    made = fragments(
        [Chunk("chapter", "# A\n\n::: letter\nx"), Chunk("chapter", "# B\n\nPUBLISHCHUNK000001END\n\ny")],
        pandoc.convert_each,
    )
    assert "x" in made[0].html and "y" not in made[0].html
    assert "<p>PUBLISHCHUNK000001END</p>" in made[1].html and "<p>y</p>" in made[1].html


def test_what_pandoc_says_is_kept_with_the_chunk_it_is_about():
    """Warnings belong to their chunk, so that a cached chunk repeats them."""

    def convert(texts, *arguments):
        for text in texts:
            html, _ = pandoc.convert(text, *arguments)
            yield html, (warning("pandoc", "odd"),) if "odd" in text else ()

    made = fragments([Chunk("chapter", "# A"), Chunk("chapter", "# odd")], convert)
    assert [len(one.diagnostics) for one in made] == [0, 1]


def test_nesting_without_measure_is_told_with_its_piece():
    """The error names the chunk's first words; the others are none of its business."""
    with pytest.raises(PublishError, match=r"error\[nesting\]: .* in the piece that begins “> > > .*”"):
        fragments([Chunk("chapter", "# A"), Chunk("field", "> " * 300 + "x")], pandoc.convert_each)


def test_nothing_is_made_of_nothing():
    """No chunks, no run."""
    convert = Counting()
    assert fragments([], convert) == [] and convert.runs == 0
