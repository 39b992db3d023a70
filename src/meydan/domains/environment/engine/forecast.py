"""Forecast of an hourly series from its own past and the weather known when it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.intervals import COVERAGE, spread_quantiles
from meydan.domains.environment.engine.lags import HOUR_US, Numbers, features

HORIZON_H = 24
LEAST_HOURS = 24 * 21  # three weeks: below them a pattern of the day and the week cannot be told from chance
RIDGE = 30.0  # weight of the pull to persistence, in standardised columns


class SeriesTooShort(Exception):
    """There is too little past to learn from; the message says how much there is and how much is wanted."""


@dataclass(frozen=True)
class Forecast:
    """
    What is expected after ``issued_us``: one figure an hour ahead, with the interval that holds 80 % of outcomes.

    :param issued_us: the hour of the last value known, microseconds since 1970 UTC
    :param horizon_h: hours ahead, shape ``(h,)``
    :param median: as likely above as below, in the unit of the series, shape ``(h,)``; NaN where none is made
    :param low: lower end of the interval
    :param high: upper end of the interval
    """

    issued_us: int
    horizon_h: NDArray[np.int64]
    median: Numbers
    low: Numbers
    high: Numbers

    @property
    def at_us(self) -> NDArray[np.int64]:
        """The hours that the figures are for."""
        return self.issued_us + self.horizon_h * HOUR_US


@dataclass(frozen=True)
class Forecaster:
    """What was learnt from a past: ready to forecast from any later hour."""

    offset: float
    centre: Numbers
    scale: Numbers
    weights: Numbers
    spread: Numbers

    def at(self, values: Numbers, start_us: int, weather: Mapping[str, Numbers] | None = None) -> Forecast:
        """The forecast issued at the last hour of ``values``."""
        table = features(self._tame(values), start_us, self._with_weather(weather))[-1:]
        low, median, high = self._levels(table, values[-1:])
        hours = np.arange(1, self.weights.shape[1] + 1)
        return Forecast(start_us + (len(values) - 1) * HOUR_US, hours, median[0], low[0], high[0])

    def _with_weather(self, weather: Mapping[str, Numbers] | None) -> Mapping[str, Numbers]:
        return weather or {}

    def _tame(self, values: Numbers) -> Numbers:
        return np.log(np.maximum(values, 0.0) + self.offset)

    def _levels(self, table: Numbers, latest: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        rows = np.nan_to_num((table - self.centre) / self.scale)
        middle = self._tame(latest)[:, None] + np.column_stack([np.ones(len(rows)), rows]) @ self.weights
        ends = [middle + self.spread[0], middle, middle + self.spread[1]]
        low, median, high = (np.maximum(np.exp(end) - self.offset, 0.0) for end in ends)
        return low, median, high


def fit(
    values: Numbers,
    start_us: int,
    *,
    weather: Mapping[str, Numbers] | None = None,
    horizon_h: int = HORIZON_H,
) -> Forecaster:
    """
    Learn from a past.

    :param values: hourly means, shape ``(n,)``, NaN where missing
    :param start_us: hour of the first value, microseconds since 1970 UTC
    :param weather: columns of the same hours, shape ``(n,)`` each, as measured until then
    :param horizon_h: how many hours ahead, 1 to 48
    :raises SeriesTooShort: with less than three weeks of values
    """
    known = int(np.isfinite(values).sum())
    if known < LEAST_HOURS:
        raise SeriesTooShort(f"{known} hours of values; {LEAST_HOURS} are wanted")
    offset = max(float(np.nanmedian(np.abs(values))) / 8, 1e-9)
    tame = np.log(np.maximum(values, 0.0) + offset)
    table = features(tame, start_us, weather or {})
    centre = np.nan_to_num(np.nanmean(table, axis=0))
    scale = np.nan_to_num(np.nanstd(table, axis=0)) + 1e-9
    rows = np.column_stack([np.ones(len(table)), np.nan_to_num((table - centre) / scale)])
    weights = np.zeros((rows.shape[1], horizon_h))
    spread = np.zeros((2, horizon_h))
    for ahead in range(1, horizon_h + 1):
        rise = tame[ahead:] - tame[:-ahead]
        usable = np.isfinite(rise)
        weights[:, ahead - 1] = _ridge(rows[:-ahead][usable], rise[usable])
        left = rise[usable] - rows[:-ahead][usable] @ weights[:, ahead - 1]
        spread[:, ahead - 1] = spread_quantiles(left, COVERAGE)
    return Forecaster(offset, centre, scale, weights, spread)


def forecast(
    values: Numbers,
    start_us: int,
    *,
    weather: Mapping[str, Numbers] | None = None,
    horizon_h: int = HORIZON_H,
) -> Forecast:
    """
    Learn from the whole past and forecast from its last hour; arguments and errors as for :func:`fit`.
    """
    return fit(values, start_us, weather=weather, horizon_h=horizon_h).at(values, start_us, weather)


def _ridge(rows: Numbers, wanted: Numbers) -> Numbers:
    pull = np.full(rows.shape[1], RIDGE)
    pull[0] = 0.0
    answer: Numbers = np.linalg.solve(rows.T @ rows + np.diag(pull), rows.T @ wanted)
    return answer
