"""Where the city was told the same thing again and again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from meydan.domains.participation import house
from meydan.domains.participation.engine.clusters import clusters
from meydan.kernel.cases.public import Case, Service, published_cases
from meydan.kernel.places.public import metres_per_degree

Point = tuple[int, float, float]  # case, longitude, latitude


@dataclass(frozen=True)
class Found:
    """Reports of one service around the place of one of them, the middle; ``cases`` are their keys, oldest first."""

    service: Service
    lon: float
    lat: float
    cases: list[int]
    middle: int


def found_clusters(now: datetime, *, limit: int = 50) -> list[Found]:
    """Return the places with the most public reports of one service, largest first."""
    by_service: dict[int, list[Point]] = defaultdict(list)
    for pk, service, lon, lat in _points(now):
        by_service[service].append((pk, lon, lat))
    found = [(service, one) for service, points in by_service.items() for one in _of(points)]
    found.sort(key=lambda pair: (-len(pair[1][2]), pair[1][2][0]))
    chosen = found[:limit]
    services = Service.objects.in_bulk({service for service, _one in chosen})
    return [
        Found(services[service], lon, lat, cases, middle) for service, (lon, lat, cases, middle) in chosen
    ]


def cluster_at(case_id: int, now: datetime) -> Found | None:
    """Return the cluster whose middle is a case, as it is found now."""
    middle = _published(now).filter(pk=case_id).first()
    if middle is None or middle.lon is None or middle.lat is None:
        return None
    return around(middle.service, middle.lon, middle.lat, now, middle=case_id)


def around(service: Service, lon: float, lat: float, now: datetime, *, middle: int = 0) -> Found:
    """Return what was reported of a service near a point, whether or not it lies in another cluster too."""
    east, north = metres_per_degree(lat)
    radius = house.cluster_radius_m()
    box = _published(now).filter(
        service=service, lon__range=(lon - radius / east, lon + radius / east),
        lat__range=(lat - radius / north, lat + radius / north),
    )  # fmt: skip
    rows = box.order_by("opened_at", "pk").values_list("pk", "lon", "lat")
    near = [
        pk
        for pk, x, y in rows
        if (((x or 0.0) - lon) * east) ** 2 + (((y or 0.0) - lat) * north) ** 2 <= radius**2
    ]
    return Found(service, lon, lat, near, middle)


def _published(now: datetime) -> QuerySet[Case]:
    """Cases of which everybody may know where they are."""
    since = now - timedelta(days=house.cluster_days())
    return published_cases(placed=True).filter(opened_at__gt=since, opened_at__lte=now)


def _points(now: datetime) -> list[tuple[int, int, float, float]]:
    rows = _published(now).select_related(None).order_by("pk")
    told = rows.values_list("pk", "service_id", "lon", "lat")
    return [(pk, service, lon or 0.0, lat or 0.0) for pk, service, lon, lat in told]


def _of(points: list[Point]) -> list[tuple[float, float, list[int], int]]:
    table = np.array([(lon, lat) for _pk, lon, lat in points], dtype=np.float64)
    east, north = metres_per_degree(float(table[:, 1].mean()))
    metres = (table - table.mean(axis=0)) * np.array([east, north])
    return [
        (
            points[one.centre][1],
            points[one.centre][2],
            [points[row][0] for row in one.members],
            points[one.centre][0],
        )
        for one in clusters(metres, radius_m=house.cluster_radius_m(), fewest=house.cluster_fewest())
    ]
