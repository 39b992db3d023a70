"""Three learners of different kinds and two naive ones, weighed hour by hour ahead by what they were worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine import forecast_kernel, forecast_net, forecast_trees
from meydan.domains.environment.engine.lags import YEAR_H, YEARLY_COLUMNS, Numbers, Singles, carried, earlier

SEED = 1
LEARNERS = (forecast_kernel.learnt, forecast_trees.learnt, forecast_net.learnt)
VOICES = len(LEARNERS) + 2  # with "as it is" and "as at that hour of the day before"
STRICTNESS = 10.0  # a learner whose error is a tenth larger than the best voice's has a weight smaller by e
NAIVE_STRICTNESS = 60.0  # a naive voice is heard only where it is about the best: it is the others' fallback
SMOOTHED_H = 5  # horizons whose errors are weighed together
TAUGHT_ROWS = 40_000  # of a past of more than four years every second hour, for the memory it takes
CLIPPED = 5.0  # standard deviations: beyond them a column says no more


class Learner(Protocol):
    """What was learnt by one kind of learner."""

    def expected(self, rows: Singles) -> Singles:
        """The change expected, shape ``(n, h)``."""
        ...


@dataclass(frozen=True)
class Voices:
    """The learners with the standardisation of what they look at."""

    centre: Numbers
    spread: Numbers
    learners: Sequence[Learner]
    horizon_h: int

    def say(self, table: Numbers, tamed: Numbers) -> Numbers:
        """
        What each voice expects, on the learnt scale, shape ``(n, VOICES, h)``; NaN for a row without a latest
        value. A day before that is missing is replaced by the latest value.

        :param table: the last rows of the features, shape ``(n, columns)``
        :param tamed: the series up to the last row, at least as long
        """
        latest = carried(tamed)[-len(table) :, None]
        rows = _standardised(table, self.centre, self.spread)
        said = [latest + learner.expected(rows) for learner in self.learners]
        daily = day_before(tamed, self.horizon_h)[-len(table) :]
        said += [np.broadcast_to(latest, daily.shape), np.where(np.isfinite(daily), daily, latest)]
        return np.stack(said, axis=1)


def day_before(values: Numbers, horizon_h: int) -> Numbers:
    """For each hour and each hour ahead: the value at that hour of the latest day known, shape ``(n, h)``."""
    back = [24 * -(-ahead // 24) - ahead for ahead in range(1, horizon_h + 1)]
    return np.stack([earlier(values, hours) for hours in back], axis=1)


def outcomes(values: Numbers, horizon_h: int) -> Numbers:
    """What came after each hour, shape ``(n, h)``; NaN beyond the end."""
    after = np.full((len(values), horizon_h), np.nan)
    for ahead in range(1, min(horizon_h, len(values) - 1) + 1):
        after[:-ahead, ahead - 1] = values[ahead:]
    return after


def taught(table: Numbers, tamed: Numbers, horizon_h: int) -> Voices:
    """Learn from every hour that has a latest value and at least one outcome within ``tamed``."""
    change = outcomes(tamed, horizon_h) - carried(tamed)[:, None]
    usable = np.isfinite(change).any(axis=1)
    chosen = np.flatnonzero(usable)[:: -(-int(usable.sum()) // TAUGHT_ROWS)]
    seen = table[chosen]
    known = np.isfinite(seen)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, seen, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, seen - centre, 0.0) ** 2).sum(axis=0) / count) + 1e-9
    if len(table) < YEAR_H:
        # An endless spread makes a column say nothing.
        spread[-YEARLY_COLUMNS:] = np.inf
    rows, wanted = _standardised(seen, centre, spread), change[chosen].astype(np.float32)
    return Voices(centre, spread, [learn(rows, wanted, SEED) for learn in LEARNERS], horizon_h)


def weights_of(said: Numbers, actual: Numbers) -> Numbers:
    """
    How much each voice counts at each hour ahead, shape ``(VOICES, h)``, summing to one over the voices.

    :param said: in the unit of the series, shape ``(n, VOICES, h)``
    :param actual: what came, shape ``(n, h)``, NaN where unknown
    """
    error = np.abs(said - actual[:, None, :])
    known: NDArray[np.bool_] = np.asarray(np.isfinite(error).all(axis=1))
    if not known.any():
        return np.full(said.shape[1:], 1.0 / said.shape[1])
    count = known.sum(axis=0)
    mean = np.where(known[:, None, :], error, 0.0).sum(axis=0) / np.maximum(count, 1)
    smooth = np.stack([_neighbours(voice) for voice in mean])
    least = smooth.min(axis=0)
    # A voice without any error, as in a series that stands still, silences the others.
    worse = (smooth - least) / (least + np.finfo(float).tiny ** 0.5)
    strictness = np.where(np.arange(len(worse)) < len(LEARNERS), STRICTNESS, NAIVE_STRICTNESS)
    weights = np.exp(-strictness[:, None] * worse)
    answer: Numbers = weights / weights.sum(axis=0)
    return answer


def _neighbours(values: Numbers) -> Numbers:
    reach = SMOOTHED_H // 2
    padded = np.pad(values, reach, mode="edge")
    return np.convolve(padded, np.full(SMOOTHED_H, 1 / SMOOTHED_H), mode="valid")


def _standardised(table: Numbers, centre: Numbers, spread: Numbers) -> Singles:
    rows = np.nan_to_num((table - centre) / spread)
    return np.clip(rows, -CLIPPED, CLIPPED).astype(np.float32)
