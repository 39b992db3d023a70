"""
Finds what was asked for, page by page, so that nothing is missed while the city works on.

Requests stand newest first. A change moves a request to the front, so rows only ever move away from a reader who
goes on: one who counts pages may see a row twice and misses none, one who follows ``after`` (the moment and number of
the last row seen) does not even see it twice. Updates are only ever added, so they stand in the order in which they
happened.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, FloatField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from meydan.kernel.cases.models import Case, CaseEvent, Service
from meydan.kernel.cases.open311.asking import Around, Asked, Place, Span
from meydan.kernel.cases.open311.faults import Fault, need
from meydan.kernel.cases.open311.published import PUBLIC_PLACED, published_cases, published_events
from meydan.kernel.places.public import area_named

# A change carries the moment its work began and can be read when that work is committed: a writer waits up to 30 s
# for the database. A reader who asks for changes since the last one it saw is given this much more, twice over.
COMMITS_WITHIN = timedelta(seconds=60)
METRES_A_DEGREE = 111_195.0  # of a great circle: 6,371,009 m (IUGG mean radius) x pi / 180
# Near enough a pole a degree of longitude is nothing; no city stands there.
LEAST_SHRINKING = 0.01

Row = TypeVar("Row", bound=Model)
# The moment and number of the last row of a page.
Mark = tuple[datetime, int]


def requests_asked(asked: Asked) -> tuple[list[Case], Mark | None]:
    """
    Return the requests of a page, and where the next one begins when there are more.

    :raises Fault: if a service or an area is asked for that there is not
    """
    cases = published_cases()
    if asked.ids is not None:
        return _page(cases.filter(pk__in=asked.ids), "opened_at", asked.place)
    if asked.services:
        cases = cases.filter(service__in=_services(asked.services))
    if len(asked.statuses) == 1:
        cases = cases.filter(closed_at__isnull=asked.statuses[0] == "open")
    cases = _within(cases, "opened_at", asked.requested)
    cases = _within(cases, "updated_at", _settled(asked.updated))
    if asked.around:
        cases = cases.filter(PUBLIC_PLACED & _near(asked.around))
    if asked.area:
        cases = _in_area(cases, asked.area)
    return _page(cases, "updated_at" if asked.updated else "opened_at", asked.place)


def updates_asked(asked: Asked) -> tuple[list[CaseEvent], Mark | None]:
    """
    Return the updates of a page, and where the next one begins when there are more.

    ``start_date`` and ``end_date`` speak of the update here, as ``updated_after`` and ``updated_before`` do.
    """
    events = published_events()
    if asked.ids is not None:
        return _page(events.filter(case__in=asked.ids), "at", asked.place, newest_first=False)
    if asked.services:
        events = events.filter(case__service__in=_services(asked.services))
    for span in (asked.requested, asked.updated):
        events = _within(events, "at", _settled(span))
    return _page(events, "at", asked.place, newest_first=False)


def _services(codes: Sequence[str]) -> list[int]:
    found = dict(Service.objects.filter(code__in=codes).values_list("code", "pk"))
    for code in codes:
        need(code in found, f"There is no service {code[:80]!r}; see services.", status=404)
    return list(found.values())


def _settled(span: Span) -> Span:
    try:
        return Span(span.start - COMMITS_WITHIN if span.start else None, span.end)
    except OverflowError:
        return span


def _within(rows: QuerySet[Row], field: str, span: Span) -> QuerySet[Row]:
    if span.start is not None:
        rows = rows.filter(**{f"{field}__gte": span.start})
    if span.end is not None:
        rows = rows.filter(**{f"{field}__lte": span.end})
    return rows


def _near(around: Around) -> Q:
    """
    Everything in a circle.

    Over a city the globe is flat: against the great circle the distance is off by less than a thousandth.
    """
    shrinking = max(math.cos(math.radians(around.lat)), LEAST_SHRINKING)
    north, east = around.radius_m / METRES_A_DEGREE, around.radius_m / METRES_A_DEGREE / shrinking
    box = Q(
        lat__range=(around.lat - north, around.lat + north), lon__range=(around.lon - east, around.lon + east)
    )
    x = (F("lon") - Value(around.lon)) * Value(METRES_A_DEGREE * shrinking)
    y = (F("lat") - Value(around.lat)) * Value(METRES_A_DEGREE)
    squared = Cast(x * x + y * y, FloatField())
    return box & Q(pk__in=Case.objects.filter(box).alias(away=squared).filter(away__lte=around.radius_m**2))


def _in_area(cases: QuerySet[Case], name: str) -> QuerySet[Case]:
    """The cases inside an area of the city's map, by the name people call it."""
    import shapely

    area = area_named(name)
    if area is None:
        raise Fault(404, f"There is no area {name[:80]!r}.")
    shape = area.shape()
    west, south, east, north = shape.bounds
    boxed = cases.filter(PUBLIC_PLACED, lon__range=(west, east), lat__range=(south, north))
    shapely.prepare(shape)
    rows = list(boxed.order_by().values_list("pk", "lon", "lat"))
    inside = shapely.covers(shape, shapely.points([(lon, lat) for _, lon, lat in rows])) if rows else []
    return cases.filter(pk__in=[row[0] for row, holds in zip(rows, inside, strict=True) if holds])


def _page(
    rows: QuerySet[Row], field: str, place: Place, *, newest_first: bool = True
) -> tuple[list[Row], Mark | None]:
    beyond, sign = ("lt", "-") if newest_first else ("gt", "")
    if place.after is not None:
        moment, number = place.after
        rows = rows.filter(
            Q(**{f"{field}__{beyond}": moment}) | Q(**{field: moment, f"pk__{beyond}": number})
        )
    rows = rows.order_by(f"{sign}{field}", f"{sign}pk")
    found = list(rows[place.skip : place.skip + place.size + 1])
    if len(found) <= place.size:
        return found, None
    last = found[place.size - 1]
    return found[: place.size], (getattr(last, field), last.pk)
