"""
Sound levels are means of energy, not of decibels; the night and the evening weigh more.

Source: Directive 2002/49/EC, Annex I: Lden of the day (12 h), evening (4 h, +5 dB) and night (8 h, +10 dB). The
hours of the periods are data: they differ between countries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EVENING_DB = 5.0
NIGHT_DB = 10.0
# Three quarters of the hours of a period must be there, as for every other mean.
LEAST_SHARE = 0.75


@dataclass(frozen=True)
class Periods:
    """The hours [0..24) of the day at which each period begins and ends; the night runs past midnight."""

    day: tuple[int, int]
    night: tuple[int, int]
    evening: tuple[int, int] | None = None
    source: str = ""

    def hours(self, period: str) -> list[int]:
        """The hours of the day that belong to "day", "evening" or "night"."""
        bounds: tuple[int, int] | None = getattr(self, period)
        if bounds is None:
            return []
        begin, end = bounds
        return [hour % 24 for hour in range(begin, end if end > begin else end + 24)]


def laeq(levels_db: Floats) -> float:
    """
    The energy mean [dB] of levels of equal duration.

    >>> round(laeq(np.array([60.0, 60.0])), 1)
    60.0

    :raises ValueError: if there is none
    """
    if not levels_db.size:
        raise ValueError("no level to take the mean of")
    return float(10 * np.log10(np.mean(10 ** (levels_db / 10))))


def levels(hour_of_day: Ints, level_db: Floats, periods: Periods) -> dict[str, float]:
    """
    ``laeq_day``, ``laeq_evening``, ``laeq_night`` and ``lden`` [dB(A)] of about one day of hourly levels.

    A figure is left out where too few of its hours are there, and Lden where there is no evening.

    :param hour_of_day: the local hour [0..23] of each level, shape (n,)
    """
    found: dict[str, float] = {}
    for period in ("day", "evening", "night"):
        hours = periods.hours(period)
        own = np.isin(hour_of_day, hours)
        if hours and own.sum() >= LEAST_SHARE * len(hours):
            found[f"laeq_{period}"] = laeq(level_db[own])
    weighted = lden(found, periods)
    return found if weighted is None else {**found, "lden": weighted}


def lden(found: Mapping[str, float], periods: Periods) -> float | None:
    """The day-evening-night level [dB(A)] of the three; ``None`` unless all are there."""
    if not {"laeq_day", "laeq_evening", "laeq_night"} <= found.keys():
        return None
    parts = [
        (len(periods.hours("day")), found["laeq_day"]),
        (len(periods.hours("evening")), found["laeq_evening"] + EVENING_DB),
        (len(periods.hours("night")), found["laeq_night"] + NIGHT_DB),
    ]
    energy = sum(hours * 10 ** (level / 10) for hours, level in parts)
    return float(10 * np.log10(energy / sum(hours for hours, _level in parts)))


def daily(
    day: Ints, hour_of_day: Ints, level_db: Floats, periods: Periods, figure: str
) -> tuple[Ints, Floats]:
    """
    ``figure`` (as named by :func:`levels`) of every day of a run of hourly levels; days that lack it are left out.

    A night belongs to the date of its hours: those after midnight and those of the evening.
    """
    days, which = np.unique(day, return_inverse=True)
    means: dict[str, Floats] = {}
    for period in ("day", "evening", "night"):
        hours = periods.hours(period)
        own = np.isin(hour_of_day, hours)
        count = np.bincount(which[own], minlength=days.size)
        energy = np.bincount(which[own], weights=10 ** (level_db[own] / 10), minlength=days.size)
        enough = (count >= LEAST_SHARE * len(hours)) & (count > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            means[f"laeq_{period}"] = np.where(enough, 10 * np.log10(energy / count), np.nan)
    found = _ldens(means, periods) if figure == "lden" else means[figure]
    kept = np.isfinite(found)
    return days[kept], found[kept]


def _ldens(means: Mapping[str, Floats], periods: Periods) -> Floats:
    parts = [
        (len(periods.hours("day")), means["laeq_day"]),
        (len(periods.hours("evening")), means["laeq_evening"] + EVENING_DB),
        (len(periods.hours("night")), means["laeq_night"] + NIGHT_DB),
    ]
    energy = sum(hours * 10 ** (level / 10) for hours, level in parts)
    answer: Floats = 10 * np.log10(energy / sum(hours for hours, _level in parts))
    return answer
