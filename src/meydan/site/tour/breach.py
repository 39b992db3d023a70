"""The day of dust that the tour releases: a calm day, and two hours and a half that break the rule."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

PERIOD = timedelta(minutes=10)
CALM_VALUES = 130
# Shares of the limit. The hourly mean passes it with the sixth value and stays above for more than an hour.
RISE = (0.5, 0.8, 1.1, 1.3, 1.5, 1.6, 1.68, 1.75, 1.8, 1.85, 1.88, 1.9, 1.92, 1.93, 1.94)
CALM = 9.0  # µg/m³: so low that the day's mean stays far below the daily rule, and one alert opens, not two


def rising_dust(now: datetime, limit: float) -> list[tuple[datetime, float]]:
    """Moments up to ``now`` and their PM2.5 [µg/m³]: quiet for 22 hours, then far above ``limit``."""
    calm = [round(CALM + 3.0 * math.sin(i / 11) + 1.2 * math.sin(i / 2.3), 1) for i in range(CALM_VALUES)]
    values = [*calm, *(round(share * limit, 1) for share in RISE)]
    return [(now - PERIOD * (len(values) - 1 - i), value) for i, value in enumerate(values)]
