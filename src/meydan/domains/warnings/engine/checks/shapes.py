"""Areas: closed, simple, of at least four points, on the right side of the world."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from meydan.domains.warnings.engine.checks.fault import Box, Fault, Setting
from meydan.domains.warnings.engine.message import Alert, Area
from meydan.numerics.outlines import FEWEST_POINTS, Circle, Ring

# A radius beyond this is a slip of units: metres written for kilometres.
MOST_RADIUS_KM = 500.0
NEEDS_AREA = ("Alert", "Update")


def shape_faults(alert: Alert, setting: Setting) -> Iterator[Fault]:
    """Every fault of every area."""
    for info in alert.infos:
        if not info.areas and alert.msg_type in NEEDS_AREA:
            yield Fault("no_area", {"language": info.language})
        for area in info.areas:
            yield from _area_faults(area, setting.region)


def _area_faults(area: Area, region: Box | None) -> Iterator[Fault]:
    name = area.description.strip()
    if not name:
        yield Fault("area_nameless")
    if not (area.polygons or area.circles or area.geocodes):
        yield Fault("area_empty", {"area": name})
    for ring in area.polygons:
        yield from ring_faults(ring, name, region)
    for circle in area.circles:
        yield from circle_faults(circle, name, region)


def ring_faults(ring: Ring, area: str, region: Box | None) -> Iterator[Fault]:
    """The faults of one polygon; shape is judged only once its points are places on earth."""
    given = {"area": area}
    if len(ring) < FEWEST_POINTS:
        yield Fault("ring_short", {**given, "points": len(ring)})
        return
    if ring[0] != ring[-1]:
        yield Fault("ring_open", given)
    misplaced = list(_misplaced(ring, area, region))
    yield from misplaced
    if any(fault.code == "off_earth" for fault in misplaced):
        return
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    line = shapely.LinearRing([(lon, lat) for lat, lon in closed])
    if shapely.get_dimensions(shapely.convex_hull(line)) < 2:
        yield Fault("ring_flat", given)
    elif not line.is_simple:
        yield Fault("ring_crosses", given)


def circle_faults(circle: Circle, area: str, region: Box | None) -> Iterator[Fault]:
    """The faults of one circle."""
    if circle.radius_km <= 0:
        yield Fault("radius_nothing", {"area": area})
    elif circle.radius_km > MOST_RADIUS_KM:
        yield Fault("radius_large", {"area": area, "radius": circle.radius_km})
    yield from _misplaced(((circle.lat, circle.lon),), area, region)


def _misplaced(points: Ring, area: str, region: Box | None) -> Iterator[Fault]:
    """Off the earth, turned around, or in another city."""
    turned = tuple((lon, lat) for lat, lon in points)
    if not _on_earth(points):
        yield Fault("lat_lon_swapped" if _on_earth(turned) else "off_earth", {"area": area})
    elif region is not None and not _near(points, region):
        yield Fault("lat_lon_swapped" if _near(turned, region) else "elsewhere", {"area": area})


def _on_earth(points: Ring) -> bool:
    return all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points)


def _near(points: Ring, region: Box) -> bool:
    """Whether any point lies in the region, or beside it within the region's own size."""
    west, south, east, north = region
    wide, high = east - west, north - south
    return any(
        west - wide <= lon <= east + wide and south - high <= lat <= north + high for lat, lon in points
    )
