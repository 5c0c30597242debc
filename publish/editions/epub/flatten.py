"""A stylesheet that old reading systems survive: values worked out, and only the at-rules and units that they know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, Node, QualifiedRule

from publish.editions.epub.arithmetic import Amount, Unsolvable, solve

# @font-face and @namespace are the at-rules that reading systems of EPUB 2 know; what others enclose is dropped whole.
KEPT = frozenset(("font-face", "namespace"))
# What reading systems of EPUB 2 know by another name or value; it goes before, so that newer ones take the newer.
OLDER = {("text-align", "start"): ("text-align", "left"), ("text-align", "end"): ("text-align", "right"),
         ("break-before", "page"): ("page-break-before", "always"),
         ("break-before", "avoid"): ("page-break-before", "avoid"),
         ("break-after", "page"): ("page-break-after", "always"),
         ("break-after", "avoid"): ("page-break-after", "avoid"),
         ("break-inside", "avoid"): ("page-break-inside", "avoid"),
         ("hyphens", "auto"): ("-webkit-hyphens", "auto"), ("hyphens", "manual"): ("-webkit-hyphens", "manual")}
INK = "#000000"     # black is what the reading system has for ink, by day and by night
DEPTH = 20          # custom properties within custom properties: deeper is a cycle (CSS Variables 1, 2.3)


def flatten(css: str) -> str:
    """The same style without custom properties: the value that :root gives each stands in its place.

    A declaration that needs a property which is nowhere set, and gives no fallback, is left out, as CSS has it.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    known = _custom(rules)
    pieces = [_at_rule(rule) if isinstance(rule, AtRule) else _rule(rule, known)
              for rule in rules if isinstance(rule, (AtRule, QualifiedRule))]
    return "\n".join(filter(None, pieces)) + "\n"


def _custom(rules: Iterable[Node]) -> dict[str, list[Node]]:
    """The custom properties of :root, the last word of each."""
    known: dict[str, list[Node]] = {}
    for rule in rules:
        if isinstance(rule, QualifiedRule) and tinycss2.serialize(rule.prelude).strip() in (":root", "html"):
            for one in _declarations(rule):
                if one.name.startswith("--"):
                    known[one.name] = one.value
    return known


def _declarations(rule: QualifiedRule) -> list[Declaration]:
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return [one for one in found if isinstance(one, Declaration)]


def _at_rule(rule: AtRule) -> str:
    return rule.serialize() if rule.lower_at_keyword in KEPT else ""


def _rule(rule: QualifiedRule, known: Mapping[str, list[Node]]) -> str:
    lines = []
    for one in _declarations(rule):
        value = None if one.name.startswith("--") else resolve(one.value, known)
        if value is not None:
            lines += _lines(one.name, "".join(map(_text, value)).strip(), " !important" if one.important else "")
    return f"{tinycss2.serialize(rule.prelude).strip()}{{{';'.join(lines)}}}" if lines else ""


def _lines(name: str, value: str, important: str) -> list[str]:
    if name == "color" and value == INK:
        return []
    older = OLDER.get((name, value))
    return [f"{property}:{text}{important}" for property, text in filter(None, (older, (name, value)))]


def _text(node: Node) -> str:
    """A value's text with sums worked out, and rem as em: reading systems set the size of the text on the body."""
    try:
        amount = solve(node) if node.type in ("function", "dimension") else None
    except Unsolvable:
        amount = None
    if amount is None:
        return node.serialize()
    return str(Amount(amount.value, "em") if amount.unit == "rem" else amount)


def resolve(value: Iterable[Node], known: Mapping[str, list[Node]], depth: int = 0) -> list[Node] | None:
    """A value with each var() replaced; None when one of them has no value."""
    result: list[Node] = []
    for node in value:
        if isinstance(node, FunctionBlock) and node.lower_name == "var":
            found = _variable(node, known, depth)
            if found is None:
                return None
            result += found
        elif isinstance(node, FunctionBlock) or hasattr(node, "content"):
            inner = getattr(node, "arguments", None) if isinstance(node, FunctionBlock) else node.content
            replaced = resolve(inner, known, depth)
            if replaced is None:
                return None
            result.append(_with(node, replaced))
        else:
            result.append(node)
    return result


def _variable(node: FunctionBlock, known: Mapping[str, list[Node]], depth: int) -> list[Node] | None:
    arguments = [one for one in node.arguments if one.type not in ("comment",)]
    name = next((one.value for one in arguments if one.type == "ident"), "")
    comma = next((index for index, one in enumerate(arguments) if one.type == "literal" and one.value == ","), None)
    if name in known and depth < DEPTH:
        found = resolve(known[name], known, depth + 1)
        if found is not None:
            return _stripped(found)
    return None if comma is None else resolve(_stripped(arguments[comma + 1:]), known, depth)


def _stripped(nodes: list[Node]) -> list[Node]:
    start, end = 0, len(nodes)
    while start < end and nodes[start].type == "whitespace":
        start += 1
    while end > start and nodes[end - 1].type == "whitespace":
        end -= 1
    return list(nodes[start:end])


def _with(node: Node, inner: list[Node]) -> Node:
    if isinstance(node, FunctionBlock):
        return FunctionBlock(node.source_line, node.source_column, node.name, inner)
    return type(node)(node.source_line, node.source_column, inner)
