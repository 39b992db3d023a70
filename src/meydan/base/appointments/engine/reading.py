"""Reads the counters of a pack's ``appointments.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from meydan.base.appointments.engine.pattern import Pattern
from meydan.base.locale.engine.workdays import WEEKDAYS

RULES = ("days_ahead", "latest_hours", "change_hours", "hold_minutes", "most_missed", "missed_days")


class OfferingUnreadable(ValueError):
    """A line of a counter's week says something that is no day, clock or number; ``key`` names it."""

    def __init__(self, key: str, value: Any) -> None:
        super().__init__(f"{key} = {value!r}")
        self.key = key
        self.value = value


def read_pattern(entry: Mapping[str, Any]) -> Pattern:
    """
    Read one ``[[counter.offering]]``.

    :raises OfferingUnreadable: naming the key
    """
    return Pattern(
        weekdays=frozenset(_weekday(day) for day in entry.get("days", [])),
        from_clock=_clock(entry, "from"),
        until_clock=_clock(entry, "until"),
        slot_minutes=_number(entry, "minutes", 15),
        places=_number(entry, "places", 1),
        valid_from_on=_day(entry, "valid_from"),
        valid_until_on=_day(entry, "valid_until"),
    )


def _weekday(day: Any) -> int:
    number = WEEKDAYS.get(str(day)[:3].lower())
    if number is None:
        raise OfferingUnreadable("days", day)
    return number


def _clock(entry: Mapping[str, Any], key: str) -> time:
    try:
        return time.fromisoformat(str(entry.get(key, "")))
    except ValueError as odd:
        raise OfferingUnreadable(key, entry.get(key, "")) from odd


def _day(entry: Mapping[str, Any], key: str) -> date | None:
    try:
        return date.fromisoformat(str(entry[key])) if entry.get(key) else None
    except ValueError as odd:
        raise OfferingUnreadable(key, entry[key]) from odd


def _number(entry: Mapping[str, Any], key: str, otherwise: int) -> int:
    value = entry.get(key, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1440:
        raise OfferingUnreadable(key, value)
    return value
