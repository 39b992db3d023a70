"""Figures that many ask for at once, from one reading of the cases instead of one each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from meydan.kernel.cases.engine.tally import (
    NEVER_US,
    CaseColumns,
    Only,
    Part,
    Tallied,
    Tally,
    tally_up,
)
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries import counted
from meydan.kernel.cases.queries.catalogue import FROM_HOME
from meydan.kernel.observations.public import from_us
from meydan.numerics.figure import Figure

# Rows that lie in memory as Python values at one time, before they become columns.
AT_ONCE = 20_000
CLOCK_PARTS = {Part.IN_TIME, Part.LATE}


class Microseconds(Func):
    """A moment as whole microseconds since 1970 UTC: the driver then makes no object of each."""

    output_field = IntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        # Without its fraction: SQLite would round .9996 up to the next second.
        whole = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER) * 1000000"
        parts = "CAST(substr(%(expressions)s, 21, 6) AS INTEGER)"
        sql, params = super().as_sql(compiler, connection, template=f"({whole} + {parts})", **more)
        return sql, (*params, *params)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
        return super().as_sql(compiler, connection, template=template, **more)


def tallied(asked: Sequence[Tally]) -> list[Figure]:
    """Work out many figures from one reading; each is what its own question to the database would give."""
    columns = read_columns(
        _within(asked),
        with_clocks=any(Only.CLOCKED in one.only or one.part in CLOCK_PARTS for one in asked),
        with_evidence=any(Only.EVIDENCE in one.only for one in asked),
    )
    return [_figure(found) for found in tally_up(columns, asked, FROM_HOME)]


def _figure(found: Tallied) -> Figure:
    last = None if found.last_us is None else from_us(found.last_us)
    return Figure(found.value, found.row_count, last)


def _within(asked: Sequence[Tally]) -> QuerySet[Case]:
    """The cases that any of the figures may count: those of their services since the earliest moment."""
    cases = Case.objects.all()
    if all(one.services is not None for one in asked):
        keys = {key for one in asked for key in one.services or ()}
        cases = cases.filter(service__in=keys)
    if any(one.since_us is None for one in asked):
        return cases
    opened = [one.since_us for one in asked if not one.counts_closings and one.since_us is not None]
    closed = [one.since_us for one in asked if one.counts_closings and one.since_us is not None]
    late_enough = Q(pk__in=[])
    if opened:
        late_enough |= Q(opened_at__gte=from_us(min(opened)))
    if closed:
        late_enough |= Q(closed_at__gte=from_us(min(closed)))
    return cases.filter(late_enough)


def read_columns(cases: QuerySet[Case], *, with_clocks: bool, with_evidence: bool) -> CaseColumns:
    """
    Read what figures need to know of each case.

    :param with_clocks, with_evidence: whether clocks and papers are looked at; else nobody has any
    """
    has = Value(0, output_field=IntegerField())
    clocked = counted.has_clock() if with_clocks else has
    rows = (
        cases.order_by()
        .annotate(
            opened_us=Microseconds(F("opened_at")),
            closed_us=Microseconds(F("closed_at")),
            updated_us=Microseconds(F("updated_at")),
            is_clocked=clocked,
            is_late=counted.is_late() if with_clocks else has,
            has_evidence=counted.has_evidence() if with_evidence else has,
        )
        .values_list(
            "service_id", "unit_id", "source", "outcome", "opened_us", "closed_us", "updated_us",
            "reopened_count", "is_satisfied", "is_clocked", "is_late", "has_evidence",
        )
    )  # fmt: skip
    # Past the ORM's converters, which take longer than the reading: what comes is numbers, words and yes or no.
    sql, params = rows.query.sql_with_params()
    parts = list[CaseColumns]()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while held := cursor.fetchmany(AT_ONCE):
            parts.append(_columns(held))
    return CaseColumns.joined(parts) if parts else CaseColumns.none()


def _columns(rows: list[tuple[Any, ...]]) -> CaseColumns:
    (
        service, unit, source, outcome, opened, closed, updated, reopened, satisfied, clocked, late, evidence,
    ) = zip(*rows, strict=True)  # fmt: skip
    return CaseColumns(
        service=np.array(service, dtype=np.int64),
        unit=np.array(unit, dtype=np.int64),
        source=np.array(source, dtype="U12"),
        outcome=np.array(outcome, dtype="U10"),
        opened_us=np.array(opened, dtype=np.int64),
        closed_us=np.array([NEVER_US if us is None else us for us in closed], dtype=np.int64),
        updated_us=np.array(updated, dtype=np.int64),
        reopened=np.array(reopened, dtype=np.int64),
        satisfied=np.array([-1 if yes is None else yes for yes in satisfied], dtype=np.int8),
        is_clocked=np.array(clocked, dtype=bool),
        is_late=np.array(late, dtype=bool),
        has_evidence=np.array(evidence, dtype=bool),
    )
