"""Two values against each other in SQL, as ``engine.query.comparing`` has it."""

from __future__ import annotations

from meydan.kernel.observations.engine.digits import observation_key, signed_number
from meydan.kernel.observations.engine.moments import DAY_US
from meydan.kernel.observations.engine.query.sorts import Sort
from meydan.kernel.observations.engine.slots import SEQUENCES, bound_of
from meydan.kernel.observations.sta.dialects import Postgresql, Sqlite
from meydan.kernel.observations.sta.sql import FALSE, TRUE, Sql, Value, all_of, joined, sql

Dialect = Sqlite | Postgresql
SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
# The kinds of JSON values that a sort is compared with.
KINDS = {Sort.NUMBER: "number", Sort.TEXT: "string", Sort.BOOL: "boolean"}
# Every comparison of times is one of their starts and one of their ends (engine.query.intervals).
TIMES = {
    "eq": (("start", "eq", "start"), ("end", "eq", "end")),
    "lt": (("end", "le", "start"), ("start", "lt", "start")),
    "gt": (("start", "ge", "end"), ("start", "gt", "start")),
    "le": (("start", "le", "start"), ("end", "le", "end")),
    "ge": (("start", "ge", "start"), ("end", "ge", "end")),
    "before": (("end", "le", "start"), ("start", "lt", "start")),
    "after": (("start", "ge", "end"), ("start", "gt", "start")),
    "starts": (("start", "eq", "start"),),
    "finishes": (("end", "eq", "end"),),
    "during": (("start", "ge", "start"), ("start", "lt", "end"), ("end", "le", "end")),
}


def compare(name: str, left: Value, right: Value, words: Dialect) -> Sql:
    """``left name right`` where NULL stands for false, which is enough for a condition that nothing denies."""
    if left.sort is None or right.sort is None:
        return _with_null(name, left, right, words)
    if name == "ne":
        return sql("NOT {}", definite(compare("eq", left, right, words)))
    found = _alike(name, left, right, words)
    if name != "eq" or left.constant is not None or right.constant is not None:
        return found
    # Nothing equals nothing, and only that.
    return sql("({}) OR ({} AND {})", found, is_null(left, words), is_null(right, words))


def _alike(name: str, left: Value, right: Value, words: Dialect) -> Sql:
    if left.key or right.key:
        return _keys(name, left, right, words)
    if Sort.JSON in (left.sort, right.sort):
        return _json(name, left, right, words)
    if Sort.CLOCK in (left.sort, right.sort):
        return _plain(name, _clock(left).sql, _clock(right).sql)
    if Sort.TIME in (left.sort, right.sort):
        return relate(name, _as_time(left), _as_time(right))
    return _plain(name, left.sql, right.sql)


def definite(condition: Sql) -> Sql:
    """A condition that is true or false, never unknown."""
    return sql("COALESCE({}, {})", sql("({})", condition), FALSE)


def is_null(value: Value, words: Dialect) -> Sql:
    """Whether a value is ``null``."""
    if value.sort is None:
        return TRUE
    if value.sort is Sort.JSON and not value.key:
        return words.json_null(value.sql, value.path)
    return sql("({}) IS NULL", value.sql)


def _with_null(name: str, left: Value, right: Value, words: Dialect) -> Sql:
    if name not in ("eq", "ne"):
        return FALSE
    alike = all_of([is_null(left, words), is_null(right, words)])
    if left.sort is None and right.sort is None:
        alike = TRUE
    return alike if name == "eq" else sql("NOT ({})", alike)


def _plain(name: str, left: Sql, right: Sql) -> Sql:
    return sql(f"{{}} {SIGNS[name]} {{}}", left, right)


def _clock(value: Value) -> Value:
    if value.sort is not Sort.TIME:
        return value
    return Value(Sort.CLOCK, remainder(value.sql, DAY_US))


def remainder(value: Sql, divisor: int) -> Sql:
    """What is left of a whole number, never negative; both databases keep the sign of what is divided."""
    return sql(f"((({{}}) % {divisor} + {divisor}) % {divisor})".replace("%", "%%"), value)


