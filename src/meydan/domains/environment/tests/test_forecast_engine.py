"""Forecasts: what they may look at, how they stretch with their series, and that they are worth something."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.domains.environment.engine import forecast_kernel, forecast_net, forecast_trees
from meydan.domains.environment.engine.forecast import Forecast, SeriesTooShort, fit, forecast
from meydan.domains.environment.engine.forecast_blend import day_before, outcomes, weights_of
from meydan.domains.environment.engine.forecast_scale import scale_of
from meydan.domains.environment.engine.forecast_walk import Walk, walk_forward
from meydan.domains.environment.engine.lags import (
    HOUR_US,
    Numbers,
    carried,
    features,
    on_the_hour,
    running_mean,
)

START_US = 490_000 * HOUR_US
HOURS = 24 * 30
nan = np.nan


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learners that learn less: for what does not depend on how well they do."""
    monkeypatch.setattr(forecast_kernel, "WAVES", 60)
    monkeypatch.setattr(forecast_trees, "TREES", 12)
    monkeypatch.setattr(forecast_net, "LEAST_STEPS", 60)
    monkeypatch.setattr(forecast_net, "EPOCHS", 1)
    monkeypatch.setattr(forecast_net, "NETS", 1)


@cache
def town(seed: int = 3, hours: int = HOURS) -> Numbers:
    """Smoke of evenings, more in cold spells, never below zero."""
    chance = np.random.default_rng(seed)
    hour = np.arange(hours)
    spell = np.convolve(chance.normal(size=hours + 99), np.full(100, 0.1), mode="valid")
    return np.exp(
        3 + 0.6 * np.sin(2 * np.pi * (hour - 14) / 24) + 0.5 * spell + chance.normal(0, 0.15, hours)
    )


def _same(one: Forecast, other: Forecast) -> bool:
    return all(np.array_equal(getattr(one, end), getattr(other, end)) for end in ("low", "median", "high"))


def test_the_gap_is_bridged_for_six_hours_and_no_longer():
    hours = np.array([nan, 5.0, *[nan] * 7, 8.0])
    expected = [nan, 5, 5, 5, 5, 5, 5, 5, nan, 8]
    np.testing.assert_array_equal(carried(hours), expected)


def test_a_mean_over_a_gap_needs_two_fifths_of_its_hours():
    np.testing.assert_allclose(
        running_mean(np.array([1.0, nan, nan, 4.0, 6.0]), 3), [nan, nan, nan, nan, 5.0]
    )
    np.testing.assert_allclose(
        running_mean(np.array([1.0, 3.0, nan, 4.0, 6.0]), 3), [nan, 2.0, 2.0, 3.5, 5.0]
    )


def test_irregular_values_become_hourly_means():
    start, hourly = on_the_hour(np.array([90, 30, 200]) * 60_000_000, np.array([4.0, 2.0, 9.0]))
    assert start == 0
    np.testing.assert_array_equal(hourly, [2.0, 4.0, nan, 9.0])


def test_the_same_hour_of_the_latest_day_known_is_one_or_two_days_before():
    values = np.arange(60.0)
    back = day_before(values, 48)
    # At hour 59: one hour ahead is hour 60, a day before it 36; 24 ahead is 83, a day before 59; 25 ahead is 84,
    # whose day before lies ahead too, so 36 again.
    assert (back[59, 0], back[59, 23], back[59, 24], back[59, 47]) == (36, 59, 36, 59)
    assert outcomes(values, 2)[57].tolist() == [58, 59]


def test_a_voice_that_errs_less_counts_more_and_equals_count_equally():
    actual = np.full((50, 6), 10.0)
    said = np.stack([actual + 1, actual - 1, actual + 3], axis=1)
    weights = weights_of(said, actual)
    np.testing.assert_allclose(weights.sum(axis=0), 1)
    np.testing.assert_allclose(weights[0], weights[1])
    assert (weights[2] < 1e-6).all()


def test_the_logarithm_is_for_what_leans_upwards_and_is_never_negative():
    dust = town()
    assert scale_of(dust).offset is not None
    assert scale_of(dust - 200).offset is None
    assert scale_of(np.random.default_rng(1).normal(50, 1, 500)).offset is None
    for scale in (scale_of(dust), scale_of(dust - 200)):
        np.testing.assert_allclose(scale.wild(scale.tame(dust)), dust)


