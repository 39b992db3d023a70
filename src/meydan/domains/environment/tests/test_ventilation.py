"""Ventilation: published figures, inversions, and that more wind is never worse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.domains.environment.engine.ventilation import (
    CLASSES,
    convective_height,
    from_slope,
    from_sun_and_wind,
    mixed_by_friction,
    ventilation,
)
from meydan.domains.environment.presentation.breath import WORDS

WINTER_NOON = [-20.0] * 8 + [3.0, 12.0, 19.0, 24.0, 26.0]
SUMMER_NOON = [-10.0] * 5 + [5.0, 16.0, 28.0, 40.0, 51.0, 62.0, 70.0, 72.0]


def test_wind_alone_mixes_as_high_as_the_published_example():
    # AERMOD's formulation document: a friction velocity of 0.124 m/s is consistent with 100 m.
    assert mixed_by_friction(0.124) == pytest.approx(100, abs=1)


def test_the_index_is_wind_times_height_and_names_its_class():
    breath = ventilation(4.0, 600.0, "measured")
    assert (breath.index, breath.level.code) == (2400.0, "fair")
    assert ventilation(3.9, 600.0, "measured").level.code == "poor"
    assert ventilation(10.0, 1500.0, "measured").level.code == "excellent"


def test_a_calm_still_creeps_and_no_height_is_nothing():
    assert ventilation(0.0, 100.0, "measured").wind_m_s == 0.3
    assert ventilation(5.0, 0.0, "measured").mixing_height_m == 25.0
    with pytest.raises(ValueError, match="cannot be negative"):
        ventilation(-1.0, 100.0, "measured")


def test_an_inversion_of_five_degrees_is_worked_by_hand():
    # 0 °C below, 5 °C 250 m above: 0.0298 K/m in potential temperature. At 1 m/s the critical height is
    # sqrt(0.25 * 273.15 / (9.81 * 0.0298)) = 15.3 m, below the least that is said, 25 m.
    trapped = from_slope(1.0, 0.0, 5.0, 250.0)
    assert (trapped.inverted, trapped.mixing_height_m, trapped.level.code) == (True, 25.0, "poor")
    by_hand = 4 * math.sqrt(0.25 * 273.15 / (9.81 * (5 / 250 + 0.0098)))
    assert from_slope(4.0, 0.0, 5.0, 250.0).mixing_height_m == pytest.approx(by_hand)


def test_neutral_air_mixes_at_least_up_to_the_upper_thermometer():
    open_air = from_slope(2.0, 10.0, 10.0 - 0.0098 * 300, 300.0)
    assert open_air.inverted is False
    assert open_air.mixing_height_m >= 300.0
    with pytest.raises(ValueError, match="must be above"):
        from_slope(2.0, 10.0, 9.0, 0.0)


def test_the_sun_lifts_the_lid_higher_in_summer_than_in_winter():
    assert convective_height([-10.0] * 6) == 0.0
    # One hour of sun at 30 degrees: 0.3 * (990 * 0.5 - 30) W/m² for 3600 s, by 1200 J/(m³ K): 418.5 K m.
    assert convective_height([30.0]) == pytest.approx(math.sqrt(2 * 0.3 * 465 * 3600 / 1200 / 0.005))
    winter, summer = from_sun_and_wind(1.0, WINTER_NOON), from_sun_and_wind(1.0, SUMMER_NOON)
    assert winter.mixing_height_m < 0.6 * summer.mixing_height_m
    assert (winter.basis, winter.inverted) == ("proxy", None)


def test_high_pressure_holds_the_lid_down_and_night_leaves_only_the_wind():
    high, low = (from_sun_and_wind(1.0, WINTER_NOON, change).mixing_height_m for change in (12.0, -12.0))
    assert high < from_sun_and_wind(1.0, WINTER_NOON).mixing_height_m < low
    night = from_sun_and_wind(1.0, [*SUMMER_NOON, *[40.0, 10.0, -2.0]])
    assert night.mixing_height_m < 250


@given(st.floats(0, 25), st.floats(0, 5), st.floats(-30, 35), st.floats(-15, 15), st.floats(20, 1500))
def test_more_wind_never_traps_more_and_warmth_above_never_frees(
    wind: float, more: float, valley_c: float, above: float, rise_m: float
):
    base = from_slope(wind, valley_c, valley_c + above, rise_m)
    assert from_slope(wind + more, valley_c, valley_c + above, rise_m).index >= base.index - 1e-9
    assert from_sun_and_wind(wind + more, WINTER_NOON).index >= from_sun_and_wind(wind, WINTER_NOON).index


def test_every_class_has_its_words_and_they_rise():
    assert [level.least for level in CLASSES] == sorted({level.least for level in CLASSES})
    assert [level.code for level in CLASSES] == list(WORDS)
