"""A figure that cannot be counted keeps its old value, says why, and stops no other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from meydan.kernel.cases.tests.factories import service
from meydan.kernel.strategy import registry
from meydan.kernel.strategy.models import IndicatorValue
from meydan.kernel.strategy.operations.computing import recompute, recompute_reading
from meydan.kernel.strategy.operations.typed import type_value
from meydan.kernel.strategy.queries import indicator_standings
from meydan.kernel.strategy.ratios import MixedScopes, PartUnknown, check_ratios
from meydan.kernel.strategy.registry import indicator_query
from meydan.kernel.strategy.tests import factories as make
from meydan.numerics.figure import Figure

MONDAY = make.MONDAY
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries that a test registers are gone after it."""
    monkeypatch.setattr(registry, "_queries", dict(registry._queries))


def _break(run: Any) -> None:
    indicator_query("test.broken", reads=("cases",))(run)


def bad_sql(params: Any, now: Any) -> Figure:
    connection.cursor().execute("SELECT nothing FROM nowhere")
    raise AssertionError


def zero_below(params: Any, now: Any) -> Figure:
    return Figure(1 / 0, 0, None)


def none_found(params: Any, now: Any) -> Figure:
    return Figure(None, 0, None)


def not_a_number(params: Any, now: Any) -> Figure:
    return Figure(float("nan"), 3, None)


@pytest.mark.parametrize(
    ("run", "failure"),
    [(bad_sql, "failed"), (zero_below, "nothing"), (none_found, "nothing"), (not_a_number, "nothing")],
)
def test_a_failing_count_keeps_the_old_value_grey_and_the_others_are_counted(
    client: Client, run: Any, failure: str
) -> None:
    _break(run)
    broken = make.indicator("broken", query="test.broken")
    whole = make.indicator("whole", query="cases.open_count")
    make.value(broken, date(2026, 11, 22), 7)
    assert recompute(now=MONDAY) == 1
    broken.refresh_from_db()
    standing = indicator_standings([broken], MONDAY)[broken.pk]
    assert (broken.failure, standing.state, standing.value and standing.value.value) == (failure, "stale", 7)
    assert whole.values.get().value == 0
    page = client.get("/plan/indicator/broken/", {"lang": "en"}, follow=True).content.decode()
    assert "The earlier value stays, in grey" in page


def test_a_count_that_works_again_takes_the_mark_away() -> None:
    _break(zero_below)
    broken = make.indicator("broken", query="test.broken")
    recompute(now=MONDAY)
    broken.query = "cases.open_count"
    broken.save()
    recompute(now=MONDAY + timedelta(hours=1))
    broken.refresh_from_db()
    assert (broken.failure, broken.failed_at) == ("", None)


def _rate(scope: str = "city", own: str = "city", people: float = 200_000) -> Any:
    make.indicator("people", scope=scope)
    make.indicator("open", query="cases.open_count")
    rate = make.indicator(
        "rate", query="strategy.ratio", params={"of": "open", "by": "people", "times": 100_000}, scope=own
    )
    make.value(make.Indicator.objects.get(code="people"), date(2026, 1, 1), people)
    return rate


def test_a_rate_is_one_indicator_by_another_and_follows_what_it_divides() -> None:
    rate = _rate()
    recompute(now=MONDAY)
    assert rate.values.get().value == 0
    make.value(make.Indicator.objects.get(code="open"), date(2026, 11, 22), 4)
    IndicatorValue.objects.filter(indicator__code="open", on=MONDAY.date()).update(value=4)
    type_value(
        indicator=make.Indicator.objects.get(code="people"),
        value=100_000,
        on=MONDAY.date(),
        typed_by="works",
        now=MONDAY,
    )
    assert rate.values.get().value == 4


def test_after_a_case_only_what_reads_cases_and_its_rates_are_counted() -> None:
    _rate()
    make.indicator("parks", query="places.count_in_layer", params={"layer": "parks"})
    assert recompute_reading(nouns=["cases"], now=MONDAY) == 2


def test_a_closed_case_moves_only_what_counts_its_service() -> None:
    service("road_fault", kind="request")
    for number, params in enumerate(
        (
            {},
            {"services": ["road_fault"]},
            {"kinds": ["request"]},
            {"services": ["snow_ice"]},
            {"kinds": ["permit"]},
        )
    ):
        make.indicator(f"counted{number}", query="cases.closed_count", params=params)
    assert recompute_reading(nouns=["cases"], service="road_fault", now=MONDAY) == 3
    assert not IndicatorValue.objects.filter(indicator__code__in=["counted3", "counted4"]).exists()


def test_a_city_is_never_divided_by_a_province(client: Client) -> None:
    rate = _rate(scope="province")
    with pytest.raises(MixedScopes, match="open is for the city and people for the province"):
        check_ratios()
    recompute(now=MONDAY)
    assert not rate.values.exists()
    page = client.get("/plan/indicator/rate/", {"lang": "en"}, follow=True).content.decode()
    assert "these are never divided" in page


def test_a_rate_speaks_for_the_place_of_its_parts() -> None:
    _rate(own="nation")
    with pytest.raises(MixedScopes, match="rate is said to be for the nation"):
        check_ratios()


def test_a_rate_of_nobody_is_no_rate() -> None:
    rate = _rate(people=0)
    recompute(now=MONDAY)
    rate.refresh_from_db()
    assert (rate.failure, rate.values.count()) == ("nothing", 0)


def test_a_ratio_of_something_that_is_not_there_is_refused() -> None:
    make.indicator("lost", query="strategy.ratio", params={"of": "x", "by": "y"})
    with pytest.raises(PartUnknown, match="'x'"):
        check_ratios()
