"""Hours as the city's clock counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
EPOCH = date(1970, 1, 1)


def local_parts(at_us: Ints, zone: tzinfo) -> tuple[Ints, Ints]:
    """
    The local day (days since 1970-01-01) and hour of day [0..23] of many instants.

    The zone is asked once a UTC day, and once an hour only on the days on which the clock changes.
    """
    days, which = np.unique(at_us // DAY_US, return_inverse=True)
    begins = np.array([_offset_us(int(day) * 24, zone) for day in days.tolist()], dtype=np.int64)
    ends = np.array([_offset_us(int(day) * 24 + 24, zone) for day in days.tolist()], dtype=np.int64)
    offset = begins[which] if at_us.size else at_us
    for place in np.flatnonzero((begins != ends)[which]).tolist():
        offset[place] = _offset_us(int(at_us[place] // HOUR_US), zone)
    local = at_us + offset
    day = local // DAY_US
    return day, (local - day * DAY_US) // HOUR_US


def _offset_us(hour: int, zone: tzinfo) -> int:
    moment = datetime.fromtimestamp(hour * 3600, UTC).astimezone(zone)
    return int((moment.utcoffset() or timedelta()).total_seconds()) * 1_000_000


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def number_of(day: date) -> int:
    """The day number of a date."""
    return (day - EPOCH).days
