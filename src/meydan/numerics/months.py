"""Months, quarters and years of statistics, in the Gregorian or the Jalali calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from meydan.numerics.jalali import days_in_month, from_jalali, jalali_month_starts_of_days, to_jalali

Calendar = Literal["gregorian", "jalali"]


def year_month_day(day: date, calendar: str) -> tuple[int, int, int]:
    """
    Return (year, month, day) of ``day`` as that calendar counts.

    :raises ValueError: if the calendar is neither ``gregorian`` nor ``jalali``
    """
    if calendar == "jalali":
        return to_jalali(day)
    if calendar == "gregorian":
        return day.year, day.month, day.day
    raise ValueError(f"unknown calendar {calendar!r}: gregorian or jalali")


def day_in(year: int, month: int, day: int, calendar: str) -> date:
    """
    Return the date that a calendar calls year, month, day.

    :raises ValueError: if there is no such day or calendar
    """
    if calendar == "jalali":
        return from_jalali(year, month, day)
    if calendar == "gregorian":
        return date(year, month, day)
    raise ValueError(f"unknown calendar {calendar!r}: gregorian or jalali")


def month_bucket(day: date, calendar: str) -> date:
    """Return the Gregorian date of the first day of the month that holds ``day``."""
    year, month, _ = year_month_day(day, calendar)
    return day_in(year, month, 1, calendar)


def month_buckets(days: NDArray[np.int64], calendar: str) -> NDArray[np.int64]:
    """
    Return the first day of the month of many days at once.

    :param days: days since 1970-01-01; the answer is in the same count
    :raises ValueError: if the calendar is unknown
    """
    if calendar == "jalali":
        return jalali_month_starts_of_days(days)
    if calendar != "gregorian":
        raise ValueError(f"unknown calendar {calendar!r}: gregorian or jalali")
    dates = np.asarray(days, dtype=np.int64).astype("datetime64[D]")
    return dates.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(day: date, months: int, calendar: str = "gregorian") -> date:
    """Return the same day number ``months`` later, or the month's last day where it has no such day."""
    year, month, number = year_month_day(day, calendar)
    years, month0 = divmod(month - 1 + months, 12)
    year, month = year + years, month0 + 1
    longest = days_in_month(year, month) if calendar == "jalali" else monthrange(year, month)[1]
    return day_in(year, month, min(number, longest), calendar)


def month_starts(start: date, end: date, calendar: str) -> list[date]:
    """Return the first day of every month that has a day in [``start``, ``end``)."""
    return list(_months_between(start, end, calendar))


def _months_between(start: date, end: date, calendar: str) -> Iterator[date]:
    first = month_bucket(start, calendar)
    while first < end and start < end:
        yield first
        first = add_months(first, 1, calendar)


def quarter_bucket(day: date, calendar: str) -> date:
    """Return the Gregorian date of the first day of the quarter that holds ``day``."""
    year, month, _ = year_month_day(day, calendar)
    return day_in(year, month - (month - 1) % 3, 1, calendar)


def fiscal_year(day: date, calendar: str, first_month: int = 1) -> int:
    """
    Return the number of the budget year that holds ``day``.

    A year that begins after the calendar's first month is named for the calendar year it begins in.

    :param first_month: month of the calendar in which the budget year begins, 1 to 12
    """
    year, month, _ = year_month_day(day, calendar)
    return year if month >= first_month else year - 1


def fiscal_year_starts(year: int, calendar: str, first_month: int = 1) -> date:
    """Return the Gregorian date on which a budget year begins."""
    return day_in(year, first_month, 1, calendar)
