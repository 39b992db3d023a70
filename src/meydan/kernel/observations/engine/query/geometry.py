"""Shapes in a query: WKT in, a checked flat shape out."""

from __future__ import annotations

import re

import shapely

from meydan.kernel.observations.engine.query.ast import Geography
from meydan.kernel.observations.engine.query.refusals import MAX_POINTS, QueryRefused

_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,9})\s*;", re.IGNORECASE | re.ASCII)
WGS84 = 4326
# A client that was panned around the world sends longitudes of more than one turn.
MAX_LON, MAX_LAT = 360.0, 90.0
# Point, line, polygon and the sets of each, as shapely numbers them.
PLAIN = {0, 1, 3, 4, 5, 6}


def read_geography(text: str, max_points: int = MAX_POINTS) -> Geography:
    """
    The shape of ``POINT(39.48 40.46)``, longitude first, with or without ``SRID=4326;`` before it.

    A third dimension is dropped. What a database could choke on is refused: shapes that are not WKT, are
    empty, cross themselves, are curved or mixed, or leave the globe.
    """
    srid = _SRID.match(text)
    if srid and int(srid[1]) != WGS84:
        raise QueryRefused(f"Shapes are read in EPSG:4326, not in SRID {srid[1]}.")
    # One comma stands between two points, so this is known before anything is built.
    if text.count(",") >= max_points:
        raise QueryRefused(f"A shape may have at most {max_points} points.")
    try:
        shape = shapely.from_wkt(text[srid.end() :] if srid else text)
    # shapely says "not implemented" of shapes it reads and cannot hold, by a kind of RuntimeError.
    except (shapely.errors.ShapelyError, RuntimeError):
        raise QueryRefused(f"'{text[:60]}' is not well-known text such as POINT(39.48 40.46).") from None
    _check(shape)
    shape = shapely.force_2d(shape)
    return Geography(shapely.to_wkt(shape, rounding_precision=-1), shapely.to_wkb(shape, byte_order=1))


def _check(shape: shapely.Geometry) -> None:
    if shape is None or shapely.is_empty(shape):
        raise QueryRefused("An empty shape meets nothing; give it at least one point.")
    # Relations of mixed collections are not defined by every engine.
    if shapely.get_type_id(shape) not in PLAIN:
        raise QueryRefused("Collections and bare rings are not compared; use points, lines or polygons.")
    # Written so that a NaN, which is not below anything, is refused as well.
    lon, lat = abs(shapely.get_coordinates(shape)).max(axis=0)
    if not (lon <= MAX_LON and lat <= MAX_LAT):
        raise QueryRefused("Coordinates are degrees, longitude first, latitude within -90 to 90.")
    if not shapely.is_valid(shape):
        raise QueryRefused(f"The shape is not valid: {shapely.is_valid_reason(shape)}.")
