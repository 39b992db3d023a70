"""The engines on real series: a season of Beijing's dust, a month of an Italian street, and marked events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.air_series import read_air
from benchmarks.labelled import NOTHING, read_labelled, score

from meydan.domains.environment.engine.forecast_walk import walk_forward

pytestmark = pytest.mark.realdata


def test_a_winter_of_beijing_is_forecast_better_than_by_anybody(real_data: Path):
    air = read_air(real_data / "air" / "uci_beijing_pm25_2010_2013.csv.gz")
    # Eight months to learn from, seven weeks of winter to forecast.
    part = slice(len(air.values) - 24 * 290, len(air.values))
    weather = {name: column[part] for name, column in air.weather.items()}
    walk = walk_forward(
        air.values[part], air.start_us + part.start * 3_600_000_000, first=24 * 240, weather=weather
    )
    skill, later = walk.skill(), walk.skill(6)
    assert skill.hours > 20_000
    assert skill.over_persistence > 1.1
    assert later.over_seasonal > 1.2
    assert 0.72 < skill.coverage < 0.88


def test_an_italian_street_with_a_sixth_of_its_hours_missing_is_forecast(real_data: Path):
    air = read_air(real_data / "air" / "uci_air_quality_italy_2004_2005.csv.gz")
    assert np.isnan(air.values).mean() > 0.15
    part = slice(24 * 150, 24 * 270)
    walk = walk_forward(air.values[part], air.start_us, first=24 * 90)
    assert walk.skill().over_persistence > 1.2
    assert walk.skill(6).over_seasonal > 1.05
    assert 0.72 < walk.skill().coverage < 0.88


def test_every_marked_event_is_found_with_less_than_one_false_alarm_a_month(real_data: Path):
    series = read_labelled([real_data / "iot" / "nab", real_data / "traffic" / "nab"])
    total = sum((score(one) for one in series), NOTHING)
    assert (total.found, total.marked) == (16, 16)
    assert total.false / total.months < 1
