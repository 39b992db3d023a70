"""Months of statistics in both calendars."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.numerics.months import (
    add_months,
    fiscal_year,
    fiscal_year_starts,
    month_bucket,
    month_buckets,
    month_starts,
    quarter_bucket,
)

UNIX = date(1970, 1, 1)
DAYS = st.dates(date(1925, 1, 1), date(2110, 1, 1))


def test_a_day_falls_into_another_month_in_each_calendar():
    day = date(2025, 11, 21)  # 30 Aban 1404
    assert month_bucket(day, "gregorian") == date(2025, 11, 1)
    assert month_bucket(day, "jalali") == date(2025, 10, 23)
    assert month_bucket(day + timedelta(days=1), "jalali") == date(2025, 11, 22)


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@given(day=DAYS)
def test_many_days_are_bucketed_as_one_is(calendar, day):
    k = (day - UNIX).days
    bucket = month_buckets(np.array([k, k + 1]), calendar)
    assert [UNIX + timedelta(days=int(b)) for b in bucket] == [
        month_bucket(day, calendar),
        month_bucket(day + timedelta(days=1), calendar),
    ]


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@given(day=DAYS)
def test_a_bucket_is_its_own_bucket_and_never_later_than_its_days(calendar, day):
    bucket = month_bucket(day, calendar)
    assert month_bucket(bucket, calendar) == bucket
    assert timedelta(0) <= day - bucket < timedelta(days=31)


def test_months_of_a_half_open_span_are_all_there():
    assert month_starts(date(2025, 11, 30), date(2026, 2, 1), "gregorian") == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert month_starts(date(2025, 3, 20), date(2025, 4, 21), "jalali") == [
        date(2025, 2, 19),
        date(2025, 3, 21),
    ]
    assert month_starts(date(2025, 3, 20), date(2025, 3, 20), "jalali") == []


def test_a_month_later_keeps_the_day_or_takes_the_last_one():
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert add_months(date(2025, 1, 15), -1) == date(2024, 12, 15)
    # 31 Shahrivar 1404 and a month: 30 Mehr
    assert add_months(date(2025, 9, 22), 1, "jalali") == date(2025, 10, 22)


def test_quarters_and_budget_years_follow_the_calendar():
    assert quarter_bucket(date(2025, 11, 21), "gregorian") == date(2025, 10, 1)
    assert quarter_bucket(date(2025, 11, 21), "jalali") == date(2025, 9, 23)  # 1 Mehr
    assert fiscal_year(date(2025, 3, 20), "jalali") == 1403
    assert fiscal_year(date(2025, 3, 21), "jalali") == 1404
    assert fiscal_year(date(2025, 3, 21), "gregorian") == 2025
    assert fiscal_year(date(2025, 3, 21), "gregorian", first_month=4) == 2024
    assert fiscal_year_starts(1404, "jalali") == date(2025, 3, 21)


@pytest.mark.parametrize(
    "wrong", [lambda: month_bucket(UNIX, "lunar"), lambda: month_buckets(np.zeros(1), "lunar")]
)
def test_an_unknown_calendar_is_refused(wrong):
    with pytest.raises(ValueError, match="lunar"):
        wrong()
