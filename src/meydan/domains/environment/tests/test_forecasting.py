"""Forecasts: stored as they were said, judged by what came, shown only when they are worth it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.domains.environment import public
from meydan.domains.environment.models import Forecast
from meydan.domains.environment.operations import forecasting, learning
from meydan.domains.environment.queries.forecasts import newest_forecast, standing, worth_of
from meydan.kernel.observations.public import from_us, series, store, to_us
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOUR_US = 3_600_000_000


def measured(now, hours=24 * 12, value=None):
    """A day that repeats itself exactly: 30 and 10 by turns of twelve hours."""
    pm = stream(thing_key="karsiyaka", key="karsiyaka-pm2_5")
    end = to_us(now) // HOUR_US * HOUR_US
    value = value or (lambda at: 30.0 if (at // HOUR_US) % 24 < 12 else 10.0)
    rows = [(pm.pk, end - n * HOUR_US, value(end - n * HOUR_US)) for n in range(hours)]
    store(rows=rows, now=now, source="test", evaluate=False)
    return pm


def said(pm, issued_us, median, spread=5.0, **worth):
    at = [issued_us + (step + 1) * HOUR_US for step in range(48)]
    values = [median(moment) for moment in at]
    return Forecast.objects.create(
        datastream=pm, issued_at=from_us(issued_us), first_us=at[0], model="test", median=values,
        low=[v - spread for v in values], high=[v + spread for v in values], **worth,
    )  # fmt: skip


def test_stored_forecasts_are_held_against_what_came(now):
    pm = measured(now)
    end = to_us(now) // HOUR_US * HOUR_US
    right = lambda at: 30.0 if (at // HOUR_US) % 24 < 12 else 10.0  # noqa: E731
    stored = [said(pm, end - back * HOUR_US, right) for back in range(24 * 7, 24, -6)]
    worth = worth_of(stored, series(pm.pk, now - timedelta(days=12), now, "hour"))
    # The forecast is exact; "as yesterday" too; "it stays as it is" is wrong by 20 half of the time.
    assert (worth.mae, worth.seasonal_mae, worth.coverage) == (0.0, 0.0, 1.0)
    assert worth.persistence_mae == pytest.approx(10.0)
    assert worth.hours == len(stored) * 24


def test_a_few_days_of_forecasts_are_no_proof(now):
    pm = measured(now)
    end = to_us(now) // HOUR_US * HOUR_US
    stored = [said(pm, end - back * HOUR_US, lambda at: 20.0) for back in range(24 * 4, 24, -6)]
    assert worth_of(stored, series(pm.pk, now - timedelta(days=12), now, "hour")) is None


def test_a_forecast_no_better_than_standing_still_is_kept_back(now):
    pm = measured(now)
    end = to_us(now) // HOUR_US * HOUR_US
    bad = said(
        pm,
        end,
        lambda at: 20.0,
        judged_hours=500,
        mae=9.0,
        persistence_mae=8.0,
        seasonal_mae=7.0,
        coverage=0.8,
    )
    assert standing(bad) == "no_better"
    assert public.forecast_probability(pm.pk, 25.0, 24, now) is None
    bad.mae = 7.9
    assert standing(bad) == "good"
    bad.judged_hours = 10
    assert standing(bad) == "untested"


def test_the_probability_of_passing_a_limit_is_read_off_the_band(now):
    pm = measured(now)
    end = to_us(now) // HOUR_US * HOUR_US
    worth = {"judged_hours": 500, "mae": 1.0, "persistence_mae": 8.0, "seasonal_mae": 7.0, "coverage": 0.8}
    said(pm, end, lambda at: 20.0, spread=5.0, **worth)
    assert public.forecast_probability(pm.pk, 25.0, 24, now) == pytest.approx(0.1, abs=1e-6)
    assert public.forecast_probability(pm.pk, 15.0, 24, now) == pytest.approx(0.9, abs=1e-6)
    assert public.forecast_probability(pm.pk, 25.0, 24, now + timedelta(hours=9)) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["büyük olasılıkla", "bandın içinde", "olduğu gibi kalır"]),
        ("fa", ["احتمالاً", "درون بازه", "همان‌گونه می‌ماند"]),
        ("en", ["probably", "4 times in 5", "it stays as it is"]),
    ],
)
def test_the_page_says_it_in_words_first(client: Client, language, words):
    now = timezone.now()
    pm = measured(now)
    end = to_us(now) // HOUR_US * HOUR_US
    worth = {"judged_hours": 500, "mae": 1.0, "persistence_mae": 8.0, "seasonal_mae": 7.0, "coverage": 0.79}
    said(pm, end, lambda at: 33.0, **worth)
    page = client.get(reverse("environment:station", args=["karsiyaka"]), {"lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()


def test_without_a_proved_forecast_the_page_says_why(client: Client):
    measured(timezone.now())
    page = client.get(reverse("environment:station", args=["karsiyaka"]), {"lang": "en"}, follow=True)
    assert "No forecast" in page.content.decode()
    assert "The next two days" in page.content.decode()


def test_too_short_a_past_is_passed_over_and_not_asked_again_at_once(now):
    learning.forget()
    pm = measured(now, hours=24 * 5)
    assert forecasting.compute_forecasts(now) == []
    assert learning.learnt_of(pm.pk).forecaster is None
    assert learning.to_learn([pm], now) == []
    assert learning.to_learn([pm], now + timedelta(hours=7)) == [pm]


def test_a_forecast_is_issued_once_an_hour_and_its_figures_are_kept(now):
    learning.forget()
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 2, 24 * 40)
    end = to_us(now) // HOUR_US * HOUR_US
    pm = measured(
        now, hours=24 * 24,
        value=lambda at: max(1.0, 20 + 8 * np.sin((at // HOUR_US) / 24 * 6.28) + noise[(end - at) // HOUR_US]),
    )  # fmt: skip
    rows = forecasting.compute_forecasts(now)
    assert forecasting.store_forecasts(rows=rows, now=now) == 1
    assert forecasting.compute_forecasts(now) == []
    assert forecasting.store_forecasts(rows=[_again(rows[0])], now=now) == 0
    kept = newest_forecast(pm.pk, now)
    assert len(kept.median) == 48
    assert all(
        low <= middle <= high for low, middle, high in zip(kept.low, kept.median, kept.high, strict=True)
    )
    learning.forget()


def _again(row):
    row.pk = None
    return row


def test_old_forecasts_are_thinned_to_two_a_day(now):
    pm = stream()
    for hours in range(24):
        said(pm, to_us(now - timedelta(days=35, hours=hours)) // HOUR_US * HOUR_US, lambda at: 1.0)
    forecasting.store_forecasts(rows=[], now=now)
    assert Forecast.objects.count() == 2
