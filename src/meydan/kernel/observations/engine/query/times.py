"""Moments, intervals, durations and times of day, between ISO 8601 and whole microseconds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from meydan.kernel.observations.engine.moments import DAY_US, EPOCH, HOUR_US, MICROSECOND, SECOND_US, to_us
from meydan.kernel.observations.engine.query.ast import Date, Duration, Instant, Interval, TimeOfDay
from meydan.kernel.observations.engine.query.refusals import QueryRefused

MINUTE_US = 60 * SECOND_US
MIN_US = to_us(datetime.min.replace(tzinfo=UTC))
MAX_US = to_us(datetime.max.replace(tzinfo=UTC))
# Longer than the calendar: nothing can be that far from anything.
MAX_DURATION_US = MAX_US - MIN_US

DAY = r"\d{4,}-\d\d-\d\d"
CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
# A '+' that was not percent-encoded arrives as a space: "10:00:00 03:30".
ZONE = r"[Zz]|[+\- ]\d\d:?\d\d"
MOMENT = rf"{DAY}[Tt]{CLOCK}(?:{ZONE})?"
LENGTH = r"[+-]?P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?"

_DAY = re.compile(rf"({DAY})\Z", re.ASCII)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\Z", re.ASCII)
_MOMENT = re.compile(rf"({DAY})[Tt]({CLOCK})({ZONE})?\Z", re.ASCII)
_LENGTH = re.compile(
    r"([+-]?)P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?\Z",
    re.ASCII,
)


def read_date(text: str) -> Date:
    """The day ``2026-03-21``; years 0001 to 9999."""
    if not _DAY.match(text):
        raise QueryRefused(f"'{text}' is not a date such as 2026-03-21.")
    year, month, day = text.split("-")
    if len(year) > 4 or int(year) == 0:
        raise QueryRefused(f"The year of {text} is not within 0001 to 9999.")
    try:
        return Date(date(int(year), int(month), int(day)))
    except ValueError:
        raise QueryRefused(f"There is no day {text}.") from None


def read_time(text: str) -> TimeOfDay:
    """The time of day ``10:30:00.25``; what is finer than a microsecond is cut off."""
    found = _CLOCK.match(text)
    if not found:
        raise QueryRefused(f"'{text}' is not a time of day such as 10:30:00.")
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if hour > 23 or minute > 59 or second > 59:
        raise QueryRefused(f"There is no time of day {text}; the last one is 23:59:59.")
    return TimeOfDay(hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + _fraction(found[4]))


def read_instant(text: str) -> Instant:
    """The moment ``2026-03-21T10:30:00+03:30``; a moment without a zone is refused, not guessed."""
    found = _MOMENT.match(text)
    if not found:
        raise QueryRefused(f"'{text}' is not a moment such as 2026-03-21T10:30:00Z.")
    day, clock, zone = found.groups()
    if not zone:
        raise QueryRefused(f"The moment {text} needs a time zone: add Z, or an offset such as %2B03:30.")
    midnight = datetime.combine(read_date(day).value, datetime.min.time(), UTC)
    at_us = to_us(midnight) + read_time(clock).us - _offset_us(zone)
    if not MIN_US <= at_us <= MAX_US:
        raise QueryRefused(f"The moment {text} is, in UTC, not within the years 0001 to 9999.")
    return Instant(at_us)


def read_moment(text: str) -> Instant | Interval:
    """A moment, or an interval ``start/end`` of which one side may be a duration."""
    first, slash, second = text.partition("/")
    if not slash:
        return read_instant(first)
    if "P" in first:
        end_us = read_instant(second).at_us
        return _interval(end_us - read_duration(first).us, end_us, text)
    start_us = read_instant(first).at_us
    if "P" in second:
        return _interval(start_us, start_us + read_duration(second).us, text)
    return _interval(start_us, read_instant(second).at_us, text)


def read_duration(text: str) -> Duration:
    """The length ``P1DT2H``. Years and months are refused: they have no fixed length."""
    found = _LENGTH.match(text)
    if not found:
        raise QueryRefused(f"'{text}' is not a duration such as P1DT2H30M.")
    sign, years, months, weeks, days, hours, minutes, seconds, fraction = found.groups()
    if years or months:
        raise QueryRefused(f"The duration {text} has years or months, which have no fixed length; use days.")
    if max(map(len, filter(None, (weeks, days, hours, minutes, seconds))), default=0) > 15:
        raise QueryRefused(f"The duration {text[:40]} is longer than the calendar.")
    us = (
        int(weeks or 0) * 7 * DAY_US
        + int(days or 0) * DAY_US
        + int(hours or 0) * HOUR_US
        + int(minutes or 0) * MINUTE_US
        + int(seconds or 0) * SECOND_US
        + _fraction(fraction)
    )
    if us > MAX_DURATION_US:
        raise QueryRefused(f"The duration {text} is longer than the calendar.")
    return Duration(-us if sign == "-" else us)


def moment_text(at_us: int) -> str:
    """``2026-03-21T10:30:00.25Z``: UTC, with no more fraction than there is."""
    moment = EPOCH + timedelta(microseconds=at_us)
    return f"{moment.year:04d}-{moment:%m-%dT}{clock_text(at_us % DAY_US)}Z"


def clock_text(us: int) -> str:
    """``10:30:00.25`` of the microseconds since midnight."""
    seconds, rest = divmod(us, SECOND_US)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return text + _fraction_text(rest)


def duration_text(us: int) -> str:
    """``-P1DT3600.5S``: days and seconds."""
    days, rest = divmod(abs(us), DAY_US)
    seconds, fraction = divmod(rest, SECOND_US)
    return f"{'-' if us < 0 else ''}P{days}DT{seconds}{_fraction_text(fraction)}S"


def midnight_us(day: date) -> int:
    """The moment at which a day begins in UTC."""
    return (datetime.combine(day, datetime.min.time(), UTC) - EPOCH) // MICROSECOND


def _fraction(digits: str | None) -> int:
    return int((digits or "")[:6].ljust(6, "0"))


def _fraction_text(us: int) -> str:
    return f".{us:06d}".rstrip("0") if us else ""


def _offset_us(zone: str) -> int:
    if zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 18 or minutes > 59:
        raise QueryRefused(f"There is no time zone {zone}; offsets run from -18:00 to +18:00.")
    offset_us = hours * HOUR_US + minutes * MINUTE_US
    return -offset_us if zone[0] == "-" else offset_us


def _interval(start_us: int, end_us: int, text: str) -> Interval:
    if start_us > end_us:
        raise QueryRefused(f"The interval {text} ends before it starts.")
    if start_us < MIN_US or end_us > MAX_US:
        raise QueryRefused(f"The interval {text} is not within the years 0001 to 9999.")
    return Interval(start_us, end_us)
