"""What a series usually is at an hour: lately, at that hour of the day, or of the week, whichever held best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.lags import HOUR_US, Numbers, on_the_hour

Times = NDArray[np.int64]

RECENT_H = 168
DAYS = 10
WEEKS = 8
LEAST_HOURS = 12  # of the recent ones
LEAST_TURNS = 3  # of the days or weeks
TRIED_H = 72  # a pattern is believed once it was compared with so many hours


@dataclass(frozen=True)
class Usual:
    """
    The usual value at each instant, from hours before it alone, shape ``(n,)``; NaN where there is none yet.

    :param recent: the median of the last week
    :param by_hour: the median at that hour of the days or weeks before, where that has been the better guess
    """

    recent: Numbers
    by_hour: Numbers


def usual(at_us: Times, values: Numbers) -> Usual:
    """What is usual at each instant of a series, ``at_us`` rising."""
    start_us, hourly = on_the_hour(at_us, values)
    hour = (at_us - start_us) // HOUR_US
    recent = past_median(hourly, 1, RECENT_H, LEAST_HOURS)
    guesses = [
        recent,
        past_median(hourly, 24, DAYS, LEAST_TURNS),
        past_median(hourly, 168, WEEKS, LEAST_TURNS),
    ]
    worth = np.stack([_mean_error_before(hourly, guess) for guess in guesses])
    chosen = np.take_along_axis(np.stack(guesses), worth.argmin(axis=0)[None], axis=0)[0]
    by_hour = np.where(np.isfinite(chosen), chosen, recent)
    return Usual(recent[hour], by_hour[hour])


def past_median(hourly: Numbers, turn_h: int, turns: int, least: int) -> Numbers:
    """The median of the values 1 to ``turns`` turns of ``turn_h`` hours earlier; NaN with fewer than ``least``."""
    before = np.full((turns, len(hourly)), np.nan)
    for turn in range(1, turns + 1):
        back = turn * turn_h
        if back < len(hourly):
            before[turn - 1, back:] = hourly[:-back]
    # Sorted with NaN last, the middle of the known ones is found without a warning for empty columns.
    before.sort(axis=0)
    count = np.isfinite(before).sum(axis=0)
    across = np.arange(len(hourly))
    low, high = np.maximum(count - 1, 0) // 2, np.maximum(count // 2, 0)
    middle = (before[low, across] + before[np.minimum(high, turns - 1), across]) / 2
    return np.where(count >= least, middle, np.nan)


def _mean_error_before(hourly: Numbers, guess: Numbers) -> Numbers:
    """The mean absolute error of a guess in all hours before each; infinite until it was tried enough."""
    error = np.abs(hourly - guess)
    known = np.isfinite(error)
    total = np.cumsum(np.where(known, error, 0.0)) - np.where(known, error, 0.0)
    count = np.cumsum(known) - known
    answer: Numbers = np.full(len(hourly), np.inf)
    np.divide(total, count, out=answer, where=count >= TRIED_H)
    return answer


def held_mean(at_us: Times, values: Numbers, span_us: int, least_share: float) -> Numbers:
    """
    The mean of the values in the ``span_us`` until each instant; NaN where fewer than ``least_share`` of the
    usual number are there, as after a gap.
    """
    known = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    begin = np.searchsorted(at_us, at_us - span_us, side="right")
    there = count[1:] - count[begin]
    enough = known & (there > 0) & (there >= least_share * _mean_before(there))
    answer: Numbers = np.full(len(values), np.nan)
    np.divide(total[1:] - total[begin], there, out=answer, where=enough)
    return answer


def held_share(at_us: Times, span_us: int) -> Numbers:
    """How many values the span until each instant holds, over the mean number so far; at most 1."""
    there = np.arange(1, len(at_us) + 1) - np.searchsorted(at_us, at_us - span_us, side="right")
    return np.minimum(there / _mean_before(there), 1.0)


def _mean_before(there: NDArray[np.int64]) -> Numbers:
    """The mean so far, each instant with all before it."""
    mean: Numbers = np.cumsum(there) / np.arange(1, len(there) + 1)
    return mean
