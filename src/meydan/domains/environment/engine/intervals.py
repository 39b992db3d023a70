"""Intervals that hold as often as they say: conformal, by what the forecasts missed before."""

from __future__ import annotations

import math

import numpy as np

from meydan.domains.environment.engine.lags import Numbers

COVERAGE = 0.8


def spread_quantiles(missed: Numbers, coverage: float = COVERAGE) -> Numbers:
    """
    The two ends, relative to the forecast, that hold ``coverage`` of what was missed, with the conformal
    correction for a finite sample: rank ``ceil((n + 1) q)``.

    :param missed: outcome minus forecast, shape ``(n,)``, no NaN
    :returns: ``(low, high)``
    """
    ordered = np.sort(missed)
    count = len(ordered)
    tail = (1 - coverage) / 2
    high = min(math.ceil((count + 1) * (1 - tail)), count) - 1
    low = max(math.floor((count + 1) * tail), 1) - 1
    return np.array([ordered[low], ordered[high]])
