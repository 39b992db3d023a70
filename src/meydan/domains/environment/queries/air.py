"""How the air is: stations with their newest values, judged by the city's index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from meydan.domains.environment.engine.air_index import HOURS, worst_index
from meydan.domains.environment.engine.kinds import AIR, BY_CODE, place_of
from meydan.domains.environment.engine.tables import Band, IndexTable
from meydan.domains.environment.queries.snapshot import Snapshot, snapshot
from meydan.domains.environment.queries.tables import index_table
from meydan.kernel.observations.public import Datastream, Latest, Series, to_us

HOUR_US = 3_600_000_000


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
        """Whether the value may speak for now: not too old, not stuck, and not doubted."""
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
        """The current reading with the highest index; ``None`` where all are stale or the station is doubted."""
        if self.is_checked:
            return None
        judged = [reading for reading in self.readings if reading.is_current and reading.index is not None]
        return max(judged, key=lambda reading: reading.index or 0, default=None)

    @property
    def state(self) -> str:
        """ "good", "watch" or "bad" of its class, or "stale" without a current value."""
        worst = self.worst
        return worst.band.state if worst and worst.band else "stale"

    @property
    def is_checked(self) -> bool:
        """Whether there is an open serious doubt about one of its series: then none of them speaks."""
        return any(reading.state == "checked" for reading in self.readings)

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


def air_now(now: datetime, *, key: str = "") -> Air:
    """The stations of the city (or the one of that key) with their newest values, in four queries."""
    return air_of(snapshot(now, [AIR], key=key))


def air_of(seen: Snapshot) -> Air:
    """The air in what was read; asks nothing."""
    table = index_table()
    streams = [stream for stream in seen.of_kind(AIR) if stream.observed_property.code in table.pollutants]
    stations = [
        _station([_reading(stream, seen, table) for stream in own])
        for _thing, own in groupby(streams, key=lambda stream: stream.thing_id)
    ]
    return Air(table, stations, seen.now)


def _station(readings: list[Reading]) -> Station:
    thing = readings[0].stream.thing
    readings.sort(key=lambda reading: place_of(BY_CODE[AIR], reading.code))
    return Station(thing.key, thing.names, thing.lon, thing.lat, thing.is_sample, readings)


def _reading(stream: Datastream, seen: Snapshot, table: IndexTable) -> Reading:
    newest, hours = seen.newest[stream.pk], seen.hours[stream.pk]
    index = worst_index(newest_first(hours, newest), stream.unit, str(stream.observed_property.code), table)
    band = None if index is None else table.band(index)
    return Reading(stream, newest, seen.state(stream), hours, index, band)


def newest_first(hours: Series, newest: Latest) -> list[float | None]:
    """Hourly means from the hour of the newest value backwards; ``None`` where an hour is missing."""
    found: list[float | None] = [None] * HOURS
    if not len(hours):
        return found
    last = int(hours.at[hours.at <= to_us(newest.at)][-1]) if (hours.at <= to_us(newest.at)).any() else 0
    ages = (last - hours.at) // HOUR_US
    for age, value in zip(ages.tolist(), hours.value.tolist(), strict=True):
        if 0 <= age < HOURS:
            found[age] = value
    return found
