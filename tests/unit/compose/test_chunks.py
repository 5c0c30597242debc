"""A text is cut only where a part or a chapter begins at its top level."""

from __future__ import annotations

from publish.compose.chunks import Chunk, field, split


def kinds(body: str) -> list[tuple[str, str]]:
    """Kind and first line of each chunk."""
    return [(chunk.kind, chunk.markdown.split("\n")[0]) for chunk in split(body)]


def test_the_shallowest_headings_are_the_chapters():
    """Whatever their level, the highest headings begin chapters; what stands before is the opening."""
    assert kinds("Words.\n\n## One\n\n### Inside\n\na\n\n## Two\n\nb\n") == [
        ("opening", "Words."),
        ("chapter", "## One"),
        ("chapter", "## Two"),
    ]


def test_a_text_without_headings_is_one_chunk():
    """Nothing to cut at, nothing cut."""
    assert kinds("Words.\n\nMore.\n") == [("opening", "Words.")]
    assert split("") == ()


def test_chapters_stand_one_level_below_their_part():
    """Parts, their chapters, and chapters outside every part; what is in those is no chapter."""
    chunks = split("# Preface\n\n## Thanks\n\n# One {.part}\n\n## A\n\n### a\n\n## B\n\n# End\n\n## Notes\n")
    assert [(chunk.kind, chunk.markdown.split("\n")[0], chunk.level, chunk.depth) for chunk in chunks] == [
        ("chapter", "# Preface", 1, 1),
        ("part", "# One {.part}", 1, 1),
        ("chapter", "## A", 2, 2),
        ("chapter", "## B", 2, 2),
        ("chapter", "# End", 1, 1),
    ]


def test_headings_inside_anything_begin_nothing():
    """Code, divisions, quotations, lists and paragraphs keep what looks like a heading."""
    for inside in (
        "```\n# no\n```",
        "~~~~ {.x}\n# no\n~~~~",
        "::: letter\n# no\n\n::: inner\n# no\n:::\n\n# no\n:::",
        "> # no",
        "- # no",
        "    # no",
        "words\n# no",
    ):
        assert kinds(f"# One\n\n{inside}\n\n# Two\n\nb\n") == [("chapter", "# One"), ("chapter", "# Two")], inside


def test_a_fence_that_nothing_closes_is_none():
    """An opening fence without its end is text, as pandoc has it."""
    assert kinds("# One\n\n```\n\n# Two\n") == [("chapter", "# One"), ("chapter", "# Two")]


def test_front_matter_is_taken_from_before_the_first_heading():
    """Byline, epigraph and dedication are chunks of their own, without their fences, nested divisions whole."""
    chunks = split(
        "::: byline\nby A\n:::\n\n::: {.epigraph}\n::: inner\n> q\n:::\n:::\n\n::: dedication\nTo B\n:::\n\nw\n\n"
        "# One\n\n::: epigraph\n> x\n:::\n"
    )
    assert [(chunk.kind, chunk.markdown) for chunk in chunks] == [
        ("byline", "by A"),
        ("epigraph", "::: inner\n> q\n:::"),
        ("dedication", "To B"),
        ("opening", "w"),
        ("chapter", "# One\n\n::: epigraph\n> x\n:::"),
    ]


def test_a_chunk_brings_the_notes_it_refers_to():
    """Definitions go with each chunk that cites them; a note within a note, which pandoc cannot read, into brackets."""
    one, two = split(
        "# One\n\na[^1] b[^2]\n\n# Two\n\nc[^2]\n\n[^1]: First[^3].\n\n    More.\n\n[^2]: Second.\n\n[^3]: *Third*.\n"
    )
    assert one.notes == "[^1]: First \\[*Third*.\\].\n\n    More.\n\n[^2]: Second."
    assert two.notes == "[^2]: Second." and two.markdown == "# Two\n\nc[^2]"


def test_notes_in_a_circle_end():
    """Two notes that refer to each other do not go on for ever."""
    assert "[^1]" in split("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]\n")[0].notes


def test_link_definitions_go_to_every_chunk():
    """A reference may be defined anywhere."""
    assert {chunk.links for chunk in split('# A\n\n[x]\n\n[x]: http://a.org "T"\n\n# B\n\n[x]\n')} == {
        '[x]: http://a.org "T"'
    }


def test_a_field_has_its_own_notes():
    """A piece of metadata brings its notes with it and is never cut."""
    assert field("# A\n\na[^1]\n\n# B\n\n[^1]: b\n") == Chunk("field", "# A\n\na[^1]\n\n# B", "[^1]: b")


def test_hostile_shapes_take_no_longer_than_their_length():
    """Fences that never close, headings in a heap, notes in notes, blank lines without end: read in one pass."""
    count = 20_000
    for body in (
        "```a\n````b\n" * count,
        "# a\n" * count,
        "::: a\n" * count,
        "[^1]: x\n\n" + "\n" * count,
        "\n".join("`" * (3 + number % 400) + "a" for number in range(count)),
        "a[^0]\n\n" + "\n\n".join(f"[^{number}]: n [^{number + 1}] [^{number + 1}]" for number in range(count)),
    ):
        assert sum(len(chunk.markdown) + len(chunk.notes) for chunk in split(body)) <= len(body) * 2
