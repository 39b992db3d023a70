"""How the air is: stations with their newest values, judged by the city's index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

import numpy as np

from meydan.base.packs.public import current, load_pack
from meydan.domains.environment.engine.air_index import (
    NOWCAST_HOURS,
    Band,
    IndexTable,
    current_concentration,
    in_table_unit,
    index_of,
    table_from,
)
from meydan.kernel.observations.public import (
    Datastream,
    Latest,
    Series,
    hourly,
    latest,
    public_datastreams,
    to_us,
)

KIND = "air"
HOUR_US = 3_600_000_000
# How far back a page looks for the hours of the index and the line of the chart.
SHOWN = timedelta(hours=72)
DEFAULT_INDEX = "us_epa_2024"
# Pollutants in the order in which people ask for them.
ORDER = ("pm2_5", "pm10", "no2", "o3", "so2", "co")


@dataclass(frozen=True)
class Reading:
    """The newest value of one pollutant at one station, and what it means."""

    stream: Datastream
    latest: Latest
    state: str
    hours: Series = field(repr=False)
    index: int | None = None
    band: Band | None = None

    @property
    def code(self) -> str:
        """The code of the pollutant."""
        return str(self.stream.observed_property.code)

    @property
    def is_current(self) -> bool:
        """Whether the value may speak for now: not too old, and not stuck."""
        return self.state == "fresh"


@dataclass(frozen=True)
class Station:
    """A station with its readings; the worst current one speaks for it."""

    key: str
    names: Mapping[str, str]
    lon: float | None
    lat: float | None
    is_sample: bool
    readings: Sequence[Reading]

    @property
    def worst(self) -> Reading | None:
        """The current reading with the highest index, or ``None``: stale values colour nothing."""
        judged = [reading for reading in self.readings if reading.is_current and reading.index is not None]
        return max(judged, key=lambda reading: reading.index or 0, default=None)

    @property
    def state(self) -> str:
        """ "good", "watch" or "bad" of its class, or "stale" without a current value."""
        worst = self.worst
        return worst.band.state if worst and worst.band else "stale"

    @property
    def newest_at(self) -> datetime:
        """The time of its newest value."""
        return max(reading.latest.at for reading in self.readings)

    @property
    def by_code(self) -> dict[str, Reading]:
        """Readings by pollutant."""
        return {reading.code: reading for reading in self.readings}


@dataclass(frozen=True)
class Air:
    """The air of the city now."""

    table: IndexTable
    stations: Sequence[Station]
    now: datetime

    @property
    def worst(self) -> Station | None:
        """The station that speaks for the city: the one with the highest current index."""
        current_ones = [station for station in self.stations if station.worst is not None]
        return max(current_ones, key=lambda s: (s.worst.index or 0) if s.worst else 0, default=None)

    @property
    def is_sample(self) -> bool:
        """Whether any station is a sample."""
        return any(station.is_sample for station in self.stations)


def index_table() -> IndexTable:
    """The index the city judges by: ``air_index`` of its pack."""
    pack = current()
    return _table(pack.id, str(pack.head.get("air_index", DEFAULT_INDEX)))


@lru_cache(maxsize=8)
def _table(pack_id: str, code: str) -> IndexTable:
    return table_from(load_pack(pack_id).document(f"air/{code}"))


def air_now(now: datetime, *, key: str = "") -> Air:
    """The stations of the city (or the one of that key) with their newest values, in three queries."""
    table = index_table()
    streams = [
        stream
        for stream in public_datastreams(KIND)
        if stream.observed_property.code in table.pollutants and (not key or stream.thing.key == key)
    ]
    ids = [stream.pk for stream in streams]
    newest = latest(ids)
    hours = hourly(ids, now - SHOWN, now + timedelta(minutes=1))
    stations = []
    for _thing, own in groupby(streams, key=lambda stream: stream.thing_id):
        readings = [_reading(s, newest[s.pk], hours[s.pk], table, now) for s in own if s.pk in newest]
        if readings:
            stations.append(_station(readings))
    return Air(table, stations, now)


def _station(readings: list[Reading]) -> Station:
    thing = readings[0].stream.thing
    readings.sort(key=lambda reading: ORDER.index(reading.code) if reading.code in ORDER else len(ORDER))
    return Station(thing.key, thing.names, thing.lon, thing.lat, thing.is_sample, readings)


def _reading(stream: Datastream, newest: Latest, hours: Series, table: IndexTable, now: datetime) -> Reading:
    pollutant = table.pollutants[stream.observed_property.code]
    concentration = current_concentration(_newest_first(hours, newest), pollutant.averaging)
    if concentration is None or concentration < 0:
        return Reading(stream, newest, newest.state(now), hours)
    try:
        index = index_of(in_table_unit(concentration, stream.unit, pollutant), pollutant, table)
    except ValueError:
        # A unit the table cannot be asked in: the value is shown, and not judged.
        return Reading(stream, newest, newest.state(now), hours)
    return Reading(stream, newest, newest.state(now), hours, index, table.band(index))


def _newest_first(hours: Series, newest: Latest) -> list[float | None]:
    """Hourly means from the hour of the newest value backwards; ``None`` where an hour is missing."""
    found: list[float | None] = [None] * NOWCAST_HOURS
    if not len(hours):
        return found
    last = int(hours.at[hours.at <= to_us(newest.at)][-1]) if (hours.at <= to_us(newest.at)).any() else 0
    ages = (last - hours.at) // HOUR_US
    for age, value in zip(ages.tolist(), hours.value.tolist(), strict=True):
        if 0 <= age < NOWCAST_HOURS:
            found[age] = value
    return found


@dataclass(frozen=True)
class YearAgo:
    """The last thirty days beside the same days a year before."""

    now_mean: float
    then_mean: float

    @property
    def change_percent(self) -> float:
        """How much higher (or, below nought, lower) it is now."""
        return 100 * (self.now_mean / self.then_mean - 1) if self.then_mean else 0.0


def year_ago(days: Series, now: datetime) -> YearAgo | None:
    """
    The mean of the last 30 civil days and of the same days 365 days before.

    :param days: daily means of the last 400 days; ``None`` unless both times hold 23 of their 30 days
    """
    since, span = to_us(now - timedelta(days=30)), 30 * 24 * HOUR_US
    year = 365 * 24 * HOUR_US
    recent = days.value[days.at >= since]
    then = days.value[(days.at >= since - year) & (days.at < since - year + span)]
    if min(recent.size, then.size) < 23:
        return None
    return YearAgo(float(np.mean(recent)), float(np.mean(then)))
