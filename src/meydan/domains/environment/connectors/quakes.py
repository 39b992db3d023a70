"""
AFAD's earthquakes: the magnitude of each near the city, with where and how deep as details.

``GET …/apiv2/event/filter?start&end`` answers with a JSON list whose numbers are texts and whose times are UTC
without a mark. Its ``limit`` cuts before it sorts, so none is sent: the window is read whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from meydan.base.connectors.public import fetch, settings_of
from meydan.base.packs.public import current
from meydan.domains.environment.connectors.reading import ShapeChanged, moment, number, rows, text
from meydan.domains.environment.connectors.registered import QUAKES_AFAD
from meydan.kernel.observations.public import (
    NO_TIME,
    Batch,
    Rare,
    StoreReport,
    ensure_datastream,
    ensure_thing,
    store,
    to_us,
)

WINDOW = timedelta(days=3)
RADIUS_KM = 200.0
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of IUGG
KEY, CODE = "earthquakes", "earthquake_magnitude"
NAMES = {"tr": "Çevredeki depremler", "fa": "زمین‌لرزه‌های پیرامون", "en": "Earthquakes around"}


@dataclass(frozen=True)
class Quake:
    """One event. ``lon``, ``lat`` in degrees, depth in km."""

    at: datetime
    magnitude: float
    lon: float
    lat: float
    depth_km: float | None
    code: str
    scale: str
    where: str

    def details(self) -> dict[str, Any]:
        """What is kept beside the magnitude."""
        said = {
            "event": self.code, "longitude": self.lon, "latitude": self.lat, "depth_km": self.depth_km,
            "scale": self.scale, "place": self.where, "source": "AFAD",
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in ("", None)}


def parse_quakes(answer: Any) -> list[Quake]:
    """
    The events of an answer; one without a time, a place or a magnitude is passed over.

    :raises ShapeChanged: if the answer is no list of events, or none of many can be read
    """
    if not isinstance(answer, list):
        raise ShapeChanged("no list of events")
    found = [quake for quake in map(_quake, rows(answer)) if quake is not None]
    if answer and not found:
        raise ShapeChanged("eventID, date, latitude, longitude, magnitude")
    return found


def _quake(row: dict[str, Any]) -> Quake | None:
    at, magnitude = moment(row.get("date")), number(row.get("magnitude"))
    lon, lat = number(row.get("longitude")), number(row.get("latitude"))
    if at is None or magnitude is None or lon is None or lat is None:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return Quake(
        at, magnitude, lon, lat, number(row.get("depth")), str(row.get("eventID") or "")[:40],
        text(row.get("type"), 10), text(row.get("location")),
    )  # fmt: skip


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The way over a sphere between two points in degrees [km]; the haversine formula."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def near(quakes: Iterable[Quake], lon: float, lat: float, radius_km: float) -> list[Quake]:
    """The events around a point, one an instant: of two in one second the stronger, for AFAD counts in seconds."""
    strongest: dict[datetime, Quake] = {}
    for quake in quakes:
        if distance_km(lon, lat, quake.lon, quake.lat) > radius_km:
            continue
        known = strongest.get(quake.at)
        if known is None or quake.magnitude > known.magnitude:
            strongest[quake.at] = quake
    return [strongest[at] for at in sorted(strongest)]


def ask_quakes(now: datetime) -> list[Quake]:
    """
    The events of the last days around the city.

    :raises CallFailed: if the service does not answer
    :raises ShapeChanged: if the answer cannot be read
    """
    said = {"start": f"{now - WINDOW:%Y-%m-%dT%H:%M:%S}", "end": f"{now:%Y-%m-%dT%H:%M:%S}"}
    quakes = parse_quakes(fetch(QUAKES_AFAD, "filter", params=said, now=now).json())
    lon, lat = current().centre
    radius = number(settings_of(QUAKES_AFAD).get("radius_km")) or RADIUS_KM
    return near(quakes, lon, lat, radius)


def store_quakes(*, quakes: list[Quake], now: datetime) -> StoreReport:
    """Store events; one whose magnitude was revised since is corrected, the others are known."""
    lon, lat = current().centre
    thing = ensure_thing(key=KEY, names=NAMES, lon=lon, lat=lat, properties={"source": "AFAD"}, now=now)
    stream = ensure_datastream(key=f"{KEY}-magnitude", thing=thing, observed_property=CODE)
    size = len(quakes)
    rare = np.empty(size, dtype=object)
    for place, quake in enumerate(quakes):
        rare[place] = Rare(parameters=quake.details())
    batch = Batch(
        np.full(size, stream.pk, dtype=np.int64),
        np.array([to_us(quake.at) for quake in quakes], dtype=np.int64),
        np.array([quake.magnitude for quake in quakes], dtype=np.float64),
        np.zeros(size, dtype=np.int64),
        np.full(size, NO_TIME, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        rare,
    )
    return store(rows=batch, now=now, source=QUAKES_AFAD.code)
