"""How many took part is counted from the records, and of a running vote nothing is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meydan.domains.participation.figures import engaged
from meydan.domains.participation.models import Ballot, Budget
from meydan.domains.participation.tests.conftest import AFTER, DURING
from meydan.domains.participation.tests.ideas import somebody, written

PEOPLE = 39_696  # Gümüşhane, of its pack


def ballot(budget: Budget, number: int) -> None:
    Ballot.objects.create(id=number, budget=budget, receipt=f"r{number}", channel="web", projects=[])


def test_votes_count_once_the_vote_is_over(budget: Budget) -> None:
    ballot(budget, 1)
    ballot(budget, 2)
    assert engaged({"days": 365}, DURING).value == 0
    over = engaged({"days": 365}, AFTER)
    assert (over.row_count, over.value) == (2, pytest.approx(2 * 100_000 / PEOPLE))
    assert engaged({"days": 365}, AFTER + timedelta(days=366)).value == 0


def test_a_proposal_of_this_year_counts_and_an_old_one_does_not(city: None) -> None:
    written(somebody(1), now=AFTER)
    assert engaged({"days": 30}, AFTER).row_count == 1
    assert engaged({"days": 30}, AFTER + timedelta(days=31)).row_count == 0
