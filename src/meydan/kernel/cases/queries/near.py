"""Open cases that may be the very thing somebody is about to report."""

from __future__ import annotations

from django.db.models import QuerySet

from meydan.base.locale.public import fold
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.places.public import Place, box_around, metres_per_degree, search

# People mark the same hole a road's width apart; farther off it is likely another one.
NEAR_M = 50.0
MOST_NEAR = 5
# Two places of one name in a town are told apart by a person, not guessed.
MOST_NAMED = 3


def open_nearby(
    service: Service, *, lon: float | None = None, lat: float | None = None, address: str = ""
) -> list[Case]:
    """
    Return open cases of a service within 50 m of a point, nearest first, or at the same address.

    Without a point an address that names exactly one known place stands for that place's point, so that the way
    without a map finds the same cases.
    """
    cases = Case.objects.filter(service=service, closed_at=None).select_related("service", "unit")
    if lon is None or lat is None:
        lon, lat = _point_named(address)
    found = _around(cases, lon, lat) if lon is not None and lat is not None else []
    known = {case.pk for case in found}
    wanted = fold(address)
    if wanted:
        alike = cases.filter(search__contains=wanted).order_by("-opened_at", "-pk")[: 4 * MOST_NEAR]
        found += [case for case in alike if case.pk not in known and fold(case.address) == wanted]
    return found[:MOST_NEAR]


def _around(cases: QuerySet[Case], lon: float, lat: float) -> list[Case]:
    west, south, east, north = box_around(lon, lat, NEAR_M)
    inside = cases.filter(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)
    measured = [(_metres(case, lon, lat), case) for case in inside.order_by("pk")]
    return [
        case for metres, case in sorted(measured, key=lambda one: (one[0], one[1].pk)) if metres <= NEAR_M
    ]


def _metres(case: Case, lon: float, lat: float) -> float:
    east, north = metres_per_degree(lat)
    if case.lon is None or case.lat is None:
        return float("inf")
    return float((((case.lon - lon) * east) ** 2 + ((case.lat - lat) * north) ** 2) ** 0.5)


def _point_named(address: str) -> tuple[float | None, float | None]:
    """Return the point of the one place that bears this very name or address."""
    wanted = fold(address)
    if not wanted:
        return None, None
    named = [one.place for one in search(address, limit=MOST_NAMED) if _bears(one.place, wanted)]
    return (named[0].lon, named[0].lat) if len(named) == 1 else (None, None)


def _bears(place: Place, wanted: str) -> bool:
    return wanted in {fold(place.address), *(fold(name) for name in place.names.values())}
