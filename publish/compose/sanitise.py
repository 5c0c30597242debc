"""What may pass from a text into an edition: an allow-list of elements and attributes, as a tree, never as a string."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

from publish.compose.trees import remove
from publish.errors import Diagnostic, Span, warning

BLOCK = frozenset("p div section blockquote ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td "
                  "figure figcaption hr pre h1 h2 h3 h4 h5 h6 aside details summary".split())
INLINE = frozenset("a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong "
                   "sub sup time u var wbr".split())
MATHML = frozenset("math maction maligngroup malignmark menclose merror mfenced mfrac mglyph mi mlabeledtr mlongdiv "
                   "mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub "
                   "msubsup msup mtable mtd mtext mtr munder munderover none semantics annotation".split())
MATHML_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
# Elements that hold no text of the book go with their contents; all others that are unknown leave their text.
SILENT = frozenset("script style iframe object embed base link meta template noscript audio video source track canvas "
                   "applet svg frame frameset input".split())
ATTRIBUTES = frozenset("id class lang dir title alt src href colspan rowspan start type value datetime cite "
                       "reversed".split())
FOREIGN = frozenset("display mathvariant stretchy fence separator form accent accentunder columnalign rowalign "
                    "encoding lspace rspace minsize maxsize width height linethickness columnspacing rowspacing "
                    "movablelimits".split())
FREE = frozenset("title alt href src cite".split())            # attributes whose value is text or an address
NUMBER, WORDS = re.compile("-?[0-9]{1,6}"), re.compile(r"[\w .%+/:-]{0,200}")
VALUES = {"start": NUMBER, "value": NUMBER, "colspan": NUMBER, "rowspan": NUMBER, "type": re.compile("[1aAiI]"),
          "dir": re.compile("ltr|rtl|auto"), "lang": re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")}
SCHEMES = frozenset(("http", "https", "mailto", "tel", "urn", "ftp"))
CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def sanitise(root: etree._Element, span: Span | None) -> tuple[Diagnostic, ...]:
    """Strip a tree in place of what could run, reach out or deceive; a warning for each kind of thing removed."""
    removed: Counter[str] = Counter()
    dead: Counter[str] = Counter()
    for element in list(root.iterdescendants()):
        if element.getparent() is None:
            continue                                # it went with what held it
        if not isinstance(element.tag, str):
            remove(element)
        elif element.tag in SILENT:
            removed[f"<{element.tag}>"] += 1
            remove(element)
        elif element.tag in MATHML and (element.tag == "math" or _within_math(element)):
            _attributes(element, FOREIGN, removed)
            if element.tag == "math":
                element.set("xmlns", MATHML_NAMESPACE)
        elif element.tag in BLOCK or element.tag in INLINE:
            _attributes(element, ATTRIBUTES, removed)
            _link(element, removed, dead)
        else:
            removed[f"<{element.tag}>"] += 1
            element.tag = "div" if any(child.tag in BLOCK for child in element) else "span"
            element.attrib.clear()
    unsafe = tuple(warning("unsafe-html", f"{what} in the text was removed ({count}×)", span,
                           "write it in Markdown; scripts, frames, forms and event handlers are never published")
                   for what, count in sorted(removed.items()))
    return unsafe + tuple(dead_link(address, span) for address in sorted(dead))


def dead_link(address: str, span: Span | None) -> Diagnostic:
    """The warning for a link that leads nowhere; its words stay."""
    return warning("dead-link", f"the link to '{address[:80]}' leads nowhere in the book; its words stay", span,
                   "give a whole address (https://…), or #id of a heading")


def _within_math(element: etree._Element) -> bool:
    return next(element.iterancestors("math"), None) is not None


def _attributes(element: etree._Element, allowed: frozenset[str], removed: Counter[str]) -> None:
    for name, value in list(element.attrib.items()):
        if name == "style":
            _style(element, value)
        elif name.startswith("on"):
            removed[name] += 1
        if name not in allowed or name not in FREE and not VALUES.get(name, WORDS).fullmatch(value):
            del element.attrib[name]


def _style(element: etree._Element, value: str) -> None:
    """What pandoc says of table cells and pictures becomes a class: style attributes are for the stylesheet alone.

    A picture's share of the measure is known in steps of 5 %.
    """
    match = re.fullmatch(r"\s*text-align:\s*(left|right|center);?\s*", value)
    if match and element.tag in ("td", "th"):
        element.set("class", f"align-{match.group(1)}")
    match = re.fullmatch(r"\s*width:\s*(\d{1,3})(?:\.\d+)?%;?\s*", value)
    if match and element.tag == "img":
        element.set("class", f"width-{min(max(round(int(match.group(1)) / 5), 1), 20) * 5}")


def _link(element: etree._Element, removed: Counter[str], dead: Counter[str]) -> None:
    """Keep addresses that a reader may follow and pictures that the book carries; the words of other links stay."""
    if "cite" in element.attrib and not _may_follow(element.get("cite")):
        del element.attrib["cite"]
    if "src" in element.attrib and element.tag != "img":
        del element.attrib["src"]
    if "href" in element.attrib and element.tag != "a":
        del element.attrib["href"]
    if element.tag != "a":
        return
    address = element.get("href", "")
    if address.startswith("#") and len(address) > 1 or _may_follow(address):
        return
    if _scheme(address):
        removed[f"the link to '{address[:40]}'"] += 1
    elif address:
        dead[address] += 1
    element.tag = "span"
    for name in ("href", "type"):
        element.attrib.pop(name, None)


def _scheme(address: str) -> str:
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", CONTROLS.sub("", address))
    return match.group(1).lower() if match else ""


def _may_follow(address: str) -> bool:
    """Whether an address is whole, well formed (RFC 3986), and of a scheme that runs nothing."""
    if _scheme(address) not in SCHEMES or CONTROLS.search(address) or re.search(r'[<>"{}|\\^`]', address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme not in ("http", "https", "ftp") or bool(parts.hostname) and parts.port is not False
    except ValueError:
        return False
