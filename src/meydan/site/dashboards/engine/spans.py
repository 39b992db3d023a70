"""How far back a panel reaches and how finely it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

YEAR = timedelta(days=365)
SPANS = {
    "24h": timedelta(hours=24),
    "3": timedelta(days=3),
    "7": timedelta(days=7),
    "30": timedelta(days=30),
    "365": YEAR,
}
RESOLUTIONS = ("raw", "hour", "day")
# The finest that a span is drawn with: a year by the hour is 8760 points that no eye tells apart.
FINEST = {"24h": 0, "3": 0, "7": 0, "30": 1, "365": 2}
USUAL = {"24h": 1, "3": 1, "7": 1, "30": 1, "365": 2}


def resolution_for(span: str, asked: str = "") -> str:
    """
    The resolution a span is read with: the one asked for, but never finer than the span bears.

    A year is read from the days that are rolled up already, whatever was asked.
    """
    wanted = RESOLUTIONS.index(asked) if asked in RESOLUTIONS else USUAL[span]
    return RESOLUTIONS[max(wanted, FINEST[span])]


def bounds_of(span: str, now: datetime, midnight: datetime | None = None) -> tuple[datetime, datetime]:
    """
    Half-open bounds of a span that ends now, the newest second included.

    :param midnight: the beginning of today, for what is counted by the day: a day that is not over has no mean yet
    """
    end = now + timedelta(seconds=1) if midnight is None else midnight
    return (now if midnight is None else midnight) - SPANS[span], end


def year_before(bounds: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """The same span 365 days before: the same hours of the day, and nearly the same day of the year."""
    return bounds[0] - YEAR, bounds[1] - YEAR
