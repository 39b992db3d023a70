"""Parcels within blocks, buildings on parcels, numbers on doors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.site.sample.engine.plan import Block

FRONT_GARDEN_M = 4.0
SIDE_GAP_M = 2.5
DEEP_ENOUGH_FOR_TWO_ROWS_M = 44.0
OLDEST_YEAR, NEWEST_YEAR = 1938, 2025


@dataclass(frozen=True)
class Lots:
    """
    Parcels as arrays of equal length ``n``, bounds in (s, t); ``b*`` bounds are the building's.

    ``floors`` 0 means that the parcel is empty.
    """

    block: NDArray[np.int64]
    number: NDArray[np.int64]  # parcel number within its block, from 1
    s0: NDArray[np.float64]
    s1: NDArray[np.float64]
    t0: NDArray[np.float64]
    t1: NDArray[np.float64]
    bs0: NDArray[np.float64]
    bs1: NDArray[np.float64]
    bt0: NDArray[np.float64]
    bt1: NDArray[np.float64]
    floors: NDArray[np.int64]
    year: NDArray[np.int64]
    street: NDArray[np.int64]
    door: NDArray[np.int64]


def centrality(s: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 in the middle of town, falling to 0 at its edge."""
    return np.exp(-((s / 1100.0) ** 2) - ((t / 420.0) ** 2))


def divide(blocks: list[Block], floors_centre: float, rng: np.random.Generator) -> Lots:
    """Divide blocks of homes into parcels and put buildings on most of them."""
    columns: list[list[tuple[float, ...]]] = [_divide_one(i, block, rng) for i, block in enumerate(blocks)]
    rows = np.array([row for block in columns for row in block])
    block, number, s0, s1, t0, t1, street, faces_inner = rows.T
    n = len(rows)
    middle = centrality((s0 + s1) / 2, (t0 + t1) / 2)
    terraced = rng.random(n) < 0.75 * middle
    gap = np.where(terraced, 0.0, SIDE_GAP_M + rng.uniform(0, 1.5, n))
    depth = np.minimum(np.abs(t1 - t0) - FRONT_GARDEN_M - 5, rng.uniform(10, 17, n))
    front = np.where(terraced, 0.5, FRONT_GARDEN_M + rng.uniform(-1, 2, n))
    outward = np.sign(t1 - t0)
    near = np.where(faces_inner == 1, t0 + outward * front, t1 - outward * (front + depth))
    floors = np.clip(np.rint(1.2 + floors_centre * middle + rng.normal(0, 0.9, n)), 1, 9).astype(int)
    empty = rng.random(n) < 0.05 + 0.22 * (1 - middle)
    age = rng.gamma(2.0, 9.0 + 9.0 * middle, n)
    return Lots(
        block.astype(int),
        number.astype(int),
        s0,
        s1,
        t0,
        t1,
        s0 + gap,
        s1 - gap,
        near,
        near + outward * depth,
        np.where(empty, 0, floors),
        np.clip(NEWEST_YEAR - age, OLDEST_YEAR, NEWEST_YEAR).astype(int),
        street.astype(int),
        _door_numbers(block, street, s0, faces_inner),
    )


def _divide_one(index: int, block: Block, rng: np.random.Generator) -> list[tuple[float, ...]]:
    length, depth = block.s1 - block.s0, abs(block.t1 - block.t0)
    frontage = 15.0 + 8.0 * (
        1 - float(centrality(np.array([block.middle[0]]), np.array([block.middle[1]]))[0])
    )
    n = max(1, round(length / frontage))
    cuts = np.linspace(block.s0, block.s1, n + 1)
    cuts[1:-1] += rng.uniform(-2.2, 2.2, n - 1)
    two_rows = depth > DEEP_ENOUGH_FOR_TWO_ROWS_M
    middle = (block.t0 + block.t1) / 2 if two_rows else block.t1
    lots: list[tuple[float, ...]] = [
        (index, i + 1, cuts[i], cuts[i + 1], block.t0, middle, block.inner_street, 1) for i in range(n)
    ]
    if two_rows:
        lots += [
            (index, n + i + 1, cuts[i], cuts[i + 1], middle, block.t1, block.outer_street, 0)
            for i in range(n)
        ]
    return lots


def _door_numbers(
    block: NDArray[np.float64],
    street: NDArray[np.float64],
    s0: NDArray[np.float64],
    inner: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Odd numbers on one side of a street, even on the other, rising along it."""
    numbers = np.zeros(len(s0), int)
    for road in np.unique(street):
        for side in (0.0, 1.0):
            here = np.flatnonzero((street == road) & (inner == side))
            order = here[np.argsort(s0[here], kind="stable")]
            numbers[order] = 2 * np.arange(1, len(order) + 1) - int(side)
    return numbers
