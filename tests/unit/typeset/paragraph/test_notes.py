"""Paragraphs with notes are set as evenly as without, and every note stands on the page on which it is called."""

import random
import re
from collections import Counter
from itertools import pairwise

import pypdfium2
import pytest
from weasyprint import HTML

from publish.typeset.paragraph import Settings, total_fit
from publish.typeset.paragraph.evenness import read_lines, running_text, spread

STYLE = """
    @page { @footnote { margin-top: 10pt } }
    .ref { font-size: .7em; line-height: 0; vertical-align: .4em }
    .note { float: footnote; footnote-policy: line; font-size: 8.5pt; line-height: 12pt }
    .note::footnote-call { content: none; vertical-align: baseline; line-height: 0 }
    .note::footnote-marker { content: none }
"""
WORDS = ("the committee of a harbour considered with great reluctance an extraordinary letter from that engineer and "
         "nobody remembered who had recommended him although the understanding between two houses was by no means "
         "what it had been before this unfortunate meeting began upon a photograph of our lighthouse").split()
SPACE = 0.233               # em: the natural space of the face
NEAR = 0.35                 # pt by which the first glyph of a line may stand beside the measure's edge
NOTE = re.compile("<span class='note'.*?</span>")
PLACES = ("{word}{note}", "{word},{note}", "<em>{word} so{note}</em>", "<em>{word} so</em>{note}",
          "<a href='https://example.org/'>{word} so</a>{note}", "\u201c{word},\u201d{note}", "({word}{note})",
          "{word}!{note}", "{word}?{note}", "{word}\u2026{note}", "{word}{note}\u2014so", "{word}{note}{note}",
          "{word}{note}<a class='mark'></a>", "<a class='mark'></a>{word}", "{word} <a class='mark'></a>so",
          "{word}<span><a class='mark'></a></span>{note}",
          "{word}<span style='float: right; width: 12mm; margin-right: -16mm; text-indent: 0'>aside</span>")


def text(seed, paragraphs, notes=True, places=PLACES, longest=24):
    """Paragraphs with a note after every ten words or so, in every place where one may be called."""
    chance, count = random.Random(seed), 0
    found = []
    for _ in range(paragraphs):
        said = []
        for _ in range(chance.randint(30, 110)):
            word = chance.choice(WORDS)
            if chance.random() < .1:
                form, note = chance.choice(places), ""
                for _ in range(form.count("{note}")):
                    count += 1
                    words = " ".join(chance.choices(WORDS, k=chance.randint(3, longest)))
                    made = (f"<a class='ref' id='ref{count}'>{count}</a>"
                            f"<span class='note' id='note{count}'>{count} {words}.</span>")
                    form = form.replace("{note}", made if notes else "", 1)
                word = form.format(word=word, note=note)
            said.append(word)
        found.append(f"<p>{' '.join(said)}.</p>")
    return "".join(found)


def written(html, chosen=Settings()):
    """A document as PDF, the ids on each page, and the account."""
    with total_fit(chosen) as account:
        rendered = HTML(string=html).render()
        return rendered.write_pdf(), [set(page.anchors) for page in rendered.pages], account


def lines_of(pdf):
    """The lines of the running text."""
    return running_text(read_lines(pdf), SPACE)


@pytest.mark.parametrize("seed", range(3))
def test_lines_after_a_note_begin_at_the_edge(document, seed):
    """No line of a paragraph keeps the space after a note's number, or after an empty element, before its first word."""
    pdf, _, account = written(document(text(seed, 20, longest=6), STYLE))
    lines = lines_of(pdf)
    edges = {side: Counter(round(line.line.left, 1) for line in lines if line.line.page % 2 == side).most_common(1)[0][0]
             for side in {line.line.page % 2 for line in lines}}
    beside = [line for line in lines if not line.opens and line.line.left - edges[line.line.page % 2] > NEAR]
    assert not beside, beside[0].line.text
    assert sum(line.line.last.isdigit() for line in lines if line.full) > 5       # lines that end in a number
    assert not account.fallen_back


def test_notes_change_no_line_of_a_paragraph(document):
    """The lines of paragraphs with notes are those of the same paragraphs with the numbers alone, equally far apart."""
    body = text(5, 14, longest=6)
    tall = STYLE + "@page { size: 148mm 800mm }"
    called, numbered = (lines_of(written(document(one, tall))[0]) for one in (body, NOTE.sub("", body)))
    assert [line.line.text for line in called] == [line.line.text for line in numbered]
    steps = {round(one.line.baseline - two.line.baseline, 1) for one, two in pairwise(called)
             if one.line.page == two.line.page}
    assert steps == {14.0}


def test_paragraphs_with_notes_are_as_even_as_without(document):
    """The spread of spaces, and the share of loose lines and hyphens, is that of the same paragraphs without notes."""
    called, bare = (spread(lines_of(written(document(text(6, 40, notes, longest=6), STYLE))[0]), 12.6)
                    for notes in (True, False))
    assert called["lines"] >= bare["lines"] > 250 and called["ladders"] == called["runts"] == 0
    assert abs(called["mean"] - bare["mean"]) < .03 and abs(called["sd"] - bare["sd"]) < .03
    assert called["loose"] < bare["loose"] + .03 and called["hyphens"] < bare["hyphens"] + .06


def test_no_line_begins_with_the_number_of_a_note(document):
    """A note's number stays with the word or the mark that it hangs on."""
    places = [place for place in PLACES if re.search("[!?\u2026]", place)]
    for seed in range(3):
        lines = lines_of(written(document(text(seed, 8, places=places, longest=3), STYLE))[0])
        assert not [line.line.text for line in lines if line.line.text[0].isdigit()]


@pytest.mark.parametrize("chosen", [Settings(), Settings(total_fit=False)])
@pytest.mark.parametrize("seed", range(4))
def test_every_note_stands_on_the_page_of_its_number(document, chosen, seed):
    """No note is put off to the next page for the sake of a line, and none is lost, with total fit and without."""
    html = document(text(seed, 12, places=PLACES[:-1], longest=40), STYLE + "@page { size: 148mm 120mm }")
    pdf, pages, _ = written(html, chosen)
    where = {name: number for number, names in enumerate(pages) for name in names}
    numbers = [name.removeprefix("ref") for name in where if name.startswith("ref")]
    assert len(numbers) > 50 and len(pages) > 12
    assert {f"note{one}": where.get(f"note{one}") for one in numbers} == {f"note{one}": where[f"ref{one}"]
                                                                        for one in numbers}
    shown = pypdfium2.PdfDocument(pdf)
    words = " ".join(page.get_textpage().get_text_bounded() for page in shown)
    shown.close()
    letters = Counter(letter for letter in words if letter.isalpha())
    assert letters == Counter(letter for letter in re.sub("<[^>]*>", "", re.sub(".*<body>", "", html, flags=re.S))
                              if letter.isalpha())
