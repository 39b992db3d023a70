"""Areas as people type them: outlines and circles, one a line, latitude first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

# Latitude first; the first point stands again at the end.
Ring = tuple[tuple[float, float], ...]
FEWEST_POINTS = 4  # three corners, and the first again
DECIMALS = 6  # a tenth of a metre
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
# What keyboards of both countries put for a comma and a decimal mark.
MARKS = str.maketrans({"،": ",", "٬": ",", "؛": ";", "٫": "."})


class ShapeUnreadable(ValueError):
    """A polygon or a circle is not written as numbers with commas and spaces."""


@dataclass(frozen=True)
class Circle:
    """A point (degrees, WGS 84) and a radius in kilometres."""

    lat: float
    lon: float
    radius_km: float


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


def polygon_of(ring: Ring) -> Any:
    """A ring, latitude first, as a shapely polygon, longitude first."""
    return shapely.Polygon([(lon, lat) for lat, lon in ring])


def _closed(ring: Ring) -> Ring:
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(closed) < FEWEST_POINTS:
        raise ShapeUnreadable(write_ring(ring))
    return closed


def write_number(value: float) -> str:
    """A decimal without an exponent, to six places, without needless zeros."""
    written = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def write_ring(ring: Ring) -> str:
    """Points as lat,lon parted by spaces."""
    return " ".join(f"{write_number(lat)},{write_number(lon)}" for lat, lon in ring)


def read_ring(text: str) -> Ring:
    """
    Read the points of a polygon, however many and wherever they are.

    :raises ShapeUnreadable: with the point that is not two numbers
    """
    return tuple(_pair(word) for word in text.split())


def write_circle(circle: Circle) -> str:
    """The middle as lat,lon, a space, and the radius in km."""
    return f"{write_number(circle.lat)},{write_number(circle.lon)} {write_number(circle.radius_km)}"


def read_circle(text: str) -> Circle:
    """
    Read what ``write_circle`` wrote.

    :raises ShapeUnreadable: if it is not a point and a number
    """
    words = text.split()
    if len(words) != 2 or not NUMBER.fullmatch(words[1]):
        raise ShapeUnreadable(text)
    return Circle(*_pair(words[0]), float(words[1]))


def _pair(word: str) -> tuple[float, float]:
    lat, comma, lon = word.partition(",")
    if not comma or not NUMBER.fullmatch(lat) or not NUMBER.fullmatch(lon):
        raise ShapeUnreadable(word)
    return float(lat), float(lon)
