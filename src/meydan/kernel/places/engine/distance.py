"""Metres on the ellipsoid near a point, good to a thousandth within 50 km."""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

AXIS_M = 6378137.0  # WGS84 equatorial radius, m
ECCENTRICITY_2 = 6.69437999014e-3  # WGS84 first eccentricity squared


def metres_per_degree(lat: float) -> tuple[float, float]:
    """
    Return metres per degree of longitude and of latitude at ``lat`` [m/°].

    Source: radii of curvature of the WGS84 ellipsoid (NIMA TR8350.2).
    """
    phi = radians(lat)
    w = sqrt(1 - ECCENTRICITY_2 * sin(phi) ** 2)
    meridian = AXIS_M * (1 - ECCENTRICITY_2) / w**3
    return radians(1) * AXIS_M / w * cos(phi), radians(1) * meridian


def distances_m(lon: float, lat: float, shapes: NDArray[Any]) -> NDArray[np.float64]:
    """
    Return the distance from a point to each shape in metres; 0 inside an area.

    :param shapes: array of shapely geometries in EPSG:4326
    """
    east, north = metres_per_degree(lat)
    scale = np.array([east, north])

    def to_metres(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - np.array([lon, lat])) * scale)

    local = shapely.transform(shapes, to_metres)
    return np.asarray(shapely.distance(local, shapely.Point(0, 0)), dtype=np.float64)


def box_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """Return the west, south, east, north box that holds a circle of ``radius_m``."""
    east, north = metres_per_degree(lat)
    dx, dy = radius_m / max(east, 1.0), radius_m / north
    return lon - dx, max(lat - dy, -90.0), lon + dx, min(lat + dy, 90.0)
