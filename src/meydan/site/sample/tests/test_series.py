"""The series have the rhythm that such towns have."""

import numpy as np
import pytest

from meydan.site.sample.engine.series import MAKERS, SEASONS, Faults, by_hand, make
from meydan.site.sample.engine.weather import HOUR_US, Climate, weather

CLIMATE = Climate(9.7, 11.5, 5.5, 3.0, (6, 7))
YEAR_H = 365 * 24
NONE = Faults(gaps=0, flat_lines=0, spikes=0)
START_US = 1_735_678_800_000_000  # 31 December 2024 21:00 UTC is midnight in Istanbul


@pytest.fixture(scope="module")
def year():
    at_us = START_US + np.arange(YEAR_H, dtype=np.int64) * HOUR_US
    return weather(at_us, CLIMATE, np.random.default_rng(5))


def values(code, year, faults=NONE):
    return make(code, year, CLIMATE, 1.0, faults, np.random.default_rng(6))


def test_the_year_begins_at_local_midnight_on_a_wednesday(year):
    assert year.hour[0] == 0
    assert not year.rest[0]
    assert not year.rest[2 * 24], "3 January 2025 was a Friday"
    assert year.rest[3 * 24], "4 January 2025 was a Saturday"


def test_winter_air_is_dirtier_than_summer_air(year):
    _, pm = values("pm2_5", year)
    assert pm[: 60 * 24].mean() > 1.8 * pm[170 * 24 : 240 * 24].mean()


def test_ozone_peaks_in_the_afternoon_of_summer(year):
    _, o3 = values("o3", year)
    summer = slice(170 * 24, 240 * 24)
    by_hour = o3[summer].reshape(-1, 24).mean(axis=0)
    assert 12 <= by_hour.argmax() <= 17


def test_traffic_rests_when_people_rest(year):
    _, cars = values("traffic_count", year)
    morning = year.hour == 8
    assert cars[morning & ~year.rest].mean() > 2 * cars[morning & year.rest].mean()


def test_the_river_is_highest_when_the_snow_melts(year):
    _, level = values("river_level", year)
    assert 90 <= level.reshape(-1, 24).mean(axis=1).argmax() <= 150


def test_a_dead_sensor_stays_silent_to_the_end(year):
    reported, _ = values("pm10", year, Faults(gaps=0, flat_lines=0, spikes=0, dead_from_h=100))
    assert not reported[-100:].any()
    assert reported[-140:-100].any()


def test_gaps_and_flat_lines_are_there_to_be_found(year):
    reported, flat = values("noise_laeq", year, Faults(gaps=3, flat_lines=1, spikes=0))
    longest_gap = max(len(run) for run in "".join("x" if r else "." for r in reported).split("x"))
    longest_same = max(len(run) for run in "".join("=" if s else "|" for s in np.diff(flat) == 0).split("|"))
    assert longest_gap >= 6
    assert longest_same >= 10


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_every_series_is_finite(code, year):
    _, found = values(code, year)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("code", [*SEASONS, "free_chlorine", "turbidity", "water_ph"])
def test_what_people_write_down_is_possible(code):
    found = by_hand(code, np.arange(1.0, 366.0), np.random.default_rng(4))
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def test_each_pollen_is_in_the_air_in_its_season():
    for code, (height, _breadth, _most) in SEASONS.items():
        found = by_hand(code, np.arange(1.0, 366.0), np.random.default_rng(4))
        assert found[height - 10 : height + 10].mean() > 10 * (found[:40].mean() + 0.1)
