"""The counting of legal periods: golden dates worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.locale.public import (
    CPC_443,
    IYUK_8,
    DeadlineRule,
    NoWorkingDay,
    Weekend,
    WorkCalendar,
    add_workdays,
    deadline,
    deadline_at,
    next_workday,
    workdays_between,
)

ISTANBUL = ZoneInfo("Europe/Istanbul")
# Official holidays of Türkiye in 2025 (law 2429) that these cases meet.
TR = WorkCalendar(
    weekends=[Weekend({"sat", "sun"})],
    holidays={
        date(2025, 4, 23): "Ulusal Egemenlik ve Çocuk Bayramı",
        date(2025, 5, 1): "Emek ve Dayanışma Günü",
        date(2025, 5, 19): "Gençlik ve Spor Bayramı",
        date(2025, 6, 6): "Kurban Bayramı",
        date(2025, 6, 7): "Kurban Bayramı",
        date(2025, 6, 8): "Kurban Bayramı",
        date(2025, 6, 9): "Kurban Bayramı",
        date(2025, 10, 29): "Cumhuriyet Bayramı",
    },
    half_days={date(2025, 6, 5): "Kurban Bayramı arifesi", date(2025, 10, 28): "Cumhuriyet Bayramı arifesi"},
)
# Nowruz 1404: 1 to 4 Farvardin; the eve, 29 Esfand, is the day of the oil industry.
IR = WorkCalendar(
    weekends=[
        Weekend({"fri"}, to_on=date(2025, 11, 22)),
        Weekend({"thu", "fri"}, from_on=date(2025, 11, 22)),
    ],
    holidays={
        date(2025, 3, 19): "روز ملی شدن صنعت نفت",
        date(2025, 3, 21): "نوروز",
        date(2025, 3, 22): "نوروز",
        date(2025, 3, 23): "نوروز",
        date(2025, 3, 24): "نوروز",
    },
    closures={date(2025, 2, 18): "سرما و کمبود گاز"},
)


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        (date(2025, 9, 29), 1, "month", date(2025, 10, 30)),  # the 29th is Republic Day
        (date(2025, 1, 31), 1, "month", date(2025, 2, 28)),  # no 31st: the month's last day, a Friday
        (date(2025, 4, 18), 15, "workday", date(2025, 5, 13)),  # over 23 April and 1 May
        (date(2025, 6, 3), 7, "day", date(2025, 6, 10)),  # over the feast, ending after it
        (date(2025, 6, 1), 5, "day", date(2025, 6, 10)),  # ends on its first day: rolled past it
        (date(2025, 11, 20), 2, "day", date(2025, 11, 24)),  # Saturday rolls to Monday
        (date(2025, 11, 20), 0, "day", date(2025, 11, 20)),
        (date(2025, 10, 27), 1, "day", date(2025, 10, 28)),  # a half day is worked
    ],
)
def test_turkish_periods_end_where_a_clerk_would_end_them(start, n, unit, last):
    assert deadline(start, n, unit, TR, IYUK_8) == last


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        (date(2025, 3, 10), 10, "day", date(2025, 3, 25)),  # 20 + 1 lands in Nowruz, which ends on the 24th
        (date(2025, 4, 5), 1, "month", date(2025, 5, 6)),  # thirty days, and the day of acting
        (date(2025, 4, 6), 10, "day", date(2025, 4, 17)),
        (date(2025, 4, 7), 10, "day", date(2025, 4, 19)),  # Friday the 18th rolls to Saturday
    ],
)
def test_iranian_periods_leave_out_the_day_of_notice_and_the_day_of_acting(start, n, unit, last):
    assert deadline(start, n, unit, IR, CPC_443) == last


def test_a_weekend_changed_by_decree_counts_from_its_day_on():
    assert not IR.off(date(2025, 11, 20))  # a Thursday before
    assert IR.off(date(2025, 11, 27))  # a Thursday after
    assert add_workdays(date(2025, 11, 19), 2, IR) == date(2025, 11, 22)
    assert add_workdays(date(2025, 11, 26), 2, IR) == date(2025, 11, 30)


def test_a_rule_no_longer_holds_on_the_day_it_ends():
    friday = date(2025, 11, 21)
    assert WorkCalendar([Weekend({"fri"}, to_on=friday + timedelta(days=1))]).off(friday)
    assert not WorkCalendar([Weekend({"fri"}, to_on=friday)]).off(friday)
    assert WorkCalendar([Weekend({"fri"}, from_on=friday)]).off(friday)


def test_the_calendar_says_why_a_day_is_off():
    assert TR.why_off(date(2025, 10, 29)) == "Cumhuriyet Bayramı"
    assert TR.why_off(date(2025, 11, 22)) == "weekend"
    assert TR.why_off(date(2025, 11, 21)) is None
    assert IR.off(date(2025, 2, 18))
    assert IR.why_off(date(2025, 2, 18)) == "سرما و کمبود گاز"
    assert WorkCalendar(closures={date(2025, 1, 1)}).why_off(date(2025, 1, 1)) == "closure"
    assert TR.half(date(2025, 10, 28))
    assert not TR.half(date(2025, 10, 29))


def test_a_rule_may_leave_the_end_where_it_falls():
    stay = DeadlineRule(end="stay")
    assert deadline(date(2025, 11, 20), 2, "day", TR, stay) == date(2025, 11, 22)


def test_a_calendar_month_may_run_in_the_jalali_calendar():
    rule = DeadlineRule(calendar="jalali", end="stay")
    # 31 Shahrivar 1404 and a month: 30 Mehr 1404.
    assert deadline(date(2025, 9, 22), 1, "month", WorkCalendar(), rule) == date(2025, 10, 22)


def test_hours_run_by_the_clock_and_days_end_at_midnight_in_the_city():
    notice = datetime(2025, 11, 21, 21, 30, tzinfo=UTC)  # Saturday 00:30 in Istanbul
    assert deadline_at(notice, 24, "hour", TR, IYUK_8, ISTANBUL) == notice + timedelta(hours=24)
    last = deadline_at(notice, 1, "workday", TR, IYUK_8, ISTANBUL)
    assert last == datetime(2025, 11, 24, 20, 59, 59, tzinfo=UTC)
    assert last.tzinfo is UTC


def test_faulty_questions_are_refused():
    with pytest.raises(ValueError, match="hour"):
        deadline(date(2025, 1, 1), 24, "hour", TR, IYUK_8)
    with pytest.raises(ValueError, match="-1"):
        deadline(date(2025, 1, 1), -1, "day", TR, IYUK_8)
    with pytest.raises(ValueError, match="zone"):
        deadline_at(datetime(2025, 1, 1), 1, "hour", TR, IYUK_8, ISTANBUL)
    with pytest.raises(ValueError, match="day of the week"):
        Weekend({"payday"})
    with pytest.raises(NoWorkingDay):
        next_workday(date(2025, 1, 1), WorkCalendar([Weekend(range(7))]))


@given(st.dates(date(2025, 1, 1), date(2025, 12, 1)), st.integers(1, 60))
def test_working_days_counted_forward_are_the_days_counted_between(start, n):
    last = add_workdays(start, n, TR)
    assert not TR.off(last)
    assert workdays_between(start, last, TR) == n
    assert workdays_between(last, start, TR) == -n


@given(
    st.dates(date(2025, 1, 1), date(2025, 12, 1)),
    st.integers(0, 90),
    st.sampled_from(["day", "workday", "month"]),
)
def test_a_longer_period_never_ends_sooner(start, n, unit):
    n = n % 12 if unit == "month" else n
    for calendar, rule in ((TR, IYUK_8), (IR, CPC_443)):
        assert deadline(start, n, unit, calendar, rule) <= deadline(start, n + 1, unit, calendar, rule)
