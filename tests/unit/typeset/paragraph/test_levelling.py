"""Facing pages end level: by paragraphs, by the pages before, by white; what cannot be levelled is left and told."""

import hashlib
import inspect
import re
from collections import Counter
from io import BytesIO
from random import Random

import pikepdf
import pypdfium2
import pytest
from weasyprint import HTML

from benchmarks.justification.prose import book
from publish.model import Page
from publish.typeset.paragraph import Settings, total_fit
from publish.typeset.paragraph.door import inside, inside_pages, levelling
from publish.typeset.paragraph.report import short_pages

HASH = "b05dc5d57c8bea7521c98f118641e493210a4bf568ecaad844776d4ec4498e0a"
LINE, LINES, FOOT = 14.0, 30, 40.0         # pt: leading, lines on a page, height of the foot margin
STYLE = f"""
@page {{ size: 420pt {LINES * LINE + 2 * FOOT}pt; margin: {FOOT}pt 62pt {FOOT - .01}pt }}
h2 {{ font-size: 12pt; margin: 28pt 0 14pt; break-after: avoid; text-align: left }}
blockquote {{ margin: 14pt 20pt }}
aside {{ float: footnote; footnote-policy: line; font-size: 9pt; line-height: 12pt }}
@page {{ @footnote {{ margin-top: 10pt }} }}
"""


def prose(seed, words, kinds=False):
    """Paragraphs of made-up English; with `kinds` also headings, block quotations and notes."""
    random, found = Random(seed), []
    for chapter in book(seed, words):
        for paragraph in chapter.paragraphs:
            text = "".join(run.text for run in paragraph)
            chance = random.random() if kinds and found else 1.0
            if chance < .08:
                found.append(f"<h2>{chapter.title}</h2>")
            if chance > .95 and kinds:
                text += f"<aside>A note to {chapter.title}, and what it says.</aside>"
            found.append(f"<blockquote><p>{text}</p></blockquote>" if .1 < chance < .2 else f"<p>{text}</p>")
    return "".join(found)


def made(html, chosen=Settings(), tags=False):
    """A document as PDF, and the account of it."""
    with total_fit(chosen) as account:
        return HTML(string=html).write_pdf(pdf_tags=tags), account


