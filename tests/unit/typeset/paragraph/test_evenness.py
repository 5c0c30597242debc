"""The reader of glyph positions finds what stands on the page, and the report names it."""

import pytest
from weasyprint import HTML

from publish.typeset.paragraph.evenness import ladders, read_lines, running_text, runts, spread
from publish.typeset.paragraph.report import report

WIDTH = 300.0           # px


def pdf_of(document, lines, style=""):
    """A PDF with one block for each line: its text, and whether it fills the measure."""
    body = "".join(f"<div{'' if full else ' class=short'}>{text}</div>" for text, full in lines)
    return HTML(string=document(body, f"html {{ hyphens: none }} div {{ width: {WIDTH}px; text-align-last: justify }}"
                                      f".short {{ text-align-last: left }} {style}")).write_pdf()


def words(count, last="nnn"):
    """A line of words alike, the last one given."""
    return " ".join(["nnn"] * (count - 1) + [last])


@pytest.mark.parametrize("count", [5, 7, 9])
def test_spaces_are_measured(document, face, count):
    """The ratio of a line is what is left of its measure for each space, over the natural space."""
    one = face()
    natural = one.space.width / one.key.size
    lines = running_text(read_lines(pdf_of(document, [(words(count), True)] * 4)), natural)
    expected = (WIDTH - count * one.word("nnn").width) / (count - 1) / one.space.width
    assert [line.ratio for line in lines] == pytest.approx([expected] * 4, rel=0.03)
    figures = spread(lines, 10.0)
    assert figures["lines"] == 4 and figures["sd"] < 0.01


def test_the_natural_space_is_that_of_last_lines(document, face):
    """Without a figure for it, the natural space is read from lines that are not stretched."""
    lines = running_text(read_lines(pdf_of(document, [(words(7), True), (words(4), False)] * 3)))
    given = running_text(read_lines(pdf_of(document, [(words(7), True), (words(4), False)] * 3)), 0.233)
    assert [line.ratio for line in lines] == pytest.approx([line.ratio for line in given], rel=0.05)
    assert [line.full for line in lines] == [True, False] * 3


def test_ladders_and_runts_are_found(document):
    """Three hyphens one under the other are a ladder, two are not; a last line shorter than asked for is a runt."""
    rungs = [(words(7, "nn-"), True)] * 3 + [(words(7), True), ("on", False)]
    pair = [(words(7, "nn-"), True)] * 2 + [(words(7), True), (words(4), False)]
    lines = running_text(read_lines(pdf_of(document, [*rungs, *pair])), 0.233)
    assert [len(run) for run in ladders(lines)] == [3]
    assert [line.line.text for line in runts(lines, 20.0)] == ["on"]


def test_the_report_names_page_and_line(document):
    """Each fault is a note with the file, its page, the number of its line there, its words, and what to do."""
    lines = [(words(10), True), (words(4), False)] * 3 + [(words(5), True), (words(4), False)]
    found = report(pdf_of(document, lines, "div:nth-child(3) { break-before: page }"), "book.pdf")
    faults = [item for item in found.findings if item.message.endswith("\u201cnnn nnn nnn nnn nnn\u201d")]
    assert [(item.severity, item.code, item.span.path, item.page, item.message.partition(":")[0], bool(item.hint))
            for item in faults] == [("note", "loose-line", "book.pdf", 2, "line 5", True)]
    assert str(found).startswith("4 full lines")


@pytest.mark.parametrize("lines, expected", [
    ([True, True, True, True, True, False, True, True], ("widow", 2)),
    ([True, True, True, False, True, True, True, False], ("orphan", 1)),
    ([True, True, True, True, True, True, True, False], None),
])
def test_single_lines_at_a_page_s_turn_are_named(document, lines, expected):
    """After five lines the page turns: a last line behind it is a widow, a first line before it an orphan."""
    style = "div:nth-child(6) { break-before: page }"
    found = report(pdf_of(document, [(words(9 if full else 4), full) for full in lines], style), "a")
    turns = [(item.code, item.page) for item in found.findings if item.code in ("widow", "orphan")]
    assert turns == ([expected] if expected else [])


def test_white_that_runs_through_five_lines_is_a_river(document):
    """Gaps under one another make a river only when they are wider than natural and go on long enough."""
    loose = report(pdf_of(document, [(words(7), True)] * 5 + [(words(3), False)]), "a")
    assert "river" in {item.code for item in loose.findings}
    short = report(pdf_of(document, [(words(7), True)] * 4 + [(words(3), False)]), "a")
    assert "river" not in {item.code for item in short.findings}


def test_a_page_without_running_text_has_nothing_to_report(document):
    """An empty document is no error."""
    assert str(report(HTML(string=document("")).write_pdf(), "a")) == "no justified lines"
