"""Issuing forecasts: computed outside any transaction, written at once, judged by their own predecessors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from meydan.domains.environment.models import Forecast
from meydan.domains.environment.operations import learning
from meydan.domains.environment.operations.learning import HOUR_US, Learnt, Numbers
from meydan.domains.environment.queries.forecasts import JUDGED, worth_of
from meydan.kernel.observations.public import Datastream, Series, from_us

MODEL = "blend-1"
# Learning a series takes many seconds: so many in one go, the rest a quarter of an hour later.
LEARN_AT_ONCE = 1
# Every forecast of a month is kept; of older ones two a day, for the view of what was expected then.
KEPT = timedelta(days=30)
THINNED_TO_HOURS = 12
THINNED_OVER = timedelta(days=20)
# A sample town has no past forecasts: those of the last days are made up for, each from what lay before it.
REHEARSED_H = 8 * 24
REHEARSED_EVERY_H = 3


def compute_forecasts(now: datetime, most: int = LEARN_AT_ONCE) -> list[Forecast]:
    """
    Forecast the fresh public air series from their newest hour, learning at most ``most`` of them anew.

    Nothing is written. A series forecast from its newest hour before, or of which nothing is learnt yet, is
    passed over.
    """
    fresh = [stream for stream, _newest in learning.fresh_streams(now)]
    due = {stream.pk for stream in learning.to_learn(fresh, now)[:most]}
    done = set(
        Forecast.objects.filter(issued_at__gte=now - learning.FRESH - timedelta(hours=1)).values_list(
            "datastream_id", "issued_at"
        )
    )
    weather = learning.weather_to(now) if fresh else {}
    found: list[Forecast] = []
    for stream in fresh:
        if stream.pk in due or learning.learnt_of(stream.pk) is not None:
            found += _forecasts_of(stream, weather, done, now, is_due=stream.pk in due)
    return found


def _forecasts_of(
    stream: Datastream,
    weather: Mapping[str, Series],
    done: set[tuple[int, datetime]],
    now: datetime,
    *,
    is_due: bool,
) -> list[Forecast]:
    hours = learning.hours_to(stream, now)
    if not len(hours):
        return []
    rehearsed: list[Forecast] = []
    if is_due and stream.is_sample and not Forecast.objects.filter(datastream=stream).exists():
        rehearsed = list(_rehearsed(stream, hours, weather, now))
    elif is_due:
        learning.learn(stream, hours, weather, now)
    known = learning.learnt_of(stream.pk)
    if known is None or (stream.pk, from_us(int(hours.at[-1]))) in done:
        return rehearsed
    made = issue(stream, hours, weather, known)
    if made is None:
        return rehearsed
    stored = list(Forecast.objects.filter(datastream=stream, issued_at__gte=now - JUDGED))
    return [*rehearsed, judge(made, [*stored, *rehearsed], hours)]


def _rehearsed(
    stream: Datastream, hours: Series, weather: Mapping[str, Series], now: datetime
) -> Iterator[Forecast]:
    """Forecasts of a sample series as they would have been issued: learnt from what lay before all of them."""
    end = int(hours.at[-1])
    known = learning.learn(stream, _until(hours, end - REHEARSED_H * HOUR_US), weather, now)
    for back in range(REHEARSED_H, 0, -REHEARSED_EVERY_H):
        made = issue(stream, _until(hours, end - back * HOUR_US), weather, known)
        if made is not None:
            yield made


def _until(hours: Series, end_us: int) -> Series:
    kept = hours.at <= end_us
    return replace(
        hours, at=hours.at[kept], value=hours.value[kept], count=hours.count[kept], total=hours.total[kept],
        low=hours.low[kept], high=hours.high[kept],
    )  # fmt: skip


def issue(stream: Datastream, hours: Series, weather: Mapping[str, Series], known: Learnt) -> Forecast | None:
    """The forecast of a series from its last hour; ``None`` where nothing can be said."""
    if known.forecaster is None or not len(hours):
        return None
    start, values, columns = learning.grids(hours, weather)
    asked = {name: columns.get(name, np.full(values.size, np.nan)) for name in known.weather}
    made = known.forecaster.at(values, start, weather=asked)
    if not np.isfinite(made.median).any():
        return None
    return Forecast(
        datastream=stream, issued_at=from_us(made.issued_us), first_us=made.issued_us + HOUR_US,
        low=listed(made.low), median=listed(made.median), high=listed(made.high), model=MODEL,
    )  # fmt: skip


def judge(row: Forecast, stored: Sequence[Forecast], hours: Series) -> Forecast:
    """Write on a forecast what those stored before it were worth."""
    worth = worth_of(stored, hours)
    if worth is not None:
        row.judged_hours, row.mae, row.coverage = worth.hours, worth.mae, worth.coverage
        row.persistence_mae, row.seasonal_mae = worth.persistence_mae, worth.seasonal_mae
    return row


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
