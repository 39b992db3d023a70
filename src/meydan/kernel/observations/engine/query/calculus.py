"""
The functions of a query on plain values: what SQL is held against.

A value is ``None``, a bool, number or text; ``Interval`` for any time; ``date``, ``TimeOfDay``, ``Duration``; a
shapely shape; or what JSON holds. A function of ``None``, or of what it cannot take, is ``None``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import shapely

from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, SECOND_US, from_us
from meydan.kernel.observations.engine.query import intervals
from meydan.kernel.observations.engine.query.ast import Duration, Interval, TimeOfDay
from meydan.kernel.observations.engine.query.functions import FUNCTIONS, SPATIAL_RELATIONS
from meydan.kernel.observations.engine.query.sorts import Sort
from meydan.kernel.observations.engine.query.times import MAX_US, MIN_US, MINUTE_US, midnight_us


def is_number(value: object) -> bool:
    """Whether it is a number; ``True`` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_interval(value: object) -> object:
    """A day as its midnight; anything else as it is."""
    if isinstance(value, date):
        return Interval(midnight_us(value), midnight_us(value))
    return value


_IS: dict[Sort, Callable[[object], bool]] = {
    Sort.TEXT: lambda value: isinstance(value, str),
    Sort.NUMBER: is_number,
    Sort.TIME: lambda value: isinstance(value, Interval),
    Sort.DATE: lambda value: isinstance(value, date),
    Sort.CLOCK: lambda value: isinstance(value, TimeOfDay),
    Sort.SHAPE: lambda value: isinstance(value, shapely.Geometry),
}


def call(name: str, values: list[Any], now_us: int) -> Any:
    """The value of a function; ``now_us`` is what ``now()`` gives."""
    if name in _MOMENTS:
        at_us = now_us if name == "now" else _MOMENTS[name]
        return Interval(at_us, at_us)
    function = FUNCTIONS[name]
    fits = zip(values, function.takes, strict=False)
    if not all(any(_IS[sort](value) for sort in sorts) for value, sorts in fits):
        return None
    found = _FUNCTIONS[name](*values)
    # shapely answers in numpy's own truth values, which are not True and False.
    return bool(found) if function.gives is Sort.BOOL else found


def arithmetic(name: str, left: Any, right: Any) -> Any:
    """
    Numbers are doubles, so ``5 div 2`` is 2.5; by zero, and beyond a double or the calendar, there is nothing.

    OData divides whole numbers without a rest. A result in SensorThings is a JSON number, of which nobody can
    say whether it is whole, so that rule would depend on how a number happens to be written.
    """
    left, right = as_interval(left), as_interval(right)
    if is_number(left) and is_number(right):
        return _finite(_numbers(name, float(left), float(right)))
    if isinstance(left, Interval) and isinstance(right, Interval) and name == "sub":
        return Duration(left.start_us - right.start_us)
    if isinstance(left, Interval) and isinstance(right, Duration) and name in ("add", "sub"):
        return _shifted(left, right.us if name == "add" else -right.us)
    return _durations(name, left, right)


def _numbers(name: str, left: float, right: float) -> float | None:
    if name in ("div", "mod"):
        if right == 0:
            return None
        # The rest has the sign of what is divided, as in SQL.
        return left / right if name == "div" else math.fmod(left, right)
    return {"add": left + right, "sub": left - right, "mul": left * right}[name]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _shifted(time: Interval, us: int) -> Interval | None:
    start, end = time.start_us + us, time.end_us + us
    return Interval(start, end) if start >= MIN_US and end <= MAX_US else None


def _durations(name: str, left: Any, right: Any) -> Duration | None:
    if isinstance(left, Duration) and isinstance(right, Duration) and name in ("add", "sub"):
        return Duration(left.us + right.us if name == "add" else left.us - right.us)
    if name == "mul" and isinstance(right, Duration):
        left, right = right, left
    if not (isinstance(left, Duration) and is_number(right)) or name not in ("mul", "div"):
        return None
    us = _finite(_numbers(name, float(left.us), float(right)))
    return None if us is None else Duration(round(us))


def _rounded(value: float) -> float:
    """To the nearest whole number, halves away from zero, as OData has it."""
    whole, rest = math.floor(abs(value)), abs(value) - math.floor(abs(value))
    return math.copysign(whole + (rest >= 0.5), value)


def _day(value: Interval | date) -> date:
    return value if isinstance(value, date) else from_us(value.start_us).date()


def _clock(value: Interval | TimeOfDay) -> int:
    return value.us if isinstance(value, TimeOfDay) else value.start_us % DAY_US


def _substring(text: str, start: float, length: float | None = None) -> str | None:
    """From ``start``, counted from 0; what lies outside the text is left out."""
    if start != int(start) or (length is not None and length != int(length)):
        return None
    first = max(int(start), 0)
    return text[first:] if length is None else text[first : first + max(int(length), 0)]


_MOMENTS = {"now": 0, "mindatetime": MIN_US, "maxdatetime": MAX_US}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "substringof": lambda part, text: part in text,
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "length": len,
    "indexof": str.find,
    "substring": _substring,
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": lambda text: text.strip(" \t\r\n"),
    "concat": str.__add__,
    # Times are kept in UTC; of an interval its start is meant.
    "year": lambda value: _day(value).year,
    "month": lambda value: _day(value).month,
    "day": lambda value: _day(value).day,
    "hour": lambda value: _clock(value) // HOUR_US,
    "minute": lambda value: _clock(value) // MINUTE_US % 60,
    "second": lambda value: _clock(value) // SECOND_US % 60,
    "fractionalseconds": lambda value: _clock(value) % SECOND_US / SECOND_US,
    "date": _day,
    "time": lambda value: TimeOfDay(_clock(value)),
    "totaloffsetminutes": lambda value: 0,
    "round": _rounded,
    "floor": math.floor,
    "ceiling": math.ceil,
    # In degrees, on the flat: "in the units of the coordinate system", as OData has it.
    "geo.distance": shapely.distance,
    "geo.length": shapely.length,
    "geo.intersects": shapely.intersects,
    "st_relate": shapely.relate_pattern,
    **{name: getattr(shapely, name.removeprefix("st_")) for name in SPATIAL_RELATIONS},
    **{
        name: lambda a, b, relation=relation: relation(as_interval(a), as_interval(b))
        for name, relation in intervals.RELATIONS.items()
    },
}
