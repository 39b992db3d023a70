"""Draws a pack's working calendar: weekends by date, public holidays, half days, ad-hoc closures."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import holidays

from meydan.base.locale.public import DeadlineRule, Weekend, WorkCalendar
from meydan.base.packs.laws import day_or_none

if TYPE_CHECKING:
    from meydan.base.packs.pack import Pack

# Lunar feasts are estimates in both countries; beyond these years they are guesses.
FIRST_YEAR, LAST_YEAR = 2015, 2040
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=32)
def work_calendar_of(pack: Pack) -> WorkCalendar:
    """The calendar of a pack, from ``calendar.toml`` and ``closures.csv``."""
    document = pack.document("calendar")
    off, half = public_holidays(document.get("holidays", {}))
    closures = {date.fromisoformat(row["day"]): row["names.en"] for row in pack.table("closures")}
    return WorkCalendar(
        weekends=[weekend_from(entry) for entry in document.get("weekend", [])],
        holidays=off,
        half_days=half,
        closures=closures,
    )


def weekend_from(entry: dict[str, Any]) -> Weekend:
    """One ``[[weekend]]``: the days off, and the dates between which they are.

    :raises ValueError: when a day of the week is not an English name
    """
    days = frozenset(WEEKDAYS.index(str(day)) for day in entry["days"])
    return Weekend(days=days, from_on=day_or_none(entry.get("from")), to_on=day_or_none(entry.get("to")))


@lru_cache(maxsize=8)
def _holidays(country: str, language: str, category: str) -> dict[date, str]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return dict(holidays.country_holidays(country, years=years, categories=category, language=language))


def public_holidays(settings: dict[str, Any]) -> tuple[dict[date, str], dict[date, str]]:
    """Whole days off and half days, by date, from the ``[holidays]`` table of ``calendar.toml``."""
    country, language = str(settings.get("library", "")), str(settings.get("language", ""))
    if not country:
        return {}, {}
    off = _holidays(country, language, "public")
    half = _holidays(country, language, "half_day") if settings.get("half_days") else {}
    return dict(off), {day: why for day, why in half.items() if day not in off}


def deadline_rule_of(pack: Pack) -> DeadlineRule:
    """How a pack counts to a deadline, from the ``[deadline]`` table of ``calendar.toml``."""
    rule = pack.document("calendar").get("deadline", {})
    return DeadlineRule(
        month=rule.get("month", "calendar"),
        end=rule.get("end", "roll"),
        exclude_action_day=bool(rule.get("exclude_action_day", False)),
    )
