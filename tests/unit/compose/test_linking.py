"""Glossary terms are linked where the policy wants them, and nowhere else."""

from __future__ import annotations

import re

import pytest

from publish.model import Term

ARMY = Term("Red Army", "The army.", ("Red Armies",))
SOVIET = Term("soviet", "A council.", ("soviets",), ("Red Army", "nothing"))
TEXT = "# A\n\nRed Army, Red Army.\n\n# B\n\nRed Army.\n"


def marks(composition) -> list[str]:
    """The marked terms of the text in order: links as [..], other uses as (..)."""
    text = "".join(leaf.xhtml for leaf in composition.leaves if leaf.matter == "body")
    return [
        f"[{link}]" if link else f"({use})"
        for link, use in re.findall(
            r'<a [^>]*class="term"[^>]*>([^<]*)</a>|<span [^>]*class="use">([^<]*)</span>', text
        )
    ]


@pytest.mark.parametrize(
    "policy, wanted",
    [
        ("first-in-chapter", ["[Red Army]", "(Red Army)", "[Red Army]"]),
        ("first-in-book", ["[Red Army]", "(Red Army)", "(Red Army)"]),
        ("every", ["[Red Army]", "[Red Army]", "[Red Army]"]),
    ],
)
def test_policies(policy, wanted, make):
    """Which occurrences are links; the others are marked as uses."""
    assert marks(make(TEXT, [ARMY], linking=policy)) == wanted


def test_places_that_stay_closed(make):
    """Headings, sources, links, code and formulas are not linked."""
    assert (
        marks(
            make(
                "# Red Army\n\n> a\n>\n> [(Red Army)]{.source}\n\n[Red Army](http://a.org) `Red Army` $soviet$\n\n"
                "    Red Army\n",
                [ARMY, SOVIET],
            )
        )
        == []
    )


def test_places_that_are_open(make):
    """Emphasis, quotations, verse, lists, tables, captions and notes are."""
    assert marks(
        make(
            "*Red Army*\n\n> soviet\n\n| Red Armies\n\n- soviets[^1]\n\n| a |\n|---|\n| Red Army |\n\n"
            "![a soviet](a.png)\n\n[^1]: The Red Army.\n",
            [ARMY, SOVIET],
            linking="every",
        )
    ) == ["[Red Army]", "[soviet]", "[Red Armies]", "[soviets]", "[Red Army]", "[soviet]", "[Red Army]"]


def test_a_word_that_goes_on_in_other_type_is_another_word(make):
    """Emphasis on part of a word does not make a term of the rest; a new block or line does end a word."""
    assert marks(
        make(
            "soviet*ism* anti*soviet* *soviet*,\n\nsoviet\n\nword\n\n| the soviet\n| word\n", [SOVIET], linking="every"
        )
    ) == ["[soviet]", "[soviet]", "[soviet]"]


def test_an_entry_leads_back_once_for_each_chapter(make):
    """The glossary names each chapter once, knows every use, and makes no link of a see-also to nothing."""
    leaf = next(leaf for leaf in make(TEXT, [ARMY, SOVIET], linking="every").leaves if leaf.kind == "glossary")
    assert re.findall(r'<a href="#([^"]+)" class="backlink">([^<]*)</a>', leaf.xhtml) == [
        ("a-term-red-army", "A"),
        ("b-term-red-army", "B"),
    ]
    assert 'data-uses="a-term-red-army a-term-red-army-2 b-term-red-army"' in leaf.xhtml
    assert '<a href="#term-red-army" class="see">Red Army</a>, nothing</p>' in leaf.xhtml
