"""The web map's grid of tiles and the way from degrees into one."""

from __future__ import annotations

from math import atan, degrees, pi, sinh
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from meydan.kernel.places.engine.mvt import BUFFER, EXTENT

MOST_ZOOM = 22
EDGE_LAT = 85.05112878  # where the square of Web Mercator ends


def tile_box(z: int, x: int, y: int, buffer: float = 0.0) -> tuple[float, float, float, float]:
    """
    Return west, south, east, north of a tile in degrees.

    :param buffer: added on every side, as a share of the tile's width
    """
    n = 2.0**z
    west, east = (x - buffer) / n * 360 - 180, (x + 1 + buffer) / n * 360 - 180
    north, south = (degrees(atan(sinh(pi * (1 - 2 * row / n)))) for row in (y - buffer, y + 1 + buffer))
    return max(west, -180.0), south, min(east, 180.0), north


def to_tile(shapes: NDArray[Any], z: int, x: int, y: int) -> NDArray[Any]:
    """Return shapes in tile units (0 to 4096, y down), cut at the buffer; what lies outside becomes empty."""
    units = EXTENT * 2.0**z

    def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        phi = np.radians(np.clip(lonlat[:, 1], -EDGE_LAT, EDGE_LAT))
        east = (lonlat[:, 0] + 180) / 360 * units - x * EXTENT
        south = (1 - np.arcsinh(np.tan(phi)) / pi) / 2 * units - y * EXTENT
        return np.column_stack([east, south])

    tiled = shapely.transform(shapes, project)
    bounds = shapely.bounds(tiled)
    low, high = -BUFFER, EXTENT + BUFFER
    crossing = (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)
    # Clipping costs more than the test, and most shapes lie wholly inside.
    if crossing.any():
        tiled[crossing] = shapely.clip_by_rect(tiled[crossing], low, low, high, high)
    return np.asarray(tiled)
