"""What happens around one address, and what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.kernel.places import public as places
from meydan.kernel.places.public import Near, Occurrence, Place
from meydan.site.guide.listing import NEIGHBOURHOODS

AROUND_M = 500.0
AHEAD = timedelta(days=14)
DAILY = ("pharmacies", "bus_stops", "health", "markets", "parks", "schools", "assembly_areas", "recycling")
REACH_M = 1500.0


@dataclass(frozen=True)
class Here:
    """One place's surroundings."""

    middle: Place
    neighbourhood: Place | None
    happening: list[Occurrence]
    nearest: list[Near]


def surroundings(text: str, now: datetime) -> Here | None:
    """Find the address or street that the text names and look around it; None when nothing is called so."""
    found = places.search(text, limit=1)
    return around(found[0].place, now) if found else None


def around(middle: Place, now: datetime) -> Here:
    """Look around a place: what happens within 500 m in two weeks, and the nearest of each daily need."""
    lon, lat = middle.lon, middle.lat
    return Here(
        middle,
        places.area_containing(lon, lat, NEIGHBOURHOODS),
        places.occurrences_near(lon, lat, AROUND_M, (now, now + AHEAD)),
        _one_each(places.nearest(lon, lat, DAILY, 400, REACH_M), middle),
    )


def _one_each(found: list[Near], middle: Place) -> list[Near]:
    first: dict[int, Near] = {}
    for near in found:
        if near.place.pk != middle.pk and near.place.names:
            first.setdefault(near.place.layer_id, near)
    return list(first.values())
