"""Areas as people choose them, joined into one that a telephone draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely

from meydan.numerics.outlines import DECIMALS

MOST_POINTS = 600  # beyond this a telephone takes long to draw it, and nobody stands on the metre
COARSEST = 0.002  # degrees: some 200 m


def joined(shapes: Sequence[Any]) -> Any:
    """
    Join areas into polygons without needless points; ``None`` when there is no area among them.

    :param shapes: shapely geometries, EPSG:4326, longitude first
    """
    areas = [shape for shape in shapes if shape is not None and shapely.get_dimensions(shape) == 2]
    if not areas:
        return None
    whole = shapely.union_all([shapely.make_valid(shape) for shape in areas])
    tolerance = 10.0**-DECIMALS
    while shapely.get_num_coordinates(whole) > MOST_POINTS and tolerance < COARSEST:
        tolerance *= 4
        whole = shapely.simplify(whole, tolerance, preserve_topology=True)
    polygons = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons) if len(polygons) != 1 else polygons[0]
