"""The engines on real series: a season of Beijing's dust, a month of an Italian street, and marked events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.air_series import read_air
from benchmarks.labelled import NOTHING, read_labelled, score

from meydan.domains.environment.engine import forecast_kernel, forecast_net, forecast_trees
from meydan.domains.environment.engine.forecast_walk import walk_forward

pytestmark = pytest.mark.realdata


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every learner, learning less; at full strength over years they are measured in benchmarks."""
    monkeypatch.setattr(forecast_kernel, "WAVES", 120)
    monkeypatch.setattr(forecast_trees, "TREES", 60)
    monkeypatch.setattr(forecast_net, "LEAST_STEPS", 200)
    monkeypatch.setattr(forecast_net, "EPOCHS", 1)
    monkeypatch.setattr(forecast_net, "NETS", 1)


@pytest.mark.slow
def test_a_winter_of_beijing_is_forecast_better_than_by_anybody(real_data: Path, quick: None):
    air = read_air(real_data / "air" / "uci_beijing_pm25_2010_2013.csv.gz")
    # Sixteen weeks to learn from, three weeks of winter to forecast, learnt once.
    part = slice(len(air.values) - 24 * 135, len(air.values))
    weather = {name: column[part] for name, column in air.weather.items()}
    walk = walk_forward(
        air.values[part], air.start_us + part.start * 3_600_000_000, first=24 * 115, weather=weather,
        horizon_h=12, retaught_h=24 * 30,
    )  # fmt: skip
    skill, later = walk.skill(), walk.skill(6)
    assert skill.hours > 5_000
    assert skill.over_persistence > 1.1
    assert later.over_seasonal > 1.2
    assert 0.72 < skill.coverage < 0.88


@pytest.mark.slow
def test_an_italian_street_with_a_sixth_of_its_hours_missing_is_forecast(real_data: Path, quick: None):
    air = read_air(real_data / "air" / "uci_air_quality_italy_2004_2005.csv.gz")
    assert np.isnan(air.values).mean() > 0.15
    part = slice(24 * 150, 24 * 255)
    walk = walk_forward(air.values[part], air.start_us, first=24 * 90, horizon_h=12, retaught_h=24 * 30)
    assert walk.skill().over_persistence > 1.2
    assert walk.skill(6).over_seasonal > 1.05
    assert 0.72 < walk.skill().coverage < 0.88


def test_every_marked_event_is_found_with_less_than_one_false_alarm_a_month(real_data: Path):
    series = read_labelled([real_data / "iot" / "nab", real_data / "traffic" / "nab"])
    total = sum((score(one) for one in series), NOTHING)
    assert (total.found, total.marked) == (16, 16)
    assert total.false / total.months < 1
