"""The two rules that go down one list until the money is spent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from meydan.domains.participation.engine.vote import Election, Outcome, Reason, Rule, Verdict


def knapsack(election: Election) -> Outcome:
    """
    Fund the projects with the most votes that still fit; on equal votes the cheaper one, then the lower number.

    Each ballot is a set that would fit the budget by itself (Goel et al., "Knapsack Voting for Participatory
    Budgeting", ACM TEAC 7(2), 2019).

    :raises ValueError: if a ballot spends more than there is
    """
    if election.chosen.size and int((election.chosen @ election.cost).max()) > election.amount:
        raise ValueError("a ballot spends more than the budget")
    votes, cost = election.votes, election.cost
    order = sorted(range(cost.size), key=lambda one: (-int(votes[one]), int(cost[one]), one))
    return walk("knapsack", "votes", election, order)


def approval(election: Election) -> Outcome:
    """
    Fund the projects with the most votes for their money that still fit; on a tie more votes, then lower number.

    The comparison is exact: votes over cost, as fractions.
    """
    votes, cost = election.votes, election.cost
    order = sorted(
        range(cost.size), key=lambda one: (-Fraction(int(votes[one]), int(cost[one])), -int(votes[one]), one)
    )
    return walk("approval", "value", election, order)


def walk(rule: Rule, reason: Reason, election: Election, order: Sequence[int]) -> Outcome:
    """Go down an order and take what fits; what nobody voted for is never funded."""
    left, place, verdicts = election.amount, 0, {}
    votes = election.votes
    for one in order:
        supported, fits = int(votes[one]), int(election.cost[one]) <= left
        wins = fits and supported > 0
        place += wins
        why: Reason = reason if wins else "no_votes" if not supported else "not_enough_left"
        verdicts[one] = Verdict(one, wins, place if wins else 0, supported, why, left)
        left -= int(election.cost[one]) if wins else 0
    return Outcome(rule, tuple(verdicts[one] for one in range(len(order))), left)
