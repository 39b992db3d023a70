"""What is counted, and what a count says of every project."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Rule = Literal["knapsack", "approval", "equal_shares", "equal_shares_cost"]
# Why a project wins or loses; what each says to people stands in the room's presentation.
Reason = Literal[
    "votes", "value", "shares", "completion", "no_votes", "not_enough_left", "supporters_cannot_pay"
]


@dataclass(frozen=True)
class Election:
    """
    Projects, money and ballots.

    ``cost``: shape (m,), int64, in the smallest unit of money, each at least 1; ``amount``: the same unit;
    ``chosen``: shape (n, m), bool, a row a ballot. The order of projects is the order of their numbers, and
    the last tie-break; the order of ballots says nothing.
    """

    cost: NDArray[np.int64]
    amount: int
    chosen: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.cost.ndim != 1 or self.chosen.ndim != 2 or self.chosen.shape[1] != self.cost.size:
            raise ValueError("a ballot needs a mark a project")
        if self.amount < 0 or (self.cost.size and int(self.cost.min()) < 1):
            raise ValueError("money must be positive")

    @property
    def votes(self) -> NDArray[np.int64]:
        """How many ballots name each project, shape (m,)."""
        return np.asarray(self.chosen.sum(axis=0, dtype=np.int64))


@dataclass(frozen=True)
class Verdict:
    """
    What a count says of one project.

    ``place``: which one was chosen, from 1, or 0 for one that lost; ``left_before``: money that was left when it
    was decided; ``price``: the most that one supporter pays (equal shares only); ``supporters_hold``: what its
    supporters had left together (equal shares only). All money in the smallest unit.
    """

    project: int
    wins: bool
    place: int
    votes: int
    reason: Reason
    left_before: int
    price: Fraction | None = None
    supporters_hold: Fraction | None = None


@dataclass(frozen=True)
class Outcome:
    """What one rule makes of the ballots: a verdict a project, in the order of their numbers."""

    rule: Rule
    verdicts: tuple[Verdict, ...]
    left: int

    @property
    def winners(self) -> list[int]:
        """Indices of the projects that win, in the order in which they were chosen."""
        won = sorted((one for one in self.verdicts if one.wins), key=lambda one: one.place)
        return [one.project for one in won]
