"""The glossary explains the terms of the text, and on paper says truly on which pages they stand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from tests.acceptance import wording
from tests.tools.pdf import pdftotext

TERMS = yaml.safe_load((wording.ROOT / "seeds" / "glossary.yaml").read_text(encoding="utf-8"))
NAMES = {entry["term"]: (entry["term"], *entry.get("forms", ())) for entry in TERMS}


@cache
def pages(pdf: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The text of the front matter's and the body's pages by folio, and the glossary's text; words made whole again."""
    texts = [re.sub(r"(?<=\w)[-\u2010]\n(?=\w)", "", page) for page in pdftotext(pdf, "-raw")]
    first = next(number for number, text in enumerate(texts) if wording.BODY_BEGINS in " ".join(text.split()))
    last = next(number for number, text in enumerate(texts) if wording.words(text)[:1] == ("Glossary",))
    body = {str(number - first + 1): " ".join(text.split()) for number, text in enumerate(texts[:last]) if number >= first}
    return body, " ".join("\n".join(texts[last:]).split())


def entries(glossary: str) -> dict[str, list[str]]:
    """The folios that the printed glossary gives for each term."""
    places = {entry["term"]: _place(entry, glossary) for entry in TERMS}
    ends = [*sorted(places.values()), len(glossary)]
    found = {}
    for term, start in places.items():
        entry = glossary[start:ends[ends.index(start) + 1]]
        folios = re.search(r"\bPages? ([\d, –]+)\.", entry)
        assert folios, f"no pages: {entry}"
        found[term] = _spread(folios.group(1))
    return found


def _place(entry: dict[str, str], glossary: str) -> int:
    """Where a term's own entry begins: the headword and the first words of its definition."""
    head = wording.words(f"{entry['term']} {entry['definition']}")[:len(wording.words(entry["term"])) + 4]
    found = re.findall(rf"(?<!\w){r'[^a-z]+?'.join(map(re.escape, head))}", glossary, re.I)
    assert len(found) == 1, f"{entry['term']} has {len(found)} entries"
    return glossary.index(found[0])


def _spread(folios: str) -> list[str]:
    """"6–8, 12" as ["6", "7", "8", "12"]."""
    spread = []
    for part in folios.split(", "):
        first, _, last = part.strip().partition("–")
        spread += [str(number) for number in range(int(first), int(last or first) + 1)]
    return spread


def stands_on(names: tuple[str, ...], text: str) -> bool:
    """Whether a form of a term stands on a page, in any case, alone or with an ending."""
    return any(re.search(rf"(?<!\w){re.escape(name)}", text, re.I) for name in names)


def test_terms_are_explained_in_a_few_sentences():
    """At least thirty terms, each defined in one to three sentences and used in the text."""
    text = wording.source().partition(wording.FURNITURE_BEGINS)[0].replace("\xa0", " ")
    assert len(TERMS) >= 30
    for entry in TERMS:
        sentences = re.findall(r"[.!?](?=\s|$)", re.sub(r"\b[A-Z]\.", "", entry["definition"]))
        assert 1 <= len(sentences) <= 3, entry["term"]
        assert stands_on(NAMES[entry["term"]], text), entry["term"]
        assert all(name in NAMES for name in entry.get("see", ())), entry["term"]


def test_the_pages_given_for_a_term_are_its_pages(seed_dist):
    """Each page that the printed glossary gives for a term has the term on it, or its first half."""
    body, glossary = pages(seed_dist.edition(".pdf"))
    given = entries(glossary)
    wrong = [(term, folio) for term, folios in given.items() for folio in folios
             if not stands_on(NAMES[term], body[folio] + " " + body.get(str(int(folio) + 1), "")[:40])]
    assert wrong == []


def test_no_page_of_a_term_is_left_out(seed_dist):
    """Each page on which a term stands by its own name, and not inside a longer term, is given in the glossary."""
    body, glossary = pages(seed_dist.edition(".pdf"))
    given = entries(glossary)
    every = [name for names in NAMES.values() for name in names]
    left_out = []
    for term, names in NAMES.items():
        longer = sorted((name for name in every if len(name) > len(term) and term.casefold() in name.casefold()), key=len)
        for folio, text in body.items():
            text = re.sub(r"[”’.] \([^()]*\)", "", text)    # a quotation's source is not the text's own use of a term
            bare = re.sub("|".join(map(re.escape, longer[::-1])), "", text, flags=re.I) if longer else text
            if folio not in given[term] and re.search(rf"(?<!\w){re.escape(term)}(?!\w)", bare):
                left_out.append((term, folio))
    assert left_out == []
