"""Where things stand, and where they stood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import shapely

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import FeatureOfInterest, HistoricalLocation, Location, Thing


def shape_fields(geometry: shapely.Geometry | None) -> dict[str, Any]:
    """The columns of a shape: WKB [EPSG:4326] and its box; empty for none."""
    if geometry is None or geometry.is_empty:
        return {"wkb": None, "west": None, "south": None, "east": None, "north": None}
    west, south, east, north = geometry.bounds
    return {
        "wkb": shapely.to_wkb(geometry), "west": west, "south": south, "east": east, "north": north,
    }  # fmt: skip


def stand(thing: Thing, *, lon: float, lat: float, now: datetime | None) -> Location:
    """Let a thing stand at a point; where it stood before stays in its history when the move is dated."""
    point = {"type": "Point", "coordinates": [lon, lat]}
    own = thing.locations.order_by("pk").first()
    if own is not None and own.location == point:
        return own
    if own is None or now is not None:
        own = Location.objects.create(
            name=thing.name, location=point, **shape_fields(shapely.Point(lon, lat))
        )
        thing.locations.set([own])
        if now is not None:
            remember(thing, [own], at_us=to_us(now))
        return own
    for field, value in {"location": point, **shape_fields(shapely.Point(lon, lat))}.items():
        setattr(own, field, value)
    own.save()
    return own


def remember(thing: Thing, locations: list[Location], *, at_us: int) -> HistoricalLocation:
    """Write that from an instant on a thing stood at these locations."""
    entry = HistoricalLocation.objects.create(thing=thing, at_us=at_us)
    entry.locations.set(locations)
    return entry


def feature_of(location: Location) -> FeatureOfInterest:
    """The feature of interest that a location stands for, made once (OGC 18-088, 8.2.8)."""
    feature, _ = FeatureOfInterest.objects.get_or_create(
        made_from=location,
        defaults={
            "name": location.name, "description": location.description,
            "encoding_type": location.encoding_type, "feature": location.location, "wkb": location.wkb,
            "west": location.west, "south": location.south, "east": location.east, "north": location.north,
        },
    )  # fmt: skip
    return feature
