"""Quiet hours by the clocks of the city; what stands inside an area; how many pass a limit together."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.areas import AreaUnreadable, inside, read_area, worst_but
from meydan.kernel.observations.engine.quiet import quiet_until

ISTANBUL, TEHRAN, BERLIN = ZoneInfo("Europe/Istanbul"), ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/Berlin")
NIGHT = (time(23), time(7))


def test_a_night_reaches_into_the_morning() -> None:
    # 22:30 in UTC is 01:30 in Gümüşhane.
    at = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert quiet_until(at, *NIGHT, ISTANBUL) == datetime(2026, 11, 24, 7, 0, tzinfo=ISTANBUL)


def test_before_midnight_the_end_is_tomorrow() -> None:
    at = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    assert quiet_until(at, *NIGHT, TEHRAN) == datetime(2026, 11, 24, 7, 0, tzinfo=TEHRAN)


def test_the_end_itself_and_the_day_are_not_quiet() -> None:
    assert quiet_until(datetime(2026, 11, 24, 4, 0, tzinfo=UTC), *NIGHT, ISTANBUL) is None
    assert quiet_until(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), *NIGHT, ISTANBUL) is None


def test_a_rest_at_noon_ends_the_same_day() -> None:
    at = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert quiet_until(at, time(12), time(14), ISTANBUL) == datetime(2026, 11, 24, 14, tzinfo=ISTANBUL)


def test_the_night_of_a_changed_clock_ends_when_the_clock_says_so() -> None:
    # On 25 October 2026 the clocks of Berlin go back: seven o'clock is six hours after midnight in UTC.
    at = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    ends = quiet_until(at, *NIGHT, BERLIN)
    assert ends is not None
    assert ends.astimezone(UTC) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)


def test_without_both_hours_nothing_is_quiet() -> None:
    assert quiet_until(datetime(2026, 11, 24, 1, tzinfo=UTC), None, time(7), ISTANBUL) is None


def test_an_area_is_read_from_wkt_and_from_geojson() -> None:
    square = "POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))"
    same = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}'
    assert read_area(square).equals(read_area(same))


@pytest.mark.parametrize(
    "text", ["POINT(0 0)", "POLYGON((0 0, 1 1", "Karşıyaka", "{}", "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))"]
)
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(AreaUnreadable):
        read_area(text)


def test_a_station_that_stands_nowhere_stands_in_no_area() -> None:
    wkb = bytes(shapely.to_wkb(read_area("POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))")))
    found = inside(wkb, np.array([0.5, 1.0, 2.0, np.nan]), np.array([0.5, 1.0, 0.5, np.nan]))
    assert found.tolist() == [True, True, False, False]


@given(
    st.lists(st.one_of(st.sampled_from([10.0, 35, 36, 40]), st.just(float("nan"))), max_size=12),
    st.integers(1, 5),
)
def test_the_kth_worst_passes_a_limit_when_k_stations_do(values: list[float], count: int) -> None:
    value = np.array(values, dtype=float)
    assert (worst_but(value, count, above=True) > 35) == (int((value > 35).sum()) >= count)
    assert (worst_but(value, count, above=False) < 35) == (int((value < 35).sum()) >= count)
