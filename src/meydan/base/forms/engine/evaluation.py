"""
What an expression of a form's logic comes to, given the answers.

An answer that is missing is ``None``. A comparison with it is false, a sum with it is ``None``: a rule about an answer
never given does not hold, and nothing is guessed. Division by zero is ``None`` as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from meydan.base.forms.engine.grammar import Node

# Beyond this a figure on a municipal form is a mistake, not an amount.
LARGEST = Decimal(10) ** 18
MOST_DECIMALS = 6


def holds(node: Node, answers: Mapping[str, Any]) -> bool:
    """Whether a condition is met."""
    return _true(value_of(node, answers))


def value_of(node: Node, answers: Mapping[str, Any]) -> Any:
    """
    Return what an expression comes to.

    :param answers: values by name: Decimal, str, bool, date or a list of them; ``group.field`` names the list of
        a field's values over a repeated group
    """
    kind = node[0]
    if kind in ("number", "text", "yes", "list"):
        return node[1]
    if kind == "name":
        return answers.get(node[1])
    if kind == "not":
        return not _true(value_of(node[1], answers))
    if kind == "and":
        return _true(value_of(node[1], answers)) and _true(value_of(node[2], answers))
    if kind == "or":
        return _true(value_of(node[1], answers)) or _true(value_of(node[2], answers))
    if kind == "minus":
        return _figured("-", Decimal(0), value_of(node[1], answers))
    if kind == "call":
        return _called(node[1], [value_of(part, answers) for part in node[2]])
    left, right = value_of(node[-2], answers), value_of(node[-1], answers)
    if kind == "in":
        return _is_in(left, right)
    return _compared(node[1], left, right) if kind == "compare" else _figured(node[1], left, right)


def _true(value: Any) -> bool:
    return value is True


def _is_in(left: Any, right: Any) -> bool:
    if left is None or not isinstance(right, list | tuple):
        return False
    return any(one in right for one in left) if isinstance(left, list | tuple) else left in right


def _compared(mark: str, left: Any, right: Any) -> bool:
    if left is None or right is None or isinstance(left, bool) != isinstance(right, bool):
        return False
    if mark in ("==", "!="):
        return (left == right) is (mark == "==")
    if type(left) is not type(right) or isinstance(left, bool | list | tuple):
        return False
    if mark == "<":
        return bool(left < right)
    if mark == "<=":
        return bool(left <= right)
    return bool(left > right) if mark == ">" else bool(left >= right)


def _figured(mark: str, left: Any, right: Any) -> Decimal | None:
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    try:
        if mark == "+":
            found = left + right
        elif mark == "-":
            found = left - right
        else:
            found = left * right if mark == "*" else left / right
    except (InvalidOperation, ArithmeticError):
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


def _called(name: str, values: list[Any]) -> Any:
    first = values[0]
    if name == "has":
        return first not in (None, "", [], (), {})
    if name == "count":
        return Decimal(len(first)) if isinstance(first, list | tuple) else Decimal(0 if first is None else 1)
    if name == "total":
        figures = [one for one in first if isinstance(one, Decimal)] if isinstance(first, list) else []
        return sum(figures, Decimal(0))
    if any(not isinstance(value, Decimal) for value in values):
        return None
    if name == "round":
        places = int(values[1]) if len(values) > 1 and 0 <= values[1] <= MOST_DECIMALS else 0
        return first.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return min(values) if name == "least" else max(values)
