"""How well the air of the valley moves, from the best that is measured; asks nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from meydan.base.packs.public import current
from meydan.domains.environment.engine.sun import HOUR_US, elevation
from meydan.domains.environment.engine.ventilation import Ventilation, from_slope, from_sun_and_wind
from meydan.domains.environment.queries.snapshot import Snapshot
from meydan.kernel.observations.public import Datastream, to_us

WIND, WARMTH = "wind_speed", "air_temperature"
# Where a station stands above the sea, m, among the properties of its thing.
HEIGHT = "height_m"
WIND_HOURS = 6
# Nearer than this a degree between two thermometers is their own error.
LEAST_RISE_M = 50.0
# Two thermometers are laid against each other when their values are of the same hour, or nearly.
TOGETHER = timedelta(hours=1)


@dataclass(frozen=True)
class Breath:
    """What was found, by whose mean wind [m/s], and between which thermometers where there are two."""

    found: Ventilation
    wind: Datastream
    wind_m_s: float
    below: Datastream | None = None
    above: Datastream | None = None
    rise_m: float = 0.0


def breath_now(seen: Snapshot) -> Breath | None:
    """
    The ventilation by two thermometers of known height, else by sun and wind; ``None`` without a current wind meter.
    """
    told = _wind(seen)
    if told is None:
        return None
    stream, wind = told
    pair = _thermometers(seen)
    if pair is None:
        return Breath(from_sun_and_wind(wind, _sun(stream, seen.now)), stream, wind)
    below, above, rise = pair
    found = from_slope(wind, seen.newest[below.pk].value, seen.newest[above.pk].value, rise)
    return Breath(found, stream, wind, below, above, rise)


def _wind(seen: Snapshot) -> tuple[Datastream, float] | None:
    """The lowest wind meter that speaks, for smoke is down there, and its mean of six hours."""
    speaking = sorted(_fresh(seen, WIND), key=lambda stream: _height(stream, math.inf))
    for stream in speaking:
        hours = seen.hours[stream.pk]
        recent = hours.value[hours.at > to_us(seen.newest[stream.pk].at) - WIND_HOURS * HOUR_US]
        if recent.size >= WIND_HOURS / 2:
            return stream, max(float(recent.mean()), 0.0)
    return None


def _thermometers(seen: Snapshot) -> tuple[Datastream, Datastream, float] | None:
    """The lowest and the highest thermometer and the metres between, where they are far apart and of one hour."""
    heights = {stream: _height(stream) for stream in _fresh(seen, WARMTH)}
    known = sorted((height, stream.pk, stream) for stream, height in heights.items() if math.isfinite(height))
    if len(known) < 2:
        return None
    (low, _pk, below), (high, _pk, above) = known[0], known[-1]
    late = abs(seen.newest[above.pk].at - seen.newest[below.pk].at)
    return (below, above, high - low) if high - low >= LEAST_RISE_M and late <= TOGETHER else None


def _fresh(seen: Snapshot, code: str) -> list[Datastream]:
    return [s for s in seen.streams if s.observed_property.code == code and seen.state(s) == "fresh"]


def _height(stream: Datastream, unknown: float = math.nan) -> float:
    """The height of the station above the sea [m]; what is no number counts as not known."""
    said = (stream.thing.properties or {}).get(HEIGHT)
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else unknown


def _sun(stream: Datastream, now: datetime) -> Sequence[float]:
    """The sun's height [degrees] at each hour from the city's midnight, and now."""
    lon, lat = current().centre
    if stream.thing.lon is not None and stream.thing.lat is not None:
        lon, lat = stream.thing.lon, stream.thing.lat
    midnight = now.astimezone(settings.CITY_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = np.arange(to_us(now), to_us(midnight), -HOUR_US, dtype=np.int64)[::-1]
    return list(elevation(lon, lat, moments).tolist())
