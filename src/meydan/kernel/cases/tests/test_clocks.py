"""Clocks by hand: what the law counts, what a stop keeps, what a resume gives back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.cases.engine.clocks import Run, left_of, working_days
from meydan.kernel.cases.models import CaseEvent, Clock
from meydan.kernel.cases.operations.clocks import (
    refresh_case_clock,
    resume_clocks,
    stop_clocks,
)
from meydan.kernel.cases.operations.expiry import sweep_breaches
from meydan.kernel.cases.queries.terms import due_of, left
from meydan.kernel.cases.tests.factories import case, service

TURKEY, IRAN = ZoneInfo("Europe/Istanbul"), ZoneInfo("Asia/Tehran")


def at(zone, year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=zone)


def never_off(day):
    return False


def no_months(day, months):
    raise AssertionError("no months here")


def test_working_days_skip_a_weekend():
    # Friday 20 November to Monday 23 November 2026: only the Monday is worked.
    assert working_days(date(2026, 11, 20), date(2026, 11, 23), lambda day: day.weekday() >= 5) == 1


@given(st.integers(1, 60), st.integers(0, 59))
def test_days_used_and_days_left_make_the_term(length, used):
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rest, unit = left_of(
        Run(start, length, "day"), start + timedelta(days=used), off=never_off, months_later=no_months
    )
    assert unit == "day"
    assert rest == max(0, length - used)


def test_hours_left_count_minutes():
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    run = Run(start, 24, "hour")
    later = start + timedelta(hours=20, minutes=30)
    assert left_of(run, later, off=never_off, months_later=no_months) == (210, "minute")


def test_a_turkish_term_over_the_feast_of_sacrifice(pack):
    pack("tr/gumushane")
    # Kurban Bayrami 2025: eve (half day) Thursday 5 June, feast Friday 6 to Monday 9 June.
    # 10 working days from Monday 2 June: 3, 4, 5 (a half day is worked) = 3; 10-13 = 7; 16, 17, 18 = 10.
    start = at(TURKEY, 2025, 6, 2)
    assert due_of(start, 10, "workday").astimezone(TURKEY).date() == date(2025, 6, 18)
    # Stopped on Wednesday 4 June, two days are used and eight are left.
    assert left(start, 10, "workday", at(TURKEY, 2025, 6, 4)) == (8, "workday")
    # Resumed on Wednesday 11 June: 12, 13 = 2; 16-20 = 7; Monday 23 = 8.
    assert due_of(at(TURKEY, 2025, 6, 11), 8, "workday").astimezone(TURKEY).date() == date(2025, 6, 23)


def test_an_iranian_term_over_nowruz(pack):
    pack("ir/khoy")
    # Ten days from 10 March 2025: to 20 March, one more for the day of action is 21 March; Nowruz moves it to
    # 25 March, the first working day (the figure the law's reading gave).
    start = at(IRAN, 2025, 3, 10)
    assert due_of(start, 10, "day").astimezone(IRAN).date() == date(2025, 3, 25)
    # Stopped on 14 March, four days are used and six are left; stopping moves nothing but the calendar.
    assert left(start, 10, "day", at(IRAN, 2025, 3, 14)) == (6, "day")
    # Resumed on Saturday 5 April: six days and the day of action end on Saturday 12 April.
    assert due_of(at(IRAN, 2025, 4, 5), 6, "day").astimezone(IRAN).date() == date(2025, 4, 12)


@pytest.mark.parametrize("pack_id", ["tr/gumushane", "ir/khoy"])
@pytest.mark.parametrize("unit", ["workday", "day", "month"])
def test_stopping_and_resuming_on_one_day_changes_nothing(pack, pack_id, unit):
    pack(pack_id)
    zone = TURKEY if pack_id.startswith("tr") else IRAN
    length = 2 if unit == "month" else 15
    for month in range(1, 13):
        start = at(zone, 2025, month, 3)
        due = due_of(start, length, unit)
        for used in (0, 1, 4, 9):
            day = start + timedelta(days=used)
            assert due_of(day, *left(start, length, unit, day)) == due, (month, used)


@pytest.mark.django_db
def test_a_stopped_clock_keeps_its_days_and_the_history_says_so(pack, now):
    pack("tr/gumushane")
    made = case(now=now)
    clock = made.clocks.get()
    # Ten working days from Monday 23 November 2026 end on Monday 7 December.
    assert clock.due_at.astimezone(TURKEY).date() == date(2026, 12, 7)
    assert made.due_at == clock.due_at
    wednesday = now + timedelta(days=2)
    assert stop_clocks(made, actor=None, now=wednesday) == 1
    refresh_case_clock(made)
    clock.refresh_from_db()
    assert (clock.state, clock.remaining, clock.run_unit, clock.due_at) == ("stopped", 8, "workday", None)
    assert made.is_stopped
    assert made.due_at is None
    monday_after = now + timedelta(days=14)
    assert resume_clocks(made, actor=None, now=monday_after) == 1
    clock.refresh_from_db()
    # Eight working days from Monday 7 December: 8-11 = 4, 14-17 = 8.
    assert clock.due_at.astimezone(TURKEY).date() == date(2026, 12, 17)
    verbs = list(CaseEvent.objects.filter(case=made).order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["opened", "clock_stopped", "clock_resumed"]


@pytest.mark.django_db
def test_a_term_already_missed_is_not_healed_by_a_stop(pack, now):
    pack("tr/gumushane")
    made = case(now=now)
    late = now + timedelta(days=30)
    assert stop_clocks(made, actor=None, now=late) == 0
    assert made.clocks.get().state == Clock.State.RUNNING


@pytest.mark.django_db
def test_a_breach_is_marked_once(pack, now):
    pack("tr/gumushane")
    made = case(now=now)
    due = made.due_at
    assert sweep_breaches(now=due - timedelta(seconds=1)) == 0
    assert sweep_breaches(now=due + timedelta(seconds=1)) == 1
    assert sweep_breaches(now=due + timedelta(seconds=2)) == 0
    made.refresh_from_db()
    assert made.breached_at == due
    assert CaseEvent.objects.filter(case=made, verb="clock_breached").count() == 1


@pytest.mark.django_db
def test_two_terms_run_side_by_side_and_the_nearest_leads(pack, now):
    pack("tr/gumushane")
    terms = [
        {"id": "arrive", "length": 4, "unit": "hour", "names": {"en": "Arrive"}},
        {"id": "close", "length": 24, "unit": "hour", "names": {"en": "Close"}},
    ]
    made = case(service=service("two", clocks=terms), now=now)
    assert made.due_at == now + timedelta(hours=4)
    assert sweep_breaches(now=now + timedelta(hours=5)) == 1
    assert {clock.key: clock.breached_at is not None for clock in made.clocks.all()} == {
        "arrive": True,
        "close": False,
    }
