"""Filters that are nothing but ranges of time and result, for columns that no database holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.kernel.observations.engine.batch import Floats, Ints, Mask
from meydan.kernel.observations.engine.query import ast

TIME, RESULT = ast.Path(("phenomenonTime",)), ast.Path(("result",))
# What a comparison is called when its sides change places.
TURNED = {"eq": "eq", "ne": "ne", "lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
FIRST_US, LAST_US = -(2**62), 2**62


@dataclass(frozen=True, slots=True)
class Range:
    """One comparison: of the time with [start, end) in µs since 1970 UTC, or of the result with a number."""

    name: str
    time_us: tuple[int, int] | None = None
    number: float = 0.0


def ranges_of(node: ast.Node | None) -> list[Range] | None:
    """The ranges that all have to hold; ``None`` of a filter that says more."""
    if node is None:
        return []
    if not isinstance(node, ast.Binary):
        return None
    if node.name == "and":
        left, right = ranges_of(node.left), ranges_of(node.right)
        return None if left is None or right is None else [*left, *right]
    if node.name not in TURNED:
        return None
    if node.left in (TIME, RESULT):
        found = _range(node.name, node.left, node.right)
    else:
        found = _range(TURNED[node.name], node.right, node.left)
    return None if found is None else [found]


def _range(name: str, path: ast.Node, literal: ast.Node) -> Range | None:
    if path == RESULT and isinstance(literal, ast.Int | ast.Float):
        return Range(name, number=float(literal.value))
    if path == TIME and isinstance(literal, ast.Instant):
        return Range(name, (literal.at_us, literal.at_us))
    if path == TIME and isinstance(literal, ast.Interval):
        return Range(name, (literal.start_us, literal.end_us))
    return None


def starts_within(ranges: list[Range]) -> tuple[int, int]:
    """The first and the last instant [µs] at which an observation that fits may start."""
    first, last = FIRST_US, LAST_US
    for one in ranges:
        if one.time_us is None:
            continue
        start, end = one.time_us
        if one.name in ("eq", "ge", "gt"):
            first = max(first, end if one.name == "gt" else start)
        if one.name in ("eq", "le", "lt"):
            last = min(last, start)
    return first, last


def fitting(ranges: list[Range], start_us: Ints, end_us: Ints, value: Floats, is_number: Mask) -> Mask:
    """Which observations fit all ranges; times compare as in ``intervals``, and what is no number only differs."""
    fits = np.ones(start_us.size, dtype=bool)
    for one in ranges:
        if one.time_us is None:
            fits &= _compared(one.name, value, one.number) & is_number | (one.name == "ne") & ~is_number
        else:
            fits &= _timed(one.name, start_us, end_us, *one.time_us)
    return fits


def _compared(name: str, value: Floats, number: float) -> Mask:
    found: Mask = {
        "eq": np.equal, "ne": np.not_equal, "lt": np.less, "gt": np.greater, "le": np.less_equal,
        "ge": np.greater_equal,
    }[name](value, number)  # fmt: skip
    return found


def _timed(name: str, start_us: Ints, end_us: Ints, start: int, end: int) -> Mask:
    if name in ("eq", "ne"):
        same: Mask = (start_us == start) & (end_us == end)
        return same if name == "eq" else ~same
    if name == "lt":
        return (end_us <= start) & (start_us < start)
    if name == "gt":
        return (start_us >= end) & (start_us > start)
    if name == "le":
        return (start_us <= start) & (end_us <= end)
    return (start_us >= start) & (end_us >= end)
