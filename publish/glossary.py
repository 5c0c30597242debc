"""glossary.yaml -> terms, and which words of a chapter are linked to them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from publish.config import one_line
from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error, note, warning
from publish.model import Term
from publish.yamlfile import parse

KEYS = ("term", "definition", "forms", "see")


def load(path: str, data: bytes) -> tuple[tuple[Term, ...], tuple[Diagnostic, ...]]:
    """The terms of a glossary file, sorted as a reader looks them up; errors: form, terms or forms defined twice.

    Returned beside them: warnings (a see-also that leads nowhere).
    """
    document = parse(path, data)
    items = document.value
    if not isinstance(items, list) or not items:
        raise PublishError(error("glossary", "is not a list of terms", Span(path, 1),
                                 "begin each entry with '- term: …' and 'definition: …'"))
    faults: list[Diagnostic] = []
    terms = [_term(item, document.span(index), faults) for index, item in enumerate(items)]
    found = tuple(term for term in terms if term)
    faults += _twice(found)
    if faults:
        raise PublishError(*faults)
    found = _led_to_headwords(found)
    return tuple(sorted(found, key=lambda term: (sort_key(term.term), term.term))), _see_faults(found)


def sort_key(words: str) -> str:
    """How a term is filed: letter by letter, without accents, case, or signs (ISO 999, section 8.3)."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def identifier(term: str) -> str:
    """The id of a term's entry in every edition; one with letters beyond ASCII ends in a number made from them."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", term) if not unicodedata.combining(letter))
    stem = "-".join(re.findall(r"[a-z0-9]+", letters.casefold()))
    if stem and not any(letter.isalnum() and not letter.isascii() for letter in letters):
        return f"term-{stem}"
    return "-".join(filter(None, ("term", stem, hashlib.sha256(term.encode()).hexdigest()[:8])))


def _term(item: object, span: Span, faults: list[Diagnostic]) -> Term | None:
    if not isinstance(item, dict):
        faults.append(error("glossary", "an entry must be a mapping", span, "write '- term: …'"))
        return None
    for key in item:
        if key not in KEYS:
            faults.append(error("unknown-key", f"unknown key '{key}'", span, did_you_mean(key, KEYS)))
    words = {key: _words(item.get(key)) for key in KEYS}
    for key in ("term", "definition"):
        if not words[key] or isinstance(item[key], list):
            faults.append(error("glossary", f"the entry has no {key}", span, f"add '{key}: …'"))
            return None
    for key in ("forms", "see"):
        if words[key] is None:
            faults.append(error("wrong-type", f"{key} must be a list of words", span, f"{key}: [one, another]"))
    return Term(one_line(words["term"][0]), words["definition"][0].strip(), words["forms"] or (), words["see"] or (),
                span)


def _words(value: object) -> tuple[str, ...] | None:
    """The words of a value or of a list of values (a number is a word, and nothing is none); None for anything else."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    plain = [str(one) if type(one) is int else one for one in values]
    return tuple(plain) if all(isinstance(one, str) and one.strip() for one in plain) else None


def _twice(terms: Sequence[Term]) -> list[Diagnostic]:
    """A fault for each form that two terms share as the matcher sees it, and for headwords that would share an id."""
    first: dict[str, Term] = {}
    faults = []
    for term in terms:
        for form in dict.fromkeys((term.term, *term.forms)):
            other = first.setdefault(_fold(form), term)
            if other is not term:
                faults.append(error("glossary-twice", f"'{form}' is defined twice, first at {other.span}", term.span,
                                    "merge the two entries or rename one"))
        other = first.setdefault(f"#{identifier(term.term)}", term)
        if other is not term and first[_fold(term.term)] is term:
            words = f"'{term.term}' is but for signs '{other.term}', first at {other.span}"
            faults.append(error("glossary-twice", words, term.span, "merge the two entries or rename one"))
    return faults


