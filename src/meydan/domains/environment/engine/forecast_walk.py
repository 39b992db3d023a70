"""Forecasts as they would have been issued, hour after hour, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.forecast import HORIZON_H, TRIAL_HOURS, Forecaster, Trial, fit
from meydan.domains.environment.engine.forecast_blend import day_before, outcomes
from meydan.domains.environment.engine.forecast_scale import Scale
from meydan.domains.environment.engine.intervals import circumstances_of, followed_ends
from meydan.domains.environment.engine.lags import HOUR_US, Columns, Numbers, carried, features

RETAUGHT_H = 90 * 24  # once a season: learning anew each month was not better by a thousandth


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

    :param issued_us: shape ``(issues,)``
    """

    issued_us: NDArray[np.int64]
    actual: Numbers
    median: Numbers
    low: Numbers
    high: Numbers
    persistence: Numbers
    seasonal: Numbers

    def skill(self, first_h: int = 1, last_h: int | None = None) -> Skill:
        """
        The skill over horizons ``first_h`` to ``last_h``, pooled.

        :raises ValueError: if there is nothing to compare
        """
        part = slice(first_h - 1, last_h)
        actual, median = self.actual[:, part], self.median[:, part]
        persistence, seasonal = self.persistence[:, part], self.seasonal[:, part]
        both = np.isfinite(actual) & np.isfinite(median) & np.isfinite(persistence) & np.isfinite(seasonal)
        if not both.any():
            raise ValueError("no hour has an outcome and all three forecasts")
        inside = (actual >= self.low[:, part]) & (actual <= self.high[:, part])
        errors = [float(np.abs(actual - by)[both].mean()) for by in (median, persistence, seasonal)]
        return Skill(int(both.sum()), errors[0], errors[1], errors[2], float(inside[both].mean()))


def walk_forward(
    values: Numbers,
    start_us: int,
    *,
    first: int,
    weather: Columns | None = None,
    ahead: Columns | None = None,
    horizon_h: int = HORIZON_H,
    retaught_h: int = RETAUGHT_H,
) -> Walk:
    """
    Issue a forecast at every hour from ``values[first]`` on, each from what was known then.

    Every ``retaught_h`` hours everything is learnt anew. Every day the ends of the intervals follow the
    outcomes of the day. Arguments and errors otherwise as for :func:`forecast.fit`.
    """
    weather, ahead = weather or {}, ahead or {}
    learnt: Forecaster | None = None
    parts: list[_Part] = []
    for begin in range(first, len(values), retaught_h):
        end = min(begin + retaught_h, len(values))
        learnt = fit(
            values[:begin], start_us, weather=_cut(weather, begin), ahead=_cut(ahead, begin), horizon_h=horizon_h,
            scale=learnt.scale if learnt else None,
            trial=_trial(learnt.trial, parts[-1].said, begin) if learnt else None,
        )  # fmt: skip
        tamed = learnt.scale.tame(values[:end])
        table = features(tamed, start_us, learnt.tamed_weather(_cut(weather, end)), _cut(ahead, end))[begin:]
        if not parts:
            parts.append(_part(learnt, learnt.trial.said, circumstances_of(tamed[:begin], start_us)))
        parts.append(_part(learnt, learnt.voices.say(table, tamed), circumstances_of(tamed, start_us)))
    if learnt is None:
        raise ValueError("no hour to issue a forecast at")
    return _walk(values, start_us, first, learnt.scale, parts)


@dataclass(frozen=True)
class _Part:
    """What was said in a run of issue hours, the blend of it, and the usual error; on the learnt scale."""

    said: Numbers
    middle: Numbers
    usual: Numbers


def _part(learnt: Forecaster, said: Numbers, circumstances: Numbers) -> _Part:
    return _Part(said, learnt.blended(said), learnt.width.usual(circumstances[-len(said) :]))


def _trial(before: Trial, said: Numbers, end: int) -> Trial:
    return Trial(end - 1, np.concatenate([before.said, said])[-TRIAL_HOURS:])


def _walk(values: Numbers, start_us: int, first: int, scale: Scale, parts: list[_Part]) -> Walk:
    middle = np.concatenate([part.middle for part in parts])
    usual = np.concatenate([part.usual for part in parts])
    horizon_h = middle.shape[1]
    rows = slice(len(values) - len(middle), None)
    scores = (outcomes(scale.tame(values), horizon_h)[rows] - middle) / usual
    walked = slice(len(middle) - (len(values) - first), None)
    ends = followed_ends(scores, walked.start)
    median = scale.wild(middle[walked])
    low, high = (scale.wild((middle + end * usual)[walked]) for end in ends)
    return Walk(
        issued_us=start_us + np.arange(first, len(values)) * HOUR_US,
        actual=outcomes(values, horizon_h)[first:],
        median=median,
        low=np.minimum(low, median),
        high=np.maximum(high, median),
        persistence=np.repeat(carried(values)[first:, None], horizon_h, axis=1),
        seasonal=day_before(values, horizon_h)[first:],
    )


def _cut(columns: Columns, end: int) -> Columns:
    return {name: column[:end] for name, column in columns.items()}
