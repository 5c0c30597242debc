"""Titles as the pages need them: broken by their sense, and shortened where they are too long for a running head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from lxml import etree

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TITLES = (*HEADINGS, "p[@class='title']", "p[@class='subtitle']")
SHORT = r"[^\W\d_A-Z]{1,3}"                             # der, of, in, la, и, but no capital: a name stands by itself
TOGETHER = re.compile(rf"(?<!\S)(?:{SHORT} )+\S+")
LONGEST = 14                                            # characters that need not be divided in a narrow measure
STOPS = (r"[:;.?!]\s|\s[–—]\s|—", r",\s")             # where the shorter title may end, the better places first
LEAST = .3                                              # of a running head: a title is not shortened to less


@dataclass(frozen=True)
class Heading:
    """A heading as the running heads need it: id ("" without one), element, class, and its words without notes.

    `head` are the words of the running head where those are too many.
    """

    id: str
    tag: str
    classes: str
    words: str
    head: str = ""

    @property
    def xhtml(self) -> str:
        """The heading alone."""
        head = f' data-head="{escape(self.head)}"' if self.head else ""
        return f'<{self.tag} class="{escape(self.classes)}"{head}>{escape(self.words)}</{self.tag}>'


def shortened(title: str, longest: int) -> str:
    """A title of no more than so many characters, for a running head (The Chicago Manual of Style, 1.10).

    It ends where a clause ends; where none does, after a long word and with an ellipsis.
    """
    if len(title) <= longest:
        return title
    for stops in STOPS:
        ends = [match.start() for match in re.finditer(stops, title) if longest * LEAST <= match.start() <= longest]
        if ends:
            return title[:max(ends)].rstrip()
    words = title[:longest].split()[:-1] or [title[:longest - 1]]
    while len(words) > 1 and re.fullmatch(SHORT, words[-1]):
        words.pop()
    return " ".join(words).rstrip(",:;–—- ") + "…"


def add_heads(root: etree._Element, longest: int) -> None:
    """Titles of chapters that are too long for a running head have the shorter one as data for the stylesheet."""
    for title in root.xpath(".//*[contains(concat(' ', @class, ' '), ' opening-title ')]"):
        head = shortened(words_of(title), longest)
        if head != words_of(title):
            title.set("data-head", head)


def words_of(heading: etree._Element) -> str:
    """A heading's words without its note references and notes."""
    found = heading.xpath(".//text()[not(ancestor::a[@class='note-ref']) and not(ancestor::aside)]")
    return " ".join("".join(found).split())


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
