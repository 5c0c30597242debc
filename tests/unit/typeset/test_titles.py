"""Short words in titles."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.typeset.titles import keep_together


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
