"""Two values of any sorts against each other."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import date
from typing import Any

from meydan.kernel.observations.engine.digits import signed_number
from meydan.kernel.observations.engine.moments import DAY_US
from meydan.kernel.observations.engine.query.ast import Duration, Interval, TimeOfDay
from meydan.kernel.observations.engine.query.calculus import as_interval, is_number
from meydan.kernel.observations.engine.query.intervals import COMPARISONS


@dataclass(frozen=True, slots=True)
class Key:
    """An ``@iot.id``, which is a number but also equals the text of that number."""

    value: int | str


_OPERATORS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compare(name: str, left: Any, right: Any) -> bool:
    """``left name right``; never unknown."""
    if left is None or right is None:
        return name in ("eq", "ne") and ((left is right) is (name == "eq"))
    left, right = _alike(left, right)
    if isinstance(left, Interval) and isinstance(right, Interval):
        return COMPARISONS[name](left, right)
    if _sort(left) != _sort(right) or isinstance(left, dict | list):
        return name == "ne"
    return bool(_OPERATORS[name](_plain(left), _plain(right)))


def sort_key(value: Any) -> tuple[bool, Any]:
    """Orders what one property can hold, with ``None`` first."""
    if isinstance(value, Interval):
        return True, (value.start_us, value.end_us)
    return (False, 0) if value is None else (True, _plain(value.value if isinstance(value, Key) else value))


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Bring a key, a day and a clock to the sort of what they are compared with."""
    if isinstance(left, Key) or isinstance(right, Key):
        return _key(left, right), _key(right, left)
    if isinstance(left, TimeOfDay) and isinstance(right, Interval):
        return left, TimeOfDay(right.start_us % DAY_US)
    if isinstance(right, TimeOfDay) and isinstance(left, Interval):
        return TimeOfDay(left.start_us % DAY_US), right
    if isinstance(left, date) and isinstance(right, date):
        return left, right
    return as_interval(left), as_interval(right)


def _key(value: Any, other: Any) -> Any:
    """A key as it is; a text beside a key that is a number is read as one, where it is written like one."""
    if isinstance(value, Key):
        return value.value
    if isinstance(value, str) and isinstance(other, Key) and isinstance(other.value, int):
        number = signed_number(value)
        return value if number is None else number
    return value


def _sort(value: Any) -> str:
    if is_number(value):
        return "number"
    return type(value).__name__


def _plain(value: Any) -> Any:
    return value.us if isinstance(value, Duration | TimeOfDay) else value
