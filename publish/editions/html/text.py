"""Leaves -> the text of a web page: XHTML as HTML, links to its places, notes and terms that pop up."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape

from publish.editions import popups
from publish.editions.markup import attribute, resource, with_empty_alternatives
from publish.model import Leaf, Resource

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Attributes that mean something in an EPUB or to the typesetter only, and the role that a named section has anyway.
FOREIGN = re.compile(r'(<[^<>]*?)\s(?:(?:epub:type|xml:lang|data-uses|data-pages)="[^"]*"|role="region")')
EMPTY = re.compile(r"<([A-Za-z][^\s/<>]*)([^<>]*?)/>")
PARAGRAPH = re.compile(r'<p id="([^"]+)"[^<>]*>')
HEADING = re.compile(r'(<h([2-6]) id="([^"]+)"[^<>]*>)(.*?)(</h\2>)', re.S)
NOTES = re.compile(r'<section class="notes"[^<>]*>(.*?)</section>', re.S)
ASIDE = re.compile(r'(<aside id="[^"]+"[^<>]*>)(.*?)(</aside>)', re.S)


def html(xhtml: str) -> str:
    """A leaf's XHTML in the HTML syntax."""
    while FOREIGN.search(xhtml):
        xhtml = FOREIGN.sub(r"\1", xhtml)
    return EMPTY.sub(_expand, xhtml)


def _expand(match: re.Match[str]) -> str:
    name, attributes = match.group(1), match.group(2)
    return f"<{name}{attributes}>" if name in VOID else f"<{name}{attributes}></{name}>"


def body(leaf: Leaf, known: Mapping[str, popups.Definition], words: Mapping[str, str]) -> str:
    """The leaf with its permalinks and pop-ups."""
    xhtml, copies = popups.linked(leaf, known, words)
    if copies:
        xhtml = popups.appended(xhtml, f'<div class="definitions">\n{copies}</div>\n')
    if leaf.matter == "body":
        xhtml = PARAGRAPH.sub(_permalink, xhtml)
    xhtml = HEADING.sub(lambda match: _heading(match, leaf), xhtml)
    xhtml = NOTES.sub(r'<div class="notes">\1</div>', xhtml)
    return html(with_empty_alternatives(ASIDE.sub(lambda match: _closable(match, words), xhtml)))


def _permalink(match: re.Match[str]) -> str:
    """A mark in the margin for the pointer; for the keyboard one link in the bar leads to the place being read."""
    return f'{match.group()}<a class="permalink" href="#{match.group(1)}" aria-hidden="true" tabindex="-1"></a>'


def _heading(match: re.Match[str], leaf: Leaf) -> str:
    """A heading that links to itself, unless it holds links of its own (a note)."""
    opening, _, own, text, closing = match.groups()
    target = leaf.id if own == f"{leaf.id}-title" else own
    if "<a" in text:
        return match.group()
    return f'{opening}<a class="self" href="#{target}">{text}</a>{closing}'


def _closable(match: re.Match[str], words: Mapping[str, str]) -> str:
    """A note or a definition with a link that closes it, back to where it was opened.

    Notes are no landmarks here (HTML-AAM: an <aside> is one): a page holds those of every chapter.
    """
    opening, text, closing = match.groups()
    back = re.search(r'<a\b[^<>]*\brole="doc-backlink"[^<>]*>', text)
    if back is None:
        return match.group()
    target, label = attribute(back.group(), "href"), escape(words["close"])
    if attribute(opening, "class") == "note":
        opening, closing = opening.replace("<aside", "<div"), "</div>"
    return f'{opening}{text}<a class="close" href="{target}" aria-label="{label}">×</a>{closing}'


def inlined(text: str, pictures: Mapping[str, Resource]) -> str:
    """The text with each picture in it as a data: address."""
    addresses = {name: f"data:{one.media_type};base64,{base64.b64encode(one.data).decode()}"
                 for name, one in pictures.items() if f'src="{escape(name)}"' in text}
    return resource(text, lambda name: addresses.get(name, name))
