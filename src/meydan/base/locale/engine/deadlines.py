"""The last day of a period that the law gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from meydan.base.locale.engine.workdays import DAY, WorkCalendar, add_workdays, next_workday
from meydan.numerics.months import add_months

Unit = Literal["workday", "day", "month", "hour"]
UNITS = ("workday", "day", "month", "hour")
LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True)
class DeadlineRule:
    """
    How a country's law counts a period.

    ``month``: ``"calendar"`` (same day number, else the month's last day) or ``"thirty_days"``.
    ``end``: ``"roll"`` moves a last day that is off to the next working day, ``"stay"`` leaves it.
    ``exclude_action_day``: the day on which the person acts is not counted either.
    ``calendar``: in which calendar a calendar month runs.
    """

    month: Literal["calendar", "thirty_days"] = "calendar"
    end: Literal["roll", "stay"] = "roll"
    exclude_action_day: bool = False
    calendar: Literal["gregorian", "jalali"] = "gregorian"


# Law 2577 (IYUK) art. 8: starts the day after notice; a last day that is a holiday extends to the
# working day after it; a month ends on the same day number, or the month's last day.
IYUK_8 = DeadlineRule(month="calendar", end="roll")
# Civil Procedure Code of Iran, art. 443-445: a month is 30 days; neither the day of notice nor the day
# of acting counts; an off day at the end extends the period.
CPC_443 = DeadlineRule(month="thirty_days", end="roll", exclude_action_day=True, calendar="jalali")


def deadline(start: date, n: int, unit: str, calendar: WorkCalendar, rule: DeadlineRule) -> date:
    """
    Return the last day on which a person may still act.

    :param start: the day of notice, never counted
    :param n: length of the period, 0 or more
    :param unit: ``workday``, ``day`` or ``month``
    :raises ValueError: for another unit (hours need :func:`deadline_at`) or a negative length
    """
    if n < 0:
        raise ValueError(f"a period cannot be {n} long")
    if unit == "workday":
        return add_workdays(start, n, calendar)
    last = _plain_end(start, n, unit, rule)
    if rule.exclude_action_day:
        last += DAY
    return next_workday(last, calendar) if rule.end == "roll" else last


def _plain_end(start: date, n: int, unit: str, rule: DeadlineRule) -> date:
    if unit == "day":
        return start + DAY * n
    if unit == "month":
        return add_months(start, n, rule.calendar) if rule.month == "calendar" else start + DAY * (30 * n)
    raise ValueError(f"a deadline counts workday, day or month, not {unit!r}; hours need deadline_at")


def deadline_at(
    start_at: datetime, n: int, unit: str, calendar: WorkCalendar, rule: DeadlineRule, zone: tzinfo
) -> datetime:
    """
    Return the last moment of a period, in the zone of ``start_at``.

    Hours run by the clock, day and night. Longer units end at 23:59:59 of their last day in ``zone``.

    :param start_at: aware moment of notice
    :raises ValueError: if ``start_at`` is naive, the unit unknown or the length negative
    """
    if start_at.tzinfo is None:
        raise ValueError("the moment of notice needs a time zone")
    if unit == "hour":
        if n < 0:
            raise ValueError(f"a period cannot be {n} long")
        return start_at + timedelta(hours=n)
    last = deadline(start_at.astimezone(zone).date(), n, unit, calendar, rule)
    return datetime.combine(last, LAST_MOMENT, zone).astimezone(start_at.tzinfo)
