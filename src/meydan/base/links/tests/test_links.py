"""Links are said once and followed either way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from meydan.base.links.public import RefUnreadable, chain_from, link, links_from, links_to, unlink

pytestmark = [pytest.mark.django_db, pytest.mark.store]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALERT, CASE, ACTION = "observations.alert:7", "cases.case:GM-7K2Q", "strategy.action:e3"


def test_saying_a_relation_twice_keeps_the_first_saying():
    first = link(ALERT, CASE, "opened", "observations.rule:pm25", NOW)
    again = link(ALERT, CASE, "opened", "somebody else", NOW)
    assert first.pk == again.pk
    assert again.by == "observations.rule:pm25"


def test_a_relation_is_found_from_either_end():
    link(ALERT, CASE, "opened", "rule", NOW)
    link(ALERT, CASE, "explains", "rule", NOW)
    assert [row.to_ref for row in links_from(ALERT, "opened")] == [CASE]
    assert {row.relation for row in links_to(CASE)} == {"opened", "explains"}


def test_a_walk_follows_the_loop_from_measurement_to_plan_and_ends():
    link(ALERT, CASE, "opened", "rule", NOW)
    link(CASE, ACTION, "serves", "clerk", NOW)
    link(ACTION, ALERT, "watches", "clerk", NOW)  # a ring must not hold it up
    assert [row.to_ref for row in chain_from(ALERT)] == [CASE, ACTION, ALERT]


def test_a_relation_can_be_taken_back():
    link(ALERT, CASE, "opened", "rule", NOW)
    assert unlink(ALERT, CASE, "opened")
    assert not unlink(ALERT, CASE, "opened")


@pytest.mark.parametrize(
    "ref", ["case 12", "cases.case", "cases.case:", "Cases.case:1", "cases.case:1 2", ""]
)
def test_a_reference_that_names_nothing_is_refused(ref):
    with pytest.raises(RefUnreadable):
        link(ref, CASE, "opened", "rule", NOW)
