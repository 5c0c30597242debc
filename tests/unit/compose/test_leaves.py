"""Each construct of the text has its one form in the leaves."""

from __future__ import annotations

import pytest

from publish.compose.leaves import stem, unique


def body(composition, kind: str = "") -> str:
    """The XHTML of the leaves of the text, or of those of one kind."""
    return "\n".join(
        leaf.xhtml for leaf in composition.leaves if leaf.kind == kind or not kind and leaf.matter == "body"
    )


def contents(composition) -> list[tuple[str, str, int]]:
    """Id, title and depth of each heading of the text."""
    return [
        (one.id, one.title, one.depth) for leaf in composition.leaves if leaf.matter == "body" for one in leaf.headings
    ]


@pytest.mark.parametrize(
    "markdown, xhtml",
    [
        (
            "A *b* **c** `d` ~~e~~ H~2~O x^2^.",
            '<p id="opening-p1">A <em>b</em> <strong>c</strong> <code>d</code> <del>e</del> '
            'H<sub>2</sub>O x<sup>2</sup>.</p>',
        ),
        (
            "[So]{.smallcaps} a [mot]{lang=fr} b [מילה]{lang=he dir=rtl}.",
            '<p id="opening-p1"><span class="small-caps">So</span> a <span lang="fr" xml:lang="fr">mot</span> b '
            '<span lang="he" dir="rtl" xml:lang="he">מילה</span>.</p>',
        ),
        (
            "> Quoted.\n>\n> [(Somebody, *Work*)]{.source}",
            '<blockquote id="opening-p1">\n<p id="opening-p2">Quoted.</p>\n'
            '<p class="source" id="opening-p3">(Somebody, <em>Work</em>)</p>\n</blockquote>',
        ),
        (
            "| One *two*\n|     three\n|\n| four",
            '<div class="verse"><p class="stanza" id="opening-p1"><span class="line">One <em>two</em></span><br/>'
            '<span class="line indent-2">three</span></p>'
            '<p class="stanza" id="opening-p2"><span class="line">four</span></p></div>',
        ),
        ("a\n\n* * *\n\nb", '<p id="opening-p1">a</p>\n<hr class="scene-break"/>\n<p id="opening-p2">b</p>'),
        (
            '![A *map*](a.png "North")',
            '<figure class="figure" id="opening-p1">\n<img src="a.png" title="North" alt="A map"/>\n'
            "<figcaption>A <em>map</em></figcaption>\n</figure>",
        ),
        ("A ![map](a.png) in line.", '<p id="opening-p1">A <img src="a.png" alt="map"/> in line.</p>'),
        ("``` python\nx = 1 < 2\n```", '<pre class="python" id="opening-p1"><code>x = 1 &lt; 2</code></pre>'),
        (
            "term\n\n:   meaning\n\n    more",
            '<dl>\n<dt>term</dt>\n<dd>\n<p id="opening-p1">meaning</p>\n<p id="opening-p2">more</p>\n</dd>\n</dl>',
        ),
        (
            "::: letter\n[Dear A,]{.salutation}\n\nWords.\n\n[B]{.signature}\n:::",
            '<div class="letter">\n<p class="salutation" id="opening-p1">Dear A,</p>\n<p id="opening-p2">Words.</p>\n'
            '<p class="signature" id="opening-p3">B</p>\n</div>',
        ),
    ],
)
def test_a_construct_has_one_form(markdown, xhtml, make):
    """Inline marks, quotations and their sources, verse, breaks, pictures, code, definitions, letters."""
    assert xhtml in body(make(f"* * *\n\n{markdown}"))      # after a break there is no lead-in


def test_a_source_right_after_a_quotation_is_part_of_it(make):
    """An epigraph's source stands within its quotation in every edition, wherever the Markdown has it."""
    found = next(leaf.xhtml for leaf in make("::: epigraph\n> a\n\n[– B.]{.source}\n:::\n\nc\n").leaves
                 if leaf.kind == "epigraph")
    assert found.index("– B.</p>") < found.index("</blockquote>") and found.count("blockquote") == 2


