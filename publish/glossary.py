"""glossary.yaml -> terms, and which words of a chapter are linked to them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from publish.errors import Diagnostic, PublishError, Span, did_you_mean, error, warning
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
    found = [term for term in terms if term]
    faults += _twice(found)
    if faults:
        raise PublishError(*faults)
    return tuple(sorted(found, key=lambda term: sort_key(term.term))), _see_faults(found)


def sort_key(words: str) -> str:
    """How a term is filed: letter by letter, without accents, case, or signs (ISO 999, section 8.3)."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def identifier(term: str) -> str:
    """The id of a term's entry in every edition."""
    plain = unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))
    return f"term-{stem or ''.join(f'{ord(letter):x}' for letter in term)}"


def _term(item: object, span: Span, faults: list[Diagnostic]) -> Term | None:
    if not isinstance(item, dict):
        faults.append(error("glossary", "an entry must be a mapping", span, "write '- term: …'"))
        return None
    for key in item:
        if key not in KEYS:
            faults.append(error("unknown-key", f"unknown key '{key}'", span, did_you_mean(key, KEYS)))
    for key in ("term", "definition"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            faults.append(error("glossary", f"the entry has no {key}", span, f"add '{key}: …'"))
            return None
    lists = {}
    for key in ("forms", "see"):
        value = item.get(key) or []
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            faults.append(error("wrong-type", f"{key} must be a list of words", span, f"{key}: [one, another]"))
            value = []
        lists[key] = tuple(value)
    return Term(item["term"].strip(), item["definition"].strip(), lists["forms"], lists["see"], span)


def _twice(terms: Sequence[Term]) -> list[Diagnostic]:
    first: dict[str, Term] = {}
    faults = []
    for term in terms:
        for form in dict.fromkeys((term.term, *term.forms)):
            other = first.setdefault(form, term)
            if other is not term:
                faults.append(error("glossary-twice", f"'{form}' is defined twice, first at {other.span}", term.span,
                                    "merge the two entries or rename one"))
    return faults


def _see_faults(terms: Sequence[Term]) -> tuple[Diagnostic, ...]:
    known = {term.term for term in terms}
    return tuple(warning("glossary-see", f"'{term.term}' points to '{other}', which is not a term", term.span,
                         did_you_mean(other, known))
                 for term in terms for other in term.see if other not in known)


# Endings that a language puts on a term without making another word of it.
POSSESSIVE = {"en": r"(?:['’]s|['’](?!\w))?"}


class Matcher:
    """Finds terms in running text: the longest form wins, whole words only, possessives by language."""

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self.by_form: dict[str, Term] = {}
        for term in terms:
            for form in (term.term, *term.forms):
                self.by_form.setdefault(_fold(form), term)
        ending = POSSESSIVE.get(language.split("-")[0], "")
        # A form that begins with a lower-case letter also opens a sentence; one with a capital is a name and stays so.
        forms = sorted({form for term in self.by_form.values() for form in (term.term, *term.forms)},
                       key=lambda form: (-len(form), form))
        patterns = "|".join(_pattern(form) for form in forms)
        self.expression = re.compile(rf"(?<![\w-])(?:{patterns})(?![\w-]){ending}") if forms else None

    def find(self, text: str) -> list[tuple[int, int, Term]]:
        """Start, end and term of each occurrence in a text, in order, without overlaps; the ending stays outside."""
        if self.expression is None:
            return []
        found = []
        for match in self.expression.finditer(text):
            words = re.sub(r"(?:['’]s?)$", "", match.group()) if _fold(match.group()) not in self.by_form \
                else match.group()
            term = self.by_form.get(_fold(words))
            if term:
                found.append((match.start(), match.start() + len(words), term))
        return found


def _fold(form: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", form.replace("'", "’"))[:1].lower() + \
        re.sub(r"[\s\u00a0]+", " ", form.replace("'", "’"))[1:]


def _pattern(form: str) -> str:
    words = [re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in form.split()]
    first = words[0]
    if form[0].islower():
        first = f"[{form[0]}{form[0].upper()}]{first[1:]}"
    return r"[\s\u00a0]+".join([first, *words[1:]])


def unused(terms: Iterable[Term], used: set[str]) -> tuple[Diagnostic, ...]:
    """A warning for each term that the text never uses."""
    return tuple(warning("glossary-unused", f"'{term.term}' does not occur in the text", term.span,
                         "remove it, or add the form in which the text has it")
                 for term in terms if term.term not in used)


MOST_CANDIDATES = 10
OFTEN = 4


def candidates(text: str, terms: Iterable[Term], language: str) -> tuple[tuple[str, int], ...]:
    """Names and capitalised phrases that the text uses often and that nobody defined, with their counts."""
    known = Matcher(terms, language)
    phrases = Counter(match.group() for match in
                      re.finditer(r"(?<![.?!“‘\"'#>]\s)(?<=[\w,;)’]\s)[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)*", text))
    open_ones = ((phrase, count) for phrase, count in phrases.most_common() if count >= OFTEN)
    return tuple((phrase, count) for phrase, count in open_ones if not known.find(phrase))[:MOST_CANDIDATES]
