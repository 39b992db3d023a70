"""When a series does what it never did: each instant against the series' own past, at several time scales."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.anomaly_usual import Times, held_mean, held_share, usual
from meydan.domains.environment.engine.lags import HOUR_US, Numbers

Flags = NDArray[np.bool_]

LEARNING_US = 7 * 24 * HOUR_US  # a week is only looked at, and so many values
LEARNING_VALUES = 200
CALM_US = 12 * HOUR_US  # an event ends when nothing has been unusual for so long

DAY_H = 24
DAY_HELD = 0.05  # of the usual number of values a day must hold; a thin one must be the further out
HOURS_H = 3
HOURS_HELD = 0.5
TAIL = (0.8, 0.98)  # quantiles between which the tail is measured


@dataclass(frozen=True)
class Thresholds:
    """
    How far out of the ordinary is unusual; one set for every series, for each is measured against itself.

    :param value: beyond everything seen before, as a share of the distance from the middle to the old extreme
    :param surprise: the same of the distance to the usual value of that hour
    :param day: the same of its daily mean, over the number of days seen: the chance that day n is a record by
        itself is one in n
    :param hours: decades rarer than once a month that a mean of three hours must be by the tail of the past
    """

    value: float = 0.06
    surprise: float = 0.3
    day: float = 2.0
    hours: float = 1.0


USUAL_THRESHOLDS = Thresholds()


@dataclass(frozen=True)
class Event:
    """
    A run of unusual instants.

    :param first: index of the instant at which it was noticed, from values until then alone
    :param last: index of the last unusual instant
    :param stream: what was unusual: "value", "surprise", "hours" or "day"
    :param score: how far beyond its threshold it went at most, 1 being the threshold
    :param upwards: whether the values were too high
    """

    first: int
    last: int
    stream: str
    score: float
    upwards: bool


def events(at_us: Times, values: Numbers, thresholds: Thresholds = USUAL_THRESHOLDS) -> list[Event]:
    """
    Every event of a series, regular or not. Causal: an event's ``first`` and all before it do not depend on
    what comes later.

    :param at_us: strictly rising, microseconds since 1970 UTC, shape ``(n,)``
    :param values: no NaN, shape ``(n,)``
    """
    if len(values) < 3:
        return []
    found: list[Event] = []
    streams = list(_streams(at_us, values, thresholds))
    heights = np.stack([score for _name, _upwards, score in streams])
    over = np.flatnonzero((heights > 1).any(axis=0))
    for run in _runs(at_us, over):
        part = heights[:, run[0] : run[-1] + 1]
        # Named for the stream that noticed it first; the score is the highest of any.
        name, upwards, _score = streams[int(heights[:, run[0]].argmax())]
        found.append(Event(int(run[0]), int(run[-1]), name, float(part.max()), upwards))
    return found


def _runs(at_us: Times, over: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    if len(over) == 0:
        return []
    breaks = np.flatnonzero(np.diff(at_us[over]) > CALM_US) + 1
    return list(np.split(over, breaks))


def _streams(at_us: Times, values: Numbers, beyond: Thresholds) -> Iterator[tuple[str, bool, Numbers]]:
    """Name, direction and the score over its threshold of each stream, shape ``(n,)``; 0 while learning."""
    expected = usual(at_us, values)
    by_hour = values - expected.by_hour
    day = held_mean(at_us, by_hour, DAY_H * HOUR_US, DAY_HELD)
    hours = held_mean(at_us, values - expected.recent, HOURS_H * HOUR_US, HOURS_HELD)
    days_seen = np.maximum((at_us - at_us[0]) / (DAY_H * HOUR_US), 1.0)
    # A mean of few values is less sure by the root of their number.
    day_margin = beyond.day / days_seen / np.sqrt(held_share(at_us, DAY_H * HOUR_US))
    for upwards in (True, False):
        side = 1.0 if upwards else -1.0
        yield "value", upwards, beyond_record(at_us, values * side) / beyond.value
        yield "surprise", upwards, beyond_record(at_us, by_hour * side) / beyond.surprise
        yield "day", upwards, beyond_record(at_us, day * side) / day_margin
        yield "hours", upwards, rarity(at_us, hours * side, HOURS_H) / beyond.hours


def learning(at_us: Times) -> int:
    """How many of the first values are only learnt from."""
    return max(int(np.searchsorted(at_us, at_us[0] + LEARNING_US)), LEARNING_VALUES)


def beyond_record(at_us: Times, values: Numbers) -> Numbers:
    """
    How far each value lies above all before it, as a share of the old record's distance from the median;
    0 where it does not, or while learning. NaN values are passed over.
    """
    answer = np.zeros(len(values))
    known = np.flatnonzero(np.isfinite(values))
    some = values[known]
    if len(some) < 2:
        return answer
    record = np.concatenate([[np.inf], np.maximum.accumulate(some)[:-1]])
    new = np.flatnonzero(some > record)
    enough = learning(at_us)
    middles = _medians_before(some, new)
    for place, middle in zip(new, middles, strict=True):
        if place >= enough:
            height = max(record[place] - middle, 1e-9 * max(abs(middle), 1e-9))
            answer[known[place]] = (some[place] - record[place]) / height
    return answer


def _medians_before(values: Numbers, places: NDArray[np.intp]) -> list[float]:
    """The median of all values before each place; records are few, so each is computed by itself."""
    return [float(np.median(values[:place])) for place in places]


def rarity(at_us: Times, values: Numbers, scale_h: float) -> Numbers:
    """
    How many decades rarer than monthly each value is: 1 is once in ten months; 0 or less while learning.

    The tail is taken as exponential between two quantiles of the past, as peaks over a threshold nearly are,
    and counted in runs of ``scale_h`` hours.
    """
    low, high = TAIL
    per_decade = np.log10((1 - low) / (1 - high))
    runs_a_month = np.log10(30.44 * 24 / scale_h)
    enough = learning(at_us)
    ordered: list[float] = []
    answer = np.full(len(values), -runs_a_month)
    for place, value in enumerate(values):
        if not np.isfinite(value):
            continue
        count = len(ordered)
        if count >= enough:
            near, far = ordered[int(low * count)], ordered[int(high * count)]
            if far > near:
                decades = -np.log10(1 - low) + per_decade * (value - near) / (far - near)
                answer[place] = decades - runs_a_month
        bisect.insort(ordered, float(value))
    return answer
