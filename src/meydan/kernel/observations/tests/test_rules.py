"""The rule engine against figures by hand, a slow twin, and every way to cut a series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.measures import Frame, Measure
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US
from meydan.kernel.observations.engine.rules import (
    AT_REST,
    Episode,
    Limits,
    State,
    evaluate,
)

ABOVE = Limits(above=True, limit=35, clear_limit=25)
LASTING = Limits(above=True, limit=35, clear_limit=25, min_duration_us=2 * HOUR_US)
ENDING = Limits(above=True, limit=35, clear_limit=25, silent_us=24 * HOUR_US)


def moving_mean(at_us: np.ndarray, value: np.ndarray, window_us: int, period_us: int | None) -> np.ndarray:
    return Frame.of_one(at_us, value, period_us).measured(Measure("mean", window_us))


def hours(values: list[float], first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return (np.arange(len(values)) + first) * HOUR_US, np.array(values, dtype=float)


def times(episodes: list[Episode]) -> list[tuple[float | None, ...]]:
    def hour(at: int | None) -> float | None:
        return None if at is None else at / HOUR_US

    return [(hour(e.since_us), hour(e.opened_us), hour(e.cleared_us), e.peak) for e in episodes]


def test_a_value_above_the_limit_opens_and_one_at_the_clear_limit_closes() -> None:
    _, episodes = evaluate(*hours([10, 36, 50, 30, 25, 10]), AT_REST, ABOVE)
    assert times(episodes) == [(1, 1, 4, 50)]


def test_the_limit_itself_is_still_allowed() -> None:
    assert evaluate(*hours([35, 35]), AT_REST, ABOVE)[1] == []


def test_a_value_that_trembles_at_the_limit_opens_one_alert() -> None:
    state, episodes = evaluate(*hours([34, 36] * 50), AT_REST, ABOVE)
    assert times(episodes) == [(1, 1, None, 36)]
    assert state.is_active


def test_a_short_peak_opens_nothing_when_the_rule_asks_for_two_hours() -> None:
    assert evaluate(*hours([40, 40, 10, 40, 40, 30, 40]), AT_REST, LASTING)[1] == []


def test_an_alert_opens_when_the_duration_is_full_and_remembers_since_when() -> None:
    _, episodes = evaluate(*hours([10, 40, 60, 41, 20]), AT_REST, LASTING)
    assert times(episodes) == [(1, 3, 4, 60)]


def test_a_gap_does_not_vouch_for_the_time_in_between() -> None:
    at_us = np.array([0, 5, 6, 7]) * HOUR_US
    _, episodes = evaluate(at_us, np.array([40.0, 40, 40, 40]), AT_REST, LASTING)
    assert times(episodes) == [(5, 7, None, 40)]


def test_an_unknown_statistic_neither_starts_nor_ends_anything() -> None:
    nan = float("nan")
    _, episodes = evaluate(*hours([40, nan, 40, nan, 20]), AT_REST, LASTING)
    assert times(episodes) == [(0, 2, 4, 40)]


def test_a_day_without_a_value_ends_an_episode_at_the_last_one_that_came() -> None:
    at_us = np.array([0, 1, 30, 31]) * HOUR_US
    _, episodes = evaluate(at_us, np.array([40.0, 60, 50, 20]), AT_REST, ENDING)
    assert times(episodes) == [(0, 0, 1, 60), (30, 30, 31, 50)]
    assert [episode.fell_silent for episode in episodes] == [True, False]


def test_a_value_after_exactly_the_silence_still_belongs_to_the_episode() -> None:
    at_us = np.array([0, 24]) * HOUR_US
    assert times(evaluate(at_us, np.array([40.0, 40]), AT_REST, ENDING)[1]) == [(0, 0, None, 40)]


def test_below_is_above_upside_down() -> None:
    low = Limits(above=False, limit=1.5, clear_limit=2.0)
    _, episodes = evaluate(*hours([2.5, 1.4, 0.9, 1.9, 2.0]), AT_REST, low)
    assert times(episodes) == [(1, 1, 4, 0.9)]


def test_a_mean_needs_three_quarters_of_its_values() -> None:
    at_us, value = hours([10.0] * 30)
    assert np.flatnonzero(~np.isnan(moving_mean(at_us, value, DAY_US, HOUR_US)))[0] == 17


def test_the_window_of_a_mean_is_open_at_its_beginning() -> None:
    at_us, value = hours([100.0] + [0.0] * 24)
    assert moving_mean(at_us, value, DAY_US, HOUR_US)[-2:].tolist() == [pytest.approx(100 / 24), 0.0]


# -- properties -------------------------------------------------------------------------------

series = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 2, 3, 4, 5, 13]),
        st.one_of(st.sampled_from([20.0, 25, 30, 35, 36, 60]), st.just(float("nan"))),
    ),
    min_size=1,
    max_size=40,
)
limit_sets = st.builds(
    Limits,
    above=st.just(True),
    limit=st.just(35.0),
    clear_limit=st.sampled_from([25.0, 35.0]),
    min_duration_us=st.sampled_from([0, HOUR_US, 3 * HOUR_US]),
    silent_us=st.sampled_from([None, 12 * HOUR_US]),
)


def arrays(steps: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.cumsum([step for step, _ in steps]) * HOUR_US, np.array([value for _, value in steps])


def slowly(at_us: np.ndarray, value: np.ndarray, limits: Limits) -> list[tuple[float | None, ...]]:
    """The same rule, one value at a time."""
    found: list[list[float | None]] = []
    active, since, last, peak = False, None, None, 0.0
    for at, v in zip(at_us.tolist(), value.tolist(), strict=True):
        if np.isnan(v):
            continue
        if active and limits.silent_us is not None and at - last > limits.silent_us:
            found[-1][2] = last / HOUR_US
            active, since = False, None
        if active:
            if v <= limits.clear_limit:
                found[-1][2] = at / HOUR_US
                active, since = False, None
            else:
                found[-1][3] = max(found[-1][3] or 0, v)
        elif v > limits.limit:
            if since is None or at - last > limits.max_gap_us:
                since, peak = at, v
            peak = max(peak, v)
            if at - since >= limits.min_duration_us:
                active = True
                found.append([since / HOUR_US, at / HOUR_US, None, peak])
        else:
            since = None
        last = at
    return [tuple(row) for row in found]


@given(series, limit_sets)
def test_the_engine_equals_its_slow_twin(steps: list[tuple[int, float]], limits: Limits) -> None:
    at_us, value = arrays(steps)
    assert times(evaluate(at_us, value, AT_REST, limits)[1]) == slowly(at_us, value, limits)


@given(series, limit_sets, st.data())
def test_however_a_series_is_cut_the_episodes_are_the_same(
    steps: list[tuple[int, float]], limits: Limits, data: st.DataObject
) -> None:
    at_us, value = arrays(steps)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(steps) - 1)))))
    whole_state, whole = evaluate(at_us, value, AT_REST, limits)
    state: State = AT_REST
    joined: list[tuple[float | None, ...]] = []
    for part_at, part in zip(np.split(at_us, cuts), np.split(value, cuts), strict=True):
        state, episodes = evaluate(part_at, part, state, limits)
        for since, opened, cleared, peak in times(episodes):
            if opened is None:
                joined[-1] = (since, joined[-1][1], cleared, peak)
            else:
                joined.append((since, opened, cleared, peak))
    assert joined == times(whole)
    assert state == whole_state


@given(series)
def test_between_two_alerts_the_value_has_always_been_at_the_clear_limit(
    steps: list[tuple[int, float]],
) -> None:
    at_us, value = arrays(steps)
    _, episodes = evaluate(at_us, value, AT_REST, ABOVE)
    for before, after in pairwise(episodes):
        assert before.cleared_us is not None
        between = (at_us >= before.cleared_us) & (at_us <= (after.opened_us or 0))
        assert np.nanmin(value[between]) <= ABOVE.clear_limit


def test_a_mean_of_equal_values_is_that_value() -> None:
    at_us, value = hours([35.4] * 48)
    assert moving_mean(at_us, value, DAY_US, HOUR_US)[-1] == 35.4
