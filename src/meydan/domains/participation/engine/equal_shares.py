"""The method of equal shares, exact to the last fraction."""

from __future__ import annotations

import heapq
from dataclasses import replace
from fractions import Fraction
from math import gcd
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from meydan.domains.participation.engine.vote import Election, Outcome, Reason, Rule, Verdict

# Sums of n floats by numpy are good to n * 1.1e-16 at the worst; what lies nearer than this is decided exactly.
NEAR = 1e-9

Utility = Literal["cardinality", "cost"]


class Purses:
    """What every voter has left, as whole numbers of a unit that gets finer as payments ask for it."""

    def __init__(self, amount: int, voters: int) -> None:
        self.unit = max(voters, 1)  # so many to one of the smallest unit of money
        self.held: list[int] = [amount] * voters
        self.near: NDArray[np.float64] = np.full(voters, amount / self.unit)

    def price(self, cost: int, supporters: NDArray[np.intp]) -> Fraction | None:
        """The most that one supporter pays when all pay alike and who has less pays all; None if they cannot."""
        held = sorted(self.held[int(one)] for one in supporters)
        open_, count = cost * self.unit, len(held)
        for rank, purse in enumerate(held):
            if purse * (count - rank) >= open_:
                return Fraction(open_, (count - rank) * self.unit)
            open_ -= purse
        return None

    def price_near(self, cost: int, supporters: NDArray[np.intp]) -> float:
        """The same in floating point; infinite if they cannot pay by more than rounding can hide."""
        held = np.sort(self.near[supporters])
        before = np.concatenate(([0.0], np.cumsum(held)))
        if before[-1] < cost * (1 - NEAR):
            return float("inf")
        share = (cost - before[:-1]) / np.arange(held.size, 0, -1)
        enough = np.flatnonzero(share <= held * (1 + NEAR))
        return float(share[enough[0]]) if enough.size else float(share[-1])

    def sum_of(self, supporters: NDArray[np.intp]) -> Fraction:
        """What they have left together."""
        return Fraction(sum(self.held[int(one)] for one in supporters), self.unit)

    def pay(self, price: Fraction, supporters: NDArray[np.intp]) -> None:
        """Take the price from each, or all that one has."""
        finer = price.denominator // gcd(price.denominator, self.unit)
        if finer > 1:
            self.unit *= finer
            self.held = [purse * finer for purse in self.held]
        takes = int(price * self.unit)
        for one in map(int, supporters):
            self.held[one] -= min(takes, self.held[one])
            self.near[one] = self.held[one] / self.unit


def equal_shares(election: Election, *, utility: Utility = "cardinality") -> Outcome:
    """
    Give every ballot an equal share of the money and fund what its supporters can pay, the lowest price first.

    Peters, Pierczyński, Skowron: "Proportional Participatory Budgeting with Additive Utilities", NeurIPS 2021.
    With ``utility="cardinality"`` a project is worth one to each who chose it, with ``"cost"`` its cost. On equal
    prices the project with more votes goes first, then the cheaper, then the lower number. What is left at the end
    goes to the projects with the most votes that fit (the same tie-breaks), and they say so: ``completion``.
    """
    votes, cost, voters = election.votes, election.cost, election.chosen.shape[0]
    supporters = [np.flatnonzero(election.chosen[:, one]) for one in range(cost.size)]
    purses, left, verdicts = Purses(election.amount, voters), election.amount, dict[int, Verdict]()
    # A price never falls while purses empty, so an old price is a lower bound: most are never looked at again.
    queue = [(0.0, one) for one in range(cost.size) if votes[one]]
    while (found := _cheapest(queue, purses, election, supporters, utility)) is not None:
        one, price = found
        held = purses.sum_of(supporters[one])
        purses.pay(price, supporters[one])
        place = len(verdicts) + 1
        verdicts[one] = Verdict(one, True, place, int(votes[one]), "shares", left, price, held)
        left -= int(cost[one])
    return _completed(election, purses, supporters, verdicts, left, utility)


def _cheapest(
    queue: list[tuple[float, int]], purses: Purses, election: Election, supporters: list[NDArray[np.intp]],
    utility: Utility,
) -> tuple[int, Fraction] | None:  # fmt: skip
    """Take the next project off the queue with its exact price; projects that cannot be paid leave it."""
    votes, cost = election.votes, election.cost
    while looked := _looked_at(queue, purses, election, supporters, utility):
        border = min(looked)[0] * (1 + NEAR)
        exact = []
        for near, one in looked:
            if near > border:
                heapq.heappush(queue, (near * (1 - NEAR), one))
            elif (price := purses.price(int(cost[one]), supporters[one])) is not None:
                ranked = price / _worth(election, one, utility)
                exact.append((ranked, -int(votes[one]), int(cost[one]), one, near, price))
        exact.sort()
        for _ranked, _votes, _cost, one, near, _price in exact[1:]:
            heapq.heappush(queue, (near * (1 - NEAR), one))
        if exact:
            return exact[0][3], exact[0][5]
    return None


def _looked_at(
    queue: list[tuple[float, int]], purses: Purses, election: Election, supporters: list[NDArray[np.intp]],
    utility: Utility,
) -> list[tuple[float, int]]:  # fmt: skip
    """Take off the queue what may be the cheapest now, each with its price nearly."""
    best, looked = float("inf"), []
    while queue and queue[0][0] <= best * (1 + NEAR):
        _bound, one = heapq.heappop(queue)
        near = purses.price_near(int(election.cost[one]), supporters[one])
        if near != float("inf"):
            near /= _worth(election, one, utility)
            looked.append((near, one))
            best = min(best, near)
    return looked


def _worth(election: Election, project: int, utility: Utility) -> int:
    return int(election.cost[project]) if utility == "cost" else 1


def _completed(
    election: Election, purses: Purses, supporters: list[NDArray[np.intp]], verdicts: dict[int, Verdict], left: int,
    utility: Utility,
) -> Outcome:  # fmt: skip
    votes, cost = election.votes, election.cost
    rest = [one for one in range(cost.size) if one not in verdicts]
    for one in sorted(rest, key=lambda one: (-int(votes[one]), int(cost[one]), one)):
        fits = bool(votes[one]) and int(cost[one]) <= left
        why: Reason = "completion" if fits else "no_votes" if not votes[one] else "supporters_cannot_pay"
        lost = Verdict(one, False, 0, int(votes[one]), why, left, None, purses.sum_of(supporters[one]))
        place = sum(entry.wins for entry in verdicts.values()) + 1
        verdicts[one] = replace(lost, wins=True, place=place) if fits else lost
        left -= int(cost[one]) if fits else 0
    rule: Rule = "equal_shares_cost" if utility == "cost" else "equal_shares"
    return Outcome(rule, tuple(verdicts[one] for one in range(cost.size)), left)
