"""Orders, and where a page ended: links to the next page that stay right while others write."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import ID, Entity
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.sorts import Sort
from meydan.kernel.observations.sta import tables
from meydan.kernel.observations.sta.comparing import Dialect
from meydan.kernel.observations.sta.conditions import Bound, Conditions
from meydan.kernel.observations.sta.sql import FALSE, Sql, all_of, joined, sql

DEFAULT_TOP = 100
MOST_TOP = 10_000
# The scalars a token may hold: what a column can give back.
Scalar = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Term:
    """One column of an order; ``firm`` when it is never NULL, so that an index can give the order."""

    sql: Sql
    descending: bool = False
    firm: bool = False


def terms_of(
    orders: Sequence[ast.Order], entity: Entity, a: str, conditions: Conditions, *, one_stream: bool
) -> list[Term]:
    """
    The order of a page: what was asked for, then the key, so that no two rows are equal.

    :param one_stream: all rows are observations of one datastream, whose slots alone order them
    """
    terms: list[Term] = []
    for order in orders:
        terms += _terms(order, entity, a, conditions)
    key = tables.order_key(entity, a)
    if entity.name == "Observation":
        key = key[1:] if one_stream else key
    known = {term.sql.text for term in terms}
    return [*terms, *(Term(Sql(column), firm=True) for column in key if column not in known)]


def _terms(order: ast.Order, entity: Entity, a: str, conditions: Conditions) -> list[Term]:
    value = conditions.value(order.by, {"": Bound(entity, a)})
    down = order.descending
    if value.slot:
        # The start of an observation, or its id: the index of slots gives this order.
        begin = [] if order.by != ast.Path((ID,)) and order.by != ast.Path(("id",)) else [value.key]
        return [Term(Sql(text), down, firm=True) for text in [*begin, value.slot]]
    if value.sort is None:
        return []
    if value.key:
        return [Term(Sql(value.key), down)]
    if value.sort is Sort.JSON:
        return [
            Term(conditions.words.json_as(value.sql, value.path, kind), down) for kind in ("number", "string")
        ]
    return [Term(value.sql, down), *([] if value.end is None else [Term(value.end, down)])]


def order_by(terms: Sequence[Term], words: Dialect) -> Sql:
    """``ORDER BY`` with nulls first upwards and last downwards on both databases."""
    pieces = []
    for term in terms:
        nulls = (
            ""
            if term.firm or words.vendor == "sqlite"
            else f" NULLS {'LAST' if term.descending else 'FIRST'}"
        )
        pieces.append(sql(f"{{}}{' DESC' if term.descending else ''}{nulls}", term.sql))
    return sql("ORDER BY {}", joined(", ", pieces))


def beyond(terms: Sequence[Term], last: Sequence[Scalar]) -> Sql:
    """The rows that come after the row whose terms were ``last``."""
    if all(term.firm for term in terms) and len({term.descending for term in terms}) == 1:
        sign = "<" if terms[0].descending else ">"
        if len(terms) == 1:
            return sql(f"{{}} {sign} {{}}", terms[0].sql, last[0])
        left = joined(", ", [term.sql for term in terms])
        return sql(f"({{}}) {sign} ({{}})", left, joined(", ", [Sql("%s", (value,)) for value in last]))
    ways = []
    for place, (term, value) in enumerate(zip(terms, last, strict=True)):
        same = [_same(t, v) for t, v in zip(terms[:place], last[:place], strict=True)]
        ways.append(all_of([*same, _after(term, value)]))
    return joined(" OR ", [sql("({})", way) for way in ways])


def _same(term: Term, value: Scalar) -> Sql:
    return sql("{} IS NULL", term.sql) if value is None else sql("{} = {}", term.sql, value)


def _after(term: Term, value: Scalar) -> Sql:
    if not term.descending:
        return sql("{} IS NOT NULL", term.sql) if value is None else sql("{} > {}", term.sql, value)
    if value is None:
        return FALSE
    return sql("({} < {} OR {} IS NULL)", term.sql, value, term.sql)


def token_of(last: Sequence[Scalar]) -> str:
    """Where a page ended, as a token for a link."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(list(last))).decode().rstrip("=")


def read_token(token: str, terms: Sequence[Term]) -> list[Any]:
    """
    Where the page before ended.

    :raises QueryRefused: if the token is not of such a link
    """
    try:
        padded = token + "=" * (-len(token) % 4)
        last = msgspec.msgpack.decode(base64.urlsafe_b64decode(padded), type=list[Scalar])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as odd:
        raise _not_ours() from odd
    if len(last) != len(terms):
        raise _not_ours()
    return last


def _not_ours() -> QueryRefused:
    return QueryRefused(
        "This is not a token of a next link of this query; follow next links as they were given."
    )


def top_of(query: ast.Query) -> int:
    """How many rows a page holds."""
    return DEFAULT_TOP if query.top is None else min(query.top, MOST_TOP)
