"""ISO 8601 moments and intervals to microseconds since 1970 UTC and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
import numpy as np

from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.moments import EPOCH, MICROSECOND, from_us

_moment = msgspec.json.Decoder(datetime)


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
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // MICROSECOND


def _tolerant(text: str) -> datetime:
    # Offsets without a colon, dates alone, a space for the T: Python's own reader knows them.
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError) as odd:
        raise NotATime(
            f"{str(text)[:60]!r} is not an ISO 8601 time of the years 0001 to 9999, such as 2026-11-23T09:00:00Z"
        ) from odd


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
    """Microseconds of aware or naive (UTC) moments."""
    try:
        listed = [(moment - EPOCH) // MICROSECOND for moment in moments]
    except TypeError:
        listed = [
            ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
            for moment in moments
        ]
    return np.array(listed, dtype=np.int64)


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
