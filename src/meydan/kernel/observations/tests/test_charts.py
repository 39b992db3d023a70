"""Where the scale of a chart begins, so that what moves can be seen moving."""

from __future__ import annotations

import re

import numpy as np
import pytest

from meydan.kernel.observations.engine.moments import HOUR_US
from meydan.kernel.observations.engine.zero import starts_at_zero
from meydan.kernel.observations.presentation import series_chart
from meydan.kernel.observations.queries import Series


@pytest.mark.parametrize(
    ("unit", "code"),
    [("µg/m³", "pm2_5"), ("mg/L", "free_chlorine"), ("mm", "rain"), ("cm", "snow_depth"), ("m/s", "wind_speed"),
     ("1/h", "traffic_count"), ("kWh", "energy"), ("%", "tank_fill"), ("furlong", "unheard_of"), ("", "")],
)  # fmt: skip
def test_amounts_concentrations_and_counts_are_drawn_from_zero(unit: str, code: str) -> None:
    assert starts_at_zero(unit, code)


@pytest.mark.parametrize(
    ("unit", "code"),
    [("°C", "air_temperature"), ("dB(A)", "noise_laeq"), ("m", "river_level"), ("hPa", "air_pressure"),
     ("bar", "water_pressure"), ("pH", "water_ph"), ("%", "relative_humidity")],
)  # fmt: skip
def test_temperature_loudness_level_pressure_and_humidity_are_not(unit: str, code: str) -> None:
    assert not starts_at_zero(unit, code)


def height(*, unit: str, from_zero: bool | None = None) -> float:
    """How much of the drawing the line of a day between 50 and 60 takes up, read off its path."""
    value = np.linspace(50.0, 60.0, 24)
    at = HOUR_US * np.arange(24, dtype=np.int64)
    found = Series(at, value, np.ones_like(at), value, value, value)
    chart = series_chart([("line", found)], title="t", sentence="s", unit=unit, from_zero=from_zero)
    assert chart is not None
    ys = [float(number) for number in re.findall(r'<path d="M([^"]+)"', chart.svg)[0].split()[1::2]]
    return max(ys) - min(ys)


def test_noise_is_not_pressed_flat_beneath_a_scale_from_zero() -> None:
    assert height(unit="dB(A)") > 4 * height(unit="µg/m³")
    assert height(unit="dB(A)", from_zero=True) == height(unit="µg/m³")
    assert height(unit="µg/m³", from_zero=False) == height(unit="dB(A)")
