"""Straight quotation marks and apostrophes: which way each one turns."""

from __future__ import annotations

import re

# Words that lost their first sound; before them the mark is an apostrophe (Oxford English Dictionary, aphetic forms).
_LOST = re.compile(r"(?i)(?:tis|twas|twere|twill|twould|twixt|tisn|twasn|twouldn|em|im|er|ere|un|cause|cos|cuz|bout|"
                   r"round|neath|gainst|mongst|mid|nother|nuff|til|till|tween|twould|ood|ud|ome|eard|ead|ouse|orse|"
                   r"fore|fraid|gin|long|low|pon|scuse|side|stead|way|less|most|specially|spect|kerchief|n|nd|"
                   r"s|t|d|m|ll|ve|re|bus|flu|phone|plane|hood|burbs|zat|tention|struth|strewth|pothecary|"
                   r"prentice|bacca|baccy|squire|gyptian|larum|tarnal|ud|ay|ee|ow|av|ave|ope|oo|oose|ell|"
                   r"ighest|im(?:self)?|is(?:self)?|er(?:self)?|arf|alf)(?![^\W\d_])")
_DECADE = re.compile(r"\d\ds?\b")
_LETTER = re.compile(r"[^\W\d_]")
_OPENERS = frozenset(" \n\t\u00a0\u2009\u202f([{<—–-/“‘«„‚¡¿\ufdd3")
_CLOSERS = frozenset(" \n\t\u00a0\u2009\u202f)]}>.,;:!?…—–”’»\ufdd2")
_PAIRS = {"en": "“”‘’", "de": "„“‚‘", "fr": "«»“”", "pl": "„”‚’", "ru": "«»„“", "it": "“”‘’", "es": "“”‘’",
          "nl": "“”‘’", "pt": "“”‘’"}
_PRIMES = re.compile(r"(?<=\d)(['\"])(?=[\s.,;:)xX×]|$|\s?\d)")
_FEET = re.compile(r"\b\d{1,3}'\s?\d{1,2}\"|\b\d+(?:\.\d+)?\"\s?[x×]|\b\d{1,3}°\s?\d{1,2}'(?:\s?\d{1,2}(?:\.\d+)?\")?")
_MARK = re.compile("[\"'`´]+|,,(?=\\w)")
_BEFORE = re.compile("\ufdd0[^\ufdd1]*\ufdd1$")
_AFTER = re.compile("\ufdd0[^\ufdd1]*\ufdd1")


def quote_edits(text: str, tongue: str) -> list[tuple[int, int, str]]:
    """The edits that turn every straight mark of a paragraph the right way."""
    if not _MARK.search(text):
        return []
    double, close_double, single, close_single = _PAIRS.get(tongue, _PAIRS["en"])
    edits, primes = _primes(text)
    opened: list[str] = []
    singles = _singles(text)
    for match in _MARK.finditer(text):
        at = match.start()
        while at < match.end():
            if at in primes:
                at += 1
                continue
            size, kind = _kind(text, at, match.end())
            before, after = _neighbours(text, at, at + size)
            if kind == "double":
                opening = _opens(before, after, '"' in opened)
                edits.append((at, at + size, double if opening else close_double))
                _turn(opened, '"', opening)
            elif at in singles:
                opening = singles[at]
                edits.append((at, at + size, single if opening else close_single))
            else:
                edits.append((at, at + size, "’"))
            at += size
    return sorted(edits)


def _kind(text: str, at: int, end: int) -> tuple[int, str]:
    for typed in ("``", "''", ",,", "´´"):
        if text.startswith(typed, at) and at + 2 <= end and not text.startswith("'''", at):
            return 2, "double"
    return 1, "double" if text[at] == '"' else "single"


def _primes(text: str) -> tuple[list[tuple[int, int, str]], set[int]]:
    edits, places = [], set()
    for match in _FEET.finditer(text):
        for offset, mark in enumerate(match[0]):
            if mark in "'\"":
                at = match.start() + offset
                edits.append((at, at + 1, "′" if mark == "'" else "″"))
                places.add(at)
    return edits, places


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters before and after a mark, markup left out; "" at the ends of the text."""
    while start and text[start - 1] == "\ufdd1":
        found = _BEFORE.search(text, max(0, start - 400), start)
        if not found:
            break
        start = found.start()
    while end < len(text) and text[end] == "\ufdd0":
        found = _AFTER.match(text, end)
        if not found:
            break
        end = found.end()
    return text[start - 1:start], text[end:end + 1]


def _turn(opened: list[str], mark: str, opening: bool) -> None:
    if opening:
        opened.append(mark)
    elif mark in opened:
        opened.remove(mark)


def _opens(before: str, after: str, inside: bool) -> bool:
    """Whether a double mark opens, from its neighbours; where they do not tell, an open quotation is closed."""
    if not after or after.isspace():
        return False
    if not before or before.isspace() or before in "([{“‘«„¡¿":
        return after not in ".,;:!?)" or not inside
    if after in ".,;:!?)]}…”’»":
        return False
    if before in "—–-/'‘’\"" or before == "=":
        return not inside
    if before.isalnum() or before in ".,;:!?)…*":
        return not inside and after.isalnum() and before in "—–"
    return not inside


def _singles(text: str) -> dict[int, bool]:
    """Single quotes that pair up, by place: True where one opens. All other marks are apostrophes."""
    found: dict[int, bool] = {}
    waiting: list[int] = []
    for match in re.finditer("['`´]", text):
        at = match.start()
        before, after = _neighbours(text, at, at + 1)
        if before and before.isalnum() and after and after.isalnum():
            continue
        if _may_open(text, at, before, after):
            waiting.append(at)
        elif waiting and _may_close(before, after):
            if _plural(text, at, before, after) and _another(text, at):
                continue
            found[waiting.pop()] = True
            found[at] = False
    return found


def _may_open(text: str, at: int, before: str, after: str) -> bool:
    if before and before not in _OPENERS and before not in "\"'":
        return False
    if not after or after.isspace() or after in ".,;:!?)":
        return False
    if text[at] == "`":
        return True
    return not _LOST.match(text, at + 1) and not _DECADE.match(text, at + 1) or \
        bool(re.match(r"[^'\n]{3,80}[,.!?]'", text[at + 1:at + 90])) and not _common(text, at)


def _common(text: str, at: int) -> bool:
    return bool(re.match(r"(?i)(?:tis|twas|twere|twill|twould|em)\b", text[at + 1:at + 9]))


def _may_close(before: str, after: str) -> bool:
    return bool(before) and not before.isspace() and (not after or after in _CLOSERS or after in "\"'")


def _plural(text: str, at: int, before: str, after: str) -> bool:
    """A mark after s before a space may be a possessive."""
    return before in "sSxz" and after.isspace()


def _another(text: str, at: int) -> bool:
    """Whether a better closing mark follows in the paragraph."""
    return bool(re.search(r"[.,;:!?…\w]'(?=[\s.,;:!?)\"—–]|$)", text[at + 1:at + 2000]))
