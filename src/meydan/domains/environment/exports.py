"""The values of a station as files."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from meydan.base.files.public import csv_bytes, harmless
from meydan.kernel.observations.public import Datastream, from_us, series

HEAD = ("station", "property", "unit", "time", "value", "count")
RESOLUTIONS = ("raw", "hour", "day")
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Asked:
    """What to write: a station's series in [start, end), as they came or by hour or day."""

    key: str
    names: Mapping[str, str]
    lon: float | None
    lat: float | None
    is_sample: bool
    streams: Sequence[Datastream]
    start: datetime
    end: datetime
    resolution: str


def rows(asked: Asked) -> Iterator[tuple[object, ...]]:
    """Every value of a station, by property and time; times in UTC, ISO 8601."""
    for stream in asked.streams:
        found = series(stream.pk, asked.start, asked.end, asked.resolution)
        code = stream.observed_property.code
        for at, value, count in zip(
            found.at.tolist(), found.value.tolist(), found.count.tolist(), strict=True
        ):
            yield asked.key, code, stream.unit, from_us(at).isoformat(), round(value, 3), count


def written(asked: Asked, form: str) -> bytes:
    """The values as "csv", "json" or "xlsx"."""
    return {"csv": as_csv, "json": as_json, "xlsx": as_xlsx}[form](asked)


def as_csv(asked: Asked) -> bytes:
    """A CSV for spreadsheets."""
    return csv_bytes(HEAD, rows(asked))


def as_xlsx(asked: Asked) -> bytes:
    """A workbook with one sheet."""
    # The library is loaded when somebody asks for a workbook: most days nobody does.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("values")
    sheet.append(HEAD)
    for row in rows(asked):
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(asked: Asked) -> bytes:
    """The same as JSON, with names and whether the station is a sample."""
    return msgspec.json.encode(
        {
            "station": asked.key, "names": dict(asked.names), "lon": asked.lon, "lat": asked.lat,
            "is_sample": asked.is_sample, "resolution": asked.resolution,
            "series": [_one(stream, asked) for stream in asked.streams],
        }
    )  # fmt: skip


def _one(stream: Datastream, asked: Asked) -> dict[str, object]:
    found = series(stream.pk, asked.start, asked.end, asked.resolution)
    return {
        "property": stream.observed_property.code,
        "unit": stream.unit,
        "time": [from_us(at).isoformat() for at in found.at.tolist()],
        "value": [round(value, 3) for value in found.value.tolist()],
    }
