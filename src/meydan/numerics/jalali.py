"""The Jalali (Solar Hijri) calendar in whole numbers, for one day or for an array of days."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

import numpy as np
from numpy.typing import NDArray

# Thirty-three years hold eight leap years. The rule equals the astronomical calendar for the years
# 1178 to 1633 (1799 to 2254 AD); outside them it is continued unchanged.
LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
CYCLE_YEARS = 33
FIRST_HALF_DAYS = 186  # six months of 31 days


def _year_starts() -> list[int]:
    starts = [0]
    for year in range(1, CYCLE_YEARS + 1):
        starts.append(starts[-1] + 365 + (year in LEAP_REMAINDERS))
    return starts


_STARTS = _year_starts()
CYCLE_DAYS = _STARTS.pop()  # 12053
_STARTS_ARRAY = np.array(_STARTS, dtype=np.int64)
_UNIX_ORDINAL = date(1970, 1, 1).toordinal()


def is_leap(year: int) -> bool:
    """Say whether Esfand of the Jalali ``year`` has 30 days."""
    return year % CYCLE_YEARS in LEAP_REMAINDERS


def days_in_month(year: int, month: int) -> int:
    """
    Return the number of days of a Jalali month.

    :raises ValueError: if ``month`` is not 1 to 12
    """
    if not 1 <= month <= 12:
        raise ValueError(f"a Jalali year has no month {month}")
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def _days_before_year(year: int) -> int:
    cycle, within = divmod(year - 1, CYCLE_YEARS)
    return cycle * CYCLE_DAYS + _STARTS[within]


# 1 Farvardin 1404 was 21 March 2025 (Official calendar of Iran, University of Tehran).
_EPOCH = date(2025, 3, 21).toordinal() - _days_before_year(1404)


def from_jalali(year: int, month: int, day: int) -> date:
    """
    Return the Gregorian date of a Jalali one.

    :raises ValueError: if there is no such day
    """
    if not 1 <= day <= days_in_month(year, month):
        raise ValueError(f"there is no day {year}/{month}/{day} in the Jalali calendar")
    passed = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return date.fromordinal(_EPOCH + _days_before_year(year) + passed + day - 1)


def to_jalali(day: date) -> tuple[int, int, int]:
    """Return (year, month, day) of a Gregorian date in the Jalali calendar."""
    cycle, rest = divmod(day.toordinal() - _EPOCH, CYCLE_DAYS)
    within = bisect_right(_STARTS, rest) - 1
    rest -= _STARTS[within]
    year = cycle * CYCLE_YEARS + within + 1
    if rest < FIRST_HALF_DAYS:
        return year, rest // 31 + 1, rest % 31 + 1
    rest -= FIRST_HALF_DAYS
    return year, rest // 30 + 7, rest % 30 + 1


def jalali_of_days(
    days: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """
    Return the Jalali years, months and days of many days at once.

    :param days: days since 1970-01-01, any shape (``datetime64[D]`` seen as int64)
    """
    cycle, rest = np.divmod(np.asarray(days, dtype=np.int64) + (_UNIX_ORDINAL - _EPOCH), CYCLE_DAYS)
    within = np.searchsorted(_STARTS_ARRAY, rest, side="right") - 1
    rest = rest - _STARTS_ARRAY[within]
    first = rest < FIRST_HALF_DAYS
    late = rest - FIRST_HALF_DAYS
    month = np.where(first, rest // 31 + 1, late // 30 + 7)
    day = np.where(first, rest % 31 + 1, late % 30 + 1)
    return cycle * CYCLE_YEARS + within + 1, month, day


def jalali_month_starts_of_days(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return, for each day, the first day of its Jalali month.

    :param days: days since 1970-01-01, any shape; the answer is in the same count
    """
    return np.asarray(days, dtype=np.int64) - jalali_of_days(days)[2] + 1
