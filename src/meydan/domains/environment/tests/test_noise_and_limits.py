"""Sound levels, limits and days, by hand and by property."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.domains.environment.engine.chance import chance_above, chance_within
from meydan.domains.environment.engine.history import day_statistic, months, running_mean_8h
from meydan.domains.environment.engine.limits import HOUR_US, Limit, figures_of, worst_passed
from meydan.domains.environment.engine.noise import Periods, daily, laeq, levels

EUROPE = Periods((7, 19), (23, 7), (19, 23))
IRAN = Periods((7, 22), (22, 7))
HOURS = np.arange(24, dtype=np.int64)


def limit(state="watch", value=10.0, comparison="above", statistic="value"):
    return Limit("x", "p", statistic, comparison, value, state, {}, {}, "s", True)


def test_two_levels_ten_decibels_apart_are_almost_the_louder_less_three():
    # 10 log10((10^6 + 10^7) / 2) = 67.4.
    assert laeq(np.array([60.0, 70.0])) == pytest.approx(67.4, abs=0.01)


def test_a_steady_sound_is_louder_by_its_evening_and_night():
    # 10 log10((12 x 10^5 + 4 x 10^5.5 + 8 x 10^6) / 24) = 56.4 for 50 dB all day.
    found = levels(HOURS, np.full(24, 50.0), EUROPE)
    assert found["lden"] == pytest.approx(56.4, abs=0.02)
    assert found["laeq_night"] == pytest.approx(50.0)


def test_the_night_runs_past_midnight():
    sound = np.where((HOURS >= 23) | (HOURS < 7), 40.0, 60.0)
    assert levels(HOURS, sound, EUROPE)["laeq_night"] == pytest.approx(40.0)
    assert levels(HOURS, sound, EUROPE)["laeq_day"] == pytest.approx(60.0)


def test_without_an_evening_there_is_no_lden():
    assert set(levels(HOURS, np.full(24, 50.0), IRAN)) == {"laeq_day", "laeq_night"}


def test_half_a_night_gives_no_level():
    few = np.array([23, 0, 1, 2], dtype=np.int64)
    assert "laeq_night" not in levels(few, np.full(4, 50.0), EUROPE)


@given(st.lists(st.floats(20, 120), min_size=24, max_size=24))
def test_a_year_of_days_agrees_with_each_day_alone(sounds):
    level = np.array(sounds)
    _day, found = daily(np.zeros(24, dtype=np.int64), HOURS, level, EUROPE, "lden")
    assert found[0] == pytest.approx(levels(HOURS, level, EUROPE)["lden"])
    assert found[0] >= levels(HOURS, level, EUROPE)["laeq_day"] - 10 * np.log10(2)


def test_the_gravest_limit_speaks_and_standing_on_one_is_not_passing_it():
    both = [limit("watch", 10), limit("bad", 20)]
    assert worst_passed({"value": 25.0}, both).state == "bad"
    assert worst_passed({"value": 15.0}, both).state == "watch"
    assert worst_passed({"value": 10.0}, both) is None
    assert worst_passed({"value": 0.1}, [limit("bad", 0.2, "below")]).state == "bad"


def test_a_sum_over_gaps_is_not_told():
    at = HOUR_US * np.arange(24, dtype=np.int64)
    full = figures_of(at, np.ones(24), np.full(24, 2.0), 9.0, int(at[-1]), ["sum_24h", "mean_24h", "sum_72h"])
    assert full == {"value": 9.0, "sum_24h": 48.0, "mean_24h": 1.0}
    half = figures_of(at[12:], np.ones(12), np.ones(12), 9.0, int(at[-1]), ["sum_24h", "sum_12h"])
    assert half == {"value": 9.0, "sum_12h": 12.0}


def test_the_highest_eight_hours_are_found_across_midnight():
    day = np.repeat(np.arange(2, dtype=np.int64), 24)
    hour = np.tile(HOURS, 2)
    value = np.where((day * 24 + hour >= 20) & (day * 24 + hour < 28), 80.0, 0.0)
    days, found = day_statistic(day, hour, value, "8h")
    assert days.tolist() == [0, 1]
    assert found.tolist() == [40.0, 80.0]  # four of the eight lie before midnight


@given(st.lists(st.floats(0, 500), min_size=8, max_size=60))
def test_a_running_mean_never_leaves_its_values(values):
    n = len(values)
    place = np.arange(n, dtype=np.int64)
    means = running_mean_8h(place // 24, place % 24, np.array(values))
    known = means[~np.isnan(means)]
    assert (known <= max(values) + 1e-6).all()
    assert (known >= min(values) - 1e-6).all()


def test_a_day_with_too_few_hours_is_left_out_and_months_add_up():
    day = np.array([0] * 24 + [1] * 10, dtype=np.int64)
    days, _figure = day_statistic(day, np.r_[HOURS, HOURS[:10]], np.ones(34), "24h")
    assert days.tolist() == [0]
    found = months(np.array([0, 0, 31]), np.array([1.0, 3.0, 5.0]), np.array([True, False, True]))
    assert [(m.first_day, m.days, m.mean, m.beyond) for m in found] == [(0, 2, 2.0, 1), (31, 1, 5.0, 1)]


def test_the_end_of_the_band_is_passed_one_time_in_ten():
    assert chance_above(20.0, 10.0, 15.0, 20.0) == pytest.approx(0.1, abs=1e-6)
    assert chance_above(10.0, 10.0, 15.0, 20.0) == pytest.approx(0.9, abs=1e-6)
    assert chance_above(15.0, 10.0, 15.0, 20.0) == pytest.approx(0.5)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_limit_is_never_likelier_passed(low, high):
    low, high = sorted((low, high))
    assert chance_above(high, 10, 30, 70) <= chance_above(low, 10, 30, 70)


def test_hours_without_a_forecast_say_nothing():
    assert chance_within(5, [None], [None], [None]) is None
