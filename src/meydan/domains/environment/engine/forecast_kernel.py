"""A smooth learner: waves of chance directions, weighed so that the absolute error is least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.domains.environment.engine.lags import Singles

WAVES = 2000  # half as many are four times as quick and half a per cent worse
REACH = 0.03  # how fast a wave turns along one standardised column
PULL = 100.0  # towards "no change", as if so many more rows had said so
ROUNDS = 9
TRIM = 0.4  # of the mean change: what is missed beyond it counts as this much, which makes it a median
STRIDE = 1.6  # a trimmed step falls short; this much longer it converges in half the rounds


@dataclass(frozen=True)
class Kernel:
    """Directions, phases and weights learnt."""

    directions: Singles
    phases: Singles
    weights: Singles

    def expected(self, rows: Singles) -> Singles:
        """The change expected, shape ``(n, h)``."""
        return _waves(rows, self.directions, self.phases) @ self.weights


def learnt(rows: Singles, change: Singles, seed: int) -> Kernel:
    """
    Ridge regression on random Fourier features, made robust by Huber's pseudo-values.

    One matrix is inverted for all horizons; each round adds the regression of what is missed, trimmed. That
    nears the least absolute error, hence the median, at the price of a multiplication.

    :param rows: standardised, shape ``(n, columns)``
    :param change: wanted, shape ``(n, h)``, NaN where unknown
    Source: A. Rahimi, B. Recht, "Random features for large-scale kernel machines" (2007); P. Huber, "Robust
    Statistics" (1981), 7.8, modified residuals.
    """
    chance = np.random.default_rng(seed)
    count = min(WAVES, len(rows) // 4)
    directions = chance.standard_normal((rows.shape[1], count)).astype(np.float32) * np.float32(REACH)
    phases = (chance.random(count) * 2 * np.pi).astype(np.float32)
    waves = _waves(rows, directions, phases)
    square = (waves.T @ waves).astype(np.float64)
    square[np.diag_indices_from(square)] += PULL
    inverse = np.linalg.inv(square).astype(np.float32)
    known = np.isfinite(change)
    wanted = np.where(known, change, 0).astype(np.float32)
    usual = _usual_change(change)
    weights = np.zeros((waves.shape[1], change.shape[1]), np.float32)
    for turn in range(ROUNDS):
        # The first two rounds are plain least squares, which brings everything near.
        trim, stride = (usual * 10, 1.0) if turn < 2 else (usual * TRIM, STRIDE)
        missed = np.where(known, np.clip(wanted - waves @ weights, -trim, trim), 0)
        weights += np.float32(stride) * (inverse @ (waves.T @ missed - np.float32(PULL) * weights))
    return Kernel(directions, phases, weights)


def _usual_change(change: Singles) -> Singles:
    count = np.maximum(np.isfinite(change).sum(axis=0), 1)
    usual: Singles = (np.nansum(np.abs(change), axis=0) / count + 1e-6).astype(np.float32)
    return usual


def _waves(rows: Singles, directions: Singles, phases: Singles) -> Singles:
    ones = np.ones((len(rows), 1), np.float32)
    return np.concatenate([ones, rows, np.cos(rows @ directions + phases) * np.float32(2**0.5)], axis=1)
