"""The glossary: its entries, what is wrong with them, and which words of a text are theirs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.errors import PublishError, Span
from publish.glossary import Matcher, candidates, identifier, load, sort_key, unused
from publish.model import Term


def found(text: str, *terms: Term | str, language: str = "en") -> list[tuple[str, str]]:
    """What is found in a text: the words and the headword."""
    known = [Term(one, "x") if isinstance(one, str) else one for one in terms]
    return [(text[start:end], term.term) for start, end, term in Matcher(known, language).find(text)]


def said(text: str) -> list[str]:
    """The findings about a glossary file, without hints."""
    try:
        return [str(one).split("\n")[0] for one in load("g.yaml", text.encode())[1]]
    except PublishError as trouble:
        return [str(one).split("\n")[0] for one in trouble.diagnostics]


def test_entries_are_filed_letter_by_letter():
    """Accents, capitals and signs do not count."""
    terms, findings = load(
        "g.yaml",
        "- {term: Zeta, definition: a}\n- {term: élan, definition: b}\n- term: El-Alamein\n"
        "  definition: c\n- {term: 1917, definition: d}\n".encode(),
    )
    assert [term.term for term in terms] == ["1917", "El-Alamein", "élan", "Zeta"] and findings == ()
    assert terms[1] == Term("El-Alamein", "c", (), (), Span("g.yaml", 3, 3)) and sort_key("É-l a") == "ela"


def test_forms_and_see_alsos():
    """One word or a list; a see-also by another form is led to its headword."""
    terms, findings = load(
        "g.yaml",
        b"- {term: A, definition: a, forms: As, see: [bss, Bs, c]}\n- {term: B, definition: b, forms: [Bs]}\n"
        b"- {term: C, definition: c, forms: [c, 1905]}\n",
    )
    assert (terms[0].forms, terms[0].see, terms[2].forms) == (("As",), ("bss", "B", "C"), ("c", "1905"))
    assert [str(one).split("\n")[0] for one in findings] == [
        "g.yaml:1: warning[glossary-see]: 'A' points to 'bss', which is not a term"
    ]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("a: b\n", ["g.yaml:1: error[glossary]: is not a list of terms"]),
        ("", ["g.yaml:1: error[glossary]: is not a list of terms"]),
        (
            "- a\n- term: b\n",
            [
                "g.yaml:1: error[glossary]: an entry must be a mapping",
                "g.yaml:2: error[glossary]: the entry has no definition",
            ],
        ),
        ("- {definition: b}\n", ["g.yaml:1: error[glossary]: the entry has no term"]),
        ("- {term: ' ', definition: b}\n", ["g.yaml:1: error[glossary]: the entry has no term"]),
        ("- {term: a, definition: b, form: c}\n", ["g.yaml:1: error[unknown-key]: unknown key 'form'"]),
        ("- {term: a, definition: b, forms: {c: d}}\n", ["g.yaml:1: error[wrong-type]: forms must be a list of words"]),
        ("- {term: a, definition: b, forms: ['']}\n", ["g.yaml:1: error[wrong-type]: forms must be a list of words"]),
        (
            "- {term: a, definition: b}\n- {term: c, definition: d, forms: [a]}\n",
            ["g.yaml:2: error[glossary-twice]: 'a' is defined twice, first at g.yaml:1"],
        ),
        (
            "- {term: Red Army, definition: b}\n- {term: red\u00a0Army, definition: d}\n",
            ["g.yaml:2: error[glossary-twice]: 'red\u00a0Army' is defined twice, first at g.yaml:1"],
        ),
        (
            "- {term: C.P., definition: b}\n- {term: C-P, definition: d}\n",
            ["g.yaml:2: error[glossary-twice]: 'C-P' is but for signs 'C.P.', first at g.yaml:1"],
        ),
        (
            "- {term: a, definition: b, see: [z]}\n",
            ["g.yaml:1: warning[glossary-see]: 'a' points to 'z', which is not a term"],
        ),
    ],
)
def test_faults(text, wanted):
    """Form, keys, types, terms defined twice (also by another form), see-alsos to nothing."""
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text, terms, wanted",
    [
        ("the Red Army and the army", ["army", "Red Army"], [("Red Army", "Red Army"), ("army", "army")]),
        ("Lenin, Leninism, un-Lenin, Lenin-like, Lenin.", ["Lenin"], [("Lenin", "Lenin"), ("Lenin", "Lenin")]),
        ("Soviet power. A soviet.", ["soviet"], [("Soviet", "soviet"), ("soviet", "soviet")]),
        ("lenin Lenin LENIN", ["Lenin"], [("Lenin", "Lenin")]),
        (
            "Lenin’s and Lenin's, the soviets’ and Marxs",
            ["Lenin", "soviets", "Marx"],
            [("Lenin", "Lenin"), ("Lenin", "Lenin"), ("soviets", "soviets")],
        ),
        (
            "Red\u00a0Army Red\n  Army Red\u202fArmy",
            ["Red Army"],
            [(one, "Red Army") for one in ("Red\u00a0Army", "Red\n  Army", "Red\u202fArmy")],
        ),
        (
            "the People’s Will and People's Will",
            ["People's Will"],
            [("People’s Will", "People's Will"), ("People's Will", "People's Will")],
        ),
        (
            "R&D, C++ and (b) in 1917",
            ["R&D", "C++", "(b)", "1917"],
            [("R&D", "R&D"), ("C++", "C++"), ("(b)", "(b)"), ("1917", "1917")],
        ),
        (
            "Большевик и большевик; מילה, מילה",
            ["большевик", "מילה"],
            [("Большевик", "большевик"), ("большевик", "большевик"), ("מילה", "מילה"), ("מילה", "מילה")],
        ),
        ("co‑op and co-op", ["co-op"], [("co‑op", "co-op"), ("co-op", "co-op")]),
        ("nothing", [], []),
    ],
)
def test_what_is_found(text, terms, wanted):
    """Whole words, the longest form, capitals that open a sentence, possessives, any space, apostrophe and script."""
    assert found(text, *terms) == wanted


@pytest.mark.parametrize(
    "language, text, wanted",
    [("de", "Lenins Partei, Marx’ Werk", ["Lenin", "Marx"]), ("fr", "Lenins", []), ("en-GB", "Lenin’s", ["Lenin"])],
)
def test_possessives_are_those_of_the_language(language, text, wanted):
    """An ending that a language has is no part of another."""
    assert [words for words, _ in found(text, "Lenin", "Marx", language=language)] == wanted


def test_a_form_leads_to_its_term():
    """Plurals and abbreviations are the term's."""
    assert found("the CPs and a CP", Term("Communist Party", "x", ("CP", "CPs"))) == [
        ("CPs", "Communist Party"),
        ("CP", "Communist Party"),
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.text(min_size=1, max_size=8).filter(str.strip), max_size=4),
    st.text(max_size=40),
    st.sampled_from("en de fr".split()),
)
def test_finds_are_in_bounds_in_order_and_apart(forms, text, language):
    """Whatever the terms and the text; the text may hold the terms themselves."""
    terms = [Term(form, "x") for form in forms]
    whole = f"{text} {' '.join(forms)} {forms[0].upper() if forms else ''}"
    at = 0
    for start, end, term in Matcher(terms, language).find(whole):
        assert at <= start < end <= len(whole) and term in terms
        at = end


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(min_size=1, max_size=20))
def test_an_identifier_is_a_name(term):
    """Ids of entries are of ASCII, and differ for terms of another script."""
    assert re.fullmatch(r"term-[a-z0-9]+(-[a-z0-9]+)*", identifier(term))


