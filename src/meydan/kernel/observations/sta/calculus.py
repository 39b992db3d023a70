"""Functions and arithmetic in SQL, as ``engine.query.calculus`` has them."""

from __future__ import annotations

from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, SECOND_US
from meydan.kernel.observations.engine.query.functions import (
    FUNCTIONS,
    INTERVAL_FUNCTIONS,
    SPATIAL_RELATIONS,
)
from meydan.kernel.observations.engine.query.sorts import Sort, outcome
from meydan.kernel.observations.engine.query.times import MAX_US, MIN_US, MINUTE_US
from meydan.kernel.observations.sta.comparing import KINDS, Dialect, quotient, relate, remainder
from meydan.kernel.observations.sta.sql import NULL, Sql, Value, sql

TEXTS = ("substringof", "contains", "startswith", "endswith", "length", "indexof", "substring", "tolower", "toupper",
         "trim", "concat")  # fmt: skip
CLOCKS = {
    "hour": (HOUR_US, None), "minute": (MINUTE_US, 60), "second": (SECOND_US, 60),
}  # fmt: skip


def as_number(value: Value, words: Dialect) -> Sql:
    """A value as a number; of JSON what is one, else NULL."""
    return _as(value, Sort.NUMBER, words)


def _as(value: Value, sort: Sort, words: Dialect) -> Sql:
    if value.sort is Sort.JSON and value.key:
        return Sql(value.key)
    return words.json_as(value.sql, value.path, KINDS[sort]) if value.sort is Sort.JSON else value.sql


def call(name: str, arguments: list[Value], words: Dialect, now_us: int) -> Value:
    """The value of a function; of ``null`` it is ``null``."""
    gives = FUNCTIONS[name].gives
    if name in ("now", "mindatetime", "maxdatetime"):
        at_us = {"now": now_us, "mindatetime": MIN_US, "maxdatetime": MAX_US}[name]
        return Value(gives, Sql(str(at_us)), constant=at_us)
    if any(argument.sort is None for argument in arguments):
        return Value(None, NULL)
    if name in INTERVAL_FUNCTIONS:
        first, second = (_time(argument) for argument in arguments)
        return Value(gives, sql("({})", relate(name, first, second)))
    if name in TEXTS:
        takes = (Sort.TEXT, Sort.NUMBER, Sort.NUMBER) if name == "substring" else (Sort.TEXT, Sort.TEXT)
        told = [_as(value, sort, words) for value, sort in zip(arguments, takes, strict=False)]
        return Value(gives, _truth(words.call(name, *told), gives))
    if name in ("round", "floor", "ceiling"):
        return Value(gives, words.call(name, words.number(as_number(arguments[0], words))))
    if name.startswith(("geo.", "st_")):
        return _spatial(name, gives, arguments, words)
    return _of_time(name, gives, arguments[0], words)


def _truth(found: Sql, gives: Sort) -> Sql:
    # SQLite's lent functions answer 1 and 0, which are true and false there.
    return sql("({})", found) if gives is Sort.BOOL else found


def _spatial(name: str, gives: Sort, arguments: list[Value], words: Dialect) -> Value:
    names = {"geo.distance": "distance", "geo.length": "geolength", "geo.intersects": "st_intersects"}
    told = words.call(names.get(name, name), *(argument.sql for argument in arguments))
    if name in SPATIAL_RELATIONS or gives is Sort.BOOL:
        return Value(gives, sql("({})", told))
    return Value(gives, told)


def _time(value: Value) -> Value:
    if value.sort is Sort.DATE:
        return Value(Sort.TIME, sql(f"(({{}}) * {DAY_US})", value.sql))
    return value


def _of_time(name: str, gives: Sort, value: Value, words: Dialect) -> Value:
    if name in ("year", "month", "day"):
        return Value(gives, _civil(name, value, words))
    if name == "date":
        return Value(gives, quotient(value.sql, DAY_US))
    if name == "totaloffsetminutes":
        return Value(gives, sql("CASE WHEN ({}) IS NOT NULL THEN 0 END", value.sql))
    clock = value.sql if value.sort is Sort.CLOCK else remainder(value.sql, DAY_US)
    if name == "time":
        return Value(gives, clock)
    if name == "fractionalseconds":
        return Value(gives, sql("({} / 1000000.0)", remainder(clock, SECOND_US)))
    unit, wrap = CLOCKS[name]
    found = quotient(clock, unit)
    return Value(gives, found if wrap is None else remainder(found, wrap))


def _civil(name: str, value: Value, words: Dialect) -> Sql:
    days = value.sql if value.sort is Sort.DATE else quotient(value.sql, DAY_US)
    if words.vendor == "postgresql":
        return sql(f"extract({name} from (date '1970-01-01' + ({{}})::integer))", days)
    letter = {"year": "%Y", "month": "%m", "day": "%d"}[name].replace("%", "%%")
    return sql(f"CAST(strftime('{letter}', ({{}}) * 86400, 'unixepoch') AS INTEGER)", days)


def negative(value: Value, words: Dialect) -> Value:
    """``-x`` of a number or a length of time."""
    if value.sort is None:
        return value
    if value.sort is Sort.DURATION:
        return Value(Sort.DURATION, sql("(-({}))", value.sql))
    return Value(Sort.NUMBER, sql("(-({}))", as_number(value, words)))


def arithmetic(name: str, left: Value, right: Value, words: Dialect) -> Value:
    """``left name right``: numbers are doubles; by zero, and beyond the calendar, there is nothing."""
    if left.sort is None or right.sort is None:
        return Value(None, NULL)
    gives = outcome(name, left.sort, right.sort)
    if gives is Sort.NUMBER:
        return Value(
            gives,
            _numbers(
                name, words.number(as_number(left, words)), words.number(as_number(right, words)), words
            ),
        )
    left, right = _time(left), _time(right)
    if gives is Sort.TIME:
        return _shifted(name, left, right)
    if name in ("add", "sub"):
        return Value(gives, sql(f"(({{}}) {'+' if name == 'add' else '-'} ({{}}))", left.sql, right.sql))
    if name == "mul" and right.sort is Sort.DURATION:
        left, right = right, left
    scaled = _numbers(name, words.number(left.sql), words.number(as_number(right, words)), words)
    return Value(gives, words.call("round", scaled))


def _numbers(name: str, left: Sql, right: Sql, words: Dialect) -> Sql:
    if name == "div":
        return sql("({} / NULLIF({}, 0.0))", left, right)
    if name == "mod":
        return words.call("mod", left, sql("NULLIF({}, 0.0)", right))
    return sql(f"({{}} { ({'add': '+', 'sub': '-', 'mul': '*'}[name]) } {{}})", left, right)


def _shifted(name: str, time: Value, by: Value) -> Value:
    sign = "+" if name == "add" else "-"

    def within(moment: Sql) -> Sql:
        moved = sql(f"(({{}}) {sign} ({{}}))", moment, by.sql)
        return sql(f"CASE WHEN {{}} BETWEEN {MIN_US} AND {MAX_US} THEN {{}} END", moved, moved)

    return Value(Sort.TIME, within(time.sql), None if time.end is None else within(time.end))
