"""Places where the same thing was reported again and again: the densest discs, largest first, none counted twice."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Metres = NDArray[np.float64]  # shape (n, 2): east and north of one origin
Rows = NDArray[np.int64]
# So many distances are held at once: 16 MB.
BLOCK = 2_000_000


@dataclass(frozen=True)
class Cluster:
    """Reports within a radius of one of them: ``centre`` and ``members`` are rows of the input."""

    centre: int
    members: Rows


def clusters(points: Metres, *, radius_m: float, fewest: int) -> list[Cluster]:
    """
    Return discs around reports that hold the most reports, largest first.

    The report with the most others within the radius is a centre; what lies in its disc is taken out, and so on.
    A chain of reports along a road is thus several places, each of which somebody can walk to, and the count of each
    can be said in one sentence. Equal counts go to the earlier row.

    :param points: shape (n, 2), metres on a plane
    :param fewest: smaller ones are left out; at least 1
    :raises ValueError: for a radius or a number that is not positive
    """
    if radius_m <= 0 or fewest < 1:
        raise ValueError("a radius and a number above zero are needed")
    if len(points) < fewest:
        return []
    return list(_densest(_Grid(points, radius_m), fewest))


def _densest(grid: _Grid, fewest: int) -> Iterator[Cluster]:
    """A count only ever falls, so one that is still true when it comes up is the largest there is."""
    free = np.ones(len(grid.points), dtype=bool)
    counts = grid.counts()
    heap = [(-int(counts[row]), int(row)) for row in np.flatnonzero(counts >= fewest)]
    heapq.heapify(heap)
    while heap:
        said, row = heapq.heappop(heap)
        if not free[row]:
            continue
        near = grid.within(row)
        members = np.sort(near[free[near]])
        if len(members) == -said:
            free[members] = False
            yield Cluster(row, members)
        elif len(members) >= fewest:
            heapq.heappush(heap, (-len(members), row))


class _Grid:
    """Points in square cells as wide as the radius: whatever is within it lies in the nine cells around."""

    def __init__(self, points: Metres, radius_m: float) -> None:
        self.points, self.square = points, radius_m**2
        cells = np.floor((points - points.min(axis=0)) / radius_m).astype(np.int64) + 1
        # One more column at either side, so that a neighbour is never taken for a cell of the next row.
        self.width = int(cells[:, 0].max()) + 2
        self.cell = cells[:, 1] * self.width + cells[:, 0]
        self.order = np.argsort(self.cell, kind="stable")
        self.sorted_cells = self.cell[self.order]

    def near_cell(self, cell: int) -> Rows:
        """Rows in a cell and the eight around it: three runs of the sorted cells."""
        starts = np.array([cell + step * self.width - 1 for step in (-1, 0, 1)])
        first = np.searchsorted(self.sorted_cells, starts, side="left")
        last = np.searchsorted(self.sorted_cells, starts + 2, side="right")
        return np.concatenate([self.order[a:b] for a, b in zip(first, last, strict=True)])

    def within(self, row: int) -> Rows:
        """Rows within the radius of one, itself among them."""
        near: Rows = self.near_cell(int(self.cell[row]))
        apart = self.points[near] - self.points[row]
        is_near = (apart * apart).sum(axis=1) <= self.square
        return np.asarray(near[is_near], dtype=np.int64)

    def counts(self) -> Rows:
        """How many rows lie within the radius of each."""
        found = np.zeros(len(self.points), dtype=np.int64)
        cells, firsts, sizes = np.unique(self.sorted_cells, return_index=True, return_counts=True)
        for cell, first, size in zip(cells.tolist(), firsts.tolist(), sizes.tolist(), strict=True):
            near = self.points[self.near_cell(cell)]
            rows = self.order[first : first + size]
            step = max(1, BLOCK // len(near))
            for start in range(0, size, step):
                part = rows[start : start + step]
                apart = self.points[part][:, None, :] - near[None, :, :]
                found[part] = ((apart * apart).sum(axis=2) <= self.square).sum(axis=1)
        return found