def test_identifiers_of_other_scripts_differ():
    """Letters that ASCII has not are told apart by a number; accents are not."""
    assert identifier("Soviet") == "term-soviet" and identifier("Élan vital") == "term-elan-vital"
    assert len({identifier(one) for one in ("Русь", "Руси", "Rus", "Rus Русь", "Rus Руси")}) == 5


def test_terms_that_the_text_never_uses():
    """A warning for each, at its line."""
    terms = [Term("A", "x", span=Span("g.yaml", 1)), Term("B", "x", span=Span("g.yaml", 2))]
    assert [str(one).split("\n")[0] for one in unused(terms, {identifier("A")})] == [
        "g.yaml:2: warning[glossary-unused]: 'B' does not occur in the text"
    ]


def test_candidates_are_names_that_the_text_often_has():
    """Phrases with capitals within sentences, four times or more, that no term covers; none in German."""
    text = "Now the Central Committee met the NKVD. " * 4 + "Then The Party came. " * 9 + "the Red Army. " * 5
    (note,) = candidates(text, [Term("Red Army", "x")], "en", Span("g.yaml"))
    assert str(note).startswith(
        "g.yaml: note[glossary-candidates]: often in the text and not in the glossary: "
        "The Party (9), Central Committee (4), NKVD (4)\n"
    )
    assert candidates(text, [], "de", Span("g.yaml")) == () and candidates("", [], "en", Span("g.yaml")) == ()
