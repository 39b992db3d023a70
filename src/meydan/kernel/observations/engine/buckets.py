"""Hours and days as the city's clock shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from meydan.kernel.observations.engine.batch import Floats, Ints
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, SECOND_US, from_us, to_us

# Every offset change in the time zone database falls on a quarter of an hour.
QUARTER_US = 900 * SECOND_US
FIRST_DAY = date(1970, 1, 1)


# Few days come at a time, and the same ones again and again.
@lru_cache(maxsize=4096)
def _offset_us(at_us: int, zone: ZoneInfo) -> int:
    here = from_us(at_us).astimezone(zone)
    # Both read as if in UTC, their difference is the offset.
    return (here.replace(tzinfo=UTC) - from_us(at_us)) // timedelta(microseconds=1)


def offsets_us(at_us: Ints, zone: ZoneInfo) -> Ints:
    """
    Return the offset of ``zone`` from UTC [µs] at each instant.

    A UTC day whose two ends share an offset keeps it throughout; the few others are
    looked up quarter by quarter.
    """
    days, which = np.unique(at_us // DAY_US, return_inverse=True)
    ends = {int(day): _offset_us(int(day) * DAY_US, zone) for day in np.union1d(days, days + 1)}
    first = np.array([ends[int(day)] for day in days], dtype=np.int64)
    after = np.array([ends[int(day) + 1] for day in days], dtype=np.int64)
    found: Ints = first[which]
    changing = (first != after)[which]
    if changing.any():
        quarters, place = np.unique(at_us[changing] // QUARTER_US, return_inverse=True)
        exact = np.array([_offset_us(int(quarter) * QUARTER_US, zone) for quarter in quarters])
        found[changing] = exact[place]
    return found


def civil_days(at_us: Ints, zone: ZoneInfo) -> Ints:
    """The civil day of each instant, counted from 1970-01-01."""
    return (at_us + offsets_us(at_us, zone)) // DAY_US


def civil_hours(at_us: Ints, zone: ZoneInfo) -> Ints:
    """The first instant [µs] of the civil hour of each instant; in Tehran it falls on half past in UTC."""
    offset = offsets_us(at_us, zone)
    return (at_us + offset) // HOUR_US * HOUR_US - offset


def day_starts(days: Ints, zone: ZoneInfo) -> Ints:
    """The first instant [µs] of each civil day counted from 1970-01-01."""
    starts = [_day_start(int(day), zone) for day in days]
    return np.array(starts, dtype=np.int64)


def _day_start(day: int, zone: ZoneInfo) -> int:
    midnight = FIRST_DAY + timedelta(days=day)
    return to_us(datetime(midnight.year, midnight.month, midnight.day, tzinfo=zone).astimezone(UTC))


def runs_of(days: list[int], longest: int) -> list[tuple[int, int]]:
    """Ascending days as runs [first, until) without a gap, none of them longer than ``longest`` days."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day and day - runs[-1][0] < longest:
            runs[-1] = (runs[-1][0], day + 1)
        else:
            runs.append((day, day + 1))
    return runs


@dataclass(frozen=True)
class Rollup:
    """Values gathered in buckets: count, sum, lowest and highest of each."""

    bucket: Ints
    count: Ints
    total: Floats
    low: Floats
    high: Floats

    @property
    def mean(self) -> Floats:
        """The arithmetic mean of each bucket."""
        return self.total / self.count


def gather(bucket: Ints, value: Floats) -> Rollup:
    """Gather ``value`` by ``bucket``, which must be in ascending order."""
    first = np.flatnonzero(np.diff(bucket, prepend=bucket[:1] - 1)) if bucket.size else np.empty(0, np.int64)
    if not first.size:
        none = np.empty(0)
        return Rollup(np.empty(0, np.int64), np.empty(0, np.int64), none, none, none)
    return Rollup(
        bucket[first],
        np.diff(np.append(first, bucket.size)),
        np.add.reduceat(value, first),
        np.minimum.reduceat(value, first),
        np.maximum.reduceat(value, first),
    )
