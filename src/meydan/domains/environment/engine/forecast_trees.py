"""Boosted trees whose leaves hold the whole run of hours ahead, so that one tree serves every horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.domains.environment.engine.lags import Singles

Counts = NDArray[np.intp]
Bytes = NDArray[np.uint8]

BINS = 32
TREES = 250
DEPTH = 5
RATE = 0.1
ROWS = 0.3  # of the rows and of the columns, drawn anew for each tree
COLUMNS = 0.3
LEAST_ROWS = 40
MOST_ROWS = (
    14_000  # of a longer past every second or third hour: neighbours make trees too sure of themselves
)
PULL = 5.0
TRIM = 0.7  # of the mean absolute change: what is missed beyond it counts as this much
DIRECTIONS = 3  # of the missed hours ahead, the main ones, decide where a tree splits
NEVER = BINS  # a cut beyond every bin: all go to the lower side


@dataclass(frozen=True)
class Tree:
    """A full tree: column and bin of each split, then the step of each leaf, shape ``(2**DEPTH, h)``."""

    columns: Counts
    cuts: Counts
    steps: Singles

    def leaves(self, bins: Bytes) -> Counts:
        """The leaf that each row falls into."""
        leaf, rows = np.zeros(len(bins), np.intp), np.arange(len(bins))
        for depth in range(DEPTH):
            split = 2**depth - 1 + leaf
            leaf = leaf * 2 + (bins[rows, self.columns[split]] > self.cuts[split])
        return leaf


@dataclass(frozen=True)
class Trees:
    """Where the bins end, what is expected before any tree, and the trees."""

    ends: Singles
    first: Singles
    trees: list[Tree]

    def expected(self, rows: Singles) -> Singles:
        """The change expected, shape ``(n, h)``."""
        bins = _binned(rows, self.ends)
        total = np.tile(self.first, (len(rows), 1))
        for tree in self.trees:
            total += tree.steps[tree.leaves(bins)]
        return total


def learnt(rows: Singles, change: Singles, seed: int) -> Trees:
    """
    Boost full trees of depth five on trimmed residuals.

    :param rows: shape ``(n, columns)``
    :param change: wanted, shape ``(n, h)``, NaN where unknown
    Source: J. Friedman, "Greedy function approximation" (2001) and "Stochastic gradient boosting" (2002).
    """
    chance = np.random.default_rng(seed)
    every = -(-len(rows) // MOST_ROWS)
    rows, change = rows[::every], change[::every]
    known = np.isfinite(change)
    wanted = np.where(known, change, 0).astype(np.float32)
    first = np.array(
        [_median(ahead[there]) for ahead, there in zip(change.T, known.T, strict=True)], np.float32
    )
    usual = (np.abs(wanted - first) * known).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    trim = (usual * TRIM + 1e-6).astype(np.float32)
    ends = np.quantile(rows, np.linspace(0, 1, BINS + 1)[1:-1], axis=0).astype(np.float32)
    bins, reached, trees = _binned(rows, ends), np.tile(first, (len(rows), 1)), []
    for _ in range(TREES):
        chosen = np.flatnonzero(chance.random(len(rows)) < ROWS)
        columns = np.sort(chance.choice(rows.shape[1], max(int(COLUMNS * rows.shape[1]), 1), replace=False))
        missed = np.where(known[chosen], np.clip(wanted[chosen] - reached[chosen], -trim, trim), 0)
        tree = _grown(bins[chosen], columns, missed, _main_directions(missed / trim))
        reached += tree.steps[tree.leaves(bins)]
        trees.append(tree)
    return Trees(ends, first, trees)


def _median(values: Singles) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _binned(rows: Singles, ends: Singles) -> Bytes:
    bins = np.empty(rows.shape, np.uint8)
    for column in range(rows.shape[1]):
        bins[:, column] = np.searchsorted(ends[:, column], rows[:, column])
    return bins


def _main_directions(missed: Singles) -> Singles:
    """What was missed, seen along its main directions, shape ``(n, DIRECTIONS)``."""
    _strength, directions = np.linalg.eigh(missed.T @ missed)
    seen: Singles = missed @ directions[:, -DIRECTIONS:]
    return seen


def _grown(bins: Bytes, columns: Counts, missed: Singles, seen: Singles) -> Tree:
    split_columns = np.zeros(2**DEPTH - 1, np.intp)
    cuts = np.full(2**DEPTH - 1, NEVER, np.intp)
    leaf, rows = np.zeros(len(bins), np.intp), np.arange(len(bins))
    part = bins[:, columns]
    place = part + np.arange(len(columns)) * BINS
    for depth in range(DEPTH):
        nodes = 2**depth
        column, cut = _best_cuts(place + leaf[:, None] * (len(columns) * BINS), nodes, len(columns), seen)
        split_columns[nodes - 1 : 2 * nodes - 1], cuts[nodes - 1 : 2 * nodes - 1] = columns[column], cut
        leaf = leaf * 2 + (part[rows, column[leaf]] > cut[leaf])
    leaves = 2**DEPTH
    count = np.bincount(leaf, minlength=leaves) + PULL
    steps = [np.bincount(leaf, weights=ahead, minlength=leaves) / count * RATE for ahead in missed.T]
    return Tree(split_columns, cuts, np.stack(steps, axis=1).astype(np.float32))


def _best_cuts(place: Counts, nodes: int, columns: int, seen: Singles) -> tuple[Counts, Counts]:
    """For each node the column and bin whose cut explains most; a node not worth cutting is NEVER cut."""
    shape, length, flat = (nodes, columns, BINS), nodes * columns * BINS, place.ravel()
    below = np.bincount(flat, minlength=length).reshape(shape).cumsum(axis=2)
    above = below[:, :, -1:] - below
    gain = np.zeros(shape)
    for direction in seen.T:
        weights = np.repeat(direction, columns)
        low = np.bincount(flat, weights=weights, minlength=length).reshape(shape).cumsum(axis=2)
        total = low[:, :, -1:]
        gain += low**2 / (below + PULL) + (total - low) ** 2 / (above + PULL)
        gain -= total**2 / (below[:, :, -1:] + PULL)
    gain[(below < LEAST_ROWS) | (above < LEAST_ROWS)] = 0.0
    ordered = gain.reshape(nodes, -1)
    best = ordered.argmax(axis=1)
    worth = ordered[np.arange(nodes), best] > 0
    return best // BINS, np.where(worth, best % BINS, NEVER)
