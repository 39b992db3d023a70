"""Faults: each kind found where it was put, quiet series left alone, and nothing learnt from what comes later."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.domains.environment.engine.anomaly import beyond_record, events, rarity
from meydan.domains.environment.engine.anomaly_usual import Times, held_mean, held_share, past_median, usual
from meydan.domains.environment.engine.faults import alarms, faults_now, windows
from meydan.domains.environment.engine.faults_shape import gaps, stuck_runs
from meydan.domains.environment.engine.lags import HOUR_US, Numbers

START_US = 490_000 * HOUR_US
DAY_US = 24 * HOUR_US


def street(days: int = 60, seed: int = 1) -> tuple[Times, Numbers]:
    """Ten-minute values with a rhythm of the day and honest noise."""
    count = days * 144
    at_us = START_US + np.arange(count) * (HOUR_US // 6)
    day = np.arange(count) / 144
    values = 40 + 12 * np.sin(2 * np.pi * day) + np.random.default_rng(seed).normal(0, 2, count)
    return at_us, values


def kinds_within(at_us: Times, values: Numbers, first: int, last: int) -> set[str]:
    """The kinds of windows that meet the values ``first`` to ``last``."""
    begin, end = int(at_us[first]), int(at_us[last])
    return {w.kind for w in windows(at_us, values) if w.start_us <= end and w.end_us >= begin}


def test_a_quiet_series_raises_no_alarm_beyond_chance():
    # Four series of two months: one false alarm a month is the most that is promised.
    found = [w for seed in range(4) for w in alarms(windows(*street(seed=seed)))]
    assert len(found) <= 4
    assert {w.severity for w in found} <= {"notable", "doubtful"}


def test_a_stuck_sensor_is_broken_from_the_moment_that_can_be_told():
    at_us, values = street()
    values[6000:6100] = values[6000]
    [found] = [w for w in windows(at_us, values) if w.kind == "stuck"]
    assert (found.start_us, found.end_us) == (int(at_us[6000]), int(at_us[6099]))
    # Equal for three hours: eighteen steps of ten minutes.
    assert found.noticed_us == int(at_us[6018])
    assert found.severity == "broken"
    assert not found.usable


def test_a_coarse_sensor_that_often_repeats_itself_is_not_stuck():
    at_us = START_US + np.arange(2000) * HOUR_US
    values = np.repeat(np.arange(200) % 7, 10).astype(float)
    assert stuck_runs(at_us, values) == []
    values[1500:1540] = 3
    assert [(first, last) for first, last, _noticed, _score in stuck_runs(at_us, values)] == [(1500, 1539)]


def test_a_spike_a_step_and_a_burst_of_noise_are_found_as_such():
    at_us, values = street()
    spiked, stepped, noisy = values.copy(), values.copy(), values.copy()
    spiked[6000] += 60
    assert kinds_within(at_us, spiked, 6000, 6000) == {"spike"}
    stepped[6000:] += 30
    assert kinds_within(at_us, stepped, 6000, 6144) & {"step", "unusual"}
    noisy[6000:6144] += np.random.default_rng(9).normal(0, 25, 144)
    assert "noise" in kinds_within(at_us, noisy, 6000, 6143)


def test_a_slow_drift_is_found_and_a_steady_level_is_not():
    at_us, values = street(days=90)
    assert not [w for w in windows(at_us, values) if w.kind == "drift"]
    values[60 * 144 :] += np.linspace(0, 40, 30 * 144)
    found = [w for w in windows(at_us, values) if w.kind in ("drift", "step", "unusual")]
    assert any(w.noticed_us > at_us[60 * 144] for w in found)


def test_what_a_sensor_cannot_read_is_broken():
    at_us, values = street()
    values[5000:5003] = -999
    found = [w for w in windows(at_us, values, lowest=0, highest=1000) if w.severity == "broken"]
    assert [(w.kind, w.start_us, w.end_us) for w in found] == [("range", int(at_us[5000]), int(at_us[5002]))]
    # The absurd values do not become the record that later ones are held against, nor alarms of their own.
    assert not [w for w in alarms(windows(at_us, values, lowest=0)) if w.kind == "spike" and w.score > 100]


def test_a_gap_is_told_as_missing_and_is_no_alarm():
    at_us = np.arange(10, dtype=np.int64) * HOUR_US
    at_us[5:] += 7 * HOUR_US
    [(first, last, _noticed, score)] = gaps(at_us)
    # A step of eight hours, where more than six of the usual one are a gap, or twice the seldom one.
    assert (first, last) == (4, 5)
    assert score > 1
    late_us, values = street(days=20)
    kept = np.ones(len(values), bool)
    kept[1000:1100] = False
    found = windows(late_us[kept], values[kept])
    assert [w.severity for w in found if w.kind == "gap"] == ["missing"]
    assert all(w.kind != "gap" for w in alarms(found))


def test_faults_now_says_what_is_open_and_nothing_else():
    at_us, values = street(days=30)
    now_us = int(at_us[-1])
    assert faults_now(at_us, values, now_us) == []
    stuck = values.copy()
    stuck[-60:] = stuck[-60]
    assert [w.kind for w in faults_now(at_us, stuck, now_us)] == ["stuck"]
    over = values.copy()
    over[2000:2060] = over[2000]
    assert faults_now(at_us, over, now_us) == []
    [silent] = faults_now(at_us, values, now_us + 5 * HOUR_US)
    assert (silent.kind, silent.severity, silent.usable) == ("gap", "missing", False)


def test_too_few_values_say_nothing_and_unequal_lengths_are_refused():
    at_us, values = street(days=1)
    assert windows(at_us[:2], values[:2]) == []
    with pytest.raises(ValueError, match="144 instants, 3 values"):
        windows(at_us, values[:3])


def test_order_doubles_and_missing_values_do_not_matter():
    at_us, values = street(days=20)
    values[2000] += 80
    order = np.random.default_rng(2).permutation(len(values))
    shuffled_us = np.concatenate([at_us[order], at_us[:1] + 60_000_000])
    shuffled = np.concatenate([values[order], [np.nan]])
    assert windows(shuffled_us, shuffled) == windows(at_us, values)


@given(cut=st.integers(3000, 4200), seed=st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_an_event_is_noticed_without_knowing_what_comes(cut: int, seed: int):
    at_us, values = street(days=30, seed=4)
    values[3300] += 50
    values[3800:3900] -= 25
    changed = values.copy()
    changed[cut:] = np.random.default_rng(seed).uniform(-500, 500, len(values) - cut)
    before, after = ([e.first for e in events(at_us, some) if e.first < cut] for some in (values, changed))
    assert before == after


@given(factor=st.sampled_from([0.125, 2.0, 64.0]), zero=st.sampled_from([0.0, -128.0, 1024.0]))
@settings(max_examples=9, deadline=None)
def test_unit_and_zero_do_not_change_what_is_unusual(factor: float, zero: float):
    at_us, values = street(days=30, seed=4)
    values = np.round(values * 1024) / 1024
    values[3300] += 50
    one, other = events(at_us, values), events(at_us, values * factor + zero)
    assert [(e.first, e.last) for e in one] == [(e.first, e.last) for e in other]


def test_a_record_is_measured_by_the_distance_of_the_old_one_from_the_middle():
    at_us = np.arange(203, dtype=np.int64) * HOUR_US
    values = np.concatenate([np.tile([2.0, 4, 6, 4], 50), [7, 6.5, 8]])
    # The middle of the two hundred before is 4, the record 6: 7 is half of that distance beyond. Then the record
    # is 7: 8 is a third beyond.
    expected = np.zeros(203)
    expected[200], expected[202] = 0.5, 1 / 3
    np.testing.assert_allclose(beyond_record(at_us, values), expected)


def test_rarity_is_a_straight_line_through_the_tail():
    # 1 to 1000 in a fixed disorder: the quantile 0.8 is 801, 0.98 is 981; a decade is 180.
    past = np.random.default_rng(3).permutation(1000) + 1.0
    values = np.append(past, 981.0 + 180)
    at_us = np.arange(1001, dtype=np.int64) * HOUR_US
    # One in 500 at 1161, of which a month of hours has 730.56.
    assert rarity(at_us, values, 1)[-1] == pytest.approx(np.log10(500) - np.log10(30.44 * 24))


def test_the_usual_is_of_earlier_hours_and_the_better_pattern_wins():
    hourly = np.arange(100.0)
    assert past_median(hourly, 24, 10, 3)[80] == 80 - 48
    assert np.isnan(past_median(hourly, 24, 10, 3)[71])
    at_us, values = street(days=20)
    expected = usual(at_us, values)
    late = slice(15 * 144, None)
    assert (
        np.abs(values - expected.by_hour)[late].mean() < 0.5 * np.abs(values - expected.recent)[late].mean()
    )


def test_a_mean_after_a_gap_is_not_said_and_its_share_is_known():
    at_us = np.array([0, 1, 2, 3, 20, 21], np.int64) * HOUR_US
    values = np.arange(6.0)
    means = held_mean(at_us, values, 4 * HOUR_US, 0.9)
    np.testing.assert_allclose(means, [0, 0.5, 1, 1.5, np.nan, 4.5])
    # Held so far: 1, 2, 3, 4, 1, 2, whose means are 1, 1.5, 2, 2.5, 2.2, 13/6.
    np.testing.assert_allclose(held_share(at_us, 4 * HOUR_US), [1, 1, 1, 1, 1 / 2.2, 2 / (13 / 6)])
