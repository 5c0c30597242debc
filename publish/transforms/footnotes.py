"""Notes at the foot of a scanned page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.model import Block
from publish.transforms.shapes import ends_sentence

_LABEL = re.compile(r"^\s{0,8}(?:([*†‡§‖¶]{1,3})\s?|\[(\d{1,3})\]\s?|(\d{1,3})[.)]?\s|\((\d{1,2})\)\s|([¹²³⁰⁴-⁹]+)\s?)"
                    r"(?=[\"“‘'(\[—–-]*\w)")
_RULE = re.compile(r"^\s*[-_—–]{3,}\s*$")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def foot(lines: list[Block], earlier: Sequence[Block]) -> list[Block]:
    """Take the notes off the foot of a page (its lines change) and give each as a block of kind foot.

    A note begins after a blank line or a rule, with a label to which the page's text refers; a part without a label
    carries on the last note of the page before when that broke off.
    """
    start = _start(lines)
    if start is None:
        start = _continued(lines, earlier)
    if start is None:
        return []
    taken = lines[start:]
    del lines[start:]
    if lines and _RULE.match(lines[-1].text):
        lines.pop()
    groups: list[list[Block]] = []
    for line in taken:
        if groups and not _LABEL.match(line.text):
            groups[-1].append(line)
        elif line.text.strip():
            groups.append([line])
    return [Block("foot", span=group[0].span, blocks=tuple(group)) for group in groups]


def _start(lines: Sequence[Block]) -> int | None:
    """The first line of the page's notes: the highest labelled line from which only notes follow."""
    best = None
    for index in range(len(lines) - 1, 0, -1):
        found = _LABEL.match(lines[index].text)
        above = lines[index - 1].text.strip()
        if found and (not above or _RULE.match(above) or best is not None and index + 1 <= best):
            label = next(part for part in found.groups() if part)
            if _referred(label, lines[:index]):
                best = index if not above or _RULE.match(above) else best
        if len(lines) - index > 60:
            break
    return best


def _referred(label: str, lines: Sequence[Block]) -> bool:
    """Whether the text above refers to a label: raised, bracketed, or attached to a word."""
    text = "\n".join(line.text for line in lines)
    if label[0] in "*†‡§‖¶":
        return bool(re.search(rf"(?:(?<=[^\s*†‡§‖¶])|(?<=[—–…] )){re.escape(label)}(?![*†‡§‖¶])", text))
    number = label.translate(_SUPERSCRIPTS)
    raised = number.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"[{number}]" in text or f"({number})" in text or raised in text or \
        bool(re.search(rf"(?<=[^\W\d_])[.,;:!?\"”’)]*{number}(?!\d)", text))


def _continued(lines: Sequence[Block], earlier: Sequence[Block]) -> int | None:
    if not earlier or ends_sentence(earlier[-1].blocks[-1].text):
        return None
    blank = next((i for i in range(len(lines) - 1, 0, -1) if not lines[i].text.strip()), None)
    if blank is None or blank + 1 >= len(lines) or not lines[blank + 1].text.strip()[:1].islower():
        return None
    above = next((line.text for line in reversed(lines[:blank]) if line.text.strip()), "")
    return blank + 1 if not ends_sentence(above) else None
