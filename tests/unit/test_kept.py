"""Whatever is kept of a book from one build to the next, the files are those of a clean build."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish import pipeline
from publish.errors import PublishError

METADATA = ("title: A Test\ncreators: [{name: A. Writer}]\nlanguage: en\nsource: text.md\nglossary: terms.yaml\n"
            "editions: [markdown, html, epub]\n")
TERMS = "- {term: word, definition: 'What is *said*.'}\n"
BOOK = "\n\n".join(f"# Chapter {number}\n\nA word here, and a note.[^{number}]\n\n> Quoted *words*.\n\n[^{number}]: Its text."
                   for number in range(4)) + "\n"


def _paragraph(text: str, place: int) -> str:
    """A paragraph at the place."""
    blocks = text.split("\n\n")
    return "\n\n".join((*blocks[:place], "Another paragraph, which was not there.", *blocks[place:]))


# What an author does to a text at some place: each changes one chapter, or all that come after it, or all of them.
EDITS = (
    lambda text, place: re.sub(r"\bA word\b", "Some word", text, count=place),
    _paragraph,
    lambda text, place: _paragraph(text, place).replace("which was", f"which[^x{place}] was") + f"\n[^x{place}]: More.\n",
    lambda text, place: text.replace(f"# Chapter {place % 4}\n", "# A chapter {#there}\n", 1),
    lambda text, place: text.replace("Quoted", "See [there](#there). Quoted", 1),
    lambda text, place: text + "\nA dash — with spaces — and \"quotes\" that are 'straight'.\n",
    lambda text, place: "\n\n".join(reversed(re.split(r"\n\n(?=# )", text.strip("\n")))) + "\n",
    lambda text, place: text.replace("# Chapter 2", "# Words {.part}"),
    lambda text, place: re.sub(r"# Chapter 1\n.*?(?=# )", "", text, flags=re.S),
)  # fmt: skip


def built(folder: Path, text: str) -> dict[str, bytes] | str:
    """The files of a build of the text, or why there are none."""
    folder.mkdir(exist_ok=True)
    for name, data in (("metadata.yaml", METADATA), ("terms.yaml", TERMS), ("text.md", text)):
        (folder / name).write_text(data, encoding="utf-8")
    try:
        pipeline.build(pipeline.Publication(folder))
    except PublishError as refused:
        return str(refused)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir() if path.is_file()}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(1, 9)), min_size=1, max_size=3))
def test_a_book_that_is_edited_is_built_as_from_nothing(tmp_path_factory, edits):
    """After every edit the same bytes come of what was kept and of nothing."""
    folder = tmp_path_factory.mktemp("edited")
    built(folder / "kept", BOOK)
    text = BOOK
    for number, (edit, place) in enumerate(edits):
        text = edit(text, place)
        assert built(folder / "kept", text) == built(folder / f"clean-{number}", text)
