"""Forecasts as they would have been issued, hour after hour, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.domains.environment.engine.lags import Numbers


@dataclass(frozen=True)
class Skill:
    """
    What forecasts were worth beside two that anybody can make.

    :param hours: how many forecast hours were compared; only those where all three have a figure
    :param mae: mean absolute error, in the unit of the series
    :param persistence_mae: of "it stays as it is"
    :param seasonal_mae: of "as at the same hour of the latest day known"
    :param coverage: share of outcomes inside the interval
    """

    hours: int
    mae: float
    persistence_mae: float
    seasonal_mae: float
    coverage: float

    @property
    def over_persistence(self) -> float:
        """How many times smaller the error is than that of persistence."""
        return self.persistence_mae / self.mae

    @property
    def over_seasonal(self) -> float:
        """How many times smaller the error is than that of the same hour of the day before."""
        return self.seasonal_mae / self.mae


@dataclass(frozen=True)
class Walk:
    """
    Forecasts of many issue hours, each array of shape ``(issues, horizons)``; NaN where there is none.
    """

    actual: Numbers
    median: Numbers
    low: Numbers
    high: Numbers
    persistence: Numbers
    seasonal: Numbers

    def skill(self, first_h: int = 1, last_h: int | None = None) -> Skill:
        """The skill over horizons ``first_h`` to ``last_h``, pooled."""
        part = slice(first_h - 1, last_h)
        actual, median = self.actual[:, part], self.median[:, part]
        persistence, seasonal = self.persistence[:, part], self.seasonal[:, part]
        both = np.isfinite(actual) & np.isfinite(median) & np.isfinite(persistence) & np.isfinite(seasonal)
        inside = (actual >= self.low[:, part]) & (actual <= self.high[:, part])
        errors = [float(np.abs(actual - by)[both].mean()) for by in (median, persistence, seasonal)]
        return Skill(int(both.sum()), errors[0], errors[1], errors[2], float(inside[both].mean()))
