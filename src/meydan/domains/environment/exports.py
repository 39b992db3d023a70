"""The values of a station as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from meydan.base.files.public import csv_bytes
from meydan.domains.environment.queries import Reading, Station
from meydan.kernel.observations.public import from_us, series

HEAD = ("station", "property", "unit", "time", "value", "count")
RESOLUTIONS = ("raw", "hour", "day")


def rows(station: Station, start: datetime, end: datetime, resolution: str) -> Iterator[tuple[object, ...]]:
    """Every value of a station in [start, end), by pollutant and time; times in UTC, ISO 8601."""
    for reading in station.readings:
        found = series(reading.stream.pk, start, end, resolution)
        for at, value, count in zip(
            found.at.tolist(), found.value.tolist(), found.count.tolist(), strict=True
        ):
            moment = from_us(at).isoformat()
            yield station.key, reading.code, reading.stream.unit, moment, round(value, 3), count


def as_csv(station: Station, start: datetime, end: datetime, resolution: str) -> bytes:
    """A CSV for spreadsheets."""
    return csv_bytes(HEAD, rows(station, start, end, resolution))


def as_json(station: Station, start: datetime, end: datetime, resolution: str) -> bytes:
    """The same as JSON, with names and whether the station is a sample."""
    return msgspec.json.encode(
        {
            "station": station.key, "names": dict(station.names), "lon": station.lon, "lat": station.lat,
            "is_sample": station.is_sample, "resolution": resolution,
            "series": [_one(reading, start, end, resolution) for reading in station.readings],
        }
    )  # fmt: skip


def _one(reading: Reading, start: datetime, end: datetime, resolution: str) -> dict[str, object]:
    found = series(reading.stream.pk, start, end, resolution)
    return {
        "property": reading.code,
        "unit": reading.stream.unit,
        "time": [from_us(at).isoformat() for at in found.at.tolist()],
        "value": [round(value, 3) for value in found.value.tolist()],
    }
