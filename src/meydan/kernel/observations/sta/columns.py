"""A property of an entity as a value in SQL."""

from __future__ import annotations

from meydan.kernel.observations.engine.query.model import ID, SELF_LINK, Entity
from meydan.kernel.observations.engine.query.resolve import Target
from meydan.kernel.observations.engine.query.sorts import Sort
from meydan.kernel.observations.sta import tables
from meydan.kernel.observations.sta.comparing import Dialect
from meydan.kernel.observations.sta.sql import NULL, Sql, Value, sql


def value_of(entity: Entity, a: str, target: Target, words: Dialect, root: str) -> Value:
    """The property that a path found, of the row ``a``."""
    found, tail = target.found, target.tail
    if found is None:
        return Value(None, NULL)
    if found.name in (ID, SELF_LINK):
        return _key(entity, a) if found.name == ID else _link(entity, a, root)
    if entity.name == "Observation" and found.name == "result":
        return _result(a, tail, words)
    if found.name in ("unitOfMeasurement", "unitOfMeasurements", "multiObservationDataTypes"):
        return _unit(entity, a, found.name, tail, words)
    column = tables.COLUMNS[entity.name][found.name]
    if column.sort is Sort.SHAPE and tail:
        return Value(Sort.JSON, Sql(f"{a}.{found.name}"), path=tail)
    text = column.text.format(a=a)
    if found.name == "observedArea":
        return (
            Value(Sort.JSON, Sql(text), path=tail) if tail else Value(Sort.SHAPE, words.written_shape(text))
        )
    if column.sort is Sort.SHAPE:
        return Value(Sort.SHAPE, words.stored_shape(text))
    if column.sort is Sort.JSON:
        return Value(Sort.JSON, _document(text, found.name, words), path=tail)
    end = Sql(column.end.format(a=a)) if column.end else None
    return Value(column.sort, Sql(text), end, slot=column.slot.format(a=a))


def _document(text: str, name: str, words: Dialect) -> Sql:
    return Sql(f"{text}::jsonb" if words.vendor == "postgresql" and name in tables.KEPT_AS_TEXT else text)


def _key(entity: Entity, a: str) -> Value:
    if entity.name == "Observation":
        text = f"(CAST({a}.datastream_id AS TEXT) || '_' || CAST({a}.slot AS TEXT))"
        return Value(Sort.JSON, Sql(text), key=f"{a}.datastream_id", slot=f"{a}.slot")
    return Value(Sort.JSON, Sql(f"{a}.id"), key=f"{a}.id")


def _link(entity: Entity, a: str, root: str) -> Value:
    begin = f"{root}/{entity.set_name}("
    if entity.name == "Observation":
        key = f"CAST({a}.datastream_id AS TEXT) || '_' || CAST({a}.slot AS TEXT)"
        return Value(Sort.TEXT, sql("({} || " + key + " || {})", f"{begin}'", "')"))
    return Value(Sort.TEXT, sql(f"({{}} || CAST({a}.id AS TEXT) || {{}})", begin, ")"))


def _result(a: str, tail: tuple[str | int, ...], words: Dialect) -> Value:
    """A result: the number in the table, or what stands in its details, as one JSON document of a list."""
    if words.vendor == "postgresql":
        text = f"COALESCE({a}_x.result::jsonb, jsonb_build_array({a}.value))"
    else:
        text = f"COALESCE({a}_x.result, json_array({a}.value))"
    return Value(Sort.JSON, Sql(text), path=(0, *tail))


def _unit(entity: Entity, a: str, name: str, tail: tuple[str | int, ...], words: Dialect) -> Value:
    if name == "unitOfMeasurement":
        column = tables.unit_column(a, str(tail[0])) if len(tail) == 1 else None
        return Value(Sort.TEXT, Sql(f"NULLIF({column}, '')")) if column else Value(None, NULL)
    member = "unit" if name == "unitOfMeasurements" else "observation_type"
    rows = (
        f"(SELECT m.{member} AS one FROM observations_multicomponent m "
        f"WHERE m.datastream_id = {a}.id ORDER BY m.position) m"
    )
    if words.vendor == "postgresql":
        return Value(Sort.JSON, Sql(f"(SELECT jsonb_agg(to_jsonb(m.one)) FROM {rows})"), path=tail)
    one = "json(m.one)" if member == "unit" else "m.one"
    return Value(Sort.JSON, Sql(f"(SELECT json_group_array({one}) FROM {rows})"), path=tail)
