"""Instants as whole microseconds since 1970 UTC: exact, sortable, small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
DAY_US = 24 * HOUR_US
# Instants whose day a clock anywhere on Earth can still show: the years 1 to 9999 but for two days at either end.
FIRST_KEPT_US = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND + 2 * DAY_US
LAST_KEPT_US = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND - 2 * DAY_US


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware ``moment``, without rounding."""
    return (moment - EPOCH) // MICROSECOND


def from_us(at_us: int) -> datetime:
    """The UTC moment of ``at_us`` microseconds since 1970."""
    return EPOCH + timedelta(microseconds=int(at_us))
