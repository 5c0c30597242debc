"""Pages that were set leaf by leaf and joined are the pages of the book set as one document."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import pypdfium2
import pytest
from PIL import ImageChops

from publish.editions.pdf.reading import Reading
from publish.typeset.book import Book
from publish.typeset.paragraph import breakpoints, door
from publish.typeset.paragraph.shape import Face

OPENINGS = ("page", "recto", "run-on")


def _pages(data: bytes):
    return list(pypdfium2.PdfDocument(data))


def _text(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in _pages(data)]


def _structure(setting) -> list[tuple[str, str]]:
    with setting.pdf as pdf:
        return [(one.tag, "".join(kid for kid in one.kids if isinstance(kid, str)))
                for one in Reading(pdf).document.walk()]


@pytest.mark.parametrize("openings", OPENINGS)
def test_the_joined_pages_look_like_the_whole_book(make, openings):
    """Page by page the same picture; a difference of less than a shade in a hundred dots is the rasteriser's."""
    joined, whole = _pages(make(openings).layout.pdf), _pages(make(openings, whole=True).layout.pdf)
    assert len(joined) == len(whole)
    for number, (one, two) in enumerate(zip(joined, whole), 1):
        one, two = (page.render(scale=1).to_pil().convert("L") for page in (one, two))
        different = sum(ImageChops.difference(one, two).histogram()[32:])
        assert one.size == two.size and different <= 100, f"page {number}: {different} dots differ"


@pytest.mark.parametrize("openings", OPENINGS)
def test_the_joined_pages_read_like_the_whole_book(make, openings):
    """Page by page the same text is extracted."""
    assert _text(make(openings).layout.pdf) == _text(make(openings, whole=True).layout.pdf)


@pytest.mark.parametrize("openings", OPENINGS)
def test_the_joined_pages_are_tagged_like_the_whole_book(make, openings):
    """The same structure elements in the same order, with the same text directly in each."""
    assert _structure(make(openings)) == _structure(make(openings, whole=True))


@pytest.mark.parametrize("openings", OPENINGS)
def test_the_joined_layout_says_the_same_of_its_pages(make, openings):
    """The same folios and the same ids on the same pages, and the same size."""
    one, two = make(openings).layout, make(openings, whole=True).layout
    assert (one.pages, one.width, one.height) == (two.pages, two.width, two.height)


def test_the_number_of_processes_changes_no_byte(book, lay_out, tmp_path):
    """One process and two give the same bytes, whichever galley is ready first."""
    words = "It goes on and on about nothing at all. " * 300
    text = "\n\n".join(f"# Chapter {number}\n\n{words}" for number in range(12))
    one = lay_out(tmp_path / "one", book(text), jobs=1)
    two = lay_out(tmp_path / "two", book(text), jobs=2)
    assert one.pdf == two.pdf and one.pages == two.pages


@pytest.mark.parametrize("openings", OPENINGS)
def test_a_short_book_is_set_by_two_processes(make, lay_out, tmp_path, monkeypatch, openings):
    """The second sets the rest of the galleys and the heads of pages that nothing moves; the bytes are the same."""
    from publish.typeset.engine import Press
    here, log, really = os.getpid(), tmp_path / "log", Press.overlays

    def told(press, *arguments):
        log.write_text(log.read_text() + f"{os.getpid()}\n" if log.exists() else f"{os.getpid()}\n")
        return really(press, *arguments)
    monkeypatch.setattr(Press, "overlays", told)
    clean = make(openings)
    assert lay_out(tmp_path / "cache", clean.composition, jobs=2).pdf == clean.layout.pdf
    assert {int(line) for line in log.read_text().split()} - {here}


def test_a_worker_that_is_ended_from_outside_costs_only_time(book, lay_out, tmp_path, monkeypatch):
    """What the lost process was to set is set in this one, and the bytes are the same."""
    from publish.typeset.engine import Press
    words = "It goes on and on about nothing at all. " * 300
    text = "\n\n".join(f"# Chapter {number}\n\n{words}" for number in range(12))
    here, really = os.getpid(), Press.set

    def fragile(press, *arguments):
        if os.getpid() != here and "Chapter 7" in arguments[0]:
            os._exit(9)
        return really(press, *arguments)
    monkeypatch.setattr(Press, "set", fragile)
    lost = lay_out(tmp_path / "lost", book(text), jobs=2)
    assert lost.pdf == lay_out(tmp_path / "whole", book(text), jobs=1).pdf


def test_a_damaged_cache_changes_no_byte(make, lay_out, tmp_path):
    """Whatever is cut short, overwritten or missing in the cache, the bytes are those of a clean build."""
    clean = make("page")
    lay_out(tmp_path, clean.composition)
    entries = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    harm = itertools.cycle((lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:40]),
                            lambda path: path.write_bytes(b"\0" * 200), lambda path: None))
    for path, harmed in zip(entries, harm):
        harmed(path)
    assert lay_out(tmp_path, clean.composition).pdf == clean.layout.pdf