def feet(pdf):
    """How many lines above the foot each page's last line stands, but the last page's: from the glyphs."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        boxes = (text.get_charbox(index, loose=True) for index in range(text.count_chars()))
        found.append(min(bottom for _, bottom, _, top in boxes if top > bottom))
    document.close()
    return [round((low - FOOT) / LINE, 1) for low in found[:-1]]


def uneven(feet):
    """How many pages, a recto first, end at another height than the page that they face, which is not the last."""
    return sum(abs(left - right) > .1 for left, right in zip(feet[1::2], feet[2::2]))


def words(pdf):
    """The words in the order of the pages."""
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text.replace("\ufffe", "-").replace("\x02", "-").replace("-\r\n", "").replace("-", "").split()


def test_the_inside_is_the_one_that_is_known():
    """If this fails, WeasyPrint changed: read what changed, see that the levelling still fits, then change the hash."""
    assert inside.version() == inside.KNOWN_VERSION
    sources = "".join(inspect.getsource(item) for item in inside_pages.RELIED_ON)
    assert hashlib.sha256(sources.encode()).hexdigest() == HASH


@pytest.mark.parametrize("seed, most", [(1, 1), (2, 2)])
def test_pages_of_all_kinds_end_level(document, seed, most):
    """Headings, quotations and notes: many pages end short when they are just filled, hardly any when levelled."""
    html = document(prose(seed, 9000, kinds=True), STYLE)
    (plain, _), (level, account) = made(html, Settings(level=False)), made(html)
    before, after = feet(plain), feet(level)
    assert uneven(before) > 2 * most and uneven(after) <= len(account.short) <= most
    assert all(one <= 1.1 for number, one in enumerate(after) if number not in dict(account.short))
    assert Counter("".join(words(level))) == Counter("".join(words(plain)))


def test_structure_and_bytes(document):
    """Levelling changes no element of the structure, and the same document gives the same bytes."""
    html = document(prose(3, 5000, kinds=True), STYLE)
    (plain, _), (level, _), (again, _) = made(html, Settings(level=False), True), made(html, tags=True), \
        made(html, tags=True)

    def kinds(pdf):
        with pikepdf.open(BytesIO(pdf)) as opened:
            return sorted(str(one["/S"]) for one in opened.objects
                          if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
                          and one.get("/S") in ("/H2", "/Link"))
    assert kinds(level) == kinds(plain) and level == again


def apart(pdf):
    """How many notes stand on another page than their references."""
    where = {}
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        for mark in re.findall("(\\d+)\u2020", page.get_textpage().get_text_bounded()):
            where.setdefault(mark, []).append(number)
    assert all(len(pages) == 2 for pages in where.values())
    return sum(first != second for first, second in where.values())


def test_notes_stay_with_their_references(document):
    """No note that WeasyPrint has on the page of its reference is put off to the next one for a level foot."""
    paragraphs = re.sub("(\\w[a-f])[.]</p>", "\\1.[N]<aside>[N] is said below.</aside></p>", prose(6, 6000))
    for number in range(paragraphs.count("[N]") // 2):
        paragraphs = paragraphs.replace("[N]", f"{number}\u2020", 2)
    html = document(paragraphs, STYLE)
    pdf, account = made(html)
    assert account.again and account.levelled and apart(pdf) == apart(made(html, Settings(level=False))[0]) == 0


def test_what_cannot_be_levelled_is_left_and_told(document):
    """A picture that does not fit leaves a deep gap: the page is as it was, and the account names it and its depth."""
    block = f"<div style='height: {LINE * 12}pt; break-inside: avoid; background: silver'></div>"
    short = "<p>" + "A line of words that is set as it is, again and again. " * 30 + "</p>"
    html = document(short + block + "<p>And so on.</p>" + block + short, STYLE)
    pdf, account = made(html)
    assert len(account.short) == 1
    (page, lines), = account.short
    assert page == 0 and lines == pytest.approx(feet(pdf)[0], abs=.1)


def test_white_is_added_between_blocks_never_between_lines(document):
    """Where no paragraph can give, the white above and below a quotation grows; lines keep their distance."""
    rigid = "<p>" + "<br>".join(["One line of verse that nobody can stretch"] * 4) + "</p>"
    three = rigid.replace("One line of verse that nobody can stretch<br>", "", 1)
    html = document(three + rigid * 2 + f"<blockquote>{rigid}</blockquote>" + rigid * 9, STYLE)
    (plain, _), (level, account) = made(html, Settings(level=False)), made(html)
    assert feet(plain)[0] > 0 and account.short == () and feet(level)[0] == 0
    tops = []
    opened = pypdfium2.PdfDocument(level)
    text = opened[0].get_textpage()
    for index in range(text.count_chars()):
        if text.get_text_range(index, 1) == "O":
            tops.append(round(text.get_charbox(index, loose=True)[3], 2))
    steps = [round(above - below, 1) for above, below in zip(tops, tops[1:]) if above > below]
    assert sum(step == LINE for step in steps) == len(steps) - 2
    assert all(2 * LINE < step <= LINE + 1.68 * LINE for step in steps if step != LINE)


def test_the_page_is_named():
    """A page that ends short is a note with its number and the lines that are missing."""
    one, = short_pages((Page("1"), Page("2", short=2.0), Page("3")), "book.pdf")
    assert (one.code, one.page) == ("short-page", 2) and "2 lines" in one.message


def test_facing_pages_both_end_a_line_short(document):
    """Where no paragraph and no white can give, the two pages of an opening end at the same height, a line up.

    Which pages face each other is known from the first one: a custom property of the root says if that is a verso.
    """
    counts = (8, 8, 8, 8, 8, 8, 8, 5, 8, 8, 8, 8)
    html = document("".join("<p>" + "<br>".join(["A line as it is"] * count) + "</p>" for count in counts), STYLE)
    (plain, _), (level, account) = made(html, Settings(level=False)), made(html)
    assert uneven(feet(plain)) and not uneven(feet(level)) and account.sided
    turned, account = made(html.replace("<style>", "<style>html { --begins: verso }"))
    assert feet(turned) != feet(level) and account.sided
    assert feet(turned)[:3] == [1.0, 1.0, 0.0] and feet(level) == [0.0, 1.0, 1.0]


def test_levelling_never_stops_a_book(document, monkeypatch):
    """Whatever goes wrong in the choice of paragraphs, the pages are those without levelling, and the account tells."""
    html = document(prose(3, 5000), STYLE)
    plain, _ = made(html, Settings(level=False))
    monkeypatch.setattr(levelling, "ways", lambda *_: 1 / 0)
    level, account = made(html)
    assert level == plain and account.fallen_back["unforeseen ZeroDivisionError in levelling"]
