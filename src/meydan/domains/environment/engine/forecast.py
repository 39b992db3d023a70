"""Forecast of an hourly series from its own past and the weather known when it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.forecast_blend import Voices, outcomes, taught, weights_of
from meydan.domains.environment.engine.forecast_scale import Scale, column_scale, scale_of
from meydan.domains.environment.engine.intervals import (
    WINDOW_H,
    Width,
    circumstances_of,
    ends_of,
    steady_levels,
    width_of,
)
from meydan.domains.environment.engine.lags import HOUR_US, Columns, Numbers, features

HORIZON_H = 24
LONGEST_H = 48
LEAST_HOURS = 24 * 21  # three weeks: below them a pattern of the day and the week cannot be told from chance
TRIAL_SHARE = 0.2  # of the past, its end, forecast once without having seen it, to weigh voices and errors
TRIAL_HOURS = 120 * 24


class SeriesTooShort(Exception):
    """There is too little past to learn from; the message says how much there is and how much is wanted."""


@dataclass(frozen=True)
class Forecast:
    """
    What is expected after ``issued_us``: one figure an hour ahead, with the interval that holds 80 % of outcomes.

    :param issued_us: the last hour of the series given, microseconds since 1970 UTC
    :param horizon_h: hours ahead, shape ``(h,)``
    :param median: as likely above as below, in the unit of the series, shape ``(h,)``
    :param low: lower end of the interval
    :param high: upper end of the interval

    All three are NaN when the series has no value in its last six hours: nothing is known, nothing is said.
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
class Trial:
    """
    Forecasts made without knowing the outcome, one row an hour of issue, the rows following each other.

    :param last: index of the last issue hour in the series
    :param said: on the learnt scale, shape ``(n, VOICES, h)``
    """

    last: int
    said: Numbers


@dataclass(frozen=True)
class Forecaster:
    """What was learnt from a past: ready to forecast from any later hour."""

    scale: Scale
    weather_scales: Mapping[str, Scale]
    voices: Voices
    weights: Numbers
    width: Width
    ends: Numbers
    trial: Trial

    def at(
        self, values: Numbers, start_us: int, *, weather: Columns | None = None, ahead: Columns | None = None
    ) -> Forecast:
        """The forecast issued at the last hour of ``values``, which go on from those learnt from."""
        tamed = self.scale.tame(values)
        table = features(tamed, start_us, self.tamed_weather(weather or {}), ahead or {})[-1:]
        middle = self.blended(self.voices.say(table, tamed))[0]
        usual = self.width.usual(circumstances_of(tamed, start_us)[-1:])[0]
        low, median, high = (
            self.scale.wild(middle + end * usual) for end in (self.ends[0], 0.0, self.ends[1])
        )
        hours = np.arange(1, self.voices.horizon_h + 1)
        issued_us = start_us + (len(values) - 1) * HOUR_US
        # The median lies within, also where every error of the trial was on one side.
        return Forecast(issued_us, hours, median, np.minimum(low, median), np.maximum(high, median))

    def tamed_weather(self, weather: Columns) -> Columns:
        """
        The columns on the scales they were learnt on.

        :raises KeyError: for a column that was not there when it was learnt
        """
        return {name: self.weather_scales[name].tame(column) for name, column in weather.items()}

    def blended(self, said: Numbers) -> Numbers:
        """The weighed voice, shape ``(n, h)``."""
        answer: Numbers = (said * self.weights).sum(axis=1)
        return answer


def forecast(
    values: Numbers,
    start_us: int,
    *,
    weather: Columns | None = None,
    ahead: Columns | None = None,
    horizon_h: int = HORIZON_H,
) -> Forecast:
    """Learn from the whole past and forecast from its last hour; arguments and errors as for :func:`fit`."""
    learnt = fit(values, start_us, weather=weather, ahead=ahead, horizon_h=horizon_h)
    return learnt.at(values, start_us, weather=weather, ahead=ahead)


def fit(
    values: Numbers,
    start_us: int,
    *,
    weather: Columns | None = None,
    ahead: Columns | None = None,
    horizon_h: int = HORIZON_H,
    scale: Scale | None = None,
    trial: Trial | None = None,
) -> Forecaster:
    """
    Learn from a past. The same past gives the same forecaster.

    Gaps up to six hours are bridged with the value before them; a longer one is left out of what is learnt
    from. Without a ``trial`` the end of the past is forecast from what comes before it.

    :param values: hourly means, shape ``(n,)``, NaN where missing
    :param start_us: hour of the first value, microseconds since 1970 UTC
    :param weather: columns of the same hours, shape ``(n,)`` each, as measured until then
    :param ahead: columns that somebody forecast at each hour, shape ``(n, hours)`` each, NaN where nobody did
    :param horizon_h: how many hours ahead, 1 to 48
    :param scale: the scale of ``trial``
    :param trial: forecasts issued before, by forecasters that did not know what followed
    :raises SeriesTooShort: with less than three weeks of values
    :raises ValueError: for a horizon or a column that does not fit
    """
    if not 1 <= horizon_h <= LONGEST_H:
        raise ValueError(f"{horizon_h} hours ahead; 1 to {LONGEST_H} can be forecast")
    known = int(np.isfinite(values).sum())
    if known < LEAST_HOURS:
        raise SeriesTooShort(f"{known} hours of values; {LEAST_HOURS} are wanted")
    scale = scale or scale_of(values)
    tamed = scale.tame(values)
    weather_scales = {name: column_scale(column) for name, column in (weather or {}).items()}
    tamed_weather = {name: weather_scales[name].tame(column) for name, column in (weather or {}).items()}
    table = features(tamed, start_us, tamed_weather, ahead or {})
    trial = trial or _tried(table, tamed, horizon_h)
    voices = taught(table, tamed, horizon_h)
    return _weighed(scale, weather_scales, voices, trial, tamed, circumstances_of(tamed, start_us))


def _tried(table: Numbers, tamed: Numbers, horizon_h: int) -> Trial:
    known = np.flatnonzero(np.isfinite(tamed))
    split = max(int(known[int(len(known) * (1 - TRIAL_SHARE))]), len(tamed) - TRIAL_HOURS)
    voices = taught(table[:split], tamed[:split], horizon_h)
    return Trial(len(tamed) - 1, voices.say(table[split:], tamed))


def _weighed(
    scale: Scale,
    weather_scales: Mapping[str, Scale],
    voices: Voices,
    trial: Trial,
    tamed: Numbers,
    circumstances: Numbers,
) -> Forecaster:
    """Weights and errors from the last ``TRIAL_HOURS`` of what was tried."""
    said = trial.said[-TRIAL_HOURS:]
    rows = slice(trial.last + 1 - len(said), trial.last + 1)
    actual = outcomes(tamed, voices.horizon_h)[rows]
    weights = weights_of(scale.wild(said), scale.wild(actual))
    missed = actual - (said * weights).sum(axis=1)
    width = width_of(circumstances[rows], missed)
    scores = (missed / width.usual(circumstances[rows]))[-WINDOW_H:]
    ends = ends_of(scores, steady_levels(voices.horizon_h))
    return Forecaster(scale, weather_scales, voices, weights, width, ends, trial)
