"""Cases as programs read them: plain columns, times in UTC, nothing personal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import shapely
from django.utils import timezone

from meydan.base.locale.public import text
from meydan.base.people.public import Account, OrgUnit
from meydan.kernel.cases.api.asked import Asked, Refused
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.policies import Standing
from meydan.kernel.cases.queries.filters import Box, narrowed
from meydan.kernel.cases.queries.inbox import folder_condition
from meydan.kernel.cases.queries.pages import count_up_to, page_of
from meydan.kernel.places.public import Place, place_by_key

COLUMNS = (
    "id", "code", "service_id", "titles", "unit_id", "assignee_id", "state",
    "outcome", "source", "address", "lon", "lat", "opened_at", "due_at", "is_stopped", "breached_at",
    "closed_at", "updated_at", "version", "is_sample",
    "reopened_count", "reopen_reason",
)  # fmt: skip
SERVICE, UNIT, OFFICER, LON, LAT = map(COLUMNS.index, ("service_id", "unit_id", "assignee_id", "lon", "lat"))


class CaseRow(msgspec.Struct):
    """A case. ``due_at`` is the nearest end of its clocks; empty while they stand still and once it is closed."""

    id: int
    code: str
    service: str
    title: str
    unit: str
    assignee: str | None
    state: str
    outcome: str
    source: str
    address: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    due_at: datetime | None
    is_stopped: bool
    is_overdue: bool
    breached_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    version: int
    is_sample: bool
    reopened_count: int
    reopen_reason: str


class Counted(msgspec.Struct):
    """How many there are; ``is_more`` when counting stopped before the end."""

    value: int
    is_more: bool


class CaseList(msgspec.Struct, omit_defaults=True):
    """A page of cases; ``next`` is the cursor of the page after, absent on the last."""

    cases: list[CaseRow]
    next: str | None = None
    count: Counted | None = None


def listed(asked: Asked, standing: Standing) -> CaseList:
    """
    Return the page that was asked for.

    :raises Refused: for what cannot be read or is not there
    :raises CursorUnreadable: for a cursor of another question
    """
    now, chosen = timezone.now(), asked.chosen()
    cases = Case.objects.all()
    if chosen.folder:
        cases = cases.filter(folder_condition(chosen.folder, standing, now))
    cases = narrowed(cases, chosen, now)
    keeps = None
    if asked.neighbourhood:
        box, keeps = _inside(asked.neighbourhood)
        west, south, east, north = box
        cases = cases.filter(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)
    page = page_of(
        cases, order=asked.order, columns=COLUMNS, cursor=asked.cursor, limit=asked.limit, keeps=keeps
    )
    # What an area holds is not counted: its edge is not in the database's hand.
    count = Counted(*count_up_to(cases)) if asked.count and keeps is None else None
    return CaseList(rows_of(page.rows, now), page.cursor or None, count)


def rows_of(rows: Sequence[Sequence[Any]], now: datetime) -> list[CaseRow]:
    """
    Return rows of ``COLUMNS`` as cases.

    Service, unit and officer are looked up afterwards, once each: joined to thousands of rows that a sort
    then drops, they would cost more than all the rest.
    """
    services = {
        number: (code, text(names))
        for number, code, names in _known(Service.objects, rows, "service_id").values_list(
            "pk", "code", "names"
        )
    }
    units = dict(_known(OrgUnit.objects, rows, "unit_id").values_list("pk", "code"))
    officers = dict(_known(Account.objects, rows, "assignee_id").values_list("pk", "username"))
    return [
        _row(row, services[row[SERVICE]], units[row[UNIT]], officers.get(row[OFFICER]), now) for row in rows
    ]


def _known(everything: Any, rows: Sequence[Sequence[Any]], column: str) -> Any:
    place = COLUMNS.index(column)
    return everything.filter(pk__in={row[place] for row in rows} - {None})


def _row(
    row: Sequence[Any], service: tuple[str, str], unit: str, officer: str | None, now: datetime
) -> CaseRow:
    number, code, _service, titles, _unit, _officer, state, outcome, source, address, lon, lat, *times = row
    opened_at, due_at, is_stopped, breached_at, closed_at, *last = times
    is_overdue = closed_at is None and due_at is not None and due_at < now
    return CaseRow(
        number, code, service[0], text(titles) if titles else service[1], unit, officer, state, outcome,
        source, address, lon, lat, opened_at, due_at, is_stopped, is_overdue, breached_at, closed_at, *last,
    )  # fmt: skip


def _inside(key: str) -> tuple[Box, Callable[[list[tuple[Any, ...]]], Sequence[bool]]]:
    """The box of a neighbourhood, and what tells which rows lie inside its edge."""
    area: Place | None = place_by_key("neighbourhoods", key)
    if area is None:
        raise Refused(f"No neighbourhood has the key {key!r}.", where="neighbourhood")
    shape = area.shape()
    shapely.prepare(shape)

    def keeps(rows: list[tuple[Any, ...]]) -> Sequence[bool]:
        points = shapely.points([row[LON] for row in rows], [row[LAT] for row in rows])
        return [bool(holds) for holds in shapely.covers(shape, points)]

    return shape.bounds, keeps
