"""Which days an office works: weekends that change by decree, holidays, half days and closures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
LONGEST_CLOSURE_DAYS = 400
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


class NoWorkingDay(ValueError):
    """The calendar closes the office for more than a year: its data must be wrong."""


@dataclass(frozen=True)
class Weekend:
    """
    Days of the week that are off, Monday 0 to Sunday 6, while the rule holds.

    ``from_on`` is the first day it holds, ``to_on`` the first day it no longer holds; None is open.
    """

    days: frozenset[int]
    from_on: date | None = None
    to_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", frozenset(_weekday(day) for day in self.days))

    def covers(self, day: date) -> bool:
        """Say whether ``day`` is off by this rule."""
        begun = self.from_on is None or self.from_on <= day
        running = self.to_on is None or day < self.to_on
        return begun and running and day.weekday() in self.days


def _weekday(day: int | str) -> int:
    number = WEEKDAYS.get(day[:3].lower(), -1) if isinstance(day, str) else day
    if number not in range(7):
        raise ValueError(
            f"{day!r} is no day of the week: 0 for Monday to 6, or mon, tue, wed, thu, fri, sat, sun"
        )
    return number


def _named(days: Mapping[date, str] | Iterable[date]) -> dict[date, str]:
    return dict(days) if isinstance(days, Mapping) else dict.fromkeys(days, "")


@dataclass(frozen=True)
class WorkCalendar:
    """
    The days a city works, made of plain data.

    ``holidays``, ``half_days`` and ``closures`` map a day to its name. A half day is worked.
    """

    weekends: Sequence[Weekend] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    half_days: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("holidays", "half_days", "closures"):
            object.__setattr__(self, name, _named(getattr(self, name)))

    def off(self, day: date) -> bool:
        """Say whether the office is shut the whole day."""
        return day in self.holidays or day in self.closures or any(rule.covers(day) for rule in self.weekends)

    def half(self, day: date) -> bool:
        """Say whether only the morning is worked."""
        return day in self.half_days and not self.off(day)

    def why_off(self, day: date) -> str | None:
        """
        Return why the office is shut: the name of the closure or holiday, ``"weekend"``, or None.

        A closure is named first, for it is the news; a nameless day answers ``"closure"`` or ``"holiday"``.
        """
        if day in self.closures:
            return self.closures[day] or "closure"
        if day in self.holidays:
            return self.holidays[day] or "holiday"
        return "weekend" if any(rule.covers(day) for rule in self.weekends) else None


def next_workday(day: date, calendar: WorkCalendar) -> date:
    """
    Return ``day`` itself if it is worked, else the first worked day after it.

    :raises NoWorkingDay: if there is none within 400 days
    """
    for _ in range(LONGEST_CLOSURE_DAYS):
        if not calendar.off(day):
            return day
        day += DAY
    raise NoWorkingDay(f"no working day in the {LONGEST_CLOSURE_DAYS} days before {day}")


def add_workdays(day: date, count: int, calendar: WorkCalendar) -> date:
    """
    Return the ``count``-th working day after ``day``, which itself is not counted.

    :raises NoWorkingDay: if the calendar never opens
    """
    for _ in range(count):
        day = next_workday(day + DAY, calendar)
    return day


def workdays_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Count the working days after ``start`` up to and with ``end``; negative when ``end`` has passed."""
    if end < start:
        return -workdays_between(end, start, calendar)
    span = (end - start).days
    return sum(not calendar.off(start + DAY * k) for k in range(1, span + 1))