def _led_to_headwords(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms with each see-also that names a form of a term led to that term."""
    headwords = {_fold(form): term.term for term in terms for form in (*term.forms, term.term)}
    return tuple(replace(term, see=tuple(dict.fromkeys(headwords.get(_fold(name), name) for name in term.see)))
                 for term in terms)


def _see_faults(terms: Sequence[Term]) -> tuple[Diagnostic, ...]:
    known = {term.term for term in terms}
    return tuple(warning("glossary-see", f"'{term.term}' points to '{other}', which is not a term", term.span,
                         did_you_mean(other, known))
                 for term in terms for other in term.see if other not in known)


# Endings that a language puts on a term without making another word of it; they stay outside the link.
POSSESSIVE = {"en": r"(?:['’]s|['’])?", "de": r"(?:s|['’])?", "nl": r"(?:['’]?s|['’])?", "sv": "s?", "da": "s?",
              "nb": "s?"}
SPACE = r"[\s\u00a0\u202f\u2009]+"


class Matcher:
    """Finds terms in running text: the longest form wins, whole words only, possessives by language.

    A form that begins with a small letter also matches with a capital, since a sentence may open with it; a capital
    says that it is a name. Spaces of every kind and apostrophes of both kinds are alike.
    """

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self.by_form: dict[str, Term] = {}
        for term in terms:
            for form in (term.term, *term.forms):
                self.by_form.setdefault(_fold(form), term)
        forms = sorted({form for term in self.by_form.values() for form in (term.term, *term.forms)},
                       key=lambda form: (-len(form), form))
        ending = POSSESSIVE.get(language.split("-")[0].lower(), "")
        pattern = "|".join(map(_pattern, forms))
        self.expression = re.compile(rf"(?<![\w-])({pattern}){ending}(?![\w-])") if forms else None

    def find(self, text: str) -> list[tuple[int, int, Term]]:
        """Start, end and term of each occurrence in a text, in order, without overlaps; the ending stays outside."""
        if self.expression is None:
            return []
        return [(match.start(), match.end(1), self.by_form[_fold(match.group(1))])
                for match in self.expression.finditer(text)]


def _fold(form: str) -> str:
    plain = re.sub(SPACE, " ", form.replace("'", "’").replace("‑", "-")).strip(" ")
    first = plain[:1].lower()
    return (first if len(first) == 1 else plain[:1]) + plain[1:]


def _pattern(form: str) -> str:
    words = ["".join(_letter(letter) for letter in word) for word in form.split()]
    first = form.split()[0][0]
    if first.islower() and first.upper().lower() == first:
        words[0] = f"[{first}{first.upper()}]{words[0][1:]}"
    return SPACE.join(words)


def _letter(letter: str) -> str:
    return {"'": "['’]", "’": "['’]", "-": "[-‑]", "‑": "[-‑]"}.get(letter) or re.escape(letter)


def unused(terms: Iterable[Term], used: Collection[str]) -> tuple[Diagnostic, ...]:
    """A warning for each term whose entry's id is not among those used."""
    return tuple(warning("glossary-unused", f"'{term.term}' does not occur in the text", term.span,
                         "remove it, or add the form in which the text has it")
                 for term in terms if identifier(term.term) not in used)


MOST_CANDIDATES = 10
OFTEN = 4
# Two or more capitalised words, or one in capitals, where no sentence begins.
NAME = re.compile(r"(?<=[\w,;)’]\s)(?:[^\W\d_a-zß-ÿ][\w’-]+(?:\s[^\W\d_a-zß-ÿ][\w’-]+)+|[A-Z]{2,}\b)")


def candidates(text: str, terms: Iterable[Term], language: str, span: Span) -> tuple[Diagnostic, ...]:
    """A note of the phrases that a text uses often and nobody defined; none in German, where capitals say nothing."""
    if language.split("-")[0].lower() == "de":
        return ()
    known = Matcher(terms, language)
    counted = Counter(re.sub(r"[’']s?$", "", match.group()) for match in NAME.finditer(text)).most_common()
    often = [f"{phrase} ({count})" for phrase, count in counted if count >= OFTEN and not known.find(phrase)]
    named = ", ".join(often[:MOST_CANDIDATES])
    return (note("glossary-candidates", f"often in the text and not in the glossary: {named}", span,
                 "define them if readers may not know them"),) if often else ()
