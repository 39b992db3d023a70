"""When periodic jobs fire: worked by hand, and under clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.jobs.engine import Daily, Interval, back_off_s

ISTANBUL = ZoneInfo("Europe/Istanbul")  # +03:00 all the year
BERLIN = ZoneInfo("Europe/Berlin")  # changes its clock
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIVE = Interval(timedelta(minutes=5))
AT_0330 = Daily(time(3, 30))


def test_missed_ticks_collapse_into_one_and_the_phase_is_kept():
    asleep = NOON + timedelta(minutes=17)
    assert FIVE.following(NOON, asleep, ISTANBUL) == NOON + timedelta(minutes=20)


def test_a_tick_fired_on_time_is_followed_by_the_next():
    assert FIVE.following(NOON, NOON, ISTANBUL) == NOON + timedelta(minutes=5)


def test_a_daily_job_runs_at_the_city_s_time():
    assert AT_0330.first(NOON, ISTANBUL) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    before = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 03:00 in Istanbul
    assert AT_0330.first(before, ISTANBUL) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_a_daily_job_missed_for_three_days_runs_once_and_then_tomorrow():
    due = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert AT_0330.following(due, NOON, ISTANBUL) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def test_a_daily_job_fired_late_the_evening_before_its_next_slot_keeps_that_slot():
    due = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    late = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)  # 03:10 on the 23rd
    assert AT_0330.following(due, late, ISTANBUL) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_the_night_with_two_half_past_twos_has_one_run():
    table = Daily(time(2, 30))
    first = table.first(datetime(2026, 10, 24, 12, 0, tzinfo=UTC), BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # summer time, the first of the two
    assert table.following(first, first, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_clock_set_back_by_hours_does_not_stop_a_five_minute_job():
    planned = NOON
    set_back = NOON - timedelta(hours=3)
    assert FIVE.mended(planned, set_back, ISTANBUL) == set_back + timedelta(minutes=5)


def test_a_clock_set_back_by_half_an_hour_does_not_run_today_s_daily_job_twice():
    fired = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    planned = AT_0330.following(fired, fired, ISTANBUL)
    set_back = fired - timedelta(minutes=30)
    assert AT_0330.mended(planned, set_back, ISTANBUL) == planned


def test_a_clock_that_had_been_years_ahead_does_not_stop_a_daily_job_for_years():
    planned = datetime(2036, 1, 1, 0, 30, tzinfo=UTC)
    assert AT_0330.mended(planned, NOON, ISTANBUL) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def test_workers_whose_clocks_differ_by_seconds_leave_the_plan_alone():
    planned = NOON + timedelta(minutes=5)
    assert FIVE.mended(planned, NOON - timedelta(seconds=30), ISTANBUL) == planned


@given(
    st.lists(st.integers(min_value=0, max_value=86_400 * 3), min_size=2, max_size=30),
    st.sampled_from([FIVE, Interval(timedelta(hours=6)), AT_0330, Daily(time(0, 0))]),
    st.sampled_from([ISTANBUL, BERLIN, ZoneInfo("Asia/Tehran")]),
)
def test_however_irregularly_looked_at_the_next_time_is_always_ahead_and_within_a_period(steps, table, zone):
    now = datetime(2026, 10, 20, tzinfo=UTC)
    due = table.first(now, zone)
    longest = timedelta(hours=25) if isinstance(table, Daily) else table.period
    for step in steps:
        now += timedelta(seconds=step)
        if due <= now:
            following = table.following(due, now, zone)
            assert now < following <= now + longest
            due = following
        assert table.mended(due, now, zone) == due, "a clock that only goes forwards mends nothing"


def test_pauses_double_from_ten_seconds_to_an_hour():
    assert [back_off_s(n, 0.5) for n in (1, 2, 3, 9, 10, 99)] == [10, 20, 40, 2560, 3600, 3600]


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 7.5), (1.0, 12.5)])
def test_pauses_are_spread_by_a_quarter(chance, pause):
    assert back_off_s(1, chance) == pause
