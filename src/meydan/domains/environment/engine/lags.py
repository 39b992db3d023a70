"""What a forecast looks at: earlier values, their means, the weather and the clock. Never a later hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Singles = NDArray[Any]  # float32, which halves memory and time where learners multiply
Columns = Mapping[str, Numbers]

HOUR_US = 3_600_000_000
CARRIED_H = 6  # a gap of up to six hours is bridged with the last value; beyond it the column says nothing
LAGS_H = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 21, 22, 23, 24, 30, 36, 47, 48, 72, 168)
MEANS_H = (3, 6, 12, 24, 48, 72, 168, 720)
AHEAD_BLOCK_H = 3
YEAR_H = 8766
YEARLY_COLUMNS = 4  # the last ones: waves that a past of less than a year cannot tell from chance
LEAST_SHARE = 0.4  # of the hours of a mean that must be there


def on_the_hour(at_us: NDArray[np.int64], values: Numbers) -> tuple[int, Numbers]:
    """
    Hourly means on a complete grid from irregular values, NaN where an hour has none.

    :param at_us: microseconds since 1970 UTC, shape ``(n,)``, in any order
    :returns: the hour of the first value, and shape ``(hours,)``
    :raises ValueError: without any value
    """
    if len(at_us) == 0:
        raise ValueError("no values")
    hour = at_us // HOUR_US
    first = int(hour.min())
    place, known = hour - first, np.isfinite(values)
    count = np.bincount(place[known], minlength=int(place.max()) + 1)
    total = np.bincount(place[known], weights=values[known], minlength=int(place.max()) + 1)
    return first * HOUR_US, np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def carried(values: Numbers, longest_h: int = CARRIED_H) -> Numbers:
    """Each missing hour with the last value before it, if that is no older than ``longest_h`` hours."""
    hours = np.arange(len(values))
    last = np.maximum.accumulate(np.where(np.isfinite(values), hours, -1))
    bridged = (last >= 0) & (hours - last <= longest_h)
    return np.where(bridged, values[np.maximum(last, 0)], np.nan)


def earlier(values: Numbers, by_h: int) -> Numbers:
    """The value ``by_h`` hours before each hour, NaN before the first."""
    moved = np.full(len(values), np.nan)
    moved[by_h:] = values[: max(len(values) - by_h, 0)]
    return moved


def running_mean(values: Numbers, over_h: int) -> Numbers:
    """The mean of the last ``over_h`` hours, itself included; NaN where fewer than two fifths are there."""
    known = np.isfinite(values)
    total = np.cumsum(np.concatenate([[0.0], np.where(known, values, 0.0)]))
    count = np.cumsum(np.concatenate([[0], known]))
    end = np.arange(1, len(values) + 1)
    begin = np.maximum(end - over_h, 0)
    there = count[end] - count[begin]
    enough = there >= LEAST_SHARE * over_h
    answer: Numbers = np.full(len(values), np.nan)
    np.divide(total[end] - total[begin], there, out=answer, where=enough)
    return answer


def clock(start_us: int, count: int) -> Numbers:
    """Waves of the day, the week and the year for ``count`` hours from ``start_us``, shape ``(count, 14)``."""
    hour = start_us / HOUR_US + np.arange(count)
    cycles = [(hour / 24, 3), (hour / 168, 2), (hour / YEAR_H, 2)]
    turns = [2 * np.pi * times * cycle for cycle, most in cycles for times in range(1, most + 1)]
    return np.column_stack([wave(turn) for turn in turns for wave in (np.sin, np.cos)])


def features(values: Numbers, start_us: int, weather: Columns, ahead: Columns) -> Numbers:
    """
    One row an hour of everything known at that hour, NaN where it is not known.

    :param values: hourly, shape ``(n,)``
    :param weather: columns measured at the same hours, shape ``(n,)`` each
    :param ahead: columns forecast by somebody at each hour for the hours after it, shape ``(n, hours)`` each
    :returns: shape ``(n, columns)``; row ``i`` depends on hours up to ``i`` alone
    :raises ValueError: if a column is not as long as the series
    """
    for name, column in [*weather.items(), *ahead.items()]:
        if len(column) != len(values):
            raise ValueError(f"column {name} has {len(column)} hours, the series {len(values)}")
    known = carried(values)
    columns = [earlier(known, lag) for lag in LAGS_H] + [running_mean(values, over) for over in MEANS_H]
    for name in sorted(weather):
        measured = carried(weather[name])
        columns += [measured, running_mean(weather[name], 6), running_mean(weather[name], 24)]
        columns += [measured - earlier(measured, lag) for lag in (3, 6, 12, 24)]
    columns += [block for name in sorted(ahead) for block in _blocks(ahead[name])]
    return np.column_stack([*columns, clock(start_us, len(values))])


def _blocks(ahead: Numbers) -> list[Numbers]:
    """Means of each three hours ahead: finer than that, forecasts of weather say the same again."""
    known = np.isfinite(ahead)
    blocks = []
    for first in range(0, ahead.shape[1], AHEAD_BLOCK_H):
        part = slice(first, first + AHEAD_BLOCK_H)
        count, total = known[:, part].sum(axis=1), np.nansum(ahead[:, part], axis=1)
        blocks.append(np.divide(total, count, out=np.full(len(ahead), np.nan), where=count > 0))
    return blocks


def running_deviation(values: Numbers, over_h: int) -> Numbers:
    """The standard deviation of the last ``over_h`` hours, by the same rule as their mean."""
    mean = running_mean(values, over_h)
    spread: Numbers = np.sqrt(np.maximum(running_mean(values * values, over_h) - mean * mean, 0.0))
    return spread
