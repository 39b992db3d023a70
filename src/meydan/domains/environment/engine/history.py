"""A year in days and months: statistics of a day, days above a limit, the mean of each month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_HOURS = 18
RUN = 8
LEAST_RUN = 6


def running_mean_8h(day: Ints, hour: Ints, value: Floats) -> Floats:
    """
    The mean of each hour and the seven before it; NaN where fewer than six of the eight are there.

    :param day: local day number of each hourly mean, ``hour`` its local hour [0..23]; rising
    """
    if not value.size:
        return value
    place = (day - day[0]) * 24 + hour
    whole = np.full(int(place[-1]) + 1, np.nan)
    whole[place] = value
    there = ~np.isnan(whole)
    sums = np.concatenate([[0.0], np.cumsum(np.where(there, whole, 0.0))])
    counts = np.concatenate([[0], np.cumsum(there)])
    first = np.maximum(np.arange(whole.size) + 1 - RUN, 0)
    last = np.arange(whole.size) + 1
    count = counts[last] - counts[first]
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(count >= LEAST_RUN, (sums[last] - sums[first]) / count, np.nan)
    answer: Floats = means[place]
    return answer


def day_statistic(day: Ints, hour: Ints, value: Floats, averaging: str) -> tuple[Ints, Floats]:
    """
    One figure a day, as the averaging time asks: the day's mean ("24h"), its highest hour ("1h") or highest
    running mean of eight hours ("8h").

    Days with fewer than 18 hours are left out. Returns the day numbers and the figures.
    """
    if not value.size:
        return day, value
    per_hour = running_mean_8h(day, hour, value) if averaging == "8h" else value
    days, first, count = np.unique(day, return_index=True, return_counts=True)
    figures = np.array(
        [
            _figure(per_hour[begin : begin + size], averaging)
            for begin, size in zip(first.tolist(), count.tolist(), strict=True)
        ]
    )
    kept = (count >= LEAST_HOURS) & ~np.isnan(figures)
    return days[kept], figures[kept]


def _figure(values: Floats, averaging: str) -> float:
    if averaging == "24h":
        return float(values.mean())
    known = values[~np.isnan(values)]
    return float(known.max()) if known.size else float("nan")


@dataclass(frozen=True)
class Month:
    """A month of a series: its first day, days measured, their mean, and days beyond the limit."""

    first_day: int
    days: int
    mean: float
    beyond: int


def months(first_day_of_month: Ints, figure: Floats, is_beyond: NDArray[np.bool_]) -> list[Month]:
    """
    Gather days by month.

    :param first_day_of_month: for each day the number of the first day of its month, rising
    """
    found, first, count = np.unique(first_day_of_month, return_index=True, return_counts=True)
    return [
        Month(
            int(month), int(size), float(figure[begin : begin + size].mean()),
            int(is_beyond[begin : begin + size].sum()),
        )
        for month, begin, size in zip(found.tolist(), first.tolist(), count.tolist(), strict=True)
    ]  # fmt: skip
