"""ISO 8601 moments and intervals to microseconds since 1970 UTC and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
import numpy as np

from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.moments import EPOCH, MICROSECOND, from_us, to_us

# What can be written again: an offset may carry the first and the last hours of the calendar beyond it.
FIRST_US = to_us(datetime.min.replace(tzinfo=UTC))
LAST_US = to_us(datetime.max.replace(tzinfo=UTC))


class NotATime(ValueError):
    """A text that is no ISO 8601 moment or interval within the years 1 to 9999."""


def parse_moment(text: str) -> int:
    """
    Microseconds of ``2026-11-23T09:00:00+03:00``; a text without an offset is read as UTC.

    :raises NotATime: for anything else, the years 0 and 10000 among it
    """
    try:
        moment = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        moment = _tolerant(text)
    return moment_us(moment, text)


def moment_us(moment: datetime, said: object = "a time") -> int:
    """
    Microseconds of one aware or naive (UTC) moment, as :func:`to_column` has them of many.

    :raises NotATime: if an offset carries it beyond the years 1 to 9999
    """
    at_us = to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if not FIRST_US <= at_us <= LAST_US:
        raise _not_a_time(said)
    return at_us


def _not_a_time(text: object) -> NotATime:
    example = "such as 2026-11-23T09:00:00Z"
    return NotATime(f"{str(text)[:60]!r} is not an ISO 8601 time of the years 0001 to 9999, {example}")


def _tolerant(text: str) -> datetime:
    # Offsets without a colon, dates alone, a space for the T: Python's own reader knows them.
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError) as odd:
        raise _not_a_time(text) from odd


def parse_interval(text: str) -> tuple[int, int | None]:
    """
    Start and end of ``a/b``; of a single moment the end is ``None``.

    :raises NotATime: if a part is no time, or the end lies before the start
    """
    first, slash, second = text.partition("/")
    start = parse_moment(first)
    if not slash:
        return start, None
    end = parse_moment(second)
    if end < start:
        raise NotATime(f"the interval {text[:60]!r} ends before it begins")
    return start, end


def to_column(moments: Sequence[datetime]) -> Ints:
    """
    Microseconds of aware or naive (UTC) moments.

    :raises NotATime: if an offset carries one beyond the years 1 to 9999
    """
    try:
        listed = [(moment - EPOCH) // MICROSECOND for moment in moments]
    except TypeError:
        listed = [
            ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
            for moment in moments
        ]
    column = np.array(listed, dtype=np.int64)
    if column.size and not FIRST_US <= column.min() <= column.max() <= LAST_US:
        raise _not_a_time("a time")
    return column


def write_moment(at_us: int) -> str:
    """``2026-11-23T06:00:00Z``, with milliseconds or microseconds only where there are any."""
    moment = from_us(at_us).replace(tzinfo=None)
    fraction = moment.microsecond
    if not fraction:
        return moment.isoformat() + "Z"
    return moment.isoformat(timespec="microseconds" if fraction % 1000 else "milliseconds") + "Z"


def write_interval(start_us: int, end_us: int | None) -> str:
    """``a/b``, or the moment alone without an end."""
    return write_moment(start_us) if end_us is None else f"{write_moment(start_us)}/{write_moment(end_us)}"


def write_column(at_us: Ints) -> list[str]:
    """Many moments; those of one column are written alike, as short as all of them allow."""
    if not at_us.size:
        return []
    unit: Literal["s", "ms", "us"] = "us"
    if not (at_us % 1_000).any():
        unit = "ms" if (at_us % 1_000_000).any() else "s"
    texts = np.datetime_as_string(at_us.astype("datetime64[us]"), unit=unit)
    return [f"{text}Z" for text in texts.tolist()]