def test_what_is_kept_is_not_set_again(make, lay_out, tmp_path, monkeypatch):
    """With every galley in the cache no document is laid out."""
    clean = make("page")
    lay_out(tmp_path, clean.composition)
    monkeypatch.setattr("publish.typeset.shop.Shop.press", property(lambda shop: pytest.fail("set again")))
    assert lay_out(tmp_path, clean.composition).pdf == clean.layout.pdf


def test_words_are_shaped_for_one_build_and_not_for_the_next(book, lay_out, tmp_path, monkeypatch):
    """Another process that sets a changed text shapes what is new in it, and gives the bytes of a clean build."""
    words = " ".join(f"committ{a}{b}al" for a in "aeiouy" for b in "bcdfghjklmnprstvwz")
    shaped, really = [], Face._shape

    def another_process():
        shaped.clear()
        for known in (door.faces._faces, door.faces._learnt, door.faces._known, breakpoints.boundaries):
            known.clear()
    monkeypatch.setattr(Face, "_shape", lambda face, text: (shaped.append(text), really(face, text))[1])
    another_process()
    lay_out(tmp_path / "kept", book(f"# One\n\n{words}"))
    first = len(shaped)
    another_process()
    changed = lay_out(tmp_path / "kept", book(f"# One\n\n{words} novelty"))
    assert len(shaped) < first / 2 and "novelty" in shaped and not {"committabal", "committezal"} & set(shaped)
    another_process()
    assert lay_out(tmp_path / "clean", book(f"# One\n\n{words} novelty")).pdf == changed.pdf


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kept", [False, True], ids=["cold", "kept"])
def test_what_stands_on_the_pages_is_told_before_they_are_written(make, lay_out, tmp_path, monkeypatch, jobs, kept):
    """The layout that is told early is the layout that comes at last, but for its PDF."""
    clean, told, really = make("page"), [], Book._layout
    monkeypatch.setattr(Book, "_layout", lambda *parts: (told.append("written"), really(*parts))[1])
    for _ in range(1 + kept):
        told.clear()
        last = lay_out(tmp_path, clean.composition, jobs=jobs, made_up=told.append)
    early, written = told
    assert written == "written" and not early.pdf
    assert (early.pages, early.width, early.height) == (last.pages, last.width, last.height)


def test_a_build_that_sets_nothing_does_not_import_weasyprint():
    """All that turns kept galleys into a layout does without WeasyPrint."""
    code = "import sys, publish.typeset.book, publish.typeset.shop; assert 'weasyprint' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_changed_word_sets_one_chapter_again(book, lay_out, tmp_path, monkeypatch):
    """A word changed in one chapter leaves the others' galleys alone, and the bytes are those of a clean build."""
    from publish.typeset.engine import Press
    words = "It goes on about nothing. " * 100
    before = "\n\n".join(f"# Chapter {name}\n\n{words}" for name in ("one", "two", "three"))
    after = before.replace("# Chapter two\n\nIt goes", "# Chapter two\n\nIt runs")
    lay_out(tmp_path / "kept", book(before))
    made, really = [], Press.set
    monkeypatch.setattr(Press, "set", lambda press, *arguments: made.append(arguments[0]) or really(press, *arguments))
    again = lay_out(tmp_path / "kept", book(after))
    assert len(made) == 1 and "It runs" in made[0]
    assert again.pdf == lay_out(tmp_path / "clean", book(after)).pdf


def test_heads_stand_over_text_and_never_over_openings_or_blanks(make):
    """A chapter's opening and a blank page carry no head; other pages name the book on the left, the chapter right."""
    setting = make("recto")
    texts = _text(setting.layout.pdf)
    opening = {leaf.id for leaf in setting.composition.leaves if leaf.matter != "front"}
    for number, (text, page) in enumerate(zip(texts, setting.layout.pages)):
        lines = text.split("\r\n")
        if opening.intersection(page.anchors) or not text.strip():
            assert "A BOOK OF PARTS" not in text.upper()
        elif page.label.isdigit():
            wanted = "A BOOK OF PARTS" if number % 2 else "THINGS|GLOSSARY"
            assert re.search(wanted, "\n".join((*lines[:2], *lines[-2:])).upper()), f"page {page.label}: {lines[:2]}"


def test_a_blank_verso_is_blank(make):
    """The page before a recto that would else be a verso holds nothing, and has no folio."""
    layout = make("recto").layout
    blanks = [number for number, text in enumerate(_text(layout.pdf)) if not text.strip()]
    assert blanks and all(number % 2 for number in blanks)
    assert all(layout.pages[number].label == "" and not layout.pages[number].anchors for number in blanks)
