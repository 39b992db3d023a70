"""Counting: by hand, by published examples, by another engine, by property."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.domains.participation import recount
from meydan.domains.participation.engine import Election, Outcome, approval, equal_shares, knapsack

PABUTOOLS = json.loads((Path(__file__).parent / "pabutools.json").read_text())


def election(cost: list[int], amount: int, ballots: list[Any]) -> Election:
    chosen = np.zeros((len(ballots), len(cost)), dtype=bool)
    for row, ballot in enumerate(ballots):
        chosen[row, list(ballot)] = True
    return Election(np.array(cost, dtype=np.int64), amount, chosen)


def spelled(words: str) -> list[list[int]]:
    """``"3 ab, 2 c"``: three ballots for a and b, two for c."""
    pairs = (one.split() for one in words.split(", "))
    return [
        ["abcdefgh".index(letter) for letter in names] for many, names in pairs for _one in range(int(many))
    ]


def by_shares(outcome: Outcome) -> list[int]:
    paid = [one for one in outcome.verdicts if one.reason == "shares"]
    return [one.project for one in sorted(paid, key=lambda one: one.place)]


@st.composite
def elections(draw: st.DrawFn) -> Election:
    cost = draw(st.lists(st.integers(1, 12), min_size=1, max_size=6))
    one = st.sets(st.integers(0, len(cost) - 1))
    return election(cost, draw(st.integers(0, 40)), draw(st.lists(one, max_size=8)))


def test_most_votes_first_and_what_no_longer_fits_is_passed_over() -> None:
    outcome = knapsack(election([60, 50, 40], 100, [[0], [0], [0, 2], [1], [1]]))
    assert outcome.winners == [0, 2]
    assert [(one.reason, one.votes, one.left_before) for one in outcome.verdicts] == [
        ("votes", 3, 100), ("not_enough_left", 2, 40), ("votes", 1, 40),
    ]  # fmt: skip


def test_a_ballot_that_spends_more_than_there_is_is_no_knapsack_ballot() -> None:
    with pytest.raises(ValueError, match="more than the budget"):
        knapsack(election([60, 50], 100, [[0, 1]]))


def test_by_approval_votes_are_weighed_against_money() -> None:
    # 3 votes for 60 are fewer a lira than 2 for 30.
    assert approval(election([60, 30, 30], 90, [[0, 1], [0, 1], [0, 2]])).winners == [1, 0]


def test_what_nobody_chose_is_never_funded() -> None:
    for rule in (knapsack, approval, equal_shares):
        verdict = rule(election([5], 100, [[], []])).verdicts[0]
        assert (verdict.wins, verdict.reason) == (False, "no_votes")


def test_equal_shares_give_a_minority_its_part() -> None:
    # 51 for ten red projects, 49 for ten blue ones, money for ten: by votes ten red, by shares five and five.
    ballots = [range(10)] * 51 + [range(10, 20)] * 49
    whole = election([100] * 20, 1000, ballots)
    assert approval(whole).winners == list(range(10))
    shared = by_shares(equal_shares(whole))
    assert (sum(one < 10 for one in shared), sum(one >= 10 for one in shared)) == (5, 4)


def test_the_first_published_example_is_paid_to_the_fraction() -> None:
    # Lackner and Skowron, "Multi-Winner Voting with Approval Preferences" (2023), example 11: 12 voters, 4 of cost 1,
    # a for 1/8 each, then nobody can pay. A seat costs 240 here, so that every share is whole.
    outcome = equal_shares(election([240] * 8, 960, spelled("3 ab, 3 ac, 2 ad, 1 bcf, 1 e, 1 f, 1 g")))
    first = outcome.verdicts[0]
    assert (by_shares(outcome), first.price, first.votes) == ([0], Fraction(240, 8), 8)
    assert outcome.verdicts[4].supporters_hold == Fraction(240, 3)
    # b's: three with 5/24 and one with 1/3.
    assert outcome.verdicts[1].supporters_hold == 240 * (3 * Fraction(5, 24) + Fraction(1, 3))


def test_the_second_published_example_lets_who_has_less_pay_less() -> None:
    # Example 12 of the same book: 8 voters, 3 of cost 1: c for 1/5, then a for 13/40, where two hold less.
    outcome = equal_shares(election([40] * 4, 120, spelled("3 cd, 2 ab, 2 ac, 1 bd")))
    assert by_shares(outcome) == [2, 0]
    assert [outcome.verdicts[one].price for one in (2, 0)] == [Fraction(40, 5), Fraction(40 * 13, 40)]


@pytest.mark.parametrize("start", range(0, len(PABUTOOLS), 50))
def test_it_agrees_with_pabutools(start: int) -> None:
    # 1.2.3, ties broken alike; made by benchmarks/ballots_peer.py.
    for peer in PABUTOOLS[start : start + 50]:
        whole = election(peer["cost"], peer["amount"], peer["ballots"])
        assert sorted(by_shares(equal_shares(whole))) == peer["equal_shares"]
        assert sorted(by_shares(equal_shares(whole, utility="cost"))) == peer["equal_shares_cost"]
        assert sorted(approval(whole).winners) == peer["approval"]


@settings(deadline=None)
@given(elections())
def test_no_rule_spends_more_than_there_is_and_every_project_gets_a_verdict(whole: Election) -> None:
    for outcome in (approval(whole), equal_shares(whole), equal_shares(whole, utility="cost")):
        spent = int(whole.cost[outcome.winners].sum())
        assert spent + outcome.left == whole.amount
        assert outcome.left >= 0
        assert [one.project for one in outcome.verdicts] == list(range(whole.cost.size))
        assert sorted(one.place for one in outcome.verdicts if one.wins) == list(
            range(1, len(outcome.winners) + 1)
        )


@settings(deadline=None)
@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_says_nothing(whole: Election, chance: Any) -> None:
    rows = list(range(whole.chosen.shape[0]))
    chance.shuffle(rows)
    mixed = Election(whole.cost, whole.amount, whole.chosen[rows])
    assert equal_shares(whole) == equal_shares(mixed)
    assert approval(whole) == approval(mixed)


@settings(deadline=None)
@given(elections())
def test_a_group_that_can_pay_for_its_projects_is_not_left_with_nothing(whole: Election) -> None:
    # Justified representation: whoever agree on one project and hold its cost together, one of them gets something.
    outcome, voters = equal_shares(whole), whole.chosen.shape[0]
    happy = whole.chosen[:, by_shares(outcome)].any(axis=1) if outcome.winners else np.zeros(voters, bool)
    for one in range(whole.cost.size):
        unhappy = int((whole.chosen[:, one] & ~happy).sum())
        assert unhappy * whole.amount < int(whole.cost[one]) * max(voters, 1)


@settings(deadline=None)
@given(elections())
def test_the_recount_by_itself_finds_the_same_winners(whole: Election) -> None:
    file = {
        "amount": whole.amount, "winners": {"approval": [], "equal_shares": [], "equal_shares_cost": []},
        "projects": [{"number": one, "cost": int(cost)} for one, cost in enumerate(whole.cost)],
        "ballots": [{"projects": np.flatnonzero(row).tolist()} for row in whole.chosen],
    }  # fmt: skip
    assert recount.winners(file) == {
        "approval": approval(whole).winners,
        "equal_shares": equal_shares(whole).winners,
        "equal_shares_cost": equal_shares(whole, utility="cost").winners,
    }


def test_shares_that_differ_by_less_than_a_float_can_tell_are_still_told_apart() -> None:
    # Three pay exactly a third each of a number that has no third.
    huge = 10**17 + 1
    assert by_shares(equal_shares(election([huge], huge, [[0]] * 3))) == [0]
    assert by_shares(equal_shares(election([huge], huge - 1, [[0]] * 3))) == []
