"""Custom properties of the root, written out: WeasyPrint looks each one up for every element that uses it."""

from __future__ import annotations

import re

STRING = r'"(?:\\.|[^"\\])*"' + r"|'(?:\\.|[^'\\])*'"
PIECES = re.compile(rf"/\*.*?\*/|{STRING}|[{{}}]", re.S)
DECLARATION = re.compile(rf"--([\w-]+)\s*:\s*((?:{STRING}|[^;\"'{{}}])*);?")
USE = re.compile(r"var\(\s*--([\w-]+)\s*\)")
DEPTH = 32                  # the most uses that lead from one property to another; more are a circle


def settled(css: str) -> str:
    """The stylesheet with var(--x) as its value, for every property that only rules of :root outside at-rules set.

    What that leaves to be looked up (properties of other elements, fall-backs, circles) stays as it is.
    """
    rules = _rules(css)
    values: dict[str, str] = {}
    others: set[str] = set()
    for selector, body in rules:
        for name, value in DECLARATION.findall(body):
            if selector == ":root":
                values[name] = value.strip()
            else:
                others.add(name)
    values = {name: value for name, value in values.items() if name not in others and value}
    for _ in range(DEPTH):
        written = USE.sub(lambda match: values.get(match.group(1), match.group()), css)
        if written == css:
            break
        css = written
    return css


def _rules(css: str) -> list[tuple[str, str]]:
    """The rules at the top of a stylesheet as selector and body; a rule inside another is part of that one's body."""
    found, depth, start, begun = [], 0, 0, 0
    for match in PIECES.finditer(css):
        if match.group() == "{":
            if not depth:
                begun = match.end()
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if not depth:
                found.append((_bare(css[start:begun - 1]), _bare(css[begun:match.start()])))
                start = match.end()
    return found


def _bare(css: str) -> str:
    """A piece of a stylesheet without comments."""
    return re.sub(rf"({STRING})|/\*.*?\*/", lambda match: match.group(1) or " ", css, flags=re.S).strip()
