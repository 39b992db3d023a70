"""Means, extremes, rates and spreads against figures by hand and a slow twin, of many series and every cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.measures import LARGEST_KEY, Frame, Measure
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, SECOND_US

MINUTE_US = 60 * SECOND_US
RATE = Measure("rate", HOUR_US)
SPREAD = Measure("spread", 6 * HOUR_US)
HIGHEST = Measure("max", HOUR_US)


def one(minutes: list[float], values: list[float], period_us: int | None = None) -> Frame:
    return Frame.of_one((np.array(minutes) * MINUTE_US).astype(np.int64), np.array(values, float), period_us)


def test_a_river_that_rises_thirty_centimetres_in_half_an_hour_rises_sixty_an_hour() -> None:
    rate = one([0, 15, 30], [1.0, 1.1, 1.3]).measured(RATE)
    assert np.isnan(rate[:2]).tolist() == [True, False] or np.isnan(rate[0])
    assert rate[2] == pytest.approx(0.6)


def test_a_rate_over_an_hour_is_the_change_since_an_hour_ago() -> None:
    rate = one([0, 15, 30, 45, 60, 75], [1, 1, 1, 1, 1.5, 1.5]).measured(RATE)
    assert rate[4:].tolist() == [0.5, 0.5]


def test_two_values_too_near_each_other_show_no_rate() -> None:
    assert np.isnan(one([0, 20], [1.0, 9.0]).measured(RATE)).all()


def test_a_fall_is_a_rate_below_nothing() -> None:
    assert one([0, 60], [5.0, 2.0]).measured(RATE)[1] == -3.0


def test_a_sensor_that_shows_one_value_has_no_spread() -> None:
    hours = [60 * hour for hour in range(8)]
    spread = one(hours, [7.0] * 8, HOUR_US).measured(SPREAD)
    assert np.flatnonzero(spread == 0).tolist() == [5, 6, 7]
    assert np.isnan(spread[:5]).all()


def test_a_spread_is_the_highest_less_the_lowest_of_the_window() -> None:
    hours = [60 * hour for hour in range(8)]
    assert one(hours, [0, 9, 1, 2, 3, 4, 5, 6], HOUR_US).measured(SPREAD)[7] == 8.0
    assert one(hours, [0, 1, 1, 2, 3, 4, 5, 6], HOUR_US).measured(SPREAD)[7] == 5.0


def test_the_highest_of_an_hour_forgets_what_is_an_hour_old() -> None:
    found = one([0, 30, 59, 60, 61], [90, 10, 20, 5, 5]).measured(HIGHEST)
    assert found.tolist() == [90, 90, 90, 20, 20]


# -- properties -------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.1, 1.0, 2.5, -3.0, 40.0])), min_size=1, max_size=40
)
measures = st.sampled_from(
    [
        Measure("mean", 2 * HOUR_US),
        Measure("max", 2 * HOUR_US),
        Measure("rate", 2 * HOUR_US),
        Measure("spread", 3 * HOUR_US),
    ]
)


def arrays(drawn: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    at_us = np.cumsum([step for step, _ in drawn]) * 30 * MINUTE_US
    return at_us.astype(np.int64), np.array([value for _, value in drawn])


def slowly(at_us: np.ndarray, value: np.ndarray, measure: Measure) -> list[float]:
    found = []
    for place, at in enumerate(at_us.tolist()):
        closed = measure.name in ("rate", "spread")
        start = at - measure.window_us
        inside = (at_us <= at) & ((at_us >= start) if closed else (at_us > start))
        window, times = value[inside], at_us[inside]
        if measure.name == "mean":
            found.append(window.mean() if window.size >= 3 else np.nan)
        elif measure.name == "max":
            found.append(window.max())
        elif measure.name == "rate":
            apart = at - times[0]
            fits = apart >= measure.window_us / 2
            found.append((value[place] - window[0]) * HOUR_US / apart if fits and apart else np.nan)
        else:
            full = at - times[0] >= 0.75 * measure.window_us and window.size >= 3
            found.append(window.max() - window.min() if full else np.nan)
    return found


@given(steps, measures)
def test_each_measure_equals_its_slow_twin(drawn: list[tuple[int, float]], measure: Measure) -> None:
    at_us, value = arrays(drawn)
    found = Frame.of_one(at_us, value).measured(measure)
    assert found == pytest.approx(np.array(slowly(at_us, value, measure)), nan_ok=True, abs=1e-6)


@given(st.lists(steps, min_size=1, max_size=4), measures)
def test_series_that_stand_together_do_not_see_each_other(
    drawn: list[list[tuple[int, float]]], measure: Measure
) -> None:
    parts = [arrays(each) for each in drawn]
    series = np.concatenate([np.full(at.size, place) for place, (at, _) in enumerate(parts)])
    together = Frame(
        series,
        np.concatenate([at for at, _ in parts]),
        np.concatenate([value for _, value in parts]),
        np.full(series.size, np.nan),
    ).measured(measure)
    alone = np.concatenate([Frame.of_one(at, value).measured(measure) for at, value in parts])
    assert np.array_equal(together, alone, equal_nan=True)


@given(steps, measures, st.data())
def test_with_what_its_window_reaches_back_to_a_part_is_measured_like_the_whole(
    drawn: list[tuple[int, float]], measure: Measure, data: st.DataObject
) -> None:
    at_us, value = arrays(drawn)
    whole = Frame.of_one(at_us, value).measured(measure)
    cut = data.draw(st.integers(0, at_us.size - 1))
    back = at_us >= at_us[cut] - measure.window_us
    part = Frame.of_one(at_us[back], value[back]).measured(measure)
    # Rows at the very instant of the cut came with it.
    fresh = at_us >= at_us[cut]
    assert np.array_equal(part[at_us[back] >= at_us[cut]], whole[fresh], equal_nan=True)


def test_many_series_over_many_years_are_told_apart() -> None:
    count, years = 20_000, 60 * 366 * DAY_US
    assert count * years > LARGEST_KEY, "else the keys would fit, and nothing is tried"
    at_us = np.tile(np.array([0, years, years + HOUR_US]), count)
    series = np.repeat(np.arange(count), 3)
    value = np.tile(np.array([9.0, 1.0, 2.0]), count)
    found = Frame(series, at_us, value, np.full(value.size, np.nan)).measured(Measure("max", 2 * HOUR_US))
    assert np.array_equal(found, np.tile([9.0, 1.0, 2.0], count))
