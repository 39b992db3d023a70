"""Collections and entities as they are asked for: one statement a level, each through what may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import Entity
from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.sta import limits, paging, rows, tables
from meydan.kernel.observations.sta.comparing import Dialect
from meydan.kernel.observations.sta.conditions import Conditions
from meydan.kernel.observations.sta.dialects import dialect
from meydan.kernel.observations.sta.sql import TRUE, Sql, all_of, sql

# Counted exactly up to here; a larger answer says that there are at least as many.
MOST_COUNTED = 1_000_000
OBSERVATION = ("{a}.datastream_id", "{a}.slot", "{a}.value")
SLOT_ORDERS = (ast.Path(("phenomenonTime",)), ast.Path(("id",)), ast.Path(("@iot.id",)))


@dataclass(frozen=True)
class Asker:
    """Who asks, when, and where the service stands for him."""

    principal: Principal
    now_us: int
    root: str
    words: Dialect = field(default_factory=dialect)

    def conditions(self) -> Conditions:
        """A fresh compiler of conditions."""
        return Conditions(self.principal, self.words, self.now_us, self.root)


@dataclass(frozen=True)
class Within:
    """
    Which rows of an entity are meant at all: those that a path leads to.

    :param condition: on the alias ``e``
    :param stream: the one datastream all of them belong to, for observations
    """

    condition: Sql = TRUE
    stream: int | None = None


@dataclass(frozen=True)
class Page:
    """Raw rows, the token of the page after it, and how many there are in all if that was asked."""

    rows: list[Any]
    token: str | None = None
    count: int | None = None
    is_least: bool = False
    # Of a question that the archive does not answer: from when on this is all there is [µs since 1970 UTC].
    only_since_us: int | None = None


def run(query: Sql) -> list[Any]:
    """
    The rows of a statement.

    :raises TooLong: if the time of the request is over
    """
    limits.check()
    with connection.cursor() as cursor:
        cursor.execute(query.text, list(query.params))
        return list(cursor.fetchall())


def page_in_table(asker: Asker, entity: Entity, query: ast.Query, within: Within) -> Page:
    """
    One page of a set, as the tables hold it.

    :raises QueryRefused: if the token of the page before is not one of this query
    """
    if is_plain(entity, query, asker, within):
        return _plain_page(asker, query, within)
    conditions = asker.conditions()
    where = _where(asker, entity, query, within, conditions)
    top = paging.top_of(query)
    counted = _count(entity, where) if query.count else (None, False)
    if top == 0:
        return Page([], None, *counted)
    terms = paging.terms_of(query.orderby, entity, "e", conditions, one_stream=within.stream is not None)
    asked = all_of(
        [where, paging.beyond(terms, paging.read_token(query.skip_token, terms))]
        if query.skip_token
        else [where]
    )
    columns = read_columns(entity)
    keys = ", ".join("{}" for _ in terms)
    statement = sql(
        f"SELECT {columns}, {keys} FROM {{}} WHERE {{}} {{}} LIMIT {top + 1}{_offset(query)}",
        *(term.sql for term in terms), tables.source(entity, "e"), asked, paging.order_by(terms, asker.words),
    )  # fmt: skip
    found = run(statement)
    width = _width(entity)
    token = paging.token_of(found[top - 1][width:]) if len(found) > top else None
    return Page([row[:width] for row in found[:top]], token, *counted)


def _offset(query: ast.Query) -> str:
    return f" OFFSET {query.skip}" if query.skip and not query.skip_token else ""


def read_columns(entity: Entity) -> str:
    """The columns of an entity under the alias ``e``."""
    if entity.name == "Observation":
        return ", ".join(column.format(a="e") for column in OBSERVATION)
    return rows.read_columns(entity, "e")


def _width(entity: Entity) -> int:
    return len(OBSERVATION) if entity.name == "Observation" else 1 + len(rows.READ[entity.name])


def _where(asker: Asker, entity: Entity, query: ast.Query, within: Within, conditions: Conditions) -> Sql:
    pieces = [within.condition, tables.seen(entity, "e", asker.principal)]
    if query.filter is not None:
        pieces.append(conditions.holds(query.filter, entity, "e"))
    return all_of(pieces)


def _count(entity: Entity, where: Sql) -> tuple[int, bool]:
    limited = sql(
        f"SELECT 1 FROM {{}} WHERE {{}} LIMIT {MOST_COUNTED + 1}", tables.source(entity, "e"), where
    )
    found = int(run(sql("SELECT count(*) FROM ({}) c", limited))[0][0])
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def is_plain(entity: Entity, query: ast.Query, asker: Asker, within: Within) -> bool:
    """Whether these are the observations of one datastream or of all, by their key alone."""
    return (
        entity.name == "Observation"
        and query.filter is None
        and not query.count
        and query.top != 0
        and (
            (within.stream is not None and is_by_slot(query))
            or (within.condition == TRUE and asker.principal.reads_all and not query.orderby)
        )
    )


def is_by_slot(query: ast.Query) -> bool:
    """Whether the observations of a datastream come in order of their slots, upwards or downwards."""
    return len(query.orderby) <= 1 and all(order.by in SLOT_ORDERS for order in query.orderby)


def _plain_page(asker: Asker, query: ast.Query, within: Within) -> Page:
    """A page straight from the narrow table: the cost of its rows, however many others there are."""
    down = bool(query.orderby) and query.orderby[0].descending
    terms = [paging.Term(Sql("e.slot"), down, firm=True)]
    pieces = [sql("e.datastream_id = {}", within.stream)]
    if within.stream is None:
        terms, pieces = [paging.Term(Sql("e.datastream_id"), firm=True), *terms], []
    elif not run(sql("SELECT 1 FROM {} WHERE d.id = {} AND {}", Sql("observations_datastream d"), within.stream,
                     stream_seen(asker))):  # fmt: skip
        return Page([])
    if query.skip_token:
        pieces.append(paging.beyond(terms, paging.read_token(query.skip_token, terms)))
    top = paging.top_of(query)
    found = run(
        sql(
            "SELECT e.datastream_id, e.slot, e.value FROM observations_value e WHERE {} {} "
            f"LIMIT {top + 1}{_offset(query)}",
            all_of(pieces), paging.order_by(terms, asker.words),
        )
    )  # fmt: skip
    last = found[top - 1] if len(found) > top else None
    token = None if last is None else paging.token_of(last[:2] if within.stream is None else last[1:2])
    return Page(found[:top], token)


def stream_seen(asker: Asker) -> Sql:
    text, params = asker.principal.streams_seen("d")
    return Sql(text, tuple(params)) if text else TRUE


def next_query(query: ast.Query, token: str) -> ast.Query:
    """The query of the page after this one."""
    return replace(query, skip=None, skip_token=token)


def components_of(datastream_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The units and types of MultiDatastreams, in the order of their results."""
    from meydan.kernel.observations.models import MultiComponent

    found: dict[int, list[dict[str, Any]]] = {}
    for part in MultiComponent.objects.filter(datastream__in=datastream_ids).order_by("position"):
        found.setdefault(part.datastream_id, []).append({"unit": part.unit, "type": part.observation_type})
    return found
