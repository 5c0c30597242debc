"""The parts around the text say what the metadata says, in the language of the text."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from publish.compose import parts
from publish.compose.words import words
from publish.config import Print
from publish.errors import Span
from publish.model import Correction, Creator, Heading, Term
from publish.yamlfile import parse


def leaf(composition, kind: str) -> str:
    """The XHTML of a part."""
    return next(leaf.xhtml for leaf in composition.leaves if leaf.kind == kind)


def test_the_order_is_the_trades(make):
    """Half-title, title page, imprint, dedication, epigraph, contents, text, glossary, about."""
    composition = make(
        "::: epigraph\n> a\n:::\n\nb\n\n# C\n",
        [Term("b", "x")],
        about="d",
        dedication="e",
        print=Print(half_title=True),
    )
    assert [leaf.kind for leaf in composition.leaves] == [
        "half-title",
        "title-page",
        "imprint",
        "dedication",
        "epigraph",
        "contents",
        "opening",
        "chapter",
        "glossary",
        "about",
    ]


def test_a_part_without_content_is_not_there(make):
    """A text alone has a title page and an imprint; contents of one line are none."""
    assert [leaf.kind for leaf in make("a\n").leaves] == ["title-page", "imprint", "opening"]


def test_the_title_page(make):
    """Title, subtitle, creators, contributors by role (others together), publisher, place and year, all escaped."""
    found = leaf(
        make(
            "a\n",
            title="A <b> & C",
            subtitle="Or",
            creators=(Creator("A"), Creator("B"), Creator("C")),
            contributors=(Creator("D", "trl"), Creator("E", "cov"), Creator("F", "ctb")),
            publisher="P & Q",
            place="R",
            date="2026-11-24",
        ),
        "title-page",
    )
    for line in (
        '<h1 class="title" epub:type="title">A &lt;b&gt; &amp; C</h1>',
        '<p class="byline">A, B and C</p>',
        '<p class="contributor">Translated by D</p>',
        '<p class="contributor">With E and F</p>',
        '<span>P &amp; Q</span> · <span class="place">R</span>',
        '<time datetime="2026-11-24">2026</time>',
    ):
        assert line in found


@pytest.mark.parametrize(
    "count, said",
    [
        (0, ""),
        (13, "13 slips of spelling in the source have been corrected."),
        (1, "One slip of spelling in the source has been corrected."),
        (4, "Four slips of spelling in the source have been corrected."),
    ],
)
def test_the_imprint_counts_the_corrections(count, said, make):
    """One slip, four slips, or nothing at all."""
    made = tuple(Correction(str(number), "", "", Span("m")) for number in range(count))
    found = leaf(make("a\n", made=made), "imprint")
    assert said in found and found.count("slip") == bool(count)


def test_the_imprint_names_isbns_faces_series_and_statements(make):
    """Identifiers with hyphens where the agency has them, faces as a list, and what is the editor's."""
    found = leaf(
        make(
            "a\n",
            [Term("a", "b")],
            identifiers={"print": "9780306406157", "epub": "9783161484100"},
            series="S",
            series_position=2,
            title_by_editor=True,
            rights="© *A*",
        ),
        "imprint",
    )
    for line in (
        '<span class="isbn">978-0-306-40615-7</span> (print)',
        '<span class="isbn">978-3-16-148410-0</span> (EPUB)',
        "S, number 2",
        "this one is descriptive and is the editor’s. The glossary is the editor’s",
        "© <em>A</em>",
        "Set in Face.",
    ):
        assert line in found


@pytest.mark.parametrize(
    "language, date, shown",
    [
        ("en-GB", "2026-11-24", "24\u00a0November 2026"),
        ("en-US", "2026-11-24", "November\u00a024, 2026"),
        ("en-us", "2026-11-01", "November\u00a01, 2026"),
        ("en-Latn-US", "2026-11", "November 2026"),
        ("de", "2026-11-01", "1.\u00a0November 2026"),
        ("fr", "2026-08-01", "1er\u00a0août 2026"),
        ("es", "2026-11-24", "24 de\u00a0noviembre de 2026"),
        ("it", "2026-11", "novembre 2026"),
        ("en", "2026", "2026"),
    ],
)
def test_the_imprint_writes_the_date_out(language, date, shown, make):
    """A day, a month or a year as prose has it, in the language of the text, with the machine's date beside it."""
    assert f'<time datetime="{date}">{shown}</time>' in leaf(make("a\n", language=language, date=date), "imprint")


def test_there_are_twelve_months_and_twelve_numbers_and_two_words_for_pages():
    """Every language has as many words as the year has months, a dozen has numbers, and numbers a page has."""
    for language in ("en", "de", "fr", "es", "it"):
        assert [len(words(language)[name].split()) for name in ("months", "numbers", "pages")] == [12, 12, 2], language


def test_every_language_has_every_word():
    """The languages of words.yaml have the same words, and each wording the same gaps to fill; regions have fewer."""
    known = parse("words.yaml", resources.files("publish.compose").joinpath("words.yaml").read_bytes()).value
    gaps = {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in known["en"].items()}
    for language, own in known.items():
        found = {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in own.items()}
        assert found == ({name: gaps[name] for name in found} if "-" in language else gaps), language


def test_every_word_is_used():
    """No word waits in vain."""
    folder = resources.files("publish.compose")
    code = "".join(
        one.read_text("utf-8")
        for one in (*folder.iterdir(), *(folder / "templates").iterdir())
        if one.name.endswith((".py", ".xhtml"))
    )
    names = [name.removeprefix("roles-") for name in words("en") if name != "lang"]
    assert [name for name in names if not re.search(rf"['\".]{name}\b", code)] == []


def test_a_language_without_words_has_english_ones_marked_as_such(make):
    """English words in a text of another language say that they are English."""
    assert words("de-AT")["contents"] == "Inhalt" and words("de-AT")["lang"] == ""
    composition = make("# Jeden\n\n# Dwa\n", language="pl")
    assert '<h2 id="contents-title" class="opening-title" lang="en" xml:lang="en">Contents</h2>' in leaf(
        composition, "contents"
    )
    assert 'lang="en"' not in leaf(make("# Eins\n\n# Zwei\n", language="de"), "contents")


def test_contents_are_nested_lists():
    """Deeper headings are in a list of their own inside the entry above them; titles are escaped."""
    found = parts.contents(
        [Heading("a", "A & B", 1), Heading("b", "b", 2), Heading("c", "c", 3), Heading("d", "D", 1)], words("en")
    ).xhtml
    assert re.sub(r"<a href=\"#(\w)\">", r"<\1>", found[found.index("<ol>") : found.index("</nav>")]).strip() == (
        "<ol><li><a>A &amp; B</a><ol><li><b>b</a><ol><li><c>c</a></li></ol></li></ol></li><li><d>D</a></li></ol>"
    )
