"""Outcome pages and composite views: few figures, open arithmetic, weights in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.kernel.strategy.outcomes import outcomes, views
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
# Values, their scores on the scales of the pack and their weights.
LIVEABLE = {"requests_closed_in_time": 80.0, "citizens_satisfied": 60.0, "water_fault_days": 5.5}


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    """The outcomes are the pack's."""
    pack("tr/gumushane")


def stand(values: dict[str, float], days_ago: int = 0) -> None:
    """Figures as they were typed in so many days ago."""
    on = timezone.localdate() - timedelta(days=days_ago)
    for code, value in values.items():
        make.value(make.indicator(code, decimals=1), on, value)


def page(client: Client, code: str, **asked: str) -> str:
    found = client.get(reverse("strategy:outcome", args=[code]), {"lang": "en", **asked}, follow=True)
    assert found.status_code == 200
    return found.content.decode()


def test_four_outcomes_and_three_views_name_figures_of_the_pack() -> None:
    document, known = (
        current().document("data/outcomes"),
        {row["code"] for row in current().table("indicators")},
    )
    assert [row["code"] for row in document["outcome"]] == ["green", "safe", "healthy", "participatory"]
    assert [row["code"] for row in document["composite"]] == ["sustainable", "resilient", "liveable"]
    for row in document["outcome"]:
        assert set(row["indicators"]) <= known
        assert len(row["indicators"]) <= 5
    for row in document["composite"]:
        assert {part["code"] for part in row["part"]} <= known


def test_a_view_by_hand() -> None:
    """(3 × 80 + 3 × 60 + 2 × 50) / 8 = 65; two of five figures are missing and are no zeros."""
    stand(LIVEABLE)
    found = next(view for view in views(timezone.now()) if view.code == "liveable").found
    assert found.total == pytest.approx(65)
    assert found.known_share == pytest.approx(0.8)


def test_the_page_shows_what_is_missing_and_what_became_of_its_weight(client: Client) -> None:
    stand(LIVEABLE)
    told = page(client, "liveable")
    assert "65 of 100" in told
    assert "80% of the weight has a fresh figure. What is missing is no zero" in told
    assert "The city does not keep this figure." in told
    assert "shared out: 38%" in told


def test_a_reader_changes_the_weights_and_shares_the_address(client: Client) -> None:
    stand(LIVEABLE)
    told = page(client, "liveable", **{"w.citizens_satisfied": "0", "w.requests_closed_in_time": "6"})
    assert "72 of 100" in told or "73 of 100" in told  # (6 × 80 + 2 × 50) / 8 = 72.5
    assert "With the weights you chose." in told
    assert "w.requests_closed_in_time=6&amp;w.citizens_satisfied=0" in told


@pytest.mark.parametrize("weight", ["-3", "1e400", "nan", "<script>", "9" * 500, ""])
def test_a_hostile_weight_changes_nothing(client: Client, weight: str) -> None:
    stand(LIVEABLE)
    told = page(client, "liveable", **{"w.citizens_satisfied": weight})
    assert "65 of 100" in told
    assert "<script>9" not in told


def test_an_old_figure_is_not_judged(client: Client) -> None:
    stand({"requests_closed_in_time": 80.0})
    stand({"citizens_satisfied": 60.0}, days_ago=200)
    told = page(client, "liveable")
    assert "Old value, not judged" in told
    assert "With less than half, no whole is worked out." in told


def test_an_outcome_says_where_its_figures_go(client: Client) -> None:
    fine = make.indicator("iso37120_pm2_5", unit="µg/m³", direction="down", decimals=1)
    make.connect(make.action(), fine)
    today = timezone.localdate()
    make.value(fine, today - timedelta(days=60), 20)
    make.value(fine, today, 10)
    told = page(client, "green")
    assert "Getting better" in told
    assert "Action 1.1 en" in told
    assert "What you can do" in told


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_every_page_opens_without_a_single_figure(client: Client, language: str) -> None:
    codes = [one.code for one in outcomes(timezone.now())] + [one.code for one in views(timezone.now())]
    for address in [reverse("strategy:outcomes"), *(reverse("strategy:outcome", args=[c]) for c in codes)]:
        assert client.get(address, {"lang": language}, follow=True).status_code == 200
    assert client.get(reverse("strategy:outcome", args=["moon"])).status_code == 404


def test_the_list_of_outcomes_asks_the_database_no_more_for_more_figures(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    stand(LIVEABLE | {"iso37120_pm2_5": 9.0, "iso37120_noise": 55.0, "alerts_to_work": 40.0})
    with django_assert_max_num_queries(14):
        client.get(reverse("strategy:outcomes"))
