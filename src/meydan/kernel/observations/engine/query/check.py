"""Whether a query makes sense on the entity model: every path leads somewhere, every operator gets its sorts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.functions import FUNCTIONS
from meydan.kernel.observations.engine.query.model import ENTITIES, Entity, Kind
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.related import ways_to_many
from meydan.kernel.observations.engine.query.render import path_text, render
from meydan.kernel.observations.engine.query.resolve import resolve
from meydan.kernel.observations.engine.query.sorts import (
    LOOSE,
    OF_KIND,
    OF_LITERAL,
    Sort,
    comparable,
    outcome,
)

# What each name stands for: "" is the entity asked about, others are lambda variables; ``None`` is the
# element of a JSON array.
Scope: TypeAlias = Mapping[str, Entity | None]


def sort_of(node: ast.Node, scope: Scope) -> Sort | None:
    """
    What ``node`` gives, ``None`` for ``null``.

    :raises QueryRefused: if a path leads nowhere, or an operator or function gets what it cannot take
    """
    if isinstance(node, ast.LITERALS):
        return OF_LITERAL[type(node)]
    if isinstance(node, ast.Path):
        return _path(node, scope)
    if isinstance(node, ast.Call):
        return _call(node, scope)
    if isinstance(node, ast.Lambda):
        return _lambda(node, scope)
    if isinstance(node, ast.In):
        sort = sort_of(node.operand, scope)
        for member in node.members:
            _need(comparable(sort, sort_of(member, scope)), node)
        return Sort.BOOL
    if isinstance(node, ast.Unary):
        return _unary(node, scope)
    return _binary(node, sort_of(node.left, scope), sort_of(node.right, scope))


def check_condition(node: ast.Node, scope: Scope) -> None:
    """Refuse what is neither true nor false."""
    if sort_of(node, scope) not in (Sort.BOOL, Sort.JSON, None):
        raise QueryRefused(f"{_short(node)} is neither true nor false, so it is no condition.")


def _path(node: ast.Path, scope: Scope) -> Sort:
    entity = scope[node.root]
    if entity is None:
        return Sort.JSON
    target = resolve(node, entity)
    if target.found is None:
        raise QueryRefused(f"{_short(node)} is no value; name a property of it, as {_short(node)}/id.")
    return Sort.JSON if target.tail else OF_KIND[target.found.kind]


def _unary(node: ast.Unary, scope: Scope) -> Sort | None:
    if node.name == "not":
        check_condition(node.operand, scope)
        return Sort.BOOL
    sort = sort_of(node.operand, scope)
    _need(sort in (Sort.NUMBER, Sort.DURATION, Sort.JSON, None), node)
    return Sort.NUMBER if sort is Sort.JSON else sort


def _binary(node: ast.Binary, left: Sort | None, right: Sort | None) -> Sort | None:
    if node.name in ("and", "or"):
        _need({left, right} <= {Sort.BOOL, Sort.JSON, None}, node)
        return Sort.BOOL
    if node.name in ("eq", "ne", "gt", "ge", "lt", "le"):
        if {left, right} == {Sort.TEXT, Sort.TIME}:
            raise QueryRefused(
                f"{_short(node)} compares a text with a time; times are written without quotes."
            )
        _need(comparable(left, right), node)
        return Sort.BOOL
    if left is None or right is None:
        return None
    found = outcome(node.name, left, right)
    _need(found is not None, node)
    return found


def _call(node: ast.Call, scope: Scope) -> Sort:
    function = FUNCTIONS[node.name]
    for argument, takes in zip(node.arguments, function.takes, strict=False):
        sort = sort_of(argument, scope)
        fits = sort is None or sort in takes or (sort is Sort.JSON and bool(takes & LOOSE))
        if not fits:
            wanted = " or ".join(sorted(takes))
            raise QueryRefused(f"{node.name} takes a {wanted}, and {_short(argument)} is a {sort}.")
    return function.gives


def _lambda(node: ast.Lambda, scope: Scope) -> Sort:
    start = scope[node.path.root]
    element: Entity | None = None
    if start is not None:
        target = resolve(node.path, start)
        if target.found is None and target.is_many:
            element = target.owner
        elif target.found is None or target.found.kind not in (Kind.JSON, Kind.ANY):
            raise QueryRefused(f"{_short(node.path)} is one, not many, so {node.name} has nothing to walk.")
    if node.condition is not None:
        check_condition(node.condition, {**scope, node.variable: element})
    return Sort.BOOL


def _need(fits: bool, node: ast.Node) -> None:
    if not fits:
        raise QueryRefused(f"{_short(node)} puts together what does not belong together.")


def _short(node: ast.Node) -> str:
    text = path_text(node) if isinstance(node, ast.Path) else render(node)
    return f"'{text[:77]}...'" if len(text) > 80 else f"'{text}'"


def check_query(query: ast.Query, entity: Entity) -> None:
    """
    Refuse a query that ``entity`` cannot answer, its expansions included.

    :raises QueryRefused: with a sentence that names the part
    """
    scope: Scope = {"": entity}
    if query.filter is not None:
        check_condition(query.filter, scope)
    for term in query.orderby:
        if sort_of(term.by, scope) is Sort.SHAPE:
            raise QueryRefused(f"Shapes have no order, so {_short(term.by)} cannot be ordered by.")
        if ways_to_many(term.by, "", entity):
            raise QueryRefused(f"{_short(term.by)} has many values, so it gives no order.")
    for path in query.select or ():
        target = resolve(path, entity)
        if target.ways and (len(target.ways) > 1 or target.found is not None):
            raise QueryRefused(f"{_short(path)} is selected within $expand, not here.")
    for item in query.expand:
        if item.name not in entity.navigations:
            raise QueryRefused(f"A {entity.name} has no {item.name} to expand.")
        check_query(item.query, ENTITIES[entity.navigations[item.name].target])
