"""How bodies count: worked by hand from the articles, and held for any votes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.cases.engine.quorum import (
    ABSTAIN,
    ADOPTED,
    AGAINST,
    FOR,
    REJECTED,
    TIED,
    AbstentionNotAllowed,
    QuorumLost,
    Rules,
    Threshold,
    VotesMissing,
    tally,
)

HALF = Fraction(1, 2)
# Seven seats, more than half to meet, more than half of those present to decide, the chair's side wins a tie.
ENCUMEN = Rules(7, (Threshold("seats", HALF, True),), (Threshold("present", HALF, True),), "chair", False)
# Sixteen seats; besides, never fewer votes than a quarter of all members.
MECLIS = Rules(
    16,
    (Threshold("seats", HALF, True),),
    (Threshold("present", HALF, True), Threshold("seats", Fraction(1, 4), False)),
    "chair",
)
# All three must be there, two of them decide.
ARTICLE_100 = Rules(
    3, (Threshold("seats", Fraction(1), False),), (Threshold("seats", HALF, True),), "rejected", False
)


def votes(in_favour=0, against=0, abstained=0):
    said = [FOR] * in_favour + [AGAINST] * against + [ABSTAIN] * abstained
    return {f"m{number}": choice for number, choice in enumerate(said)}


def counted(rules, cast, chair=""):
    return tally(rules, cast, cast.keys(), chair)


def test_four_of_seven_must_meet():
    assert ENCUMEN.quorum_heads == 4
    with pytest.raises(QuorumLost) as lost:
        counted(ENCUMEN, votes(3))
    assert (lost.value.present, lost.value.needed) == (3, 4)


@pytest.mark.parametrize(
    ("in_favour", "against", "outcome"), [(4, 3, ADOPTED), (3, 4, REJECTED), (3, 2, ADOPTED), (4, 0, ADOPTED)]
)
def test_more_than_half_of_those_present_decide(in_favour, against, outcome):
    assert counted(ENCUMEN, votes(in_favour, against)).outcome == outcome


def test_equal_votes_go_with_the_chair():
    assert counted(ENCUMEN, votes(3, 3), chair="m0").outcome == ADOPTED
    assert counted(ENCUMEN, votes(3, 3), chair="m5").outcome == REJECTED


def test_equal_votes_without_a_voting_chair_decide_nothing():
    assert counted(ENCUMEN, votes(2, 2), chair="elsewhere").outcome == TIED


def test_nobody_abstains_in_the_executive_committee():
    with pytest.raises(AbstentionNotAllowed):
        counted(ENCUMEN, votes(4, 0, 1))


def test_abstentions_in_the_council_count_as_present():
    # Nine present: four for, two against and three abstained is not more than half of nine.
    assert counted(MECLIS, votes(4, 2, 3)).outcome == REJECTED
    assert counted(MECLIS, votes(5, 2, 2)).outcome == ADOPTED


def test_the_council_never_decides_with_fewer_than_a_quarter_of_all():
    rules = Rules(
        40, (Threshold("seats", Fraction(1, 4), False),), MECLIS.majority, "chair"
    )  # the second meeting needs a quarter only
    assert counted(rules, votes(9, 1)).outcome == REJECTED
    assert counted(rules, votes(10, 0)).outcome == ADOPTED


def test_a_quarter_of_fifteen_is_four_whole_heads():
    assert Threshold("seats", Fraction(1, 4), False).needed(15) == 4


def test_two_of_three_decide_and_all_three_must_be_there():
    assert counted(ARTICLE_100, votes(2, 1)).outcome == ADOPTED
    assert counted(ARTICLE_100, votes(1, 2)).outcome == REJECTED
    with pytest.raises(QuorumLost):
        counted(ARTICLE_100, votes(2, 0))


def test_whoever_is_silent_is_named():
    cast = votes(3, 2)
    del cast["m4"]
    with pytest.raises(VotesMissing) as silent:
        tally(ENCUMEN, cast, {"m0", "m1", "m2", "m3", "m4"})
    assert silent.value.members == {"m4"}


def test_the_vote_of_somebody_who_left_does_not_count():
    cast = votes(4, 3)
    assert tally(ENCUMEN, cast, cast.keys() - {"m0"}, "m1").in_favour == 3


RULES = st.sampled_from([ENCUMEN, MECLIS, ARTICLE_100])


@st.composite
def sittings(draw):
    rules = draw(RULES)
    present = draw(st.integers(rules.quorum_heads, rules.seats))
    choices = [FOR, AGAINST, *([ABSTAIN] if rules.may_abstain else [])]
    cast = {f"m{number}": draw(st.sampled_from(choices)) for number in range(present)}
    return rules, cast, draw(st.sampled_from(["", *cast]))


@given(sittings())
def test_every_vote_is_counted_once(sitting):
    rules, cast, chair = sitting
    found = counted(rules, cast, chair)
    assert found.in_favour + found.against + found.abstained == found.present == len(cast)


@given(sittings(), st.data())
def test_one_vote_more_in_favour_never_brings_a_proposal_down(sitting, data):
    rules, cast, chair = sitting
    turned = {**cast, data.draw(st.sampled_from(sorted(cast))): FOR}
    order = [REJECTED, TIED, ADOPTED]
    before, after = counted(rules, cast, chair).outcome, counted(rules, turned, chair).outcome
    assert order.index(after) >= order.index(before)


@given(sittings())
def test_nothing_is_adopted_against_more_votes_than_for(sitting):
    rules, cast, chair = sitting
    found = counted(rules, cast, chair)
    if found.outcome == ADOPTED:
        assert found.in_favour >= found.against
        assert found.in_favour >= found.needed or cast[chair] == FOR


@given(sittings())
def test_all_in_favour_adopts(sitting):
    rules, cast, chair = sitting
    assert counted(rules, dict.fromkeys(cast, FOR), chair).outcome == ADOPTED


@given(RULES, st.integers(0, 20))
def test_below_the_quorum_nothing_is_counted(rules, present):
    cast = votes(min(present, rules.quorum_heads - 1))
    with pytest.raises(QuorumLost):
        counted(rules, cast)
