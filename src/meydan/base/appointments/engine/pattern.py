"""From a weekly pattern to the times of a day: what is off takes times away, what is extra adds some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from meydan.base.locale.engine.workdays import WorkCalendar


@dataclass(frozen=True)
class Pattern:
    """
    When people are taken, week after week, in the city's civil time.

    :param weekdays: Monday 0 to Sunday 6
    :param slot_minutes: how long one appointment takes
    :param places: how many people are taken at one time
    :param valid_from_on, valid_until_on: the first and the last day it holds; None is open
    """

    weekdays: frozenset[int]
    from_clock: time
    until_clock: time
    slot_minutes: int
    places: int
    valid_from_on: date | None = None
    valid_until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it says anything about a day."""
        begun = self.valid_from_on is None or self.valid_from_on <= day
        running = self.valid_until_on is None or day <= self.valid_until_on
        return begun and running and day.weekday() in self.weekdays


@dataclass(frozen=True)
class Change:
    """
    One day that is not as always: closed (the whole day, or between two clocks), or open besides the pattern.

    ``slot_minutes`` and ``places`` belong to an extra opening.
    """

    on: date
    is_extra: bool
    from_clock: time | None = None
    until_clock: time | None = None
    slot_minutes: int = 0
    places: int = 0


@dataclass(frozen=True, order=True)
class Opening:
    """A time for which people can be taken; moments in UTC, the end not included."""

    starts_at: datetime
    ends_at: datetime
    places: int


@dataclass(frozen=True)
class CityDays:
    """The days a city works, the clock at which a half day ends, and its zone."""

    calendar: WorkCalendar
    half_day_from: time
    zone: tzinfo


def openings_of(
    day: date, patterns: Sequence[Pattern], changes: Sequence[Change], city: CityDays
) -> list[Opening]:
    """
    Return the times of a day, earliest first.

    A day off has none, a half day those that end when it does; an extra opening stands on any day, for somebody
    said so. Where two would begin at one moment the first stands.
    """
    today = [change for change in changes if change.on == day]
    found: dict[datetime, Opening] = {}
    for opening in [*_usual(day, patterns, city), *_extra(day, today, city)]:
        if not any(_shuts(change, opening, city) for change in today):
            found.setdefault(opening.starts_at, opening)
    return sorted(found.values())


def _usual(day: date, patterns: Sequence[Pattern], city: CityDays) -> Iterator[Opening]:
    if city.calendar.off(day):
        return
    last = city.half_day_from if city.calendar.half(day) else time.max
    for pattern in patterns:
        if pattern.holds_on(day):
            until = min(pattern.until_clock, last)
            yield from _cut(day, pattern.from_clock, until, pattern.slot_minutes, pattern.places, city)


def _extra(day: date, changes: Sequence[Change], city: CityDays) -> Iterator[Opening]:
    for one in changes:
        if one.is_extra and one.from_clock is not None and one.until_clock is not None:
            yield from _cut(day, one.from_clock, one.until_clock, one.slot_minutes, one.places, city)


def _cut(
    day: date, begin: time, end: time, slot_minutes: int, places: int, city: CityDays
) -> Iterator[Opening]:
    step = timedelta(minutes=slot_minutes)
    at, last = datetime.combine(day, begin), datetime.combine(day, end)
    while slot_minutes > 0 and at + step <= last:
        starts_at = at.replace(tzinfo=city.zone).astimezone(UTC)
        # A clock that was put forward skips the times it jumps over: nobody can come at them.
        if starts_at.astimezone(city.zone).replace(tzinfo=None) == at:
            yield Opening(starts_at, starts_at + step, places)
        at += step


def _shuts(change: Change, opening: Opening, city: CityDays) -> bool:
    if change.is_extra:
        return False
    if change.from_clock is None or change.until_clock is None:
        return True
    begin = datetime.combine(change.on, change.from_clock, city.zone)
    end = datetime.combine(change.on, change.until_clock, city.zone)
    return opening.starts_at < end and begin < opening.ends_at
