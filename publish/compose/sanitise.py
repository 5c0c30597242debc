"""What may pass from a text into an edition: an allow-list of elements and attributes, as a tree, never as a string."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from publish.errors import Diagnostic, Span, warning

BLOCK = frozenset("p div section blockquote ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td "
                  "figure figcaption hr pre h1 h2 h3 h4 h5 h6 aside details summary".split())
INLINE = frozenset("a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub "
                   "sup time u var wbr".split())
MATHML = frozenset("math maction maligngroup malignmark menclose merror mfenced mfrac mglyph mi mlabeledtr mlongdiv "
                   "mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup "
                   "msup mtable mtd mtext mtr munder munderover none semantics annotation".split())
SVG = frozenset("svg g path rect circle ellipse line polyline polygon text tspan title desc defs lineargradient "
                "radialgradient stop clippath".split())
SILENT = frozenset(("script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "base",
                    "link", "meta", "template", "noscript", "audio", "video", "source", "track", "canvas", "applet"))
ATTRIBUTES = frozenset("id class lang dir title alt src href colspan rowspan scope start type value datetime cite headers "
                       "width height role reversed span".split())
FOREIGN = frozenset("display mathvariant stretchy fence separator form accent accentunder columnalign rowalign xmlns "
                    "encoding lspace rspace minsize maxsize width height viewbox d fill stroke x y x1 x2 y1 y2 cx cy r rx "
                    "ry points transform stroke-width text-anchor font-size offset stop-color id class lang linethickness "
                    "columnspacing rowspacing movablelimits".split())
SCHEMES = frozenset(("", "http", "https", "mailto", "tel", "doi", "urn", "isbn"))


def sanitise(root: etree._Element, span: Span | None) -> tuple[Diagnostic, ...]:
    """Strip a tree in place of what could run, reach out or deceive; a warning for each kind of thing removed.

    Elements that hold no text of the book are removed with their contents; other unknown ones leave their text.
    """
    removed: dict[str, int] = {}
    for element in list(root.iter()):
        if element is root:
            continue
        if not isinstance(element.tag, str):
            _drop(element)
        elif element.tag in SILENT:
            removed[f"<{element.tag}>"] = removed.get(f"<{element.tag}>", 0) + 1
            _drop(element)
        elif _foreign(element):
            _attributes(element, FOREIGN, removed)
        elif element.tag in BLOCK or element.tag in INLINE:
            _attributes(element, ATTRIBUTES, removed)
        else:
            removed[f"<{element.tag}>"] = removed.get(f"<{element.tag}>", 0) + 1
            element.tag = "span"
            element.attrib.clear()
    return tuple(warning("unsafe-html", f"{what} in the text was removed ({count}×)", span,
                         "write it in Markdown; scripts, frames, forms and event handlers are never published")
                 for what, count in sorted(removed.items()))


def _foreign(element: etree._Element) -> bool:
    if element.tag in MATHML:
        return element.tag == "math" or any(up.tag == "math" for up in element.iterancestors())
    return element.tag.lower() in SVG and (element.tag == "svg" or any(up.tag == "svg" for up in element.iterancestors()))


def _attributes(element: etree._Element, allowed: frozenset[str], removed: dict[str, int]) -> None:
    for name, value in list(element.attrib.items()):
        plain = name.lower()
        safe = plain in allowed or plain.startswith("aria-")
        if plain == "style":
            _style(element, value)
            safe = False
        elif plain in ("href", "src", "cite") and not _safe_address(value):
            safe = False
            removed[f"{plain}=\"{value[:40]}\""] = 1
        elif not safe and plain.startswith("on"):
            removed[plain] = removed.get(plain, 0) + 1
        if not safe:
            del element.attrib[name]


def _style(element: etree._Element, value: str) -> None:
    """Pandoc's own alignment of table cells becomes a class: style attributes are for the stylesheet alone."""
    match = re.fullmatch(r"\s*text-align:\s*(left|right|center);?\s*", value)
    if match and element.tag in ("td", "th"):
        element.set("class", f"align-{match.group(1)}")


def _safe_address(value: str) -> bool:
    try:
        return urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _drop(element: etree._Element) -> None:
    """Remove an element with its contents, keeping the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
