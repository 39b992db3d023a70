"""Forecasts as they were issued, and what the stored ones were worth once their hours had come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.chance import chance_within
from meydan.domains.environment.models import Forecast
from meydan.kernel.observations.public import Series, from_us, to_us

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_US = 3_600_000_000
# Over so many days of its own past forecasts a forecast is judged; they must reach back so far, and so many of
# their hours must have come.
JUDGED = timedelta(days=30)
LEAST_SPAN = timedelta(days=5)
LEAST_JUDGED_H = 24 * 5
# A forecast issued longer ago speaks for nothing.
CURRENT = timedelta(hours=4)
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """What stored forecasts were worth, over their first 24 hours: mean absolute errors, share in the band."""

    hours: int
    mae: float
    persistence_mae: float
    seasonal_mae: float
    coverage: float


def newest_forecast(datastream_id: int, now: datetime) -> Forecast | None:
    """The youngest forecast of a series, unless it is too old to speak."""
    rows = Forecast.objects.filter(datastream_id=datastream_id, issued_at__gte=now - CURRENT)
    return rows.order_by("-issued_at").first()


def forecast_before(datastream_id: int, at: datetime, reach: timedelta) -> Forecast | None:
    """The last forecast issued at or before a moment, no longer than ``reach`` before it."""
    rows = Forecast.objects.filter(datastream_id=datastream_id, issued_at__lte=at, issued_at__gte=at - reach)
    return rows.order_by("-issued_at").first()


def standing(forecast: Forecast | None) -> str:
    """
    Whether a forecast may be shown: "good", or why not: "none", "untested", "no_better".

    It must have beaten "it stays as it is" with its own stored forecasts, never with those it learnt from.
    """
    if forecast is None:
        return "none"
    if forecast.judged_hours < LEAST_JUDGED_H or forecast.mae is None or forecast.persistence_mae is None:
        return "untested"
    return "good" if forecast.mae < forecast.persistence_mae else "no_better"


def worth_of(stored: Sequence[Forecast], hours: Series, horizon: int = 24) -> Worth | None:
    """
    Hold stored forecasts of one series against what was measured; ``None`` while they reach back too little.

    Persistence is the value of the issue hour; "seasonal" is the same hour of the latest day then known. Only
    hours for which all three and the measurement are there count.
    """
    at = np.array([forecast.first_us for forecast in stored], dtype=np.int64)
    if not at.size or not len(hours) or int(hours.at[-1] - at.min()) < to_us(EPOCH + LEAST_SPAN):
        return None
    ahead = np.arange(horizon, dtype=np.int64)
    moment = at[:, None] + ahead * HOUR_US
    actual = _at(hours, moment)
    persistence = np.broadcast_to(_at(hours, at - HOUR_US)[:, None], actual.shape)
    seasonal = _at(hours, moment - 24 * HOUR_US)
    low, median, high = (_columns(stored, name, horizon) for name in ("low", "median", "high"))
    both = np.isfinite(actual) & np.isfinite(median) & np.isfinite(persistence) & np.isfinite(seasonal)
    if not both.any():
        return None
    ours, stays, yesterday = (
        float(np.abs(actual - by)[both].mean()) for by in (median, persistence, seasonal)
    )
    inside = (actual >= low) & (actual <= high)
    return Worth(int(both.sum()), ours, stays, yesterday, float(inside[both].mean()))


def _at(hours: Series, moment: NDArray[np.int64]) -> Numbers:
    """The hourly mean of each moment, NaN where there is none."""
    place = np.minimum(np.searchsorted(hours.at, moment), len(hours) - 1)
    return np.where(hours.at[place] == moment, hours.value[place], np.nan)


def _columns(stored: Sequence[Forecast], name: str, horizon: int) -> Numbers:
    rows = [(getattr(forecast, name) + [None] * horizon)[:horizon] for forecast in stored]
    return np.array(rows, dtype=np.float64)


def probability_above(datastream_id: int, limit: float, within_h: int, now: datetime) -> float | None:
    """
    How likely a series passes ``limit`` within some hours: the probability of the likeliest hour.

    ``None`` without a current forecast that has proved better than "it stays as it is".
    """
    found = newest_forecast(datastream_id, now)
    if found is None or standing(found) != "good":
        return None
    first = max(0, (to_us(now) - found.first_us) // HOUR_US)
    part = slice(int(first), int(first) + within_h)
    return chance_within(limit, found.low[part], found.median[part], found.high[part])


def hours_of(forecast: Forecast) -> list[datetime]:
    """The moments the figures of a forecast are for."""
    return [from_us(forecast.first_us + step * HOUR_US) for step in range(len(forecast.median))]
