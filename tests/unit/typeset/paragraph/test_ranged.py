"""Lines that are not justified: even where a style asks for it, and without a scrap at the end."""

from __future__ import annotations

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from publish.typeset.paragraph import Settings, total_fit
from publish.typeset.paragraph.door.ranged import SCRAP

PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
RANGED = "p { text-align: ALIGN; text-indent: 0 !important; hyphens: manual; --wrap: HOW }"
TEXT = ("Of the beginnings of public lending in the towns and of the reasons that were given for it by those who paid "
        "for the books and the lamps and")


def lines(html: str) -> list[tuple[str, float, float]]:
    """The words of each line of a document, where it begins, and its width."""
    with total_fit(Settings()):
        pages = HTML(string=html).render().pages
    return [("".join(text.text for text in line.descendants() if isinstance(text, boxes.TextBox)).strip(),
             line.position_x, line.width) for page in pages for line in page._page_box.descendants()
            if isinstance(line, boxes.LineBox)]


@pytest.fixture
def lay(document):
    """lay(how, align, text, css): the lines of one paragraph."""
    def made(how: str, align: str = "left", text: str = TEXT, css: str = ""):
        return lines(document(f"<p>{text}</p>", RANGED.replace("ALIGN", align).replace("HOW", how) + css))
    return made


@pytest.mark.parametrize("align", ["left", "center", "right", "end"])
def test_a_balanced_title_has_even_lines_and_no_more_of_them(lay, align):
    """In the fewest lines that hold it, the longest as short as can be, on the edge or the axis it is ranged on."""
    plain, even = lay("auto", align), lay("balance", align)
    assert len(even) == len(plain) == 3
    assert max(width for _, _, width in even) < max(width for _, _, width in plain)
    assert min(width for _, _, width in even) > .8 * max(width for _, _, width in even)
    edge = {"left": lambda line: line[1], "center": lambda line: line[1] + line[2] / 2}.get(
        align, lambda line: line[1] + line[2])
    assert max(abs(edge(line) - edge(plain[0])) for line in even) < .5


def test_text_from_the_right_keeps_its_edge(lay, document):
    """A balanced text that is written from right to left begins at the right."""
    css = RANGED.replace("ALIGN", "start").replace("HOW", "balance") + "body { direction: rtl }"
    found = lines(document(f"<p>{TEXT}</p>", css))
    assert len({round(x + width, 1) for _, x, width in found}) == 1


@pytest.mark.parametrize("more", ["so", "of", "lamps", "so on and", "a scrap"])
def test_no_scrap_is_left_for_the_last_line(lay, document, more):
    """A pretty paragraph takes no more lines, and its last one has some length."""
    text = " ".join([TEXT] * 3)
    words = text.split()
    while len(lay("auto", text=" ".join([*words, more.split()[0]]))) == len(lay("auto", text=" ".join(words))):
        words.append("on")
    text = " ".join([*words, more])
    plain, pretty = lay("auto", text=text), lay("pretty", text=text)
    measure = (148 - 44) / 25.4 * 96
    assert plain[-1][2] < SCRAP * measure <= pretty[-1][2] and len(pretty) == len(plain)
    assert " ".join(line for line, _, _ in pretty) == text


def test_a_paragraph_over_two_pages_has_one_measure(lay):
    """What stands on the next page is broken as it was planned, and no word is lost."""
    text = " ".join([TEXT] * 20)
    found = lay("pretty", text=f"{text} so", css="@page { size: 148mm 60mm }")
    again = lay("pretty", text=f"{text} so")
    assert [line for line, _, _ in found] == [line for line, _, _ in again]


@pytest.mark.parametrize("body", [
    "<span style='float: left'>A</span>", f"<img alt='x' src='{PICTURE}'>",
    "x<span style='position: absolute'>x</span>x", "<span style='display: inline-block'>x</span>"])
def test_what_leaves_a_trace_when_it_is_tried_is_left_alone(lay, body):
    """Floats, pictures and blocks in the line are set by WeasyPrint as they come."""
    assert lay("balance", text=body + TEXT) == lay("auto", text=body + TEXT)


def test_a_note_at_the_foot_is_set_once(lay):
    """A balanced line with a reference has its note at the foot, once."""
    found = lay("balance", text=TEXT + "<span style='float: footnote'>A note.</span>")
    assert sum(line.endswith("A note.") for line, _, _ in found) == 1


def test_elements_in_a_line_are_no_hindrance(lay):
    """Emphasis, links and words that stay together are balanced like plain words."""
    together = "<span style='white-space: nowrap'>the lamps</span>"
    text = TEXT.replace("public", "<em>public</em>").replace("the lamps", together)
    found = lay("balance", text=text)
    assert len(found) == 3 and min(width for _, _, width in found) > .8 * max(width for _, _, width in found)
