"""How the country counts a term: the pack's work calendar and rule handed to the deadline engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from meydan.base.locale.public import deadline, deadline_at
from meydan.base.packs.public import Pack, current
from meydan.kernel.cases.engine.clocks import Run, left_of
from meydan.kernel.cases.engine.playing import Counting

DAY = timedelta(days=1)


def due_of(
    start: datetime, length: int, unit: str, pack: Pack | None = None, zone: tzinfo | None = None
) -> datetime:
    """
    Return the last moment of a term: the end of its last day in the city's time, or the minute for hours.

    The rule (whether the day acted on counts, whether an off day rolls on) is the pack's.
    """
    if unit == "minute":
        return start + timedelta(minutes=length)
    pack = pack or current()
    return deadline_at(
        start, length, unit, pack.work_calendar(), pack.deadline_rule(), zone or settings.CITY_ZONE
    )


def left(
    start: datetime,
    length: int,
    unit: str,
    at: datetime,
    pack: Pack | None = None,
    zone: tzinfo | None = None,
) -> tuple[int, str]:
    """Return what is left of a run of a term at a moment, as (length, unit)."""
    pack = pack or current()
    calendar, rule = pack.work_calendar(), pack.deadline_rule()
    bare = replace(rule, end="stay", exclude_action_day=False)

    def months_later(day: date, months: int) -> date:
        return deadline(day, months, "month", calendar, bare)

    zone = zone or settings.CITY_ZONE
    run = Run(start.astimezone(zone), length, unit)
    return left_of(run, at.astimezone(zone), off=calendar.off, months_later=months_later)


def begin_of(day: date, unit: str, zone: tzinfo | None = None) -> datetime:
    """
    Return the moment a term counts from when only its day is known.

    Hours and minutes count from the day's end, for the hour is not known; days leave their first day out.
    """
    begins = day + DAY if unit in ("hour", "minute") else day
    return datetime.combine(begins, time.min, zone or settings.CITY_ZONE)


def counting_in(pack: Pack) -> Counting:
    """Return how a pack counts, in its own zone, for playing its worked cases."""
    zone = ZoneInfo(pack.timezone)
    return Counting(
        due=lambda start, length, unit: due_of(start, length, unit, pack, zone),
        left=lambda start, length, unit, at: left(start, length, unit, at, pack, zone),
        begin=lambda day, unit: begin_of(day, unit, zone),
    )
