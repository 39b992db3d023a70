"""Moments as the standard writes them: the W3C's common part of ISO 8601, always with an offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from meydan.kernel.cases.open311.faults import Fault

MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)


def read_moment(words: str, name: str, zone: tzinfo) -> datetime:
    """
    Return a moment in UTC; a day alone begins in the city's own time, and so counts a time without an offset.

    :param name: what the sentence of a refusal calls it
    :raises Fault: if it is none
    """
    # A plus sign that was not escaped arrives as a space.
    found = MOMENT.fullmatch(re.sub(r" (?=\d\d:?\d\d$)", "+", words.strip()))
    try:
        if found is None:
            raise ValueError(words)
        *numbers, fraction, offset = found.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        stamp = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{(fraction or '0'):0<6}"
        moment = datetime.fromisoformat(stamp + (offset or ""))
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as odd:
        raise Fault(400, f"{name} is not a moment. Write it as 2026-11-23T09:00:00Z.") from odd


def write_moment(moment: datetime | None, zone: tzinfo) -> str | None:
    """Return a moment to the second, with the city's offset."""
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")
