"""Are these degrees, in this order, in this city?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from meydan.kernel.places.engine.shapes import projected_hint

Box = tuple[float, float, float, float]


class CoordinatesDoubtful(ValueError):
    """The coordinates cannot be what they are said to be; the message says what to do."""


def to_degrees(shapes: NDArray[Any], crs: str) -> NDArray[Any]:
    """
    Reproject shapes to EPSG:4326, longitude first.

    :param crs: "EPSG:5257", "5257" or any name pyproj knows; empty leaves the shapes as they are
    :raises CoordinatesDoubtful: for a name nobody knows
    """
    if not crs:
        return shapes
    try:
        way = pyproj.Transformer.from_crs(f"EPSG:{crs}" if crs.isdecimal() else crs, 4326, always_xy=True)
    except pyproj.exceptions.CRSError as fault:
        raise CoordinatesDoubtful(f"--crs {crs}: no such system. Write it as EPSG:5257.") from fault
    return np.asarray(
        shapely.transform(shapes, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1])))
    )


def check_degrees(shapes: NDArray[Any], city: Box) -> None:
    """
    Refuse shapes of which most are not degrees, or lie in the city only when turned around.

    :param city: west, south, east, north of the city
    :raises CoordinatesDoubtful: with the remedy
    """
    present = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if not len(present):
        return
    middle = shapely.get_coordinates(shapely.centroid(present))
    middle = middle[np.isfinite(middle).all(axis=1)]
    if not len(middle):
        return
    if np.median(np.abs(middle)) > 360:
        raise CoordinatesDoubtful(projected_hint(float(np.abs(middle).max())))
    inside, turned = _share_inside(middle, city), _share_inside(middle[:, ::-1], city)
    if turned > 0.5 and inside < 0.1:
        raise CoordinatesDoubtful(
            "longitude and latitude are swapped: turned around, the points lie in the city. "
            "Swap the two columns, or pass --swap."
        )


def _share_inside(points: NDArray[np.float64], city: Box) -> float:
    # A city's list often holds a few things of its surroundings.
    margin_x, margin_y = (city[2] - city[0]), (city[3] - city[1])
    x = (points[:, 0] > city[0] - margin_x) & (points[:, 0] < city[2] + margin_x)
    y = (points[:, 1] > city[1] - margin_y) & (points[:, 1] < city[3] + margin_y)
    return float((x & y).mean())
