"""The sorts of values, and which of them go together under an operator."""

from __future__ import annotations

from enum import StrEnum

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import Kind


class Sort(StrEnum):
    """What a value is while a query is worked out."""

    BOOL = "bool"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"  # a moment or an interval
    DATE = "date"
    CLOCK = "clock"  # a time of day
    DURATION = "duration"
    SHAPE = "shape"
    JSON = "json"  # could be any of bool, number, text; known only when it is read


# What JSON holds may turn out to be any of these.
LOOSE = frozenset({Sort.JSON, Sort.BOOL, Sort.NUMBER, Sort.TEXT})

OF_KIND: dict[Kind, Sort] = {
    Kind.ID: Sort.JSON,
    Kind.TEXT: Sort.TEXT,
    Kind.NUMBER: Sort.NUMBER,
    Kind.TIME: Sort.TIME,
    Kind.INTERVAL: Sort.TIME,
    Kind.JSON: Sort.JSON,
    Kind.ANY: Sort.JSON,
    Kind.GEOMETRY: Sort.SHAPE,
    Kind.LINK: Sort.TEXT,
}

OF_LITERAL: dict[type, Sort | None] = {
    ast.Null: None,
    ast.Bool: Sort.BOOL,
    ast.Int: Sort.NUMBER,
    ast.Float: Sort.NUMBER,
    ast.Text: Sort.TEXT,
    ast.Instant: Sort.TIME,
    ast.Interval: Sort.TIME,
    ast.Date: Sort.DATE,
    ast.TimeOfDay: Sort.CLOCK,
    ast.Duration: Sort.DURATION,
    ast.Geography: Sort.SHAPE,
}

# Two sorts that are compared although they differ: a day stands for its midnight, a moment for its clock.
_COMPARABLE = ({Sort.TIME, Sort.DATE}, {Sort.TIME, Sort.CLOCK})
_TIMES = (Sort.TIME, Sort.DATE)
_ARITHMETIC: dict[tuple[str, Sort, Sort], Sort] = {
    **{(name, Sort.NUMBER, Sort.NUMBER): Sort.NUMBER for name in ("add", "sub", "mul", "div", "mod")},
    **{(name, time, Sort.DURATION): Sort.TIME for name in ("add", "sub") for time in _TIMES},
    **{("sub", first, second): Sort.DURATION for first in _TIMES for second in _TIMES},
    ("add", Sort.DURATION, Sort.DURATION): Sort.DURATION,
    ("sub", Sort.DURATION, Sort.DURATION): Sort.DURATION,
    ("mul", Sort.DURATION, Sort.NUMBER): Sort.DURATION,
    ("mul", Sort.NUMBER, Sort.DURATION): Sort.DURATION,
    ("div", Sort.DURATION, Sort.NUMBER): Sort.DURATION,
}


def comparable(left: Sort | None, right: Sort | None) -> bool:
    """Whether two sorts can be compared; ``None`` is the sort of ``null``, which everything is compared with."""
    if left is None or right is None:
        return True
    if Sort.SHAPE in (left, right):
        return False
    if Sort.JSON in (left, right):
        return {left, right} <= LOOSE
    return left is right or {left, right} in _COMPARABLE


def outcome(name: str, left: Sort, right: Sort) -> Sort | None:
    """The sort of ``left name right`` in arithmetic, where JSON counts as a number; ``None`` if it has none."""
    first, second = (Sort.NUMBER if sort is Sort.JSON else sort for sort in (left, right))
    return _ARITHMETIC.get((name, first, second))
