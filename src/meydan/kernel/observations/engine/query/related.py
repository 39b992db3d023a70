"""Related entities of an entity that holds them inside, and every way to pick one of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import Entity, Navigation
from meydan.kernel.observations.engine.query.resolve import resolve

Row: TypeAlias = Mapping[str, Any]
Way: TypeAlias = tuple[str, ...]
# Which one of many is meant at the end of each way.
Choice: TypeAlias = Mapping[Way, Row | None]


def paths_in(node: ast.Node, root: str) -> Iterator[ast.Path]:
    """The paths from ``root`` whose value is asked for; what a lambda walks over is not."""
    if isinstance(node, ast.Path):
        if node.root == root:
            yield node
        return
    parts: Sequence[ast.Node] = ()
    if isinstance(node, ast.Unary | ast.In):
        parts = (node.operand,)
    elif isinstance(node, ast.Binary):
        parts = (node.left, node.right)
    elif isinstance(node, ast.Call):
        parts = node.arguments
    elif isinstance(node, ast.Lambda) and node.condition is not None:
        parts = (node.condition,)
    for part in parts:
        yield from paths_in(part, root)


def ways_to_many(node: ast.Node, root: str, entity: Entity) -> list[Way]:
    """The ways in ``node`` that end at one of many, shorter ones first."""
    found: set[Way] = set()
    for path in paths_in(node, root):
        names: Way = ()
        for way in resolve(path, entity).ways:
            names = (*names, way.name)
            if way.many:
                found.add(names)
    return sorted(found, key=lambda names: (len(names), names))


def choices(row: Row, ways: Sequence[Way]) -> Iterator[Choice]:
    """Every way to pick one at each of ``ways``; ``None`` where there is none to pick."""

    def pick(left: Sequence[Way], chosen: Choice) -> Iterator[Choice]:
        if not left:
            yield chosen
            return
        way, *rest = left
        owner = related(row, way[:-1], chosen)
        for one in (owner or {}).get(way[-1]) or [None]:
            yield from pick(rest, {**chosen, way: one})

    return pick(ways, {})


def related(row: Row | None, names: Sequence[str], chosen: Choice) -> Row | None:
    """The one entity at the end of ``names``."""
    for count, name in enumerate(names, 1):
        way = tuple(names[:count])
        row = chosen[way] if way in chosen else (row or {}).get(name)
    return row


def all_related(row: Row, ways: Sequence[Navigation]) -> list[Row]:
    """All entities at the end of ``ways``."""
    rows = [row]
    for way in ways:
        nested = [one.get(way.name) for one in rows]
        rows = [one for many in nested for one in (many if way.many else [many]) or () if one is not None]
    return rows
