"""Which times are offered: weeks, days off, half days, changes and clocks; each worked out by hand."""

import itertools
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.appointments.engine.faults import faults_of
from meydan.base.appointments.engine.marks import read_mark, write_mark
from meydan.base.appointments.engine.pattern import Change, CityDays, Pattern, openings_of
from meydan.base.appointments.engine.rules import Rules, is_bookable
from meydan.base.locale.public import Weekend, WorkCalendar
from meydan.base.packs.public import load_pack

ISTANBUL, TEHRAN = ZoneInfo("Europe/Istanbul"), ZoneInfo("Asia/Tehran")
EVERY_DAY = frozenset(range(7))


def town(pack_id: str) -> CityDays:
    zone = TEHRAN if pack_id.startswith("ir") else ISTANBUL
    return CityDays(load_pack(pack_id).work_calendar(), time(13), zone)


def week(begin="09:00", end="16:00", minutes=60, places=1, days=EVERY_DAY, since=None, until=None) -> Pattern:
    clocks = time.fromisoformat(begin), time.fromisoformat(end)
    return Pattern(frozenset(days), *clocks, minutes, places, since, until)


def clocks(day, patterns, city, changes=()):
    found = openings_of(day, patterns, changes, city)
    return [f"{one.starts_at.astimezone(city.zone):%H:%M}" for one in found]


def test_a_window_is_cut_into_whole_appointments_and_what_is_left_over_is_nobodys():
    assert clocks(date(2026, 11, 23), [week("09:00", "10:40", 30)], town("tr/gumushane")) == [
        "09:00",
        "09:30",
        "10:00",
    ]


# --- days off, by the calendars of both countries ----------------------------------------------
@pytest.mark.parametrize("day", ["2026-03-20", "2026-05-27", "2026-10-29", "2026-11-28", "2026-11-29"])
def test_feasts_and_weekends_of_turkey_offer_nothing(day):
    assert clocks(date.fromisoformat(day), [week()], town("tr/gumushane")) == []


@pytest.mark.parametrize("eve", ["2026-03-19", "2026-05-26", "2026-10-28"])
def test_the_eve_of_a_feast_ends_at_one_and_no_appointment_reaches_beyond(eve):
    found = clocks(date.fromisoformat(eve), [week("09:00", "16:00", 50)], town("tr/gumushane"))
    # 12:20 would end at 13:10.
    assert found == ["09:00", "09:50", "10:40", "11:30"]


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        # 1403 has 366 days: its last, 30 Esfand, is Thursday 20 March 2025, and off; Nowruz is Friday the 21st.
        ("2025-03-20", False),
        ("2025-03-21", False),
        # 1404 has 365: Nowruz 1405 is Saturday 21 March 2026, with the three days after it.
        ("2026-03-19", True),
        ("2026-03-21", False),
        ("2026-03-24", False),
        ("2026-03-25", True),
        # 12 and 13 Farvardin.
        ("2026-04-01", False),
        ("2026-04-02", False),
        ("2026-12-04", False),
        ("2026-12-05", True),
    ],
)
def test_days_around_nowruz_and_the_friday_of_iran(day, is_open):
    assert bool(clocks(date.fromisoformat(day), [week()], town("ir/khoy"))) is is_open


def test_a_weekend_that_changes_by_law_changes_the_days_offered_on_its_day():
    weekends = [
        Weekend(frozenset({4}), to_on=date(2026, 12, 1)),
        Weekend(frozenset({4, 5}), from_on=date(2026, 12, 1)),
    ]
    city = CityDays(WorkCalendar(weekends=weekends), time(13), TEHRAN)
    open_days = [day for day in range(26, 31) if clocks(date(2026, 11, day), [week()], city)]
    assert open_days == [26, 28, 29, 30]
    assert [day for day in range(1, 8) if clocks(date(2026, 12, day), [week()], city)] == [1, 2, 3, 6, 7]


def test_the_twenty_ninth_of_february_is_a_day_like_any_other():
    assert clocks(date(2028, 2, 29), [week("09:00", "10:00")], town("tr/gumushane")) == ["09:00"]


