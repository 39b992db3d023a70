"""In which order to go round: from where one stands to the nearest, and on from there."""

from __future__ import annotations

import math
from collections.abc import Mapping

# lon, lat in degrees, WGS 84.
Point = tuple[float, float]
# Mean radius of the earth (IUGG), in metres.
EARTH_M = 6_371_008.8


def metres_between(one: Point, other: Point) -> float:
    """Return the great-circle distance between two points, in metres (haversine)."""
    (lon_a, lat_a), (lon_b, lat_b) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def nearest_next(stops: Mapping[int, Point], start: Point) -> list[tuple[int, float]]:
    """
    Return the stops, each the nearest to the one before it, with the metres as the crow flies from that one.

    A plain walk, not the shortest round there is: a reader sees at once why a stop comes next. Of two as near the
    one that was named first comes first.
    """
    left, here, order = dict(stops), start, []
    while left:
        key, metres = min(
            ((key, metres_between(here, point)) for key, point in left.items()), key=lambda one: one[1]
        )
        order.append((key, metres))
        here = left.pop(key)
    return order
