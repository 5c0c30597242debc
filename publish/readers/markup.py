"""Pieces of Markdown markup, and looking into pandoc's tree."""

from __future__ import annotations

from typing import Any

from publish.model import MARK_OFF, MARK_ON

Node = dict[str, Any]


def mark(text: str) -> str:
    """Markdown markup inside a block's text."""
    return f"{MARK_ON}{text}{MARK_OFF}"


def clean(text: str) -> str:
    """Text without the noncharacters that mark markup here."""
    return text.translate(_NONCHARACTERS)


_NONCHARACTERS = dict.fromkeys([*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF], "\ufffd")


def code(text: str) -> str:
    """Code between enough backticks."""
    text = clean(text).replace("\n", " ")
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def safe(url: str) -> bool:
    """Whether a link's address is one that a reader may follow: a web or mail address, or a relative path."""
    scheme, colon, _ = "".join(url.split()).lower().partition(":")
    return not colon or "/" in scheme or scheme in ("http", "https", "mailto", "ftp", "tel", "doi", "urn")


def address(url: str) -> str:
    """An address as a Markdown link wants it."""
    url = clean(url).replace("<", "%3C").replace(">", "%3E").replace("\n", "")
    return f"<{url}>" if any(character in url for character in " ()\t") else url


def quoted(title: str) -> str:
    """A link's title, quoted, or nothing."""
    title = " ".join(clean(title).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f' "{title}"' if title else ""


def find(nodes: Any, kind: str) -> list[Node]:
    """All nodes of a kind, in order."""
    found: list[Node] = []
    stack = [nodes]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            if node.get("t") == kind:
                found.append(node)
            stack.append(node.get("c"))
    return found


def flat(node: Any) -> str:
    """The words of a node and nothing of its structure."""
    return " ".join(item["c"] for item in find(node, "Str"))