def quotient(value: Sql, divisor: int) -> Sql:
    """How often a divisor goes into a whole number, rounded down."""
    return sql(f"((({{}}) - {{}}) / {divisor})", value, remainder(value, divisor))


def _as_time(value: Value) -> Value:
    """A day as its midnight."""
    if value.sort is Sort.DATE:
        midnight = sql(f"(({{}}) * {DAY_US})", value.sql)
        constant = None if value.constant is None else value.constant * DAY_US
        return Value(Sort.TIME, midnight, constant=constant)
    return value


def relate(name: str, left: Value, right: Value) -> Sql:
    """A comparison or an interval function of two times."""
    if name == "meets":
        return joined(
            " OR ", [_ends("end", "eq", "start", left, right), _ends("start", "eq", "end", left, right)]
        )
    if name == "overlaps":
        crossing = all_of(
            [_ends("start", "lt", "end", left, right), _ends("end", "gt", "start", left, right)]
        )
        return joined(" OR ", [_ends("start", "eq", "start", left, right), sql("({})", crossing)])
    return all_of([_ends(a, sign, b, left, right) for a, sign, b in TIMES[name]])


def _ends(a: str, name: str, b: str, left: Value, right: Value) -> Sql:
    if a == "start" and left.slot and right.constant is not None and (b == "start" or right.end is None):
        return _by_slot(name, left.slot, right.constant)
    if b == "start" and right.slot and left.constant is not None and (a == "start" or left.end is None):
        return _by_slot(MIRRORED[name], right.slot, left.constant)
    return _plain(name, _end(left, a), _end(right, b))


def _end(value: Value, which: str) -> Sql:
    return value.sql if which == "start" or value.end is None else value.end


def _by_slot(name: str, slot: str, at_us: int) -> Sql:
    """The start of an observation against a moment, in words that the index understands."""
    first, after = bound_of(at_us), min(bound_of(at_us) + SEQUENCES, 2**63 - 1)
    bounds = {
        "eq": f"{slot} >= {first} AND {slot} < {after}", "lt": f"{slot} < {first}", "le": f"{slot} < {after}",
        "gt": f"{slot} >= {after}", "ge": f"{slot} >= {first}",
    }  # fmt: skip
    return Sql(bounds[name])


def _keys(name: str, left: Value, right: Value, words: Dialect) -> Sql:
    """An ``@iot.id`` against a number, or a text that is written like it."""
    if not left.key:
        return _keys(MIRRORED[name], right, left, words)
    if right.key:
        return _plain(name, Sql(left.key), Sql(right.key))
    given = right.constant
    if left.slot:
        return _observation_key(name, left, given, words)
    if isinstance(given, str):
        given = signed_number(given)
    if right.constant is None:
        return _plain(name, Sql(left.key), right.sql)
    return (
        FALSE
        if given is None or isinstance(given, bool)
        else _plain(name, Sql(left.key), Sql("%s", (given,)))
    )


def _observation_key(name: str, left: Value, given: object, words: Dialect) -> Sql:
    """The id of an observation is a text; equality asks for datastream and slot, which an index knows."""
    if not isinstance(given, str):
        return FALSE
    if name != "eq":
        return _plain(name, words.by_code_point(left.sql), Sql("%s", (given,)))
    key = observation_key(given)
    return FALSE if key is None else sql(f"({left.key}, {left.slot}) = ({{}}, {{}})", *key)


def _json(name: str, left: Value, right: Value, words: Dialect) -> Sql:
    """A JSON value against something; only values of one kind are compared."""
    if left.sort is not Sort.JSON:
        return _json(MIRRORED[name], right, left, words)
    if right.sort is Sort.JSON:
        pairs = [
            _plain(name, words.json_as(left.sql, left.path, kind), words.json_as(right.sql, right.path, kind))
            for kind in KINDS.values()
        ]
        return joined(" OR ", [sql("({})", definite(pair)) for pair in pairs])
    if right.sort not in KINDS:
        return FALSE
    found = words.json_as(left.sql, left.path, KINDS[right.sort])
    return _plain(name, found, right.sql)
