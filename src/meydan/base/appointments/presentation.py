"""Appointments in the reader's words."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from meydan.base.appointments.engine.marks import read_mark
from meydan.base.appointments.engine.rules import changeable_until
from meydan.base.appointments.models import Booking, Counter
from meydan.base.appointments.queries import FreeTime, rules_of
from meydan.base.locale.public import format_clock, format_day, format_moment, text


def time_words(starts_at: datetime, language: str | None = None) -> str:
    """The day with its name, and the clock of the city."""
    day = format_day(starts_at.astimezone(settings.CITY_ZONE).date(), "weekday", language)
    return f"{day} · {format_clock(starts_at, language)}"


def where_words(counter: Counter, language: str | None = None) -> str:
    """The counter and where it stands."""
    place = text(counter.where, language) if counter.where else ""
    return " · ".join(one for one in (text(counter.names, language), place) if one)


def booking_words(booking: Booking, language: str | None = None) -> str:
    """When and where."""
    return f"{time_words(booking.time.starts_at, language)} · {where_words(booking.time.counter, language)}"


def free_words(free: FreeTime | None) -> str:
    """The nearest free time; empty where there is none."""
    return time_words(free.opening.starts_at) if free else ""


def mark_words(mark: str) -> str:
    """When and where a mark means; empty when it means nothing any more."""
    found = read_mark(mark)
    if found is None:
        return ""
    counter = Counter.objects.filter(code=found[0]).first()
    return f"{time_words(found[1])} · {where_words(counter)}" if counter else ""


def change_until_words(booking: Booking) -> str:
    """Until when the citizen may move it or call it off."""
    until = changeable_until(booking.time.starts_at, rules_of(booking.time.counter))
    return format_moment(until)
