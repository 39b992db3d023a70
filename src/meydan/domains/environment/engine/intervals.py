"""Intervals that hold as often as they say: conformal, as wide as the hour asks, kept honest by the outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.domains.environment.engine.lags import HOUR_US, Numbers, carried, running_deviation, running_mean

COVERAGE = 0.8
LEAST_WIDTH = 0.3  # of the mean error: no hour is thought surer than this
PULL = 20.0
WINDOW_H = 90 * 24  # outcomes older than a season say little about now
EXACT = 1e-9  # a tenth of twenty must be two, which binary fractions miss by a hair
LEARNING = 0.02  # how far one day of outcomes moves the level of a tail
TIGHTEST, WIDEST = 0.01, 0.3  # levels a tail may be moved to


@dataclass(frozen=True)
class Width:
    """How large an error is usual in given circumstances, for each hour ahead."""

    centre: Numbers
    spread: Numbers
    weights: Numbers
    least: Numbers

    def usual(self, circumstances: Numbers) -> Numbers:
        """The usual error, shape ``(n, h)``, on the learnt scale."""
        rows = np.clip(np.nan_to_num((circumstances - self.centre) / self.spread), -3, 3)
        return np.maximum(np.column_stack([np.ones(len(rows)), rows]) @ self.weights, self.least)


def circumstances_of(tamed: Numbers, start_us: int) -> Numbers:
    """What makes an hour surer than another: the level, how it moves, the time of the day and of the year."""
    hour = start_us / HOUR_US + np.arange(len(tamed))
    latest = carried(tamed)
    columns = [latest, latest - running_mean(tamed, 24), running_deviation(tamed, 24)]
    columns += [running_deviation(tamed, 72), np.abs(latest - running_mean(tamed, 6))]
    columns += [wave(2 * np.pi * hour / turn) for turn in (24.0, 8766.0) for wave in (np.sin, np.cos)]
    return np.column_stack(columns)


def width_of(circumstances: Numbers, missed: Numbers) -> Width:
    """
    Learn the usual error by ridge regression, floored.

    :param circumstances: shape ``(n, k)``
    :param missed: outcome minus forecast, shape ``(n, h)``, NaN where unknown
    """
    known = np.isfinite(circumstances)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, circumstances, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, circumstances - centre, 0.0) ** 2).sum(axis=0) / count) + 1e-9
    rows = np.clip(np.nan_to_num((circumstances - centre) / spread), -3, 3)
    rows = np.column_stack([np.ones(len(rows)), rows])
    weights, least = np.zeros((rows.shape[1], missed.shape[1])), np.zeros(missed.shape[1])
    pull = np.diag([0.0] + [PULL] * (rows.shape[1] - 1))
    for ahead in range(missed.shape[1]):
        there = np.isfinite(missed[:, ahead])
        error = np.abs(missed[there, ahead])
        part = rows[there]
        weights[:, ahead] = np.linalg.solve(part.T @ part + pull + 1e-9 * np.eye(len(pull)), part.T @ error)
        least[ahead] = LEAST_WIDTH * error.mean() + 1e-9 if there.any() else 1e-9
    return Width(centre, spread, weights, least)


def ends_of(scores: Numbers, levels: Numbers) -> Numbers:
    """
    The ends, in usual errors, between which outcomes fall, shape ``(2, h)``, with the conformal correction
    for a finite sample: rank ``(n + 1) q`` instead of ``n q``, towards the outside.

    :param scores: outcome minus forecast over the usual error, shape ``(n, h)``, NaN where unknown
    :param levels: the share wanted below and above, shape ``(2, h)``
    Source: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic learning in a random world" (2005), split conformal.
    """
    ordered = np.sort(scores, axis=0)  # NaN goes last
    count = np.isfinite(ordered).sum(axis=0)
    low = np.clip(np.floor((count + 1) * levels[0] + EXACT).astype(int) - 1, 0, np.maximum(count - 1, 0))
    high = np.clip(
        np.ceil((count + 1) * (1 - levels[1]) - EXACT).astype(int) - 1, 0, np.maximum(count - 1, 0)
    )
    across = np.arange(scores.shape[1])
    return np.stack([ordered[low, across], ordered[high, across]])


def steady_levels(horizon_h: int) -> Numbers:
    """The levels before any outcome: the same tail on both sides, shape ``(2, h)``."""
    return np.full((2, horizon_h), (1 - COVERAGE) / 2)


def moved_levels(levels: Numbers, below: Numbers, above: Numbers) -> Numbers:
    """
    The levels after a day: a tail that was hit too often is widened, one hit too seldom narrowed.

    :param below: share of the day's outcomes under the interval, shape ``(h,)``; NaN for no outcome
    Source: I. Gibbs, E. Candès, "Adaptive conformal inference under distribution shift" (2021).
    """
    wanted = (1 - COVERAGE) / 2
    hit = np.nan_to_num(np.stack([below, above]), nan=wanted)
    return np.clip(levels + LEARNING * (wanted - hit), TIGHTEST, WIDEST)


def followed_ends(scores: Numbers, first: int) -> Numbers:
    """
    The ends for each row from ``first`` on, renewed once a day from outcomes known by then, shape ``(2, n, h)``
    like the rows before ``first``, whose ends are NaN.

    :param scores: one row an hour of issue; column ``h - 1`` is known ``h`` hours after its row
    """
    horizon_h = scores.shape[1]
    ends = np.full((2, *scores.shape), np.nan)
    levels = steady_levels(horizon_h)
    for begin in range(first, len(scores), 24):
        if begin > first:
            levels = moved_levels(levels, *_hits(scores, ends, begin))
        ends[:, begin : begin + 24] = ends_of(_known_scores(scores, begin), levels)[:, None, :]
    return ends


def _known_scores(scores: Numbers, now: int) -> Numbers:
    """The scores of the last season whose outcome is known at row ``now``."""
    part = scores[max(now - WINDOW_H, 0) : now]
    age = np.arange(len(part), 0, -1)[:, None]
    return np.where(age >= np.arange(1, scores.shape[1] + 1), part, np.nan)


def _hits(scores: Numbers, ends: Numbers, now: int) -> tuple[Numbers, Numbers]:
    """Shares of the outcomes of the last 24 hours that fell below and above, per hour ahead."""
    shares = np.full((2, scores.shape[1]), np.nan)
    for ahead in range(1, scores.shape[1] + 1):
        rows = slice(max(now - 23 - ahead, 0), now + 1 - ahead)
        score, low, high = scores[rows, ahead - 1], ends[0, rows, ahead - 1], ends[1, rows, ahead - 1]
        known = np.isfinite(score) & np.isfinite(low)
        if known.any():
            shares[:, ahead - 1] = (score < low)[known].mean(), (score > high)[known].mean()
    return shares[0], shares[1]