@given(cut=st.integers(200, HOURS - 30), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_no_row_of_the_features_knows_a_later_hour(cut: int, seed: int):
    chance = np.random.default_rng(seed)
    values, wind = town(), chance.uniform(0, 9, HOURS)
    told = chance.uniform(0, 9, (HOURS, 24))
    before = features(values, START_US, {"wind": wind}, {"told": told})[: cut + 1]
    later = np.where(np.arange(HOURS) > cut, chance.uniform(0, 500, HOURS), values)
    windy = np.where(np.arange(HOURS) > cut, nan, wind)
    untold = np.where(np.arange(HOURS)[:, None] > cut, 0.0, told)
    after = features(later, START_US, {"wind": windy}, {"told": untold})[: cut + 1]
    np.testing.assert_array_equal(before, after)


def test_what_comes_after_the_issue_hour_changes_nothing_of_a_walk(quick: None):
    values, first, cut = town(), 24 * 24, 24 * 26 + 7
    wind = np.abs(np.random.default_rng(5).normal(3, 1, HOURS))
    changed = np.where(np.arange(HOURS) > cut, 999.0, values)
    blown = np.where(np.arange(HOURS) > cut, 0.0, wind)
    walks = [
        walk_forward(series, START_US, first=first, weather={"wind": air}, horizon_h=4, retaught_h=24 * 4)
        for series, air in ((values, wind), (changed, blown))
    ]
    issued = cut - first + 1
    for part in ("median", "low", "high", "persistence", "seasonal"):
        one, other = (getattr(walk, part)[:issued] for walk in walks)
        np.testing.assert_array_equal(one, other)
    # And after it, it does: the test looks at something.
    assert not np.array_equal(walks[0].median[issued:], walks[1].median[issued:])


def test_the_same_past_gives_the_same_forecast(quick: None):
    assert _same(forecast(town(), START_US, horizon_h=3), forecast(town(), START_US, horizon_h=3))


def test_a_series_in_another_unit_is_forecast_alike(quick: None):
    # Milligrams for micrograms; a power of two, so that not even a rounding differs on the way in.
    one, other = (forecast(town() * unit, START_US, horizon_h=4) for unit in (1.0, 1 / 1024))
    for end in ("low", "median", "high"):
        np.testing.assert_allclose(getattr(other, end) * 1024, getattr(one, end), rtol=2e-3)


def test_a_thermometer_with_another_zero_is_forecast_alike(quick: None):
    hour = np.arange(HOURS)
    celsius = 8 * np.sin(2 * np.pi * hour / 24) + np.random.default_rng(2).normal(0, 1, HOURS)
    one, other = (forecast(celsius + zero, START_US, horizon_h=4) for zero in (0.0, 256.0))
    for end in ("low", "median", "high"):
        np.testing.assert_allclose(getattr(other, end) - 256.0, getattr(one, end), atol=0.02)


def test_the_forecast_says_its_hours_and_its_median_lies_within(quick: None):
    made = forecast(town(), START_US, horizon_h=5)
    assert made.issued_us == START_US + (HOURS - 1) * HOUR_US
    assert made.horizon_h.tolist() == [1, 2, 3, 4, 5]
    assert (made.at_us - made.issued_us).tolist() == [HOUR_US * h for h in range(1, 6)]
    assert (made.low <= made.median).all()
    assert (made.median <= made.high).all()
    assert (made.low >= 0).all()


def test_a_plain_rhythm_of_the_day_is_learnt():
    hour = np.arange(24 * 40)
    clean = 50 + 30 * np.sin(2 * np.pi * hour / 24)
    made = forecast(clean[: 24 * 39], START_US)
    assert np.abs(made.median - clean[24 * 39 :]).max() < 3


def test_a_silent_sensor_is_not_forecast(quick: None):
    learnt = fit(town(), START_US, horizon_h=3)
    silent = np.concatenate([town(), [nan] * 7])
    assert np.isnan(learnt.at(silent, START_US).median).all()
    assert np.isfinite(learnt.at(silent[:-1], START_US).median).all()


def test_a_constant_series_stays_as_it_is(quick: None):
    made = forecast(np.full(24 * 25, 7.0), START_US, horizon_h=3)
    np.testing.assert_allclose(made.median, 7.0, atol=1e-6)
    np.testing.assert_allclose(made.high - made.low, 0.0, atol=1e-6)


def test_too_little_past_is_refused_with_the_number_of_hours():
    with pytest.raises(SeriesTooShort, match="480 hours of values; 504"):
        fit(np.concatenate([town()[:480], np.full(300, nan)]), START_US)


def test_a_column_of_another_length_or_a_third_day_is_refused():
    with pytest.raises(ValueError, match="column wind has 5 hours"):
        fit(town(), START_US, weather={"wind": np.zeros(5)})
    with pytest.raises(ValueError, match="49 hours ahead"):
        fit(town(), START_US, horizon_h=49)


def test_weather_told_ahead_is_used(quick: None):
    # Dust that the wind of the same hour alone decides: its forecast is worth more than all the past.
    wind = np.random.default_rng(8).uniform(1, 9, HOURS + 1)
    dust, told = 10 - wind[:-1], wind[1:, None]
    walks = [
        walk_forward(dust, START_US, first=24 * 26, ahead=ahead, horizon_h=1, retaught_h=24 * 9)
        for ahead in (None, {"wind": told})
    ]
    assert walks[1].skill().mae < 0.5 * walks[0].skill().mae


def test_skill_is_worked_by_hand():
    one = np.array([[10.0, 20.0], [nan, 30.0]])
    steps, tops = np.array([[1.0, 3.0]]), np.array([[2.0, -0.5]])
    walk = Walk(
        issued_us=np.array([0, 1]), actual=one, median=one + steps, low=one - 1, high=one + tops,
        persistence=one + 4, seasonal=np.array([[15.0, 28.0], [1.0, nan]]),
    )  # fmt: skip
    skill = walk.skill()
    # Two hours have all three: errors 1 and 3, 4 and 4, 5 and 8; the first alone lies inside.
    assert (skill.hours, skill.mae, skill.persistence_mae, skill.seasonal_mae) == (2, 2.0, 4.0, 6.5)
    assert (skill.coverage, skill.over_persistence, skill.over_seasonal) == (0.5, 2.0, 3.25)
    with pytest.raises(ValueError, match="no hour"):
        Walk(np.array([0, 1]), one * nan, one, one, one, one, one).skill()
