"""Issuing forecasts: computed outside any transaction, written at once, judged by their own predecessors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from meydan.domains.environment.engine.forecast import SeriesTooShort, forecast
from meydan.domains.environment.engine.kinds import AIR
from meydan.domains.environment.models import Forecast
from meydan.domains.environment.queries.forecasts import JUDGED, worth_of
from meydan.kernel.observations.public import (
    Datastream,
    Series,
    from_us,
    latest,
    public_datastreams,
    series,
    to_us,
)

MODEL = "ridge-1"
HORIZON_H = 48
# A season is enough to learn from, and keeps the hourly work of a small server small.
LEARN = timedelta(days=120)
# A series whose newest value is older has nothing to start from.
FRESH = timedelta(hours=3)
WEATHER = ("air_temperature", "wind_speed")
# Every forecast of a month is kept; of older ones two a day, for the view of what was expected then.
KEPT = timedelta(days=30)
THINNED_TO_HOURS = 12
THINNED_OVER = timedelta(days=20)
HOUR_US = 3_600_000_000
Numbers = NDArray[np.float64]


def compute_forecasts(now: datetime) -> list[Forecast]:
    """
    Forecast every public air series that is fresh and has not been forecast from its newest hour yet.

    Nothing is written; series with too little past are passed over.
    """
    streams = list(public_datastreams(AIR))
    newest = latest([stream.pk for stream in streams])
    fresh = [s for s in streams if s.pk in newest and now - newest[s.pk].at <= FRESH]
    done = set(
        Forecast.objects.filter(issued_at__gte=now - FRESH - timedelta(hours=1)).values_list(
            "datastream_id", "issued_at"
        )
    )
    weather = _weather(now)
    found = []
    for stream in fresh:
        hours = series(stream.pk, now - LEARN, now, "hour")
        if len(hours) and (stream.pk, from_us(int(hours.at[-1]))) not in done:
            made = _forecast(stream, hours, weather, now)
            found += [made] if made is not None else []
    return found


def _forecast(
    stream: Datastream, hours: Series, weather: Mapping[str, Series], now: datetime
) -> Forecast | None:
    start = int(hours.at[0])
    count = int((hours.at[-1] - start) // HOUR_US) + 1
    columns = {name: on_grid(found, start, count) for name, found in weather.items()}
    try:
        made = forecast(on_grid(hours, start, count), start, weather=columns, horizon_h=HORIZON_H)
    except SeriesTooShort:
        return None
    if not np.isfinite(made.median).any():
        return None
    row = Forecast(
        datastream=stream, issued_at=from_us(made.issued_us), first_us=made.issued_us + HOUR_US,
        low=listed(made.low), median=listed(made.median), high=listed(made.high), model=MODEL,
    )  # fmt: skip
    return judge(row, hours, now)


def judge(row: Forecast, hours: Series, now: datetime) -> Forecast:
    """Write on a forecast what those stored before it were worth."""
    stored = list(Forecast.objects.filter(datastream_id=row.datastream_id, issued_at__gte=now - JUDGED))
    worth = worth_of(stored, hours)
    if worth is not None:
        row.judged_hours, row.mae, row.coverage = worth.hours, worth.mae, worth.coverage
        row.persistence_mae, row.seasonal_mae = worth.persistence_mae, worth.seasonal_mae
    return row


def _weather(now: datetime) -> dict[str, Series]:
    """The weather of the town by hour: for each column the first series that has been measured lately."""
    found: dict[str, Series] = {}
    for stream in public_datastreams("weather").filter(observed_property__code__in=WEATHER):
        code = str(stream.observed_property.code)
        if code not in found:
            hours = series(stream.pk, now - LEARN, now, "hour")
            if len(hours) and to_us(now) - int(hours.at[-1]) <= to_us(now) - to_us(now - FRESH):
                found[code] = hours
    return found


def on_grid(hours: Series, start_us: int, count: int) -> Numbers:
    """Hourly means on ``count`` whole hours from ``start_us``; NaN where one is missing."""
    grid = np.full(count, np.nan)
    place = (hours.at - start_us) // HOUR_US
    own = (place >= 0) & (place < count)
    grid[place[own]] = hours.value[own]
    return grid


def listed(values: Numbers) -> list[float | None]:
    """Numbers as they are stored: four figures are more than any forecast knows."""
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values.tolist()]


@transaction.atomic
def store_forecasts(*, rows: Sequence[Forecast], now: datetime) -> int:
    """
    Keep forecasts that were computed, and thin those older than a month; a forecast said twice stays one.

    Returns how many were new.
    """
    before = Forecast.objects.count()
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    new = Forecast.objects.count() - before
    aged = Forecast.objects.filter(issued_at__lt=now - KEPT, issued_at__gte=now - KEPT - THINNED_OVER)
    gone = [pk for pk, at in aged.values_list("pk", "issued_at") if at.hour % THINNED_TO_HOURS]
    Forecast.objects.filter(pk__in=gone).delete()
    return new
