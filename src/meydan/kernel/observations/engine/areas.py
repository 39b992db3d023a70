"""What stands inside an area, and how many of them pass a limit together."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import shapely

from meydan.kernel.observations.engine.batch import Floats, Mask


class AreaUnreadable(ValueError):
    """The text is neither WKT nor GeoJSON of an area."""


def read_area(text: str) -> shapely.Geometry:
    """
    An area [EPSG:4326] from WKT or GeoJSON.

    :raises AreaUnreadable: if it is neither, or is no polygon
    """
    try:
        found = shapely.from_geojson(text) if text.lstrip().startswith("{") else shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, json.JSONDecodeError) as fault:
        raise AreaUnreadable(str(fault)) from fault
    if found is None or found.is_empty or found.geom_type not in ("Polygon", "MultiPolygon"):
        raise AreaUnreadable("an area is a polygon")
    if not found.is_valid:
        raise AreaUnreadable(shapely.is_valid_reason(found))
    return found


@lru_cache(maxsize=64)
def area_of(wkb: bytes) -> shapely.Geometry:
    """An area that was read before, made ready for many questions."""
    found = shapely.from_wkb(wkb)
    shapely.prepare(found)
    return found


def inside(wkb: bytes, lon: Floats, lat: Floats) -> Mask:
    """Which points [degrees, WGS 84] stand in an area or on its edge; a place unknown (NaN) stands in none."""
    found: Mask = shapely.intersects_xy(area_of(wkb), lon, lat)
    return found & ~np.isnan(lon)


def worst_but(value: Floats, count: int, *, above: bool) -> float:
    """
    The ``count``-th most extreme of some values; NaN when there are fewer.

    It passes a limit exactly when at least ``count`` of them do, so a rule on it counts them, and ends at its
    own clearing limit.
    """
    known = np.sort(value[~np.isnan(value)])
    if count < 1 or known.size < count:
        return float("nan")
    return float(known[-count] if above else known[count - 1])
