"""The worked sample plans load whole, in three languages, and stand as a real town's plan would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from meydan.base.packs.public import Pack, check_pack, current, overlay_of
from meydan.base.packs.registry import loaders
from meydan.kernel.strategy.models import Action, ActionIndicator, Goal, Indicator, IndicatorValue, Plan
from meydan.kernel.strategy.operations.removing import remove_sample
from meydan.kernel.strategy.queries import plan_overview

pytestmark = pytest.mark.django_db
LANGUAGES = {"tr", "fa", "en"}


def _load(city: Pack, now: datetime) -> None:
    for held, is_sample in ((city, False), (overlay_of(city, "demo"), True)):
        for loader in loaders():
            if loader.section in {"units", "posts", "indicators", "plan"}:
                loader.load(held, now, is_sample)


CITIES = [("tr/gumushane", 12, 48, 9, 4), ("ir/khoy", 11, 45, 7, 4), ("generic", 3, 6, 1, 0)]


@pytest.mark.parametrize(("pack_id", "goals", "actions", "late", "stale"), CITIES)
def test_an_overlay_loads_whole_and_a_second_time_changes_nothing(
    pack: Any, now: datetime, pack_id: str, goals: int, actions: int, late: int, stale: int
) -> None:
    pack(pack_id)
    _load(current(), now)
    before = (IndicatorValue.objects.count(), ActionIndicator.objects.count())
    _load(current(), now)
    overview = plan_overview(now)
    assert (len(overview.goals), len(overview.actions)) == (goals, actions)
    assert (len(overview.late), overview.counts.get("stale", 0)) == (late, stale)
    assert before == (IndicatorValue.objects.count(), ActionIndicator.objects.count())
    assert Plan.objects.get().is_sample


@pytest.mark.parametrize("pack_id", [city[0] for city in CITIES])
def test_every_name_stands_in_three_languages_and_the_plan_says_it_is_a_sample(
    pack: Any, now: datetime, pack_id: str
) -> None:
    pack(pack_id)
    _load(current(), now)
    told = [*Goal.objects.values_list("names", flat=True), *Action.objects.values_list("names", flat=True)]
    told += [
        *Action.objects.values_list("about", flat=True),
        *Indicator.objects.values_list("names", flat=True),
    ]
    told += [held for held in Action.objects.values_list("explanation", flat=True) if held]
    assert all(set(held) == LANGUAGES and all(held.values()) for held in told)
    names = Plan.objects.get().names
    assert [names["tr"][-7:], names["fa"][-7:], names["en"][-8:]] == ["(örnek)", "(نمونه)", "(sample)"]


@pytest.mark.parametrize("pack_id", ["tr/gumushane", "ir/khoy"])
def test_air_alerts_become_work_in_both_cities_and_most_promises_have_figures(
    pack: Any, now: datetime, pack_id: str
) -> None:
    pack(pack_id)
    _load(current(), now)
    moved = Action.objects.filter(indicators__code="air_alerts_worked").get()
    assert moved.names["tr"] == "Hava alarmlarının işe dönüşmesi"
    assert Action.objects.filter(indicators__isnull=False).distinct().count() >= 20
    linked = Indicator.objects.filter(actions__isnull=False).distinct()
    assert linked.exclude(query="").count() > linked.filter(query="").count() > 0


def test_two_late_promises_of_the_sample_are_not_explained_yet(pack: Any, now: datetime) -> None:
    pack("tr/gumushane")
    _load(current(), now)
    unexplained = [one.action.code for one in plan_overview(now).late if not one.action.explanation]
    assert sorted(unexplained) == ["5.2", "7.1"]


@pytest.mark.parametrize("pack_id", ["tr/gumushane/demo", "ir/khoy/demo", "generic/demo"])
def test_nothing_is_to_mend_in_an_overlay(pack_id: str) -> None:
    from meydan.base.packs.checking.whole import SHIPPED

    assert check_pack(SHIPPED / pack_id) == []


def test_the_sample_goes_away_whole_and_the_city_s_indicators_stay(pack: Any, now: datetime) -> None:
    pack("tr/gumushane")
    _load(current(), now)
    remove_sample(now)
    assert not Plan.objects.exists()
    assert not Action.objects.exists()
    assert Indicator.objects.filter(code="air_alerts_worked", targets={}, baseline=None).exists()
    assert not Indicator.objects.filter(is_sample=True).exists()
