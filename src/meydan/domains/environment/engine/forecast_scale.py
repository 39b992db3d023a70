"""The scale a series is learnt on: where dust doubles, a learner should see a step, not a cliff."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.domains.environment.engine.lags import Numbers

SKEWED = (
    1.5  # the upper spread over the lower, above which a series without negatives is learnt in logarithms
)
COLUMN_SKEWED = 1.3  # the mean over the median
OFFSET_SHARE = 0.125  # of the median, added before the logarithm, so that noise near zero stays small


@dataclass(frozen=True)
class Scale:
    """A logarithm of the value plus ``offset``, or for ``offset`` None the value itself; both standardised."""

    offset: float | None
    centre: float
    spread: float

    def tame(self, values: Numbers) -> Numbers:
        """Values on the scale of learning."""
        if self.offset is not None:
            values = np.log(np.maximum(values, 0.0) + self.offset)
        return (values - self.centre) / self.spread

    def wild(self, tamed: Numbers) -> Numbers:
        """Back in the unit of the series; a series without negatives is never negative."""
        values = tamed * self.spread + self.centre
        if self.offset is None:
            return values
        # e^700 is the last that a float holds.
        return np.maximum(np.exp(np.minimum(values, 700.0)) - self.offset, 0.0)


def column_scale(values: Numbers) -> Scale:
    """
    The scale for a column that is looked at: logarithms where it is never negative and leans far upwards, as
    rain, sums of wind and other pollutants do.
    """
    known = values[np.isfinite(values)]
    if (
        len(known)
        and float(known.min()) >= 0
        and float(known.mean()) > COLUMN_SKEWED * float(np.median(known))
    ):
        return Scale(OFFSET_SHARE * float(known.mean()), 0.0, 1.0)
    return Scale(None, 0.0, 1.0)


def scale_of(values: Numbers) -> Scale:
    """
    The scale that suits a past: logarithms for one that is never below zero and leans upwards, as pollutants do.

    :param values: shape ``(n,)``, NaN where missing, at least one known
    """
    known = values[np.isfinite(values)]
    low, middle, high = (float(q) for q in np.quantile(known, [0.05, 0.5, 0.95]))
    # A sensor of dust may read a little below zero; a thermometer truly does.
    never_negative = float(np.quantile(known, 0.01)) >= -0.02 * high and middle > 0
    if never_negative and high - middle > SKEWED * (middle - low):
        offset = OFFSET_SHARE * middle
        return _standardised(np.log(np.maximum(known, 0.0) + offset), offset)
    return _standardised(known, None)


def _standardised(known: Numbers, offset: float | None) -> Scale:
    spread = float(known.std())
    return Scale(offset, float(known.mean()), spread if spread > 0 else 1.0)
