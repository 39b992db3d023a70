"""Streets and blocks in bent coordinates: what a surveyor would stake out first."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from meydan.site.sample.engine.valley import Valley

RIVER_HALF_M = 14.0
FIRST_STREET_M = 48.0  # the main road follows the river above its flood bank
LONG_SPACING_M = (72.0, 104.0)
CROSS_SPACING_M = (78.0, 140.0)
MAIN_HALF_M = 9.0
STREET_HALF_M = 4.5
NOT_BUILT = "not_built"
PIECE_M = 1500.0  # a long street takes a new name after this length


@dataclass(frozen=True)
class Street:
    """One named street: a run of corners in (s, t), and what kind of road it is."""

    kind: str  # primary | secondary | residential
    s: tuple[float, ...]
    t: tuple[float, ...]
    name: str = ""

    @property
    def along(self) -> bool:
        """Whether it follows the valley."""
        return self.t[0] == self.t[-1]


@dataclass(frozen=True)
class Block:
    """A piece of land between four streets; bounds are inside the pavements."""

    side: int
    band: int
    s0: float
    s1: float
    t0: float
    t1: float
    inner_street: int  # index of the street at t0 (nearer to the river)
    outer_street: int  # index of the street at t1, -1 at the edge of town
    quarter: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre in (s, t)."""
        return (self.s0 + self.s1) / 2, (self.t0 + self.t1) / 2


@dataclass
class GroundPlan:
    """Streets and blocks of the whole town."""

    streets: list[Street] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    bridges_s: list[float] = field(default_factory=list)


def lay_out(valley: Valley, rng: np.random.Generator) -> GroundPlan:
    """Stake out streets and blocks on both banks, then join the banks with bridges."""
    plan = GroundPlan()
    for side in (1, -1):
        _lay_out_bank(plan, valley, rng, side)
    reach = valley.length_m / 2
    _trim(plan)
    plan.bridges_s = [float(s) for s in np.arange(-0.8 * reach, 0.81 * reach, 620.0) + rng.uniform(-60, 60)]
    for s in plan.bridges_s:
        plan.streets.append(Street("secondary", (s, s), (-FIRST_STREET_M, FIRST_STREET_M)))
    return plan


def _lay_out_bank(plan: GroundPlan, valley: Valley, rng: np.random.Generator, side: int) -> None:
    rows = [FIRST_STREET_M]
    while rows[-1] < valley.width_m * 1.3:
        rows.append(rows[-1] + float(rng.uniform(*LONG_SPACING_M)))
    crossings = _crossings(valley, rng)
    inner = _streets_along(plan, valley, side, rows[0], band=0)
    open_runs: dict[int, tuple[float, float]] = {}
    for band, (t0, t1) in enumerate(pairwise(rows)):
        kept = [s for s in range(len(crossings)) if band == 0 or s % 5 == 0 or rng.random() > 0.22]
        wide_enough = valley.half_width(crossings, side) >= t1
        outer = _streets_along(plan, valley, side, t1, band=band + 1)
        used: set[int] = set()
        for a, b in pairwise(kept):
            if not (wide_enough[a] and wide_enough[b]):
                continue
            used |= {a, b}
            plan.blocks.append(
                _block(
                    side,
                    band,
                    (crossings[a], crossings[b]),
                    (t0, t1),
                    (_at(plan, inner, crossings[a]), _at(plan, outer, crossings[a])),
                )
            )
        _extend_cross_streets(plan, crossings, side, used, (t0, t1), open_runs)
        inner = outer
    for index, (t0, t1) in open_runs.items():
        _close_cross_street(plan, crossings[index], side, t0, t1, index)


def _trim(plan: GroundPlan) -> None:
    """Cut streets along the valley back to the blocks they serve; one that serves none is not built."""
    for index, street in enumerate(plan.streets):
        served = [b for b in plan.blocks if index in (b.inner_street, b.outer_street)]
        if not street.along or abs(street.t[0]) == FIRST_STREET_M:
            continue
        start = min((b.s0 for b in served), default=0.0) - STREET_HALF_M
        end = max((b.s1 for b in served), default=-2 * STREET_HALF_M) + STREET_HALF_M
        plan.streets[index] = dataclasses.replace(
            street,
            kind=street.kind if served else NOT_BUILT,
            s=(max(street.s[0], start), min(street.s[1], end)) if served else street.s,
        )


def _crossings(valley: Valley, rng: np.random.Generator) -> np.ndarray:
    at, found = -valley.length_m / 2, []
    while at < valley.length_m / 2:
        found.append(at)
        at += float(rng.uniform(*CROSS_SPACING_M))
    return np.array(found)


def _streets_along(plan: GroundPlan, valley: Valley, side: int, t: float, band: int) -> list[int]:
    """Streets at distance ``t`` wherever the town is that wide; returns their indices."""
    s = np.arange(-valley.length_m / 2, valley.length_m / 2 + 1, 20.0)
    inside = valley.half_width(s, side) >= t if band else np.ones(len(s), bool)
    kind = (
        "primary" if band == 0 and side == 1 else "secondary" if band == 0 or band % 3 == 0 else "residential"
    )
    made = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        first, last = s[start], s[stop - 1]
        for piece in np.array_split(
            np.arange(first, last + 1, 20.0), max(1, round((last - first) / PIECE_M))
        ):
            if len(piece) < 4:
                continue
            # The next piece begins where this one ends, so that the road has no gap.
            end = min(float(piece[-1]) + 20.0, float(last))
            plan.streets.append(Street(kind, (float(piece[0]), end), (side * t, side * t)))
            made.append(len(plan.streets) - 1)
    return made


def _at(plan: GroundPlan, candidates: list[int], s: float) -> int:
    """Which of the pieces of a street along the valley passes ``s``; -1 if none does."""
    for index in candidates:
        if plan.streets[index].s[0] - 1 <= s <= plan.streets[index].s[1] + 1:
            return index
    return -1


def _block(
    side: int, band: int, s: tuple[float, float], t: tuple[float, float], streets: tuple[int, int]
) -> Block:
    front = MAIN_HALF_M if band == 0 else STREET_HALF_M
    return Block(
        side,
        band,
        s[0] + STREET_HALF_M,
        s[1] - STREET_HALF_M,
        side * (t[0] + front),
        side * (t[1] - STREET_HALF_M),
        *streets,
    )


def _extend_cross_streets(
    plan: GroundPlan,
    crossings: np.ndarray,
    side: int,
    used: set[int],
    t: tuple[float, float],
    open_runs: dict[int, tuple[float, float]],
) -> None:
    """A cross street goes on uphill while bands use it, and ends where one does not."""
    for index in sorted(set(open_runs) - used):
        _close_cross_street(plan, crossings[index], side, *open_runs.pop(index), index)
    for index in used:
        open_runs[index] = (open_runs.get(index, t)[0], t[1])


def _close_cross_street(plan: GroundPlan, s: float, side: int, t0: float, t1: float, index: int) -> None:
    kind = "secondary" if index % 7 == 0 else "residential"
    plan.streets.append(Street(kind, (float(s), float(s)), (side * t0, side * t1)))
