"""Dates written for readers, and read from what people type."""

from __future__ import annotations

import re
from datetime import date

from meydan.base.locale.engine.calendar_words import (
    GREGORIAN_MONTHS,
    JALALI_MONTHS,
    calendar_of,
    month_name,
    weekday_name,
)
from meydan.base.locale.engine.digits import digits_for, to_latin_digits
from meydan.base.locale.engine.folding import fold
from meydan.numerics.months import day_in, year_month_day

_JALALI_YEARS = range(1200, 1600)
_GREGORIAN_YEARS = range(1700, 2400)

STYLES = ("long", "short", "month", "weekday", "day")
_PATTERNS = {
    "long": "{day} {month} {year}",
    "month": "{month} {year}",
    "day": "{day} {month}",
}
_WEEKDAY = {"tr": "{day} {month} {year} {weekday}", "fa": "{weekday} {day} {month} {year}"}
_SHORT = {"tr": "{d:02}.{m:02}.{year}", "fa": "{year}/{m:02}/{d:02}", "en": "{day} {abbreviated} {year}"}


class DayUnreadable(ValueError):
    """The text is no date, or there is no such day."""


def write_day(day: date, language: str, style: str = "long", calendar: str | None = None) -> str:
    """
    Write a date for a reader of ``language``, Jalali for Persian.

    :param style: ``long`` (30 Kasım 2025), ``short`` (30.11.2025), ``month`` (Kasım 2025),
        ``weekday`` (30 Kasım 2025 Pazar), ``day`` (30 Kasım)
    :param calendar: another calendar than the language's own
    :raises ValueError: if the style is unknown
    """
    if style not in STYLES:
        raise ValueError(f"unknown style {style!r}: {', '.join(STYLES)}")
    chosen = calendar or calendar_of(language)
    year, m, d = year_month_day(day, chosen)
    month = month_name(m, language, chosen)
    pattern = _PATTERNS.get(style) or (
        _WEEKDAY.get(language, "{weekday} {day} {month} {year}")
        if style == "weekday"
        else _SHORT.get(language, _SHORT["en"])
    )
    written = pattern.format(
        day=d, d=d, m=m, month=month, year=year, abbreviated=month[:3],
        weekday=weekday_name(day.weekday(), language),
    )  # fmt: skip
    return digits_for(written, language)


def type_day(day: date, language: str) -> str:
    """Write a date as a form field holds it: 30.11.2025, ۱۴۰۴/۰۹/۰۹ or 2025-11-30."""
    return write_day(day, language, "short") if language in ("tr", "fa") else day.isoformat()


def _month_words() -> dict[str, tuple[int, str]]:
    words: dict[str, tuple[int, str]] = {}
    for calendar, names in (("gregorian", GREGORIAN_MONTHS), ("jalali", JALALI_MONTHS)):
        for months in names.values():
            words.update({fold(name): (number, calendar) for number, name in enumerate(months, 1)})
    words.update({fold(name)[:3]: (n, "gregorian") for n, name in enumerate(GREGORIAN_MONTHS["en"], 1)})
    return words


_MONTH_WORDS = _month_words()
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})")
_NAMED = re.compile(r"(?:\S+ )?(\d{1,2}) ([^\W\d]+) (\d{4})(?: \S+)?")


def parse_day(words: str, language: str = "en") -> date:
    """
    Read a date from what a person typed, in either calendar and any digits.

    Read are year/month/day and day.month.year with any of the joints ``/ . -`` and a space, and a
    month's name between day and year. The year says which calendar is meant: 1200-1599 is Jalali,
    1700-2399 Gregorian. Day stands before month, in every language.

    :raises DayUnreadable: if the text is no date or there is no such day
    """
    plain = to_latin_digits(words).replace("\u200e", "").replace("\u200f", "").strip()
    try:
        return _numeric_day(plain) or _named_day(plain)
    except ValueError as fault:
        raise DayUnreadable(words) from fault


def _calendar_of_year(year: int) -> str:
    if year in _JALALI_YEARS:
        return "jalali"
    if year in _GREGORIAN_YEARS:
        return "gregorian"
    raise ValueError(f"year {year} belongs to neither calendar")


def _numeric_day(plain: str) -> date | None:
    found = _NUMBERS.fullmatch(plain)
    if not found:
        return None
    first, month, last = found.groups()
    year, day = (first, last) if len(first) == 4 else (last, first)
    if len(year) != 4 or len(day) > 2:
        raise ValueError("a date needs a year of four digits")
    return day_in(int(year), int(month), int(day), _calendar_of_year(int(year)))


def _named_day(plain: str) -> date:
    found = _NAMED.fullmatch(fold(plain.replace("،", " ").replace(",", " ")))
    if not found or found[2] not in _MONTH_WORDS:
        raise ValueError("no date")
    month, calendar = _MONTH_WORDS[found[2]]
    return day_in(int(found[3]), month, int(found[1]), calendar)
