"""The pages of the print edition in the EPUB: where each begins, and the break that marks the place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publish.editions.markup import IDENTIFIER, TAG, attribute
from publish.model import UNCOUNTED, Leaf, Page

# Elements that a break stands before; inside the others it stands first, so that paragraph still follows paragraph.
BEFORE = frozenset("h1 h2 h3 h4 h5 h6 blockquote figure table ul ol dl pre hr div a span em img".split())
CLOSED = frozenset(("math", "svg"))


@dataclass(frozen=True)
class Break:
    """A page's beginning: its folio, the id of its break, and its place (an id, characters of its text before it)."""

    label: str
    id: str
    anchor: str
    offset: int = 0


def breaks(pages: Sequence[Page], known: Iterable[str]) -> tuple[Break, ...]:
    """The beginning of every page that bears a folio and text of the book (EPUB Accessibility 1.1, 4.1).

    A page begins where `Page.start` says or, without it, at the first id that stands on no page before it.
    """
    known, seen, found = frozenset(known), set(), []
    for page in pages:
        fresh = next((name for name in page.anchors if name in known and name not in seen), "")
        seen.update(page.anchors)
        anchor, offset = page.start if page.start[0] in known else (fresh, 0)
        if page.label and anchor:
            found.append(Break(page.label, f"page-{re.sub(r'[^0-9A-Za-z]+', '-', page.label)}", anchor, offset))
    return tuple(found)


def marked(leaf: Leaf, found: Sequence[Break]) -> str:
    """The leaf's XHTML with the breaks that fall into it; a break that would cut a word stands after it."""
    ids = frozenset(IDENTIFIER.findall(leaf.xhtml))
    own = [one for one in found if one.anchor in ids]
    if not own:
        return leaf.xhtml
    tokens = TAG.split(leaf.xhtml)
    starts = _starts(tokens)
    inserts: dict[tuple[int, int], list[str]] = {}
    for one in own:
        inserts.setdefault(_place(tokens, starts[one.anchor], one.offset), []).append(mark(one))
    for (token, at), marks in sorted(inserts.items(), reverse=True):
        tokens[token] = f"{tokens[token][:at]}{''.join(marks)}{tokens[token][at:]}"
    return "".join(tokens)


def mark(one: Break) -> str:
    """A page break (EPUB Structural Semantics Vocabulary, pagebreak; DPUB-ARIA 1.1, doc-pagebreak)."""
    label = html.escape(one.label)
    return f'<span id="{one.id}" epub:type="pagebreak" role="doc-pagebreak" aria-label="{label}"></span>'


def _starts(tokens: Sequence[str]) -> Mapping[str, int]:
    """The number of the token that opens the element of each id."""
    return {name: index for index, token in enumerate(tokens) if token.startswith("<")
            if (name := attribute(token, "id"))}


def _place(tokens: Sequence[str], start: int, offset: int) -> tuple[int, int]:
    """The token and the place in it at which the break goes in."""
    if offset <= 0:
        name = _name(tokens[start])
        return (start, 0) if name in BEFORE else (start, len(tokens[start]))
    return _inside(tokens, start, offset)


def _inside(tokens: Sequence[str], start: int, offset: int) -> tuple[int, int]:
    """The place after `offset` characters of an element's text, moved to the end of the word that it falls into."""
    depth, closed, left, last = 0, 0, offset, (start, len(tokens[start]))
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.startswith("<"):
            step = _step(token)
            depth += step
            closed += step if _name(token) in CLOSED else 0
            if depth <= 0:
                break
            continue
        for match in re.finditer(r"&[^;\s]+;|.", token, re.S):
            letter = html.unescape(match.group())
            if left <= 0 and not closed and letter.isspace():
                return index, match.end()
            left -= UNCOUNTED.fullmatch(letter) is None
        last = last if closed else (index, len(token))
    return last


def _step(tag: str) -> int:
    return -1 if tag.startswith("</") else 0 if tag.endswith("/>") or tag.startswith("<!") else 1


def _name(tag: str) -> str:
    return re.match(r"</?([^\s/>]*)", tag).group(1)
