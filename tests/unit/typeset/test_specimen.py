"""What the specimen finds out before anything is set."""

from __future__ import annotations

import pytest

from publish import stylesheet
from publish.typeset import specimen
from publish.typeset.markup import Sketch

LEAVES = tuple(Sketch(name, "section", name, "", frozenset(), (), (), {}, False) for name in ("opening", "chapter"))
TITLE = ('<section id="title-page" class="title-page"><h1 class="title">{}</h1><p class="subtitle">Below</p>'
         '<p class="byline" id="x">By <a href="#gone">somebody</a></p><p class="contributor">Edited by one</p>'
         '<p class="publisher">A press</p><p class="date">2026</p></section>')
IMPRINT = '<section id="imprint" class="imprint">{}</section>'


@pytest.fixture(scope="module")
def read(press):
    """read(displays, trim): the specimen of a book with pages of display."""
    styles = stylesheet.gather({}, "classic", None)

    def made(displays, trim="A5"):
        css = stylesheet.page_sheet(styles, "classic", trim, "page", title="T")
        galleys = [press.proof(xhtml, css) for xhtml in specimen.documents(LEAVES, "en-GB", displays)]
        more = specimen.further(galleys, "en-GB", displays)
        galleys += [press.proof(more, css)] if more else []
        page = stylesheet.page_size(styles, "classic", trim)
        return specimen.read(galleys, LEAVES, page.lines * page.line)
    return made


@pytest.mark.parametrize(("words", "trim", "classes"), [
    (6, "A5", ""), (40, "A5", "tight"), (70, "A5", "tight tightest"), (6, "A6", ""), (20, "A6", "tight"),
    (300, "A6", "trial tight tightest")])
def test_a_title_page_is_as_tight_as_it_must_be(read, words, trim, classes):
    """The first setting in which it is one page; where there is none, what stands at its foot follows in the flow."""
    found = read({"title-page": TITLE.format("Wordily " * words)}, trim)
    assert found.tightness == {"title-page": classes}


def test_an_imprint_that_is_higher_than_a_page_does_not_stand_at_its_foot(read):
    """It begins at the head of the page and goes on over the next."""
    line = "<p>A line of the imprint with words enough to fill it.</p>"
    assert read({"imprint": IMPRINT.format(line * 5)}).tightness == {"imprint": ""}
    assert read({"imprint": IMPRINT.format(line * 50)}).tightness == {"imprint": "tight"}


def test_a_class_is_changed_at_the_root_alone():
    """Other classes of the root element; the classes of what stands in it stay."""
    assert specimen.tightened('<p lang="la" class="a b"><b class="c">x</b></p>', "a tight ") == \
        '<p lang="la" class="a tight"><b class="c">x</b></p>'
