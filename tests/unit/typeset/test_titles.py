"""Short words in titles, and titles too long for a running head."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.typeset.titles import add_heads, keep_together, shortened


@pytest.mark.parametrize(("title", "wanted"), [
    ("On the Degeneration of the Russian Revolution", "On the Degeneration [of the Russian] Revolution"),
    ("War and Peace", "War [and Peace]"),
    ("Der Mann ohne Eigenschaften", "Der Mann ohne Eigenschaften"),
    ("Lob der Torheit in zwei Teilen", "Lob [der Torheit] [in zwei] Teilen"),
    ("Война и мир", "Война [и мир]"),
    ("The House of the Representatives", "The House of the Representatives"),
    ("A Trip to Rome in May", "A Trip [to Rome] [in May]"),
    ("of the Thing", "[of the Thing]"),
    ("Sein oder Nicht-in-Sein", "Sein oder Nicht-in-Sein"),
    ("قصة من هنا", "[قصة من هنا]"),
    ("Nought", "Nought")])
def test_a_short_word_stands_with_the_word_after_it(title, wanted):
    """In any language; as many as need not be divided in a narrow measure; not a word with a capital."""
    root = etree.fromstring(f"<section><h2>{title}</h2></section>")
    keep_together(root)
    shown = "".join(root.itertext())
    marked = (root[0].text or "") + "".join(f"[{one.text}]{one.tail or ''}" for one in root[0])
    assert shown == title and marked == wanted


def test_titles_alone_are_changed():
    """Text, and titles with elements within them, stay as they are."""
    xhtml = '<section><h2>Of <em>one</em> in two</h2><p>Of one in two</p><p class="title">Of one in two</p></section>'
    root = etree.fromstring(xhtml)
    keep_together(root)
    assert etree.tostring(root[0]).decode() + etree.tostring(root[1]).decode() in xhtml
    assert root[2][0].get("class") == "together"


@pytest.mark.parametrize(("title", "head"), [
    ("Short", "Short"),
    ("Left-Wing Communism: An Infantile Disorder of the Movement", "Left-Wing Communism"),
    ("How the Readers Came to the House, and Why They Stayed Away from It", "How the Readers Came to the House"),
    ("Of War, of Peace: or of Neither, as the Case May Have Been Then", "Of War, of Peace"),
    ("Of the Beginnings of Public Lending in the Towns and the Reasons", "Of the Beginnings of Public Lending…"),
    ("No, and a long title that goes on and on without a stop", "No, and a long title that goes…"),
    ("Donaudampfschifffahrtsgesellschaftskapitänskajüte", "Donaudampfschifffahrtsgesellschaftskapi…")])
def test_a_running_head_is_no_longer_than_its_line(title, head):
    """A long title is shortened to its first clause, or broken off after a long word."""
    assert shortened(title, 40) == head and len(head) <= 40


def test_a_title_has_its_shorter_head_as_data():
    """Notes in a title do not count, and headings within a chapter have none."""
    root = etree.fromstring('<section><h2 class="opening-title">A Title, of two clauses<a class="note-ref">1</a></h2>'
                            '<h3>A Title, of two clauses</h3></section>')
    add_heads(root, 23)
    assert root[0].get("data-head") is None
    add_heads(root, 12)
    assert [one.get("data-head") for one in root] == ["A Title", None]
