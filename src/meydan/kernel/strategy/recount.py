"""The rows behind a figure, without personal data, and the arithmetic that makes the same figure of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet

from meydan.kernel.cases.public import Case, counted, services
from meydan.kernel.observations.public import Datastream, from_us, series
from meydan.kernel.places.public import places_of
from meydan.kernel.strategy.registry import QueryUnknown, query_named

Params = Mapping[str, Any]
DAY_S = 86400
CASE_HEAD = [
    "code", "service", "unit", "source", "opened_at", "closed_at", "outcome", "in_time", "late", "reopened",
    "satisfied", "days",
]  # fmt: skip


@dataclass(frozen=True)
class Recount:
    """
    Rows, and what to do with them.

    :param arithmetic: ``count`` the rows, the ``mean`` of ``column``, or its ``share``: 100 times the mean of 0 and 1
    """

    head: list[str]
    rows: Iterable[list[Any]]
    arithmetic: str
    column: str = ""


Build = Callable[[Params, datetime], Recount]
_builders: dict[str, Build] = {}


def register_recount(query: str, build: Build) -> None:
    """Say how the rows behind a query are given away."""
    _builders[query] = build


def can_recount(query: str) -> bool:
    """Whether anybody can take the rows behind a query and work it out again."""
    return query in _builders


def recount(query: str, params: Params, at: datetime) -> Recount:
    """
    The rows behind a query as it stands ``at`` a moment.

    :raises QueryUnknown: if its rows are not given away
    """
    if query not in _builders:
        raise QueryUnknown(query)
    return _builders[query](params, at)


def _of_cases(query: str, arithmetic: str, column: str = "") -> None:
    def build(params: Params, at: datetime) -> Recount:
        behind = query_named(query).behind
        if behind is None:
            raise QueryUnknown(query)
        return Recount(CASE_HEAD, _case_rows(behind(params, at)), arithmetic, column)

    register_recount(query, build)


def _case_rows(cases: QuerySet[Case]) -> Iterator[list[Any]]:
    rows = cases.annotate(late=counted.is_late()).order_by("opened_at", "pk").values_list(
        "code", "service__code", "unit__code", "source", "opened_at", "closed_at", "outcome", "late",
        "reopened_count", "is_satisfied",
    )  # fmt: skip
    for *about, opened_at, closed_at, outcome, late, reopened, satisfied in rows.iterator(chunk_size=2000):
        ended = closed_at.isoformat() if closed_at else ""
        days = (closed_at - opened_at).total_seconds() / DAY_S if closed_at else ""
        said = "" if satisfied is None else int(satisfied)
        yield [
            *about, opened_at.isoformat(), ended, outcome, int(not late), int(late), int(reopened > 0), said, days
        ]  # fmt: skip


_of_cases("cases.closed_count", "count")
_of_cases("cases.visits_avoided", "count")
_of_cases("cases.reply_days", "mean", "days")
_of_cases("cases.closed_in_time_share", "share", "in_time")
_of_cases("cases.reopen_share", "share", "reopened")
_of_cases("cases.satisfied_share", "share", "satisfied")
_of_cases("cases.breach_share", "share", "late")


def _services(params: Params, at: datetime) -> Recount:
    rows = services(public_only=False).filter(is_active=True).order_by("code")
    kinds = [str(kind) for kind in params.get("kinds", [])]
    rows = rows.filter(kind__in=kinds) if kinds else rows
    told = ([code, kind, int(online)] for code, kind, online in rows.values_list("code", "kind", "is_online"))
    return Recount(["code", "kind", "is_online"], told, "share", "is_online")


def _places(params: Params, at: datetime) -> Recount:
    rows = places_of([str(params["layer"])]).order_by("pk")
    # Of a layer that is not public the places are numbered, not named.
    told = (
        [number, place.key if place.layer.is_public else ""]
        for number, place in enumerate(rows.iterator(chunk_size=2000), 1)
    )
    return Recount(["number", "key"], told, "count")


def _days_measured(params: Params, at: datetime) -> Recount:
    start = _since(params, at)
    streams = Datastream.objects.filter(observed_property__code=str(params["property"]), is_public=True)
    return Recount(["datastream", "day_begins_at", "mean"], _day_rows(streams, start, at), "mean", "mean")


def _day_rows(streams: QuerySet[Datastream], start: datetime, at: datetime) -> Iterator[list[Any]]:
    for stream in streams:
        found = series(stream.pk, start, at, "day")
        for moment, value in zip(found.at.tolist(), found.value.tolist(), strict=True):
            if not np.isnan(value):
                yield [stream.key, from_us(int(moment)).isoformat(), repr(value)]


def _since(params: Params, at: datetime) -> datetime:
    return at - timedelta(days=float(params.get("days", 366)))


register_recount("cases.services_online_share", _services)
register_recount("places.count_in_layer", _places)
register_recount("observations.mean_of_property", _days_measured)