# --- validity and changes ----------------------------------------------------------------------
def test_a_week_holds_from_its_first_day_to_its_last_both_included():
    line = week("09:00", "10:00", since=date(2026, 11, 24), until=date(2026, 11, 25))
    city = town("tr/gumushane")
    assert [bool(clocks(date(2026, 11, day), [line], city)) for day in (23, 24, 25, 26)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_closed_hour_takes_away_every_time_it_touches():
    closed = Change(date(2026, 11, 23), False, time(10, 30), time(11, 15))
    assert clocks(date(2026, 11, 23), [week("09:00", "13:00")], town("tr/gumushane"), [closed]) == [
        "09:00",
        "12:00",
    ]


def test_a_closed_day_and_an_extra_day_say_so_against_week_and_feast():
    city, feast = town("tr/gumushane"), date(2026, 10, 29)
    extra = Change(feast, True, time(10), time(11), 30, 4)
    assert clocks(feast, [week()], city, [extra]) == ["10:00", "10:30"]
    assert clocks(feast, [week()], city, [extra, Change(feast, False)]) == []


def test_where_week_and_extra_begin_together_the_places_are_not_added_up():
    extra = Change(date(2026, 11, 23), True, time(9), time(10), 60, 9)
    (one,) = openings_of(
        date(2026, 11, 23), [week("09:00", "10:00", places=2)], [extra], town("tr/gumushane")
    )
    assert one.places == 2


# --- zones -------------------------------------------------------------------------------------
def test_the_clock_of_the_city_is_meant_and_neither_city_puts_it_forward():
    for month in (1, 7):
        (winter,) = openings_of(
            date(2026, month, 6), [week("09:00", "10:00")], [], CityDays(WorkCalendar(), time(13), TEHRAN)
        )
        assert winter.starts_at == datetime(2026, month, 6, 5, 30, tzinfo=UTC)
        (winter,) = openings_of(
            date(2026, month, 6), [week("09:00", "10:00")], [], CityDays(WorkCalendar(), time(13), ISTANBUL)
        )
        assert winter.starts_at == datetime(2026, month, 6, 6, 0, tzinfo=UTC)


def test_an_hour_that_a_clock_jumps_over_is_not_offered():
    # Berlin, 29 March 2026: from 02:00 to 03:00.
    city = CityDays(WorkCalendar(), time(13), ZoneInfo("Europe/Berlin"))
    assert clocks(date(2026, 3, 29), [week("01:00", "05:00")], city) == ["01:00", "03:00", "04:00"]


# --- rules -------------------------------------------------------------------------------------
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "by_staff", "may"),
    [
        (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), False, True),
        (datetime(2026, 11, 23, 10, 59, tzinfo=UTC), False, False),
        (datetime(2026, 11, 23, 9, 15, tzinfo=UTC), True, True),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), True, False),
        # Ten days ahead of the 23rd is the 3rd, to its last minute in the city's time.
        (datetime(2026, 12, 3, 20, 59, tzinfo=UTC), False, True),
        (datetime(2026, 12, 3, 21, 0, tzinfo=UTC), False, False),
    ],
)
def test_how_early_and_how_late_one_may_book(at, by_staff, may):
    assert is_bookable(at, NOW, Rules(10, 2, 3), ISTANBUL, by_staff=by_staff) is may


# --- faults ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (week(days=()), "days"),
        (week("12:00", "09:00"), "clocks"),
        (week("09:00", "10:00", 61), "length"),
        (week(places=0), "places"),
        (week(since=date(2026, 2, 1), until=date(2026, 1, 1)), "validity"),
    ],
)
def test_a_line_that_cannot_stand_is_named(line, kind):
    assert [fault.kind for fault in faults_of([line])] == [kind]


def test_lines_overlap_only_on_the_same_days_clocks_and_dates():
    morning = week("09:00", "12:00", days={0, 1})
    assert faults_of([morning, week("12:00", "13:00", days={0})]) == []
    assert faults_of([morning, week("11:00", "13:00", days={2})]) == []
    assert [fault.other for fault in faults_of([morning, week("11:00", "13:00", days={1, 2})])] == [0]
    later = week("09:00", "12:00", days={0}, since=date(2027, 1, 1))
    assert faults_of([week("09:00", "12:00", days={0}, until=date(2026, 12, 31)), later]) == []


# --- properties --------------------------------------------------------------------------------
@given(
    st.dates(date(2016, 1, 1), date(2039, 12, 31)),
    st.integers(0, 23),
    st.integers(1, 240),
    st.integers(1, 9),
    st.sampled_from(["tr/gumushane", "ir/khoy"]),
)
def test_times_of_a_day_never_meet_and_stay_in_their_window_and_day(day, hour, minutes, places, pack_id):
    city = town(pack_id)
    found = openings_of(day, [Pattern(EVERY_DAY, time(hour), time(23, 59), minutes, places)], [], city)
    assert all(one.ends_at <= later.starts_at for one, later in itertools.pairwise(found))
    assert all(one.starts_at.astimezone(city.zone).date() == day for one in found)
    assert not found or not city.calendar.off(day)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_mark(words):
    found = read_mark(words)
    assert found is None or write_mark(*found) == words
