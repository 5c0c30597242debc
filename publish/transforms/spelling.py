"""Words that no dictionary knows: listed for the editor, never changed."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from publish.errors import Diagnostic, Span, note

FOLDERS = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"), Path("/Library/Spelling"))
SUGGESTED = 25              # words for which corrections are looked up, which is slow
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SKIP = re.compile(r"\A---\n(?:.*\n)*?---\n|`[^`\n]*`|\]\([^)\n]*\)|\{[^}\n]*\}|\$[^$\n]+\$|https?://\S+|\S+@\S+|"
                   r"\[[^\]\n]*\]\{[^}\n]*lang=[^}\n]*\}|^:::.*$", re.MULTILINE)


def misspellings(markdown: str, language: str = "en", path: str = "") -> tuple[Diagnostic, ...]:
    """A note for each word that looks misspelt, with its first line, how often it stands there, and what is near it.

    Names (words that only ever begin with a capital) are passed over. Uses the hunspell dictionaries of the machine,
    all regions of a language when none is named ("en": British, American, ...).
    """
    books = dictionaries(language)
    if not books:
        return (note("spelling", f"no dictionary for '{language}'",
                     hint=f"apt-get install hunspell-{language.lower()}"),)
    text = _SKIP.sub(lambda match: "\n" * match[0].count("\n"), markdown)
    counts, first = Counter(), {}
    for number, line in enumerate(text.split("\n"), start=1):
        for word in _WORD.findall(line):
            word = word.replace("’", "'")
            counts[word] += 1
            first.setdefault(word, number)
    unknown = [word for word in counts if _is_suspect(word, counts) and not _known(word, books)]
    return tuple(_finding(word, counts[word], Span(path, first[word]), books, index < SUGGESTED)
                 for index, word in enumerate(unknown))


def _is_suspect(word: str, counts: Counter[str]) -> bool:
    if len(word) < 3 or word.isupper():
        return False
    return word[0].islower() or word.lower() in counts


def _known(word: str, books: tuple[Any, ...]) -> bool:
    forms = {word, word.lower(), word.removesuffix("'s"), word.removesuffix("'")}
    return any(book.lookup(form) for form in forms for book in books)


def _finding(word: str, times: int, span: Span, books: tuple[Any, ...], suggest: bool) -> Diagnostic:
    near = list(islice(books[0].suggest(word), 3)) if suggest else []
    often = f" ({times} times)" if times > 1 else ""
    hint = f"perhaps: {', '.join(near)}; list it under corrections: in metadata.yaml" if near else ""
    return note("spelling", f"'{word}' is in no dictionary{often}", span, hint)


@cache
def dictionaries(language: str) -> tuple[Any, ...]:
    """The hunspell dictionaries of a language (en-GB: that region; en: all regions), the named one first."""
    from spylls.hunspell import Dictionary

    wanted = language.replace("-", "_")
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for file in sorted(folder.glob("*.aff")) if folder.is_dir() else ():
            name = file.stem.lower()
            if name == wanted.lower() or "_" not in wanted and name.split("_")[0] == wanted.lower():
                found.setdefault(file.stem, file)
    return tuple(Dictionary.from_files(str(file.with_suffix(""))) for file in found.values())
