"""Figures of counters: appointments missed and days until the next free time, worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from meydan.base.appointments.public import mark
from meydan.base.appointments.tests import factories as make
from meydan.kernel.strategy.registry import query_named

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # Monday, 08:00 in Gümüşhane
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # Tuesday, 09:00


@pytest.fixture(autouse=True)
def in_town(pack):
    pack("tr/gumushane")


def ask(name, params=None, now=NOW):
    return query_named(name).run(params or {}, now)


def test_one_of_four_that_was_missed_is_a_quarter_and_what_is_only_booked_does_not_count():
    make.counter(places=9)
    clerk = make.people.staff("clerk", "help_desk")
    for number in range(4):
        booking = make.booked(AT, now=NOW, phone="")
        mark(booking_id=booking.pk, came=number > 0, actor=clerk, now=AT)
    make.booked(AT, now=NOW, phone="")
    found = ask("appointments.missed_share", {"days": 90}, AT + timedelta(hours=1))
    assert (found.value, found.row_count) == (25.0, 4)
    assert ask("appointments.missed_share", {"days": 90}, AT + timedelta(days=91)).value is None
    assert ask("appointments.missed_share", {"service": "other"}, AT + timedelta(hours=1)).value is None


def test_the_wait_is_the_mean_over_the_counters_and_a_full_one_counts_with_all_its_days():
    # The first is free in two hours, at 10:00; the second receives nobody within its 12 days.
    make.counter()
    make.counter("full", weekdays=[5], days_ahead=12)
    found = ask("appointments.days_until_free")
    assert found.row_count == 2
    assert found.value == pytest.approx((2 / 24 + 12) / 2)


def test_without_a_counter_there_is_no_wait_to_tell():
    assert ask("appointments.days_until_free").value is None
