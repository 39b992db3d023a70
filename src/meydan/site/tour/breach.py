"""The day of dust that the tour releases: a calm day, and two hours that break the rule."""

from __future__ import annotations

from datetime import datetime, timedelta

PERIOD = timedelta(minutes=10)
CALM_VALUES = 130
# Some minutes more than the hour for which the rule wants its hourly mean above the limit.
HIGH_VALUES = 15
CALM = 8.0  # µg/m³: so low that the day's mean stays far below the daily rule, and one alert opens, not two


def rising_dust(now: datetime, limit: float) -> list[tuple[datetime, float]]:
    """Moments up to ``now`` and their PM2.5 [µg/m³]: quiet for 22 hours, then far above ``limit``."""
    count = CALM_VALUES + HIGH_VALUES
    return [(now - PERIOD * (count - 1 - i), _value(i, limit)) for i in range(count)]


def _value(i: int, limit: float) -> float:
    if i < CALM_VALUES:
        return CALM + 1.5 * (i % 5)
    # The first high value lifts the mean of the whole hour over the limit; later ones climb on.
    return round(limit * (5.0 if i == CALM_VALUES else 1.6 + 0.02 * (i - CALM_VALUES)), 1)
