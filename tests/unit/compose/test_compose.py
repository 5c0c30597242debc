"""Whatever the text, its words are in the composition in order, and every place in it can be found."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from lxml import etree

from publish.compose.fragments import every
from publish.model import Composition, Term
from tests.unit.compose.conftest import composed
from tests.unit.compose.markdowns import CAPTION, NOTE, WORD, markdowns

FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def root(composition: Composition) -> etree._Element:
    """All leaves as one document."""
    leaves = "".join(leaf.xhtml for leaf in composition.leaves)
    return etree.fromstring(f'<html xmlns:epub="http://www.idpf.org/2007/ops">{leaves}</html>')


def words(composition: Composition, word: re.Pattern[str]) -> list[str]:
    """The words of a kind as a reader meets them; contents, which repeat headings, left out."""
    page = root(composition)
    for nav in page.xpath("//nav | //annotation"):
        nav.getparent().remove(nav)
    return word.findall(" ".join(page.itertext()))


@FEW
@given(markdowns())
def test_every_word_is_in_the_leaves_in_order(markdown):
    """No construct loses, doubles or moves a word; words of notes and captions are all there."""
    composition = composed(markdown)
    front = "".join(leaf.xhtml for leaf in composition.leaves if leaf.matter == "front")
    found, wanted = words(composition, WORD), WORD.findall(markdown)
    moved = set(WORD.findall(re.sub(r"<nav.*?</nav>", "", front, flags=re.S)))
    assert [word for word in found if word not in moved] == [word for word in wanted if word not in moved]
    assert Counter(found) == Counter(wanted)
    assert Counter(words(composition, NOTE)) == Counter(NOTE.findall(markdown))
    assert Counter(words(composition, CAPTION)) == Counter(CAPTION.findall(markdown))


@FEW
@given(markdowns())
def test_every_id_is_unique_and_every_link_has_a_place(markdown):
    """Ids are unique in the whole book and names in XML; links, contents and notes lead to one of them."""
    composition = composed(
        markdown,
        (Term("w1x", "First, see [here](#one)."), Term("w2x", "Second.", see=("w1x", "w9999x"))),
        linking="every",
    )
    page = root(composition)
    ids = page.xpath("//@id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in ids)
    assert {href[1:] for href in page.xpath("//@href") if href.startswith("#")} <= set(ids)
    assert {heading.id for leaf in composition.leaves for heading in leaf.headings} <= set(ids)
    assert [leaf.id for leaf in composition.leaves] == page.xpath("/html/*/@id")
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)


@FEW
@given(markdowns())
def test_a_chapter_is_the_same_alone_and_among_others(markdown):
    """One run of pandoc for all chunks, one for each, or some from a cache: the same leaves."""

    def singly(texts, make):
        return [make([number])[0] for number in range(len(texts))]

    kept: dict[str, object] = {}

    def some_kept(texts, make):
        wanted = [number for number, text in enumerate(texts) if text not in kept]
        kept.update(zip((texts[number] for number in wanted[::2]), make(wanted[::2]) if wanted else ()))
        wanted = [number for number, text in enumerate(texts) if text not in kept]
        kept.update(zip((texts[number] for number in wanted), make(wanted) if wanted else ()))
        return [kept[text] for text in texts]

    together = composed(markdown, each=every)
    assert composed(markdown, each=singly).leaves == together.leaves
    assert composed(markdown, each=some_kept) == composed(markdown, each=some_kept)
    assert composed(markdown, each=some_kept).leaves == together.leaves


@FEW
@given(markdowns())
def test_headings_go_down_by_one(markdown):
    """Under the book's one h1 no level of heading is skipped (WCAG 2.2, 1.3.1)."""
    levels = [int(element.tag[1]) for element in root(composed(markdown)).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in zip(levels, levels[1:]))
