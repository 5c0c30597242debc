"""calc() worked out, for reading systems that cannot (CSS Values 4, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinycss2.ast import FunctionBlock, Node, ParenthesesBlock

NUMBERS = ("number", "dimension", "percentage")


@dataclass(frozen=True)
class Amount:
    """A number and its unit ("" for a plain number, "%" for a percentage)."""

    value: float
    unit: str = ""

    def __str__(self) -> str:
        number = f"{round(self.value, 4):f}".rstrip("0").rstrip(".")
        return f"{'0' if number in ('', '-0', '-') else number}{self.unit if number not in ('0', '-0') else ''}"


class Unsolvable(Exception):
    """An expression of units that only a reading system can add up."""


def solve(node: Node) -> Amount:
    """The amount that a calc() or a number stands for; raises Unsolvable."""
    if node.type in NUMBERS:
        return Amount(node.value, "%" if node.type == "percentage" else getattr(node, "lower_unit", ""))
    if isinstance(node, ParenthesesBlock):
        return _sum(node.content)
    if isinstance(node, FunctionBlock) and node.lower_name == "calc":
        return _sum(node.arguments)
    raise Unsolvable


def _sum(nodes: Sequence[Node]) -> Amount:
    parts = [one for one in nodes if one.type not in ("whitespace", "comment")]
    total, sign, start = Amount(0), 1, 0
    first = True
    for index in range(len(parts) + 1):
        ends = index == len(parts) or _is(parts[index], "+-")
        if ends and index > start:
            amount = _product(parts[start:index])
            total = amount if first else _added(total, amount, sign)
            first, start = False, index + 1
        if index < len(parts) and ends:
            sign, start = (1 if parts[index].value == "+" else -1), index + 1
    if first:
        raise Unsolvable
    return total


def _product(parts: Sequence[Node]) -> Amount:
    result = solve(parts[0])
    for operator, operand in zip(parts[1::2], parts[2::2]):
        amount = solve(operand)
        if _is(operator, "*") and "" in (result.unit, amount.unit):
            result = Amount(result.value * amount.value, result.unit or amount.unit)
        elif _is(operator, "/") and not amount.unit and amount.value:
            result = Amount(result.value / amount.value, result.unit)
        else:
            raise Unsolvable
    if len(parts) % 2 == 0:
        raise Unsolvable
    return result


def _added(left: Amount, right: Amount, sign: int) -> Amount:
    if left.unit != right.unit and 0 not in (left.value, right.value):
        raise Unsolvable
    return Amount(left.value + sign * right.value, left.unit if left.value else right.unit or left.unit)


def _is(node: Node, signs: str) -> bool:
    return node.type == "literal" and node.value in signs