def test_a_table_says_what_its_headers_head(make):
    """Header cells have a scope, empty ones are none, alignment is a class, the caption is kept."""
    found = body(make("| a |   |\n|---|--:|\n| b | c |\n\n: The *caption*\n"))
    assert "<caption>The <em>caption</em></caption>" in found and '<th scope="col">a</th>' in found
    assert '<td class="align-right"></td>' in found and '<td class="align-right">c</td>' in found
    assert "style=" not in found and "colgroup" not in found


def test_a_formula_is_mathml(make):
    """Formulas stay in the namespace of MathML, with their TeX as annotation; their text is no word of a title."""
    composition = make("# On $x<y$ and so on\n\nWords $z^2$.\n")
    assert '<math display="inline" xmlns="http://www.w3.org/1998/Math/MathML">' in body(composition).replace(
        'xmlns="http://www.w3.org/1998/Math/MathML" display="inline"',
        'display="inline" xmlns="http://www.w3.org/1998/Math/MathML"',
    )
    assert contents(composition)[0][1] == "On x<y and so on"


def test_headings_have_ids_from_their_words(make):
    """The same heading twice, digits, other scripts, and the ids of the book's own parts: each id is one of its own."""
    composition = make("# Glossary\n\n## A\n\n## A\n\n# 1917\n\n# Война\n\n# Glossary\n\n# Glossary a\n")
    assert [(id, depth) for id, _, depth in contents(composition)] == [
        ("glossary-2", 1),
        ("glossary-2-a", 2),
        ("glossary-2-a-2", 2),
        ("s-1917", 1),
        ("s-bf7d2aa6", 1),
        ("glossary-3", 1),
        ("glossary-a", 1),
    ]


def test_ids_and_links_of_the_text_itself_work_across_chapters(make):
    """{#id} stays, on a chapter's heading as the chapter's; a link to one that had to change follows it."""
    composition = make(
        "# One {#start}\n\n[to](#there), [glossary](#about), [gone](#nowhere).\n\n# Two\n\n## Sub {#there}\n\n"
        "[w]{#about} [back](#start)\n\n# Three\n\n## Sub {#there}\n"
    )
    found = body(composition)
    assert '<section id="start" class="chapter"' in found and '<h3 id="there">Sub</h3>' in found
    assert '<a href="#there">to</a>, <a href="#about-2">glossary</a>, <span>gone</span>.' in found
    assert '<span id="about-2">w</span> <a href="#start">back</a>' in found and '<h3 id="there-2">Sub</h3>' in found
    assert [str(one).split("\n")[0] for one in composition.diagnostics] == [
        "text.md: warning[dead-link]: the link to '#nowhere' leads nowhere in the book; its words stay"
    ]


def test_levels_that_the_source_skips_are_closed_up(make):
    """A heading is one level below the one it stands under, whatever its number of signs."""
    assert [(title, depth) for _, title, depth in contents(make("## A\n\n##### b\n\n#### c\n\n##### d\n\n## E\n"))] == [
        ("A", 1),
        ("b", 2),
        ("c", 2),
        ("d", 3),
        ("E", 1),
    ]


def test_headings_in_quotations_are_headings_of_the_chapter(make):
    """A heading inside a quotation or a list begins no chapter and has its place below."""
    composition = make("# A\n\n> # b\n>\n> c\n\n# D\n")
    assert contents(composition) == [("a", "A", 1), ("a-b", "b", 2), ("d", "D", 1)]


def test_an_empty_heading_is_none(make):
    """A heading without words is in no contents."""
    assert contents(make("# A\n\n##\n\nb\n")) == [("a", "A", 1)]


