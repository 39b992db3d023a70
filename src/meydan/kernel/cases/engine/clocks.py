"""What is left of a legal term when its clock is stopped."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """
    A stretch of a term: ``length`` [``unit``] counted from ``start`` (local time); the day of start is
    not counted.
    """

    start: datetime
    length: int
    unit: str


def left_of(
    run: Run, at: datetime, *, off: Callable[[date], bool], months_later: Callable[[date, int], date]
) -> tuple[int, str]:
    """
    Return what is left of a run at a moment, as a length and its unit; never below 0.

    Working days stay working days, days stay days, and months become the days up to the month's end, so that
    stopping and resuming on one day changes nothing. Days consumed are those after the start, up to and with
    ``at``'s.

    :param off: says whether a day is not worked
    :param months_later: adds months to a date by the country's rule, without rolling off days
    """
    start, today = run.start.date(), at.date()
    if run.unit == "workday":
        return max(0, run.length - working_days(start, today, off)), "workday"
    if run.unit == "day":
        return max(0, run.length - (today - start).days), "day"
    if run.unit == "month":
        return max(0, (months_later(start, run.length) - today).days), "day"
    minutes = run.length * 60 if run.unit == "hour" else run.length
    return max(0, math.ceil(minutes - (at - run.start).total_seconds() / 60)), "minute"


def working_days(after: date, upto: date, off: Callable[[date], bool]) -> int:
    """Count the working days after one date, up to and with another."""
    return sum(not off(after + DAY * step) for step in range(1, (upto - after).days + 1))


def share_used(start: datetime, due: datetime, at: datetime) -> float:
    """Return how much of a term is used, from 0 to 1, by wall-clock time: for the bar, not for the law."""
    whole = (due - start).total_seconds()
    return 1.0 if whole <= 0 else min(1.0, max(0.0, (at - start).total_seconds() / whole))
