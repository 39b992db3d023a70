"""
The functions of a query: how many arguments each takes, of which kind, and what comes out.

Source: OGC 18-088, table 25 (built-in query functions), with ``contains`` of OData 4.0.
"""

from __future__ import annotations

from dataclasses import dataclass

from meydan.kernel.observations.engine.query.sorts import Sort


@dataclass(frozen=True, slots=True)
class Function:
    """``takes`` lists all arguments, of which the last ``optional`` may be left out."""

    takes: tuple[frozenset[Sort], ...]
    gives: Sort
    optional: int = 0


_TEXT = frozenset({Sort.TEXT})
_NUMBER = frozenset({Sort.NUMBER})
_TIME = frozenset({Sort.TIME})
_SHAPE = frozenset({Sort.SHAPE})
_DAYS = frozenset({Sort.TIME, Sort.DATE})
_CLOCKS = frozenset({Sort.TIME, Sort.CLOCK})

_TWO_TEXTS = Function((_TEXT, _TEXT), Sort.BOOL)
_OF_TEXT = Function((_TEXT,), Sort.TEXT)
_OF_DAY = Function((_DAYS,), Sort.NUMBER)
_OF_CLOCK = Function((_CLOCKS,), Sort.NUMBER)
_MOMENT = Function((), Sort.TIME)
_TWO_TIMES = Function((_DAYS, _DAYS), Sort.BOOL)
_ROUNDING = Function((_NUMBER,), Sort.NUMBER)
_TWO_SHAPES = Function((_SHAPE, _SHAPE), Sort.BOOL)

INTERVAL_FUNCTIONS = ("before", "after", "meets", "during", "overlaps", "starts", "finishes")
SPATIAL_RELATIONS = (
    "st_equals",
    "st_disjoint",
    "st_touches",
    "st_within",
    "st_overlaps",
    "st_crosses",
    "st_intersects",
    "st_contains",
)

FUNCTIONS: dict[str, Function] = {
    "substringof": _TWO_TEXTS,
    "contains": _TWO_TEXTS,
    "startswith": _TWO_TEXTS,
    "endswith": _TWO_TEXTS,
    "length": Function((_TEXT,), Sort.NUMBER),
    "indexof": Function((_TEXT, _TEXT), Sort.NUMBER),
    "substring": Function((_TEXT, _NUMBER, _NUMBER), Sort.TEXT, optional=1),
    "tolower": _OF_TEXT,
    "toupper": _OF_TEXT,
    "trim": _OF_TEXT,
    "concat": Function((_TEXT, _TEXT), Sort.TEXT),
    "year": _OF_DAY,
    "month": _OF_DAY,
    "day": _OF_DAY,
    "hour": _OF_CLOCK,
    "minute": _OF_CLOCK,
    "second": _OF_CLOCK,
    "fractionalseconds": _OF_CLOCK,
    "date": Function((_TIME,), Sort.DATE),
    "time": Function((_TIME,), Sort.CLOCK),
    "totaloffsetminutes": Function((_TIME,), Sort.NUMBER),
    "now": _MOMENT,
    "mindatetime": _MOMENT,
    "maxdatetime": _MOMENT,
    **dict.fromkeys(INTERVAL_FUNCTIONS, _TWO_TIMES),
    "round": _ROUNDING,
    "floor": _ROUNDING,
    "ceiling": _ROUNDING,
    "geo.distance": Function((_SHAPE, _SHAPE), Sort.NUMBER),
    "geo.length": Function((_SHAPE,), Sort.NUMBER),
    "geo.intersects": _TWO_SHAPES,
    **dict.fromkeys(SPATIAL_RELATIONS, _TWO_SHAPES),
    "st_relate": Function((_SHAPE, _SHAPE, _TEXT), Sort.BOOL),
}