def test_notes_stand_at_the_end_of_their_leaf(make):
    """Reference and note lead to each other; numbers run through a text that runs on, and begin anew on new pages."""
    markdown = "# A\n\nx[^1]\n\n# B\n\ny[^2] *z[^3]*\n\n[^1]: One.\n\n[^2]: > Quoted.\n\n[^3]: Three.\n\n    More.\n"
    found = body(make(markdown))
    assert 'x<a id="a-ref1" href="#a-note1" class="note-ref" role="doc-noteref" epub:type="noteref">1</a>' in found
    assert (
        '<aside id="b-note3" class="note" role="doc-footnote" epub:type="footnote"><p><a href="#b-ref3" '
        'class="note-number" role="doc-backlink" aria-label="Note 3: Back to the text">3</a>\u00a0Three.</p>\n'
        "<p>More.</p></aside>" in found
    )
    assert '<a href="#b-ref2" class="note-number"' in found and "<blockquote>" in found
    from publish.config import Print

    assert 'id="b-note1"' in body(make(markdown, print=Print(openings="page")))


def test_notes_work_wherever_text_does(make):
    """In a byline, an epigraph, the note on the edition and a heading; in a definition in brackets."""
    from publish.model import Term

    composition = make(
        "::: byline\nby A[^a]\n:::\n\n::: epigraph\n> q[^b]\n:::\n\n# H[^c]\n\nword\n\n[^a]: na\n\n[^b]: nb\n\n"
        "[^c]: nc\n",
        [Term("word", "d^[nd]")],
        about="e[^1]\n\n[^1]: ne",
    )
    by_kind = {leaf.kind: leaf.xhtml for leaf in composition.leaves}
    for kind, note in (("title-page", "na"), ("epigraph", "nb"), ("chapter", "nc"), ("about", "ne")):
        assert f"</a>\u00a0{note}</p></aside>" in by_kind[kind], kind
    assert "<p>d [nd]</p>" in by_kind["glossary"]
    assert next(leaf for leaf in composition.leaves if leaf.kind == "chapter").title == "H"


def test_what_stands_around_the_text(make):
    """Byline, dedication and epigraph of the text have leaves of their own, beside the metadata's."""
    composition = make(
        "::: byline\nby A\n:::\n\n::: byline\nof *B*\n:::\n\n::: dedication\nTo C\n:::\n\nWords.\n",
        dedication="To D",
        about="# Why\n\nBecause.",
    )
    by_kind = {leaf.kind: leaf.xhtml for leaf in composition.leaves}
    assert '<p class="byline">by A</p>\n<p class="byline">of <em>B</em></p>' in by_kind["title-page"]
    assert "To D" in by_kind["dedication"] and "To C" in by_kind["dedication"]
    assert '<h3 id="about-why">Why</h3>' in by_kind["about"]
    assert [leaf.kind for leaf in composition.leaves] == [
        "title-page",
        "imprint",
        "dedication",
        "contents",
        "opening",
        "about",
    ] or "contents" not in by_kind


def test_a_picture_that_the_book_does_not_carry_is_an_error(make):
    """No edition may point to what it does not hold."""
    from publish.errors import PublishError

    with pytest.raises(PublishError, match=r"text.md: error\[image-missing\]: the text shows 'b&c.png'"):
        make("![x](b&c.png)\n")


def test_ids_are_names_in_xml():
    """Stems begin with a letter and are of ASCII; a free number tells the same wish apart."""
    assert [stem(text) for text in ("Ce qu’il faut", "20 years", "…", "Straße", "a" * 200)] == [
        "ce-quil-faut",
        "s-20-years",
        f"s-{stem('…')[2:]}",
        "strasse",
        "a" * 60,
    ]
    taken: dict[str, int] = {}
    assert [unique(one, taken) for one in ("a", "a-2", "a", "a", "a-2", "a-2-2")] == [
        "a",
        "a-2",
        "a-3",
        "a-4",
        "a-2-2",
        "a-2-2-2",
    ]
