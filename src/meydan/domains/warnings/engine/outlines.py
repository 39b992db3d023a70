"""Areas as people give them: chosen shapes joined, coordinates typed line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from meydan.domains.warnings.engine.checks.shapes import FEWEST_POINTS
from meydan.domains.warnings.engine.lists import (
    DECIMALS,
    ShapeUnreadable,
    read_circle,
    read_ring,
    write_circle,
    write_ring,
)
from meydan.domains.warnings.engine.message import Circle, Ring

MOST_POINTS = 600  # beyond this a telephone takes long to draw it, and nobody stands on the metre
COARSEST = 0.002  # degrees: some 200 m
# What keyboards of both countries put for a comma and a decimal mark.
MARKS = str.maketrans({"،": ",", "٬": ",", "؛": ";", "٫": "."})


class LineUnreadable(ValueError):
    """
    A typed line is neither a polygon nor a circle.

    :ivar line: its number, from 1
    """

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"{line}: {words}")
        self.line, self.words = line, words


@dataclass(frozen=True)
class Typed:
    """What was typed: closed polygons and circles."""

    rings: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()


def read_lines(text: str) -> Typed:
    """
    Read one shape a line: ``lat,lon lat,lon lat,lon`` is a polygon, ``lat,lon 2.5`` a circle of 2.5 km.

    A polygon that is not closed is closed: whoever walks around it comes back to the first point.

    :raises LineUnreadable: with the number of the line
    """
    rings: list[Ring] = []
    circles: list[Circle] = []
    for number, line in enumerate(text.translate(MARKS).splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        try:
            if len(words) == 2 and "," not in words[1]:
                circles.append(read_circle(line))
            else:
                rings.append(_closed(read_ring(line)))
        except ShapeUnreadable as fault:
            raise LineUnreadable(number, str(fault)) from fault
    return Typed(tuple(rings), tuple(circles))


def write_lines(rings: Sequence[Ring], circles: Sequence[Circle]) -> str:
    """Write shapes as ``read_lines`` reads them."""
    return "\n".join([*map(write_ring, rings), *map(write_circle, circles)])


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


def polygon_of(ring: Ring) -> Any:
    """A ring, latitude first, as a shapely polygon, longitude first."""
    return shapely.Polygon([(lon, lat) for lat, lon in ring])


def _closed(ring: Ring) -> Ring:
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(closed) < FEWEST_POINTS:
        raise ShapeUnreadable(write_ring(ring))
    return closed
