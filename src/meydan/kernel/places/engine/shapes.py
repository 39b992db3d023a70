"""Geometry as it comes from outside, checked and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

FIT = {
    "point": {0, 4},
    "line": {1, 2, 5},
    "area": {3, 6},
    "any": {0, 1, 2, 3, 4, 5, 6, 7},
}


@dataclass(frozen=True)
class Tidied:
    """Shapes ready to store; where ``fault`` is not empty the shape is None."""

    shapes: NDArray[Any]
    faults: list[str]


def tidy(shapes: NDArray[Any], kind: str) -> Tidied:
    """
    Drop a third dimension, repair invalid areas and say what cannot be used.

    :param shapes: shapely geometries in EPSG:4326, None where there was none
    :param kind: point, line, area or any: what the layer holds
    """
    shapes = shapely.force_2d(shapes)
    faults = [""] * len(shapes)
    _mark(faults, shapely.is_missing(shapes) | shapely.is_empty(shapes), "no geometry")
    present = np.array([not fault for fault in faults])
    bounds = shapely.bounds(shapes)
    _mark_coordinates(faults, bounds, present)
    broken = present & ~shapely.is_valid(shapes)
    if broken.any():
        repaired = shapely.make_valid(shapes[broken])
        shapes[broken] = [_same_kind(new, old) for new, old in zip(repaired, shapes[broken], strict=True)]
        _mark(
            faults, broken & shapely.is_missing(shapes), "the outline crosses itself and cannot be repaired"
        )
    ids = shapely.get_type_id(shapes)
    _mark(faults, present & ~np.isin(ids, list(FIT[kind])), f"does not fit a layer of kind {kind}")
    return Tidied(shapes, faults)


def representative(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return a lon, lat pair (n, 2) inside each shape: the middle of a line, a point of an area."""
    points = shapely.point_on_surface(shapes)
    lines = np.isin(shapely.get_type_id(shapes), [1])
    if lines.any():
        points[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    return np.asarray(shapely.get_coordinates(points), dtype=np.float64)


def projected_hint(largest: float) -> str:
    """Say why coordinates this large are not degrees."""
    return (
        f"coordinates up to {largest:.0f} are not degrees: this looks like a projected system such as "
        "EPSG:5257 or EPSG:32638; reproject the file to EPSG:4326 or pass --crs"
    )


def _same_kind(new: Any, old: Any) -> Any:
    if shapely.get_dimensions(old) != 2:
        return new if not new.is_empty else None
    areas = [part for part in shapely.get_parts(shapely.get_parts(new)) if part.geom_type == "Polygon"]
    if not areas:
        return None
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def _mark_coordinates(faults: list[str], bounds: NDArray[np.float64], present: NDArray[np.bool_]) -> None:
    for i in np.flatnonzero(present & ~np.isfinite(bounds).all(axis=1)):
        faults[i] = "a coordinate is not a number"
    with np.errstate(invalid="ignore"):
        far_x = np.abs(bounds[:, [0, 2]]).max(axis=1)
        far_y = np.abs(bounds[:, [1, 3]]).max(axis=1)
    for i in np.flatnonzero(present & ((far_x > 180) | (far_y > 90))):
        if faults[i]:
            continue
        if far_x[i] <= 90 and far_y[i] <= 180:
            faults[i] = "longitude and latitude are swapped: longitude comes first"
        elif max(far_x[i], far_y[i]) > 360:
            faults[i] = projected_hint(max(far_x[i], far_y[i]))
        else:
            faults[i] = f"longitude {bounds[i, 0]:.4f}, latitude {bounds[i, 1]:.4f} lies outside the world"


def _mark(faults: list[str], where: NDArray[np.bool_], reason: str) -> None:
    for i in np.flatnonzero(where):
        faults[i] = faults[i] or reason
