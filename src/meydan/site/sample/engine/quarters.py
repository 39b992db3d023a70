"""Neighbourhoods: stretches of each bank between two crossings of the valley."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely

from meydan.site.sample.engine.plan import Block
from meydan.site.sample.engine.valley import Valley

QUARTER_LENGTH_M = 900.0


def assign(blocks: list[Block], valley: Valley) -> tuple[list[Block], dict[int, tuple[int, float, float]]]:
    """
    Give every block its neighbourhood.

    Returns the blocks, and for each neighbourhood with blocks its side and its bounds in ``s``.
    """
    count = max(3, round(valley.length_m / QUARTER_LENGTH_M))
    edges = np.linspace(-valley.length_m / 2, valley.length_m / 2, count + 1)
    placed = []
    for block in blocks:
        stretch = int(np.clip(np.searchsorted(edges, block.middle[0]) - 1, 0, count - 1))
        placed.append(dataclasses.replace(block, quarter=stretch * 2 + (block.side < 0)))
    used = sorted({block.quarter for block in placed})
    return placed, {
        q: (1 if q % 2 == 0 else -1, float(edges[q // 2]), float(edges[q // 2 + 1])) for q in used
    }


def outline(valley: Valley, side: int, s0: float, s1: float) -> shapely.Polygon:
    """The area of a neighbourhood: from the river to a little above its last street."""
    s = np.linspace(s0, s1, 24)
    upper = valley.half_width(s, side) + 45.0
    return valley.polygon(
        np.concatenate([s, s[::-1]]), np.concatenate([np.zeros(24), side * upper[::-1]]), step_m=60.0
    )
