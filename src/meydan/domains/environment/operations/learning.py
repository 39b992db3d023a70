"""
Learning the habits of series, which is slow, apart from forecasting from them, which is quick.

What was learnt lives in the memory of the worker for a day; after a restart it is learnt again, one series after
the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.forecast import Forecaster, SeriesTooShort, fit
from meydan.domains.environment.engine.kinds import AIR, BY_CODE, place_of
from meydan.kernel.observations.public import (
    Datastream,
    Latest,
    Series,
    latest,
    public_datastreams,
    series,
    to_us,
)

HORIZON_H = 48
# A season is enough to learn from, and keeps the work of a small server small.
LEARN = timedelta(days=120)
# A series whose newest value is older has nothing to start from.
FRESH = timedelta(hours=3)
HOLDS = timedelta(days=1)
# A series with too little past is looked at again after this time.
AGAIN = timedelta(hours=6)
WEATHER = ("air_temperature", "wind_speed")
HOUR_US = 3_600_000_000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Learnt:
    """What was learnt of a series, with which weather beside it; without a forecaster there was too little past."""

    at: datetime
    forecaster: Forecaster | None
    weather: Sequence[str] = ()


_memory: dict[int, Learnt] = {}


def forget() -> None:
    """Empty the memory; for tests."""
    _memory.clear()


def learnt_of(datastream_id: int) -> Learnt | None:
    """What is remembered of a series."""
    return _memory.get(datastream_id)


def fresh_streams(now: datetime) -> list[tuple[Datastream, Latest]]:
    """Public air series with a current value: the pollutants people ask for first, the highest values first."""
    streams = list(public_datastreams(AIR))
    newest = latest([stream.pk for stream in streams])
    fresh = [(s, newest[s.pk]) for s in streams if s.pk in newest and now - newest[s.pk].at <= FRESH]
    air = BY_CODE[AIR]
    fresh.sort(key=lambda one: (place_of(air, str(one[0].observed_property.code)), -one[1].value))
    return fresh


def to_learn(streams: Sequence[Datastream], now: datetime) -> list[Datastream]:
    """Those of which nothing is remembered, or only what has grown old."""
    return [stream for stream in streams if _is_due(_memory.get(stream.pk), now)]


def _is_due(known: Learnt | None, now: datetime) -> bool:
    if known is None:
        return True
    return now - known.at > (HOLDS if known.forecaster is not None else AGAIN)


def learn(stream: Datastream, hours: Series, weather: Mapping[str, Series], now: datetime) -> Learnt:
    """Learn a series from its hours, and remember it."""
    start, values, columns = grids(hours, weather)
    try:
        made = Learnt(now, fit(values, start, weather=columns, horizon_h=HORIZON_H), sorted(columns))
    except SeriesTooShort:
        made = Learnt(now, None)
    _memory[stream.pk] = made
    return made


def hours_to(stream: Datastream, now: datetime) -> Series:
    """The hours a series is learnt from."""
    return series(stream.pk, now - LEARN, now, "hour")


def weather_to(now: datetime) -> dict[str, Series]:
    """The weather of the town by hour: for each column the first series that has been measured lately."""
    found: dict[str, Series] = {}
    for stream in public_datastreams("weather").filter(observed_property__code__in=WEATHER):
        code = str(stream.observed_property.code)
        hours = hours_to(stream, now) if code not in found else None
        if hours is not None and len(hours) and int(hours.at[-1]) >= to_us(now - FRESH):
            found[code] = hours
    return found


def grids(hours: Series, weather: Mapping[str, Series]) -> tuple[int, Numbers, dict[str, Numbers]]:
    """The first hour [µs], the values on whole hours (NaN where one is missing), the weather of the same hours."""
    start = int(hours.at[0])
    count = int((hours.at[-1] - start) // HOUR_US) + 1
    return (
        start,
        on_grid(hours, start, count),
        {name: on_grid(one, start, count) for name, one in weather.items()},
    )


def on_grid(hours: Series, start_us: int, count: int) -> Numbers:
    """Hourly means on ``count`` whole hours from ``start_us``; NaN where one is missing."""
    grid = np.full(count, np.nan)
    place = (hours.at - start_us) // HOUR_US
    own = (place >= 0) & (place < count)
    grid[place[own]] = hours.value[own]
    return grid
