"""A small neural network with two hidden layers, all horizons at once, trained on the absolute error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from meydan.domains.environment.engine.lags import Singles

HIDDEN = (256, 64)
NETS = 3  # begun by different chances, for each errs in its own way
EPOCHS = 6
BATCH = 128
LEAST_STEPS = 600  # a short series is seen more often
RATE = 2e-3
DECAY = 1.0  # of the weights, times the rate, at each step
DROPPED = 0.3
LEAK = np.float32(0.01)
SHARPNESS = 10.0  # tanh(10 e) is the sign of e but for errors of a tenth of a standard deviation


@dataclass(frozen=True)
class Net:
    """Weights and shifts of each layer."""

    weights: list[Singles]
    shifts: list[Singles]

    def expected(self, rows: Singles) -> Singles:
        """The change expected, shape ``(n, h)``."""
        for weight, shift in zip(self.weights[:-1], self.shifts[:-1], strict=True):
            rows = _bent(rows @ weight + shift)
        return rows @ self.weights[-1] + self.shifts[-1]


@dataclass(frozen=True)
class Nets:
    """Several nets, heard as their mean."""

    nets: Sequence[Net]

    def expected(self, rows: Singles) -> Singles:
        """The change expected, shape ``(n, h)``."""
        answer: Singles = np.mean([net.expected(rows) for net in self.nets], axis=0)
        return answer


def learnt(rows: Singles, change: Singles, seed: int) -> Nets:
    """Train each net by itself; arguments as for :func:`_trained`."""
    return Nets([_trained(rows, change, seed + turn) for turn in range(NETS)])


def _trained(rows: Singles, change: Singles, seed: int) -> Net:
    """
    Train with dropout, decoupled decay and a rate that falls as a cosine.

    :param rows: standardised, shape ``(n, columns)``
    :param change: wanted, shape ``(n, h)``, NaN where unknown
    Source: D. Kingma, J. Ba, "Adam" (2015); I. Loshchilov, F. Hutter, "Decoupled weight decay" (2019).
    """
    chance = np.random.default_rng(seed)
    sizes = (rows.shape[1], *HIDDEN, change.shape[1])
    net = _begun(sizes, chance)
    parts = net.weights + net.shifts
    means, squares = ([np.zeros_like(part) for part in parts] for _ in range(2))
    batch = min(BATCH, max(len(rows) // 4, 1))
    steps = max(EPOCHS * (len(rows) // batch), LEAST_STEPS)
    for step, chosen in enumerate(_batches(len(rows), batch, steps, chance), start=1):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        slopes = _slopes(net, rows[chosen], change[chosen], chance)
        # Adam's two corrections for the beginning, in one factor.
        begun = np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        for part, slope, mean, square in zip(parts, slopes, means, squares, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            part -= np.float32(rate * begun) * mean / (np.sqrt(square) + np.float32(1e-8))
        for weight in net.weights:
            weight *= np.float32(1 - rate * DECAY)
    return net


def _begun(sizes: tuple[int, ...], chance: np.random.Generator) -> Net:
    pairs = list(pairwise(sizes))
    weights = [(chance.standard_normal(pair) * np.sqrt(2 / pair[0])).astype(np.float32) for pair in pairs]
    weights[-1] *= np.float32(0.1)  # begins near "no change"
    return Net(weights, [np.zeros(size, np.float32) for size in sizes[1:]])


def _batches(count: int, batch: int, steps: int, chance: np.random.Generator) -> Iterator[Singles]:
    order, at = chance.permutation(count), 0
    for _ in range(steps):
        if at + batch > count:
            order, at = chance.permutation(count), 0
        yield order[at : at + batch]
        at += batch


def _bent(sums: Singles) -> Singles:
    return np.maximum(sums, LEAK * sums)


def _slopes(net: Net, rows: Singles, change: Singles, chance: np.random.Generator) -> list[Singles]:
    """How the absolute error changes with every weight, then with every shift."""
    layers, kept = [rows], []
    for weight, shift in zip(net.weights[:-1], net.shifts[:-1], strict=True):
        bent = _bent(layers[-1] @ weight + shift)
        kept.append((chance.random(bent.shape, dtype=np.float32) > DROPPED) / np.float32(1 - DROPPED))
        layers.append(bent * kept[-1])
    missed = layers[-1] @ net.weights[-1] + net.shifts[-1] - change
    slope = np.nan_to_num(np.tanh(missed * SHARPNESS)) / np.float32(len(rows))
    by_weight, by_shift = [], []
    for depth in range(len(net.weights) - 1, -1, -1):
        by_weight.append(layers[depth].T @ slope)
        by_shift.append(slope.sum(axis=0))
        if depth:
            slope = (slope @ net.weights[depth].T) * kept[depth - 1]
            slope *= np.where(layers[depth] > 0, np.float32(1), LEAK)
    return by_weight[::-1] + by_shift[::-1]
