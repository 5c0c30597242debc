"""Titles as the pages need them: an article or a preposition goes with the word after it."""

from __future__ import annotations

import re

from lxml import etree

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TITLES = (*HEADINGS, "p[@class='title']", "p[@class='subtitle']")
SHORT = r"[^\W\d_A-Z]{1,3}"                             # der, of, in, la, и, but no capital: a name stands by itself
TOGETHER = re.compile(rf"(?<!\S)(?:{SHORT} )+\S+")
LONGEST = 14                                            # characters that need not be divided in a narrow measure


def keep_together(root: etree._Element) -> None:
    """Let no line of a title end in a short word, which stands with the word after it in a span of the class together.

    So a title is broken by its sense. One that has elements within it stays as it is.
    """
    for title in root.xpath("|".join(f".//{name}" for name in TITLES)):
        if not len(title) and title.text:
            _group(title)


def _group(title: etree._Element) -> None:
    text, end = title.text, 0
    title.text, last = None, None
    for match in TOGETHER.finditer(text):
        words = match.group().split(" ")
        while len(" ".join(words)) > LONGEST and len(words) > 1:
            words.pop(0)
        if len(words) > 1:
            begin = match.end() - len(" ".join(words))
            _append(title, last, text[end:begin])
            last, end = etree.SubElement(title, "span", {"class": "together"}), match.end()
            last.text = " ".join(words)
    _append(title, last, text[end:])


def _append(title: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        title.text = text
    else:
        last.tail = text
