"""The Jalali calendar against jdatetime, a published leap list and known days."""

from __future__ import annotations

from datetime import date, timedelta

import jdatetime
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.numerics.jalali import (
    days_in_month,
    from_jalali,
    is_leap,
    jalali_month_starts_of_days,
    jalali_of_days,
    to_jalali,
)

UNIX = date(1970, 1, 1)


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1404, 8, 30), date(2025, 11, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1300, 1, 1), date(1921, 3, 21)),
    ],
)
def test_known_days_meet_in_both_directions(jalali, gregorian):
    assert to_jalali(gregorian) == jalali
    assert from_jalali(*jalali) == gregorian


def test_every_day_of_two_centuries_agrees_with_jdatetime():
    first, last = date(1921, 3, 21), date(2121, 3, 20)
    days = np.arange((first - UNIX).days, (last - UNIX).days + 1)
    year, month, day = jalali_of_days(days)
    theirs = np.array(
        [
            (j.year, j.month, j.day)
            for j in (
                jdatetime.date.fromgregorian(date=first + timedelta(days=int(k))) for k in range(days.size)
            )
        ]
    )
    assert days.size == 73_049
    np.testing.assert_array_equal(np.stack([year, month, day], axis=1), theirs)
    assert (year[0], year[-1]) == (1300, 1499)


def test_one_day_and_many_days_are_counted_alike():
    days = np.arange(-60_000, 60_000, 7)
    year, month, day = jalali_of_days(days)
    for k in range(0, days.size, 11):
        one = UNIX + timedelta(days=int(days[k]))
        assert to_jalali(one) == (year[k], month[k], day[k])


def test_leap_years_are_those_of_the_published_list():
    # Institute of Geophysics, University of Tehran: leap years of 1370-1415.
    leap = {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412}
    assert {year for year in range(1370, 1416) if is_leap(year)} == leap
    assert sum(is_leap(year) for year in range(1300, 1500)) == 49


def test_months_have_their_lengths():
    assert [days_in_month(1404, m) for m in range(1, 13)] == [31] * 6 + [30] * 5 + [29]
    assert days_in_month(1403, 12) == 30


@pytest.mark.parametrize("wrong", [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 0, 1), (1404, 1, 0)])
def test_a_day_that_is_not_in_the_calendar_is_refused(wrong):
    with pytest.raises(ValueError):
        from_jalali(*wrong)


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)))
def test_there_and_back_is_the_same_day(day):
    assert from_jalali(*to_jalali(day)) == day


def test_month_starts_are_the_first_days_of_their_months_in_any_shape():
    days = np.array([[(date(2025, 11, 21) - UNIX).days, (date(2025, 10, 23) - UNIX).days]])
    assert (jalali_month_starts_of_days(days) == (date(2025, 10, 23) - UNIX).days).all()
    assert to_jalali(date(2025, 10, 23)) == (1404, 8, 1)
