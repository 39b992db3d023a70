"""Conditions and orders of a query put into SQL, as ``engine.query.evaluate`` has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import ENTITIES, Entity, Navigation
from meydan.kernel.observations.engine.query.related import Way, ways_to_many
from meydan.kernel.observations.engine.query.resolve import Target, resolve
from meydan.kernel.observations.engine.query.sorts import OF_LITERAL, Sort
from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.sta import columns, tables
from meydan.kernel.observations.sta.calculus import arithmetic, call, negative
from meydan.kernel.observations.sta.comparing import Dialect, compare, definite
from meydan.kernel.observations.sta.sql import FALSE, NULL, TRUE, Sql, Value, all_of, joined, sql


@dataclass(frozen=True)
class Bound:
    """
    What a name stands for: a row under an alias, or, without a kind, a piece of JSON.

    ``joins`` says under which alias the one that is meant of each many stands.
    """

    entity: Entity | None
    alias: str
    joins: Mapping[Way, str] = field(default_factory=dict)
    element: Sql = NULL


Scope = Mapping[str, Bound]


class Conditions:
    """Puts conditions into SQL for one principal and one moment; aliases are never used twice."""

    def __init__(self, principal: Principal, words: Dialect, now_us: int, root: str) -> None:
        self.principal, self.words, self.now_us, self.root = principal, words, now_us, root
        self._numbers = count(1)

    def alias(self) -> str:
        """An alias that nothing else has."""
        return f"q{next(self._numbers)}"

    def holds(
        self, node: ast.Node, entity: Entity, a: str, scope: Scope | None = None, name: str = ""
    ) -> Sql:
        """The condition that ``node`` is true for the row ``a``; one of each many that it names is enough."""
        ways = ways_to_many(node, name, entity)
        outer = dict(scope or {})
        if not ways:
            return self._truth(node, {**outer, name: Bound(entity, a)})
        tables_sql, joins = self._joined(entity, a, ways)
        inner = self._truth(node, {**outer, name: Bound(entity, a, joins)})
        return sql("EXISTS (SELECT 1 FROM (SELECT 1 AS one) one{} WHERE {})", tables_sql, inner)

    def _joined(self, entity: Entity, a: str, ways: Sequence[Way]) -> tuple[Sql, dict[Way, str]]:
        """Left joins along the ways: where there is none to pick, nothing is picked."""
        pieces: list[Sql] = []
        joins: dict[Way, str] = {}
        for way in ways:
            here, alias = entity, a
            for length, step in enumerate(way, 1):
                part = way[:length]
                navigation = here.navigations[step]
                target = ENTITIES[navigation.target]
                if part not in joins:
                    joins[part] = self.alias()
                    tie = tables.link(here, step, alias, joins[part])
                    seen = tables.seen(target, joins[part], self.principal)
                    pieces.append(
                        sql(" LEFT JOIN {} ON {}", tables.grouped(target, joins[part]), all_of([tie, seen]))
                    )
                here, alias = target, joins[part]
        return joined("", pieces), joins

    def _truth(self, node: ast.Node, scope: Scope) -> Sql:
        """Whether ``node`` is true; NULL counts as false."""
        if isinstance(node, ast.Binary) and node.name in ("and", "or"):
            sides = [self._truth(node.left, scope), self._truth(node.right, scope)]
            return joined(f" {node.name.upper()} ", [sql("({})", side) for side in sides])
        if isinstance(node, ast.Binary) and node.name in ("eq", "ne", "lt", "le", "gt", "ge"):
            return compare(node.name, self.value(node.left, scope), self.value(node.right, scope), self.words)
        if isinstance(node, ast.Unary) and node.name == "not":
            # Only what is known to be false is true when it is denied.
            return sql("NOT ({})", self._known(node.operand, scope))
        if isinstance(node, ast.In):
            operand = self.value(node.operand, scope)
            found = [compare("eq", operand, literal(member), self.words) for member in node.members]
            return joined(" OR ", [sql("({})", one) for one in found])
        if isinstance(node, ast.Lambda):
            return self._lambda(node, scope)
        return self._bare(self.value(node, scope))

    def _known(self, node: ast.Node, scope: Scope) -> Sql:
        """A condition in three values: what is unknown stays unknown when it is denied."""
        if isinstance(node, ast.Binary) and node.name in ("and", "or"):
            sides = [self._known(node.left, scope), self._known(node.right, scope)]
            return joined(f" {node.name.upper()} ", [sql("({})", side) for side in sides])
        if isinstance(node, ast.Unary) and node.name == "not":
            return sql("NOT ({})", self._known(node.operand, scope))
        if isinstance(node, ast.Binary | ast.In | ast.Lambda):
            return definite(self._truth(node, scope))
        return self._bare(self.value(node, scope))

    def _bare(self, value: Value) -> Sql:
        if value.sort is None:
            return NULL if self.words.vendor == "sqlite" else Sql("NULL::boolean")
        if value.sort is Sort.JSON:
            return self.words.json_as(value.sql, value.path, "boolean")
        return value.sql

    def value(self, node: ast.Node, scope: Scope) -> Value:
        """The value of a node."""
        if isinstance(node, ast.LITERALS):
            return literal(node, self.words)
        if isinstance(node, ast.Path):
            return self._path(node, scope[node.root])
        if isinstance(node, ast.Call):
            return call(
                node.name, [self.value(part, scope) for part in node.arguments], self.words, self.now_us
            )
        if isinstance(node, ast.Unary) and node.name == "-":
            return negative(self.value(node.operand, scope), self.words)
        if isinstance(node, ast.Binary) and node.name in ("add", "sub", "mul", "div", "mod"):
            return arithmetic(
                node.name, self.value(node.left, scope), self.value(node.right, scope), self.words
            )
        return Value(Sort.BOOL, sql("({})", self._known(node, scope)))

    def _path(self, node: ast.Path, bound: Bound) -> Value:
        if bound.entity is None:
            return Value(Sort.JSON, bound.element, path=node.names)
        target = resolve(node, bound.entity)
        return self._follow(target, target.ways, bound.entity, bound.alias, bound.joins, ())

    def _follow(
        self, target: Target, ways: Sequence[Navigation], entity: Entity, a: str, joins: Mapping[Way, str],
        way: Way,
    ) -> Value:  # fmt: skip
        """The property at the end of the ways: from the join that was made, else from a query of its own."""
        if not ways:
            return columns.value_of(entity, a, target, self.words, self.root)
        step, *rest = ways
        way = (*way, step.name)
        inner = ENTITIES[step.target]
        if way in joins:
            return self._follow(target, rest, inner, joins[way], joins, way)
        alias = self.alias()
        found = self._follow(target, rest, inner, alias, {}, way)
        condition = all_of(
            [tables.link(entity, step.name, a, alias), tables.seen(inner, alias, self.principal)]
        )

        def asked(piece: Sql) -> Sql:
            return sql("(SELECT {} FROM {} WHERE {})", piece, tables.source(inner, alias), condition)

        end = None if found.end is None else asked(found.end)
        key = ""
        if found.key:
            return (
                Value(found.sort, asked(found.sql), path=found.path, key=asked(Sql(found.key)).text)
                if not condition.params
                else Value(Sort.NUMBER, asked(Sql(found.key)))
            )
        return Value(found.sort, asked(found.sql), end, found.path, key=key)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Sql:
        bound = scope[node.path.root]
        target = None if bound.entity is None else resolve(node.path, bound.entity)
        if target is None or target.found is not None:
            return self._over_json(node, scope, bound)
        here, a, pieces, conditions = bound.entity, bound.alias, [], []
        for step in target.ways:
            if here is None:
                break
            inner, alias = ENTITIES[step.target], self.alias()
            pieces.append(tables.grouped(inner, alias))
            conditions += [tables.link(here, step.name, a, alias), tables.seen(inner, alias, self.principal)]
            here, a = inner, alias
        told = TRUE
        if node.condition is not None and here is not None:
            told = self.holds(node.condition, here, a, scope, node.variable)
        return _quantified(node.name, joined(" CROSS JOIN ", pieces), all_of(conditions), told)

    def _over_json(self, node: ast.Lambda, scope: Scope, bound: Bound) -> Sql:
        document = self._path(node.path, bound)
        alias = self.alias()
        elements = self.words.json_elements(document.sql, document.path)
        told = TRUE
        if node.condition is not None:
            element = Bound(None, alias, element=Sql(f"{alias}.element"))
            told = self._truth(node.condition, {**scope, node.variable: element})
        return _quantified(node.name, sql(f"{{}} {alias}", elements), TRUE, told)


def _quantified(name: str, table: Sql, tied: Sql, told: Sql) -> Sql:
    if name == "any":
        return sql("EXISTS (SELECT 1 FROM {} WHERE {})", table, all_of([tied, told]))
    return sql("NOT EXISTS (SELECT 1 FROM {} WHERE {})", table, all_of([tied, sql("NOT {}", definite(told))]))


def literal(node: ast.LiteralNode, words: Dialect | None = None) -> Value:
    """A literal as a value."""
    sort = OF_LITERAL[type(node)]
    if isinstance(node, ast.Null):
        return Value(None, NULL)
    if isinstance(node, ast.Instant):
        return Value(sort, Sql(str(node.at_us)), constant=node.at_us)
    if isinstance(node, ast.Interval):
        return Value(sort, Sql(str(node.start_us)), Sql(str(node.end_us)), constant=node.start_us)
    if isinstance(node, ast.Date):
        days = node.value.toordinal() - 719_163  # 1970-01-01
        return Value(sort, Sql(str(days)), constant=days)
    if isinstance(node, ast.TimeOfDay | ast.Duration):
        return Value(sort, Sql(f"({node.us})"), constant=node.us)
    if isinstance(node, ast.Geography):
        return Value(sort, words.shape(node.wkb) if words else NULL, constant=node)
    if isinstance(node, ast.Bool):
        return Value(sort, TRUE if node.value else FALSE, constant=node.value)
    return Value(sort, Sql("%s", (node.value,)), constant=node.value)
