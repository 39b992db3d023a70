"""Where the sun stands: a published example, the turning points of the year, and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.domains.environment.engine.sun import DAY_US, HOUR_US, elevation


def at(moment: datetime) -> np.ndarray:
    return np.array(
        [(moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)], dtype=np.int64
    )


def test_the_published_example_of_the_solar_position_algorithm():
    # I. Reda and A. Andreas, NREL/TP-560-34302, the example of its appendix: 39.872 degrees, 39.888 with refraction.
    moment = at(datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC))
    assert elevation(-105.1786, 39.742476, moment)[0] == pytest.approx(39.872, abs=0.02)


def test_at_the_solstices_noon_is_as_high_as_the_tilt_of_the_earth_says():
    # The highest sun of the day: 90 degrees minus the latitude, plus or minus 23.44.
    for day, expected in (
        (datetime(2026, 6, 21, tzinfo=UTC), 73.44),
        (datetime(2026, 12, 21, tzinfo=UTC), 26.56),
    ):
        moments = at(day)[0] + np.arange(0, DAY_US, HOUR_US // 60)
        assert elevation(39.48, 40.0, moments).max() == pytest.approx(expected, abs=0.02)


@given(st.floats(-180, 180), st.floats(-66, 66), st.integers(-7000, 18000))
def test_every_day_has_a_noon_and_a_night(lon: float, lat: float, day: int):
    heights = elevation(lon, lat, 10_957 * DAY_US + day * DAY_US + np.arange(0, DAY_US, HOUR_US // 6))
    assert heights.max() > 0 > heights.min()
    assert np.abs(heights).max() <= 90


@given(st.floats(-180, 180), st.floats(-89, 89), st.integers(0, 9000 * 24))
def test_a_quarter_turn_westwards_is_six_hours_later(lon: float, lat: float, hour: int):
    moment = 10_957 * DAY_US + np.array([hour * HOUR_US])
    later = elevation(lon - 90, lat, moment + 6 * HOUR_US)
    # In six hours the sun itself moves by a tenth of a degree, and the clock by a few seconds.
    assert later == pytest.approx(elevation(lon, lat, moment), abs=0.35)
