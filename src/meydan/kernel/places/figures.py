"""Figures about places for indicators; areas and distances are on the ellipsoid near the city's middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from django.db.models import Count, Max, QuerySet
from numpy.typing import NDArray

from meydan.kernel.places.engine.distance import metres_per_degree
from meydan.kernel.places.models import Place
from meydan.kernel.places.rows import as_shapes
from meydan.numerics.figure import Figure

M2_PER_KM2 = 1e6


def count_in_layer(*, code: str) -> Figure:
    """How many places the layer ``code`` has."""
    found = _on([code]).aggregate(count=Count("pk"), last=Max("updated_at"))
    return Figure.of_count(found["count"], found["last"])


def property_sum(*, code: str, name: str) -> Figure:
    """The sum of a number that the layer's places carry, such as people; only those that carry it are counted."""
    rows = _on([code]).values_list("properties", "updated_at")
    found = [(_number(properties.get(name)), at) for properties, at in rows]
    told = [(number, at) for number, at in found if number is not None]
    if not told:
        return Figure(None, 0, None)
    return Figure(sum(number for number, _at in told), len(told), max(at for _number, at in told))


def area_km2(*, codes: Sequence[str]) -> Figure:
    """The area of these layers together [km²], what overlaps once; none where no place has an area."""
    shapes, last = _areas(codes)
    if not shapes.size:
        return Figure(None, 0, None)
    return Figure(_km2(shapely.union_all(shapes)), int(shapes.size), last)


def area_share(*, codes: Sequence[str], within: str) -> Figure:
    """The share [0..1] of the layer ``within`` that these layers cover, what overlaps once."""
    shapes, last = _areas(codes)
    whole, _last = _areas([within])
    if not shapes.size or not whole.size:
        return Figure(None, 0, None)
    frame = shapely.union_all(whole)
    covered = shapely.intersection(shapely.union_all(shapes), frame)
    return Figure(_km2(covered) / _km2(frame), int(shapes.size), last)


def near_share(*, of: str, to: str, within_m: float) -> Figure:
    """The share [0..1] of the places of one layer with a place of another within so many metres in a straight line."""
    points = np.array(list(_on([of]).values_list("lon", "lat")), dtype=np.float64)
    rows = list(_on([to]).values_list("geometry", "updated_at"))
    if not len(points) or not rows:
        return Figure(None, 0, None)
    to_metres = _to_metres(points[:, 0].mean(), points[:, 1].mean())
    targets = shapely.transform(as_shapes([bytes(wkb) for wkb, _at in rows]), to_metres)
    seen, _nearest = shapely.STRtree(targets).query_nearest(
        shapely.points(to_metres(points)), max_distance=within_m, all_matches=False
    )
    newest = max(at for _wkb, at in rows)
    return Figure.of_share(len(np.unique(seen)), len(points), newest)


def _on(codes: Sequence[str]) -> QuerySet[Place]:
    return Place.objects.filter(layer__code__in=codes).order_by("pk")


def _number(told: object) -> float | None:
    try:
        return float(str(told))
    except ValueError:
        return None


def _areas(codes: Sequence[str]) -> tuple[NDArray[Any], Any]:
    rows = list(_on(codes).values_list("geometry", "updated_at"))
    if not rows:
        return np.empty(0, dtype=object), None
    shapes = as_shapes([bytes(wkb) for wkb, _at in rows])
    return shapes[shapely.area(shapes) > 0], max(at for _wkb, at in rows)


def _km2(shape: Any) -> float:
    if shape.is_empty:
        return 0.0
    middle = shape.centroid
    return float(shapely.transform(shape, _to_metres(middle.x, middle.y)).area) / M2_PER_KM2


def _to_metres(lon: float, lat: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    scale = np.array(metres_per_degree(lat))
    return lambda degrees: np.asarray((degrees - np.array([lon, lat])) * scale)
