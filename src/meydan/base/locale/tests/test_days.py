"""Days, moments and ages as readers see them, and dates as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.locale.engine.days import type_day, write_day
from meydan.base.locale.public import (
    DayUnreadable,
    format_age,
    format_clock,
    format_day,
    format_moment,
    month_name,
    parse_day,
)

DAY = date(2025, 11, 21)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "tr", "fa", "en"),
    [
        ("long", "21 Kasım 2025", "۳۰ آبان ۱۴۰۴", "21 November 2025"),
        ("weekday", "21 Kasım 2025 Cuma", "جمعه ۳۰ آبان ۱۴۰۴", "Friday 21 November 2025"),
        ("short", "21.11.2025", "۱۴۰۴/۰۸/۳۰", "21 Nov 2025"),
        ("month", "Kasım 2025", "آبان ۱۴۰۴", "November 2025"),
        ("day", "21 Kasım", "۳۰ آبان", "21 November"),
    ],
)
def test_a_day_is_written_in_each_language_s_calendar(style, tr, fa, en):
    assert [format_day(DAY, style, code) for code in ("tr", "fa", "en")] == [tr, fa, en]


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="tiny"):
        format_day(DAY, "tiny", "tr")


def test_a_calendar_other_than_the_language_s_own_can_be_asked_for():
    assert write_day(DAY, "tr", calendar="jalali") == "30 Aban 1404"
    assert month_name(8, "fa", "jalali") == "آبان"


def test_a_moment_is_shown_in_the_city_s_time():
    at = datetime(2025, 11, 21, 21, 5, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Istanbul")):
        assert format_moment(at, language="tr") == "22 Kasım 2025, 00:05"
        assert format_moment(at, "short", language="en") == "22 Nov 2025, 00:05"
        assert format_day(at, language="tr") == "22 Kasım 2025"
    with timezone.override(ZoneInfo("Asia/Tehran")):
        assert format_moment(at, language="fa") == "۱ آذر ۱۴۰۴، ساعت ۰۰:۳۵"
        assert format_clock(at, language="fa") == "۰۰:۳۵"


@pytest.mark.parametrize(
    ("passed", "tr", "fa", "en"),
    [
        (timedelta(seconds=5), "az önce", "همین حالا", "just now"),
        (timedelta(seconds=-5), "birazdan", "تا لحظه‌ای دیگر", "in a moment"),
        (timedelta(minutes=1), "1 dakika önce", "۱ دقیقه پیش", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 dakika önce", "۵۹ دقیقه پیش", "59 minutes ago"),
        (timedelta(hours=3), "3 saat önce", "۳ ساعت پیش", "3 hours ago"),
        (timedelta(days=1), "1 gün önce", "۱ روز پیش", "1 day ago"),
        (timedelta(days=41), "41 gün önce", "۴۱ روز پیش", "41 days ago"),
        (timedelta(days=61), "2 ay önce", "۲ ماه پیش", "2 months ago"),
        (timedelta(days=400), "13 ay önce", "۱۳ ماه پیش", "13 months ago"),
        (timedelta(days=800), "2 yıl önce", "۲ سال پیش", "2 years ago"),
        (timedelta(hours=-2), "2 saat sonra", "۲ ساعت دیگر", "in 2 hours"),
        (timedelta(days=-1), "1 gün sonra", "۱ روز دیگر", "in 1 day"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(passed, tr, fa, en):
    assert [format_age(NOW - passed, NOW, code) for code in ("tr", "fa", "en")] == [tr, fa, en]


def test_an_age_follows_the_active_language():
    with override("fa"):
        assert format_age(NOW - timedelta(hours=3), NOW) == "۳ ساعت پیش"


@pytest.mark.parametrize(
    "typed",
    [
        "1404/08/30",
        "۱۴۰۴/۸/۳۰",
        "1404-8-30",
        "۳۰/۸/۱۴۰۴",
        "٣٠ ٨ ١٤٠٤",
        "۳۰ آبان ۱۴۰۴",
        "جمعه ۳۰ آبان ۱۴۰۴",
        "30 Aban 1404",
        "21.11.2025",
        "21/11/2025",
        "2025-11-21",
        "۲۰۲۵-۱۱-۲۱",
        "21 Kasım 2025",
        "21 KASIM 2025 Cuma",
        "Friday, 21 November 2025",
        "21 nov 2025",
        " 21 . 11 . 2025 ",
    ],
)
@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_a_typed_date_is_read_in_either_calendar(typed, language):
    assert parse_day(typed, language) == DAY


@pytest.mark.parametrize(
    "typed",
    ["", "yarın", "30.11.25", "1404/12/30", "31.04.2025", "13/13/2025", "1650/01/01", "2025/1/001", "1 2"],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(DayUnreadable):
        parse_day(typed, "tr")


@given(st.dates(date(1900, 1, 1), date(2150, 1, 1)), st.sampled_from(["tr", "fa", "en"]))
def test_every_written_day_is_read_back(day, language):
    for written in (
        type_day(day, language),
        *(write_day(day, language, s) for s in ("long", "short", "weekday")),
    ):
        assert parse_day(written, language) == day
