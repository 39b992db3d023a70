"""Columns of text become instants: formats, Jalali dates, zones, times in parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.batch import Ints, Mask
from meydan.kernel.observations.engine.moments import DAY_US, EPOCH, SECOND_US
from meydan.kernel.observations.importing.numbers import latin
from meydan.kernel.observations.importing.problems import FileUnreadable
from meydan.numerics.jalali import from_jalali

FIRST_DAY = date(1970, 1, 1).toordinal()
BAD = np.iinfo(np.int64).min
DIRECTIVES = {
    "%Y": r"(?P<Y>\d{4})", "%y": r"(?P<y>\d{2})", "%m": r"(?P<m>\d{1,2})", "%d": r"(?P<d>\d{1,2})",
    "%H": r"(?P<H>\d{1,2})", "%I": r"(?P<H>\d{1,2})", "%M": r"(?P<M>\d{1,2})", "%S": r"(?P<S>\d{1,2}(?:\.\d+)?)",
    "%p": r"(?P<p>[AaPp][Mm])",
}  # fmt: skip
# Tried in this order when the mapping gives no format.
GUESSES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y%m%d",
)  # fmt: skip
CLOCKS = ("%H:%M:%S", "%H:%M", "%H.%M", "%I:%M:%S %p", "%I:%M %p")
ZONE_SUFFIX = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


@dataclass(frozen=True)
class Times:
    """Instants [µs since 1970 UTC] and which cells could not be read."""

    at_us: Ints
    unreadable: Mask
    format: str


def read_times(cells: list[str], format_: str, calendar: str, zone: ZoneInfo, file: str) -> Times:
    """
    Instants from cells such as ``3/10/2004 18:00:00``.

    :param format_: as in strftime; empty to have it found, which is refused when two readings are possible
    :raises FileUnreadable: if the format must be said and was not
    """
    cells = latin(cells)
    bare, offset_us = _split_zones(cells)
    days_text, clocks_text = _split_clock(bare)
    day_format, _sep, clock_format = format_.partition(" ")
    if format_ and not clock_format and any(mark in day_format for mark in ("%H", "%I")):
        # Date and time in one word, as in 20041003T1800.
        days_text, clocks_text, clock_format = bare, [""] * len(bare), ""
        wall = _read_unique(bare, lambda cell: _moment(cell, day_format, calendar))
        return _placed(wall, offset_us, zone, format_)
    day_format = day_format or _find_day_format(days_text, calendar, file)
    clock_format = clock_format or _find_clock_format(clocks_text)
    days = _read_unique(days_text, lambda cell: _day(cell, day_format, calendar))
    clocks = _read_unique(clocks_text, lambda cell: _clock(cell, clock_format))
    wall = np.where((days == BAD) | (clocks == BAD), BAD, days + clocks)
    return _placed(wall, offset_us, zone, f"{day_format} {clock_format}".strip())


def read_parts(parts: dict[str, list[str]], calendar: str, zone: ZoneInfo) -> Times:
    """Instants from columns of year, month, day and, where they are, hour, minute, second."""
    size = len(parts["year"])
    number = {name: _whole(parts[name]) if name in parts else np.zeros(size, np.int64)
              for name in ("year", "month", "day", "hour", "minute", "second")}  # fmt: skip
    code = (number["year"] * 100 + number["month"]) * 100 + number["day"]
    bad = np.zeros(size, dtype=bool)
    for name in parts:
        bad |= number[name] == BAD
    bad |= (number["hour"] > 24) | (number["minute"] > 59) | (number["second"] > 59)
    codes, which = np.unique(np.where(bad, 0, code), return_inverse=True)
    days = np.array(
        [_day_us(int(c) // 10000, int(c) // 100 % 100, int(c) % 100, calendar) for c in codes], dtype=np.int64
    )[which]
    clock = (number["hour"] * 3600 + number["minute"] * 60 + number["second"]) * SECOND_US
    return _placed(np.where(bad | (days == BAD), BAD, days + clock), None, zone, "")


def _whole(cells: list[str]) -> Ints:
    cells = latin(cells)
    try:
        return np.fromiter(map(int, cells), dtype=np.int64, count=len(cells))
    except ValueError:
        return np.array([int(cell) if cell.isdigit() else BAD for cell in cells], dtype=np.int64)


def _read_unique(cells: list[str], read: Callable[[str], int]) -> Ints:
    """Few dates and few clock times fill most files, so each is read once."""
    known: dict[str, int] = {cell: read(cell) for cell in set(cells)}
    return np.fromiter(map(known.__getitem__, cells), dtype=np.int64, count=len(cells))


def _split_zones(cells: list[str]) -> tuple[list[str], Ints | None]:
    if not cells or ":" not in cells[0] or not ZONE_SUFFIX.search(cells[0]):
        return cells, None
    bare, offsets = [], []
    for cell in cells:
        found = ZONE_SUFFIX.search(cell)
        bare.append(cell[: found.start()] if found else cell)
        offsets.append(found.group() if found else "")
    return bare, _read_unique(offsets, _offset)


def _offset(suffix: str) -> int:
    if suffix == "Z":
        return 0
    if not suffix:
        return BAD
    sign, digits = (-1 if suffix[0] == "-" else 1), suffix[1:].replace(":", "")
    return sign * (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * SECOND_US


def _split_clock(cells: list[str]) -> tuple[list[str], list[str]]:
    pairs = [cell.replace("T", " ", 1).partition(" ") for cell in cells]
    return [pair[0] for pair in pairs], [pair[2].strip() for pair in pairs]


def _find_day_format(cells: list[str], calendar: str, file: str) -> str:
    sample = sorted({cell for cell in cells if cell})[:4000]
    if not sample:
        raise FileUnreadable(_("%(file)s: the time column is empty.") % {"file": file})
    fits = {guess: sum(_day(cell, guess, calendar) != BAD for cell in sample) for guess in GUESSES}
    # A few broken cells must not hide the format of the rest; they are named one by one later.
    most = max(fits.values())
    fitting = [guess for guess, count in fits.items() if count == most and 2 * count >= len(sample)]
    readings = {tuple(_day(cell, guess, calendar) for cell in sample): guess for guess in fitting}
    if len(readings) > 1:
        raise FileUnreadable(
            _('%(file)s: "%(example)s" can be read as %(formats)s. Write format in [time] of the mapping.')
            % {"file": file, "example": sample[0], "formats": " / ".join(readings.values())}
        )
    if not readings:
        raise FileUnreadable(
            _('%(file)s: "%(example)s" is not a date that is understood. Write format in [time] of the mapping, '
              'for example "%%d.%%m.%%Y %%H:%%M".') % {"file": file, "example": sample[0]}
        )  # fmt: skip
    return next(iter(readings.values()))


def _find_clock_format(cells: list[str]) -> str:
    sample = sorted({cell for cell in cells if cell})[:200]
    for guess in CLOCKS:
        if sample and sum(_clock(cell, guess) != BAD for cell in sample) >= 0.9 * len(sample):
            return guess
    return CLOCKS[0]


_patterns: dict[str, re.Pattern[str]] = {}


def _match(cell: str, format_: str) -> dict[str, str] | None:
    pattern = _patterns.get(format_)
    if pattern is None:
        text = re.sub(r"%.|.", lambda m: DIRECTIVES.get(m[0]) or re.escape(m[0]), format_)
        pattern = _patterns[format_] = re.compile(text)
    found = pattern.fullmatch(cell)
    return found.groupdict() if found else None


def _moment(cell: str, format_: str, calendar: str) -> int:
    found = _match(cell, format_)
    if found is None:
        return BAD
    day, clock = _day_of(found, calendar), _clock_of(found)
    return BAD if BAD in (day, clock) else day + clock


def _day(cell: str, format_: str, calendar: str) -> int:
    found = _match(cell, format_)
    return BAD if found is None else _day_of(found, calendar)


def _day_of(found: dict[str, str], calendar: str) -> int:
    century = 2000 if calendar == "gregorian" else 1400
    year = int(found["Y"]) if "Y" in found else century + int(found.get("y", 0))
    return _day_us(year, int(found.get("m", 1)), int(found.get("d", 1)), calendar)


def _day_us(year: int, month: int, day: int, calendar: str) -> int:
    try:
        found = from_jalali(year, month, day) if calendar == "jalali" else date(year, month, day)
    except ValueError:
        return BAD
    return (found.toordinal() - FIRST_DAY) * DAY_US


def _clock(cell: str, format_: str) -> int:
    if not cell:
        return 0
    found = _match(cell, format_)
    return BAD if found is None else _clock_of(found)


def _clock_of(found: dict[str, str]) -> int:
    hour, minute, second = int(found.get("H", 0)), int(found.get("M", 0)), float(found.get("S", 0))
    if "p" in found:
        hour = hour % 12 + (12 if found["p"].lower() == "pm" else 0)
    # 24:00 is how many instruments write the end of a day.
    if hour > 24 or minute > 59 or second >= 60 or (hour == 24 and (minute or second)):
        return BAD
    return (hour * 3600 + minute * 60) * SECOND_US + round(second * SECOND_US)


def _placed(wall: Ints, offset_us: Ints | None, zone: ZoneInfo, format_: str) -> Times:
    """Wall times as instants; an hour that the clock shows twice is taken as the first of the two."""
    bad = wall == BAD
    if offset_us is not None:
        bad |= offset_us == BAD
    safe = np.where(bad, 0, wall)
    offset = np.where(bad, 0, offset_us) if offset_us is not None else _wall_offsets(safe, zone)
    return Times(safe - offset, bad, format_)


def _wall_offsets(wall: Ints, zone: ZoneInfo) -> Ints:
    days, which = np.unique(wall // DAY_US, return_inverse=True)
    edge = {int(day): _wall_offset(int(day) * DAY_US, zone) for day in np.union1d(days, days + 1)}
    first = np.array([edge[int(day)] for day in days], dtype=np.int64)
    after = np.array([edge[int(day) + 1] for day in days], dtype=np.int64)
    found: Ints = first[which]
    changing = (first != after)[which]
    if changing.any():
        quarters, place = np.unique(wall[changing] // (900 * SECOND_US), return_inverse=True)
        exact = [_wall_offset(int(quarter) * 900 * SECOND_US, zone) for quarter in quarters]
        found[changing] = np.array(exact, dtype=np.int64)[place]
    return found


def _wall_offset(wall_us: int, zone: ZoneInfo) -> int:
    wall = (EPOCH + timedelta(microseconds=wall_us)).replace(tzinfo=None)
    here: datetime = wall.replace(tzinfo=zone).astimezone(UTC)
    return (wall.replace(tzinfo=UTC) - here) // timedelta(microseconds=1)
