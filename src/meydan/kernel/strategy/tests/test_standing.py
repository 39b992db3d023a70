"""How promises and figures stand, worked out by hand for Monday 23 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meydan.kernel.strategy.models import Action
from meydan.kernel.strategy.queries import indicator_standings, late_actions, plan_overview, stand
from meydan.kernel.strategy.tests import factories as make

MONDAY = make.MONDAY
TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "state", "days_late"),
    [
        # 326 of 652 days passed: 50 % of the time; 35 % of the work is just enough, 34 % is not.
        ({"progress_percent": 50}, "good", 0),
        ({"progress_percent": 35}, "good", 0),
        ({"progress_percent": 34}, "watch", 0),
        ({"ends_on": date(2026, 11, 23)}, "watch", 0),
        ({"ends_on": date(2026, 11, 22)}, "bad", 1),
        ({"ends_on": date(2026, 10, 31)}, "bad", 23),
        ({"ends_on": date(2026, 10, 31), "status": "done"}, "done", 0),
        ({"starts_on": date(2026, 11, 24)}, "planned", 0),
        ({"updated_at": MONDAY - timedelta(days=120)}, "good", 0),
        ({"updated_at": MONDAY - timedelta(days=121)}, "stale", 0),
        ({"status": "dropped", "ends_on": date(2026, 10, 31)}, "dropped", 0),
    ],
)
def test_an_action_stands_where_its_dates_its_work_and_its_last_word_put_it(
    fields: dict[str, Any], state: str, days_late: int
) -> None:
    found = stand(make.action(**fields), TODAY, MONDAY)
    assert (found.state, found.days_late) == (state, days_late)


def test_the_late_ones_are_those_whose_day_has_passed_and_the_latest_comes_first() -> None:
    make.action("1.1", ends_on=date(2026, 11, 22))
    make.action("1.2", ends_on=date(2026, 5, 1))
    make.action("1.3", ends_on=date(2026, 5, 1), status="done")
    make.action("1.4")
    assert [a.code for a in late_actions(TODAY)] == ["1.2", "1.1"]
    overview = plan_overview(MONDAY)
    assert [one.action.code for one in overview.late] == ["1.2", "1.1"]
    assert (overview.counts["late"], overview.counts["done"], overview.counts["all"]) == (2, 1, 4)


def _state(**facts: Any) -> str:
    return indicator_standings([facts["of"]], MONDAY)[facts["of"].pk].state


@pytest.mark.parametrize(
    ("direction", "figure", "state"),
    [("up", 12, "good"), ("up", 10, "watch"), ("up", 9, "bad"), ("down", 12, "good"), ("down", 15, "bad")],
)
def test_a_figure_is_judged_by_the_target_of_its_year(direction: str, figure: float, state: str) -> None:
    of = make.indicator(direction=direction, targets={"2026": 12, "2027": 99})
    make.value(of, TODAY, figure)
    assert _state(of=of) == state


def test_a_typed_value_turns_grey_by_itself_when_its_days_are_over() -> None:
    of = make.indicator(targets={"2026": 1})
    make.value(of, TODAY - timedelta(days=30), 5)
    assert _state(of=of) == "good"
    assert indicator_standings([of], MONDAY + timedelta(days=1))[of.pk].state == "stale"


def test_a_measured_mean_is_grey_when_the_sensor_stopped_although_it_was_counted_today() -> None:
    of = make.indicator(
        query="observations.mean_of_property", freshness_days=7, targets={"2026": 20}, direction="down"
    )
    stopped = datetime(2026, 11, 15, 8, tzinfo=UTC)
    make.value(of, TODAY, 11, computed_at=MONDAY, last_input_at=stopped)
    assert _state(of=of) == "stale"


def test_a_count_of_nothing_new_is_fresh_when_it_was_counted_today() -> None:
    of = make.indicator(query="cases.closed_count", freshness_days=2, targets={"2026": 3})
    make.value(of, TODAY, 3, computed_at=MONDAY, last_input_at=MONDAY - timedelta(days=300))
    assert _state(of=of) == "good"


def test_a_province_figure_is_never_divided_by_a_nation_target() -> None:
    of = make.indicator(scope="province", target_scope="nation", targets={"2026": 500_000})
    make.value(of, TODAY, 50_000)
    found = indicator_standings([of], MONDAY)[of.pk]
    assert (found.share_of_target, found.state, found.target) == (None, "plain", 500_000)
    of.target_scope = "province"
    assert indicator_standings([of], MONDAY)[of.pk].share_of_target == pytest.approx(0.1)


def test_the_way_to_the_target_begins_at_the_baseline() -> None:
    of = make.indicator(baseline=4, targets={"2026": 2}, direction="down")
    make.value(of, TODAY, 3.5)
    assert indicator_standings([of], MONDAY)[of.pk].share_of_target == pytest.approx(0.25)


def test_a_plan_without_actions_counts_nothing() -> None:
    make.plan()
    assert plan_overview(MONDAY).counts == {}
    assert not Action.objects.exists()
