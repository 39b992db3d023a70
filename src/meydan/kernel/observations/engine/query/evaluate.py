"""
What a query means, worked out on plain entities: slow, short, and the measure of the SQL.

Entities are as the API writes them, with related entities inside them under their navigation names.

- A comparison is true or false, never unknown: ``null`` equals ``null`` alone, and is neither more nor less than
  anything (OData 4.0 URL Conventions 5.1.1.1). Values of different sorts are not equal.
- Functions and arithmetic of ``null`` are ``null``; ``and``, ``or`` and ``not`` are three-valued. Only what is
  true is answered.
- A path through a navigation to many asks for one of them. All paths through the same navigation mean the same
  one: ``Datastreams/name eq 'a' and Datastreams/description eq 'b'`` asks for one Datastream with both. Where there
  is none, it is ``null``.
- An ``@iot.id`` equals a text that is written like it: ``id eq '1'``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import shapely

from meydan.kernel.observations.engine.query import ast, times
from meydan.kernel.observations.engine.query.calculus import arithmetic, call, is_number
from meydan.kernel.observations.engine.query.comparing import Key, compare, sort_key
from meydan.kernel.observations.engine.query.model import ID, Entity, Kind, Property
from meydan.kernel.observations.engine.query.related import (
    Choice,
    Row,
    all_related,
    choices,
    related,
    ways_to_many,
)
from meydan.kernel.observations.engine.query.resolve import resolve


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name stands for: an entity with one picked of each many, or, without a kind, a piece of JSON."""

    entity: Entity | None
    row: Any
    choice: Choice


Scope: TypeAlias = Mapping[str, Bound]


def answer(query: ast.Query, entity: Entity, rows: Iterable[Row], now_us: int) -> list[Row]:
    """The rows of a set that ``query`` asks for, by ``$filter``, ``$orderby``, ``$skip`` and ``$top``, in order."""
    found = [row for row in rows if query.filter is None or holds(query.filter, entity, row, now_us)]
    # Sorting is stable, so the last term comes first; equal rows stand in the order of their ids.
    found.sort(key=lambda row: sort_key(Key(row[ID])))
    for term in reversed(query.orderby):
        found.sort(key=partial(_order, term.by, entity, now_us), reverse=term.descending)
    first = query.skip or 0
    return found[first:] if query.top is None else found[first : first + query.top]


def holds(node: ast.Node, entity: Entity, row: Row, now_us: int) -> bool:
    """Whether the condition is true for ``row``, an ``entity``; ``now_us`` is what ``now()`` gives."""
    return _holds(node, {}, "", entity, row, now_us)


def _holds(node: ast.Node, scope: Scope, name: str, entity: Entity, row: Row, now_us: int) -> bool:
    picks = choices(row, ways_to_many(node, name, entity))
    return any(value(node, {**scope, name: Bound(entity, row, pick)}, now_us) is True for pick in picks)


def _order(node: ast.Node, entity: Entity, now_us: int, row: Row) -> tuple[bool, Any]:
    return sort_key(value(node, {"": Bound(entity, row, {})}, now_us))


def value(node: ast.Node, scope: Scope, now_us: int) -> Any:
    """The value of ``node``, as ``calculus`` describes values."""
    if isinstance(node, ast.LITERALS):
        return _literal(node)
    if isinstance(node, ast.Path):
        return _path(node, scope[node.root])
    if isinstance(node, ast.Lambda):
        return _lambda(node, scope, now_us)
    if isinstance(node, ast.Call):
        return call(node.name, [value(part, scope, now_us) for part in node.arguments], now_us)
    if isinstance(node, ast.In):
        operand = value(node.operand, scope, now_us)
        return any(compare("eq", operand, _literal(member)) for member in node.members)
    if isinstance(node, ast.Unary):
        return _unary(node.name, value(node.operand, scope, now_us))
    return _binary(node.name, value(node.left, scope, now_us), value(node.right, scope, now_us))


def _unary(name: str, operand: Any) -> Any:
    if name == "not":
        return not operand if isinstance(operand, bool) else None
    if isinstance(operand, ast.Duration):
        return ast.Duration(-operand.us)
    return -operand if is_number(operand) else None


def _binary(name: str, left: Any, right: Any) -> Any:
    if name not in ("and", "or"):
        is_comparison = name in ("eq", "ne", "lt", "le", "gt", "ge")
        return compare(name, left, right) if is_comparison else arithmetic(name, left, right)
    decisive = name == "or"
    if left is decisive or right is decisive:
        return decisive
    return not decisive if left is right is (not decisive) else None


def _literal(node: ast.LiteralNode) -> Any:
    if isinstance(node, ast.Null):
        return None
    if isinstance(node, ast.Instant):
        return ast.Interval(node.at_us, node.at_us)
    if isinstance(node, ast.Geography):
        return shapely.from_wkb(node.wkb)
    return node if isinstance(node, ast.Interval | ast.TimeOfDay | ast.Duration) else node.value


def _lambda(node: ast.Lambda, scope: Scope, now_us: int) -> bool:
    bound = scope[node.path.root]
    target = None if bound.entity is None else resolve(node.path, bound.entity)
    if target is not None and target.found is None:
        elements: Any = all_related(bound.row, target.ways)
        entity = target.owner
    else:
        elements, entity = _path(node.path, bound), None
        elements = elements if isinstance(elements, list) else []
    if node.condition is None:
        return bool(elements)
    truths = (_is_true(node, scope, entity, element, now_us) for element in elements)
    return any(truths) if node.name == "any" else all(truths)


def _is_true(node: ast.Lambda, scope: Scope, entity: Entity | None, element: Any, now_us: int) -> bool:
    condition = node.condition or ast.Null()
    if entity is not None:
        return _holds(condition, scope, node.variable, entity, element, now_us)
    return value(condition, {**scope, node.variable: Bound(None, element, {})}, now_us) is True


def _path(node: ast.Path, bound: Bound) -> Any:
    if bound.entity is None:
        return _within(bound.row, node.names)
    target = resolve(node, bound.entity)
    row = related(bound.row, [way.name for way in target.ways], bound.choice)
    if row is None or target.found is None:
        return None
    found = row.get(target.found.name)
    return _within(found, target.tail) if target.tail else _read(found, target.found)


def _within(found: Any, tail: Iterable[str | int]) -> Any:
    for name in tail:
        if isinstance(name, int):
            found = found[name] if isinstance(found, list) and name < len(found) else None
        else:
            found = found.get(name) if isinstance(found, dict) else None
    return found


def _read(found: Any, described: Property) -> Any:
    """A property as a value; what is not of its kind, such as a location that is no GeoJSON, is ``None``."""
    if found is None:
        return None
    if described.kind is Kind.ID:
        return Key(found)
    if described.kind in (Kind.TIME, Kind.INTERVAL):
        return _literal(times.read_moment(found))
    if described.kind is Kind.GEOMETRY:
        try:
            return shapely.from_geojson(json.dumps(found))
        except shapely.errors.ShapelyError:
            return None
    return found
