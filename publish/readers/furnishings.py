"""Which elements of a web page are its furniture: by their roles, their names, their links and their place."""

from __future__ import annotations

import re
from typing import Any

MARKED = "publish-furniture"       # a division so named carries what the reader takes for furniture
_TAGS = {"nav": 0.95, "footer": 0.85, "aside": 0.85, "button": 0.95, "form": 0.9, "dialog": 0.95, "menu": 0.9,
         "select": 0.95, "input": 0.95, "label": 0.8, "textarea": 0.9}
_ROLES = {"navigation": 0.95, "banner": 0.9, "contentinfo": 0.9, "complementary": 0.85, "dialog": 0.95, "search": 0.95,
          "alertdialog": 0.95, "menu": 0.9, "menubar": 0.95, "toolbar": 0.9, "alert": 0.85, "form": 0.85}
_NAMES = re.compile(r"""(?ix)(?:^|[\s_-])(?:
    share|sharing|social|cookies?|consent|gdpr|pop-?up|modal|overlay|banner|newsletter|subscri(?:be|ption)|related|
    comments?|disqus|sidebar|breadcrumbs?|menu|nav(?:bar|igation)?|promo(?:ted|tion)?|advert(?:isement|s)?|ads?|
    sponsor(?:ed)?|paginat(?:ion|or)|pager|widget|toolbar|site-?header|site-?footer|masthead|skip(?:-?link)?|login|
    sign-?up|donate|recommend(?:ed|ations)?|tags?|tag-?cloud|post-?meta|byline-?share|print-?only-?hidden|no-?print|
    screen-?reader-text|visually-hidden|sr-only|back-?to-?top|toc-?toggle|edit-?section|mw-editsection|navbox|
    catlinks|search-?form)(?:$|[\s_-])""")
_KEEP = re.compile(r"(?i)doc-(?!toc)|footnote|endnote|noteref|note-ref|epigraph|glossary|bibliography")
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_INLINE = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "em", "i", "b", "strong", "small", "sup", "label")
_NEVER = ("body", "article", "main", "em", "i", "b", "strong")
LARGEST = 0.4               # of the page's text: an element with more than this is the work, whatever its name


def mark_furniture(page: Any) -> None:
    """Turn each element that is the page's own into a division marked with how sure that is."""
    body = page.find("body")
    if body is None:
        return
    total = max(_length(body), 1)
    main = _main(body, total)
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element is body or _inside(element):
            continue
        sure = max(_suspect(element), _outside(element, main))
        if sure and _length(element) <= LARGEST * total and not _keeps(element):
            _mark(element, sure)


def _mark(element: Any, sure: float) -> None:
    if element.tag in ("html", "body", "td", "th", "tr", "li", "tbody", "table"):
        return
    element.tag = "div"
    element.attrib.clear()
    element.set("class", MARKED)
    element.set("data-sure", f"{sure:.2f}")
    _hoist(element)


def _hoist(element: Any) -> None:
    """A division inside a paragraph moves behind it."""
    outer = None
    for parent in element.iterancestors():
        if parent.tag in _INLINE:
            outer = parent
    if outer is None:
        return
    tail, element.tail = element.tail, None
    before, parent = element.getprevious(), element.getparent()
    parent.remove(element)
    if before is None:
        parent.text = (parent.text or "") + (tail or "")
    else:
        before.tail = (before.tail or "") + (tail or "")
    outer.addnext(element)
    element.tail, outer.tail = outer.tail, None


def _inside(element: Any) -> bool:
    return any(parent.get("class") == MARKED for parent in element.iterancestors())


def _length(element: Any) -> int:
    return len(" ".join(element.text_content().split()))


def _main(body: Any, total: int) -> Any:
    """The element that the page itself calls its main content, when it holds most of the text."""
    for path in (".//article", ".//main", ".//*[@role='main']"):
        found = body.findall(path)
        if len(found) == 1 and _length(found[0]) > 0.5 * total:
            return found[0]
    return None


def _suspect(element: Any) -> float:
    sure = 0.0
    name = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in _TAGS and not (element.tag == "footer" and _quoted(element)):
        sure = _TAGS[element.tag]
    sure = max(sure, _ROLES.get(element.get("role", ""), 0.0))
    if name.strip() and element.tag not in _NEVER and _NAMES.search(name):
        sure = max(sure, 0.85)
    if "hidden" in element.attrib or element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")):
        sure = max(sure, 0.9)
    if element.tag == "header" and not element.findall(".//h1") and _suspicious_header(element):
        sure = max(sure, 0.85)
    return sure


def _suspicious_header(element: Any) -> bool:
    return bool(element.findall(".//nav")) or element.getparent().tag == "body"


def _quoted(element: Any) -> bool:
    return any(parent.tag in ("blockquote", "figure") for parent in element.iterancestors())


def _outside(element: Any, main: Any) -> float:
    """What stands beside the main content is the site's, unless it carries the only title."""
    if main is None or element is main or element in main.iterancestors() or main in element.iterancestors():
        return 0.0
    if element.tag in ("h1",) or element.findall(".//h1"):
        return 0.0 if not main.findall(".//h1") else 0.8
    return 0.8


def _keeps(element: Any) -> bool:
    said = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return bool(_KEEP.search(said)) or any(_KEEP.search(f"{inner.get('class', '')} {inner.get('role', '')}")
                                           for inner in element.iter() if isinstance(inner.tag, str)
                                           and inner.get("role", "").startswith("doc-endnotes"))
