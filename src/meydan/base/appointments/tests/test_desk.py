"""What staff write about counters, on their pages."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.appointments.models import Booking, Counter, DayChange
from meydan.base.appointments.queries import next_free
from meydan.base.appointments.registry import matters
from meydan.base.appointments.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, pack):
    pack("tr/gumushane")
    account = make.people.staff("manager", "help_desk")
    client.force_login(account)
    return account


def line(**more):
    return {
        "weekdays": ["0", "2"], "from_clock": "14:00", "until_clock": "16:00", "slot_minutes": "20", "places": "2",
        **more,
    }  # fmt: skip


def test_a_line_of_the_week_is_added_refused_where_it_overlaps_and_taken_out(client, manager):
    counter = make.counter()
    week = reverse("appointments:week", args=[counter.code])
    assert client.post(week, line()).status_code == 302
    # Persian digits are read as well.
    assert client.post(week, line(from_clock="۱۵:۰۰", until_clock="۱۷:۰۰")).status_code == 422
    assert client.post(week, line(weekdays=[])).status_code == 422
    assert client.post(week, line(from_clock="17:00", until_clock="17:10")).status_code == 422
    added = counter.offerings.get(from_clock=time(14))
    assert (added.weekdays, added.places) == ([0, 2], 2)
    assert Counter.objects.get().is_own
    client.post(week, {"remove": str(added.pk)})
    assert counter.offerings.count() == 1


def test_the_dates_of_a_line_are_read_in_the_calendar_of_the_reader(client, manager, pack):
    pack("ir/khoy")
    counter = make.counter()
    week = reverse("appointments:week", args=[counter.code])
    client.post(week, line(valid_from_on="۱۴۰۵/۱۰/۰۱", valid_until_on="۱۴۰۵/۱۲/۲۹"))
    added = counter.offerings.get(from_clock=time(14))
    assert (added.valid_from_on, added.valid_until_on) == (date(2026, 12, 22), date(2027, 3, 20))


def test_a_day_is_closed_with_a_reason_and_opened_besides(client, manager):
    counter = make.counter()
    days = reverse("appointments:days", args=[counter.code])
    far = {"on": "30.12.2030", "slot_minutes": "15", "places": "1"}
    assert client.post(days, {**far, "kind": "closed"}).status_code == 422
    assert client.post(days, {**far, "kind": "closed", "reason": "Bakım"}).status_code == 302
    assert client.post(days, {**far, "kind": "extra"}).status_code == 422
    extra = {**far, "kind": "extra", "from_clock": "10:00", "until_clock": "11:00"}
    assert client.post(days, extra).status_code == 302
    page = client.get(reverse("appointments:counter", args=[counter.code])).content.decode()
    assert "Bakım" in page
    client.post(days, {"remove": str(DayChange.objects.get(kind="closed").pk)})
    assert list(DayChange.objects.values_list("kind", flat=True)) == ["extra"]


def test_a_counter_is_written_down_and_changed(client, manager, monkeypatch):
    from meydan.base.appointments import forms
    from meydan.base.appointments.registry import Matter

    monkeypatch.setattr(
        forms, "matters", lambda: {"appointment": Matter("appointment", {"tr": "Randevu"}, "/", "/")}
    )
    facts = {
        "name_tr": "Vezne", "name_fa": "صندوق", "name_en": "Cash desk", "unit": "help_desk",
        "services": ["appointment"],
        "is_active": "on", "days_ahead": "20", "latest_hours": "1", "change_hours": "1", "hold_minutes": "15",
        "most_missed": "0", "missed_days": "30",
    }  # fmt: skip
    assert client.post(reverse("appointments:new_counter"), {**facts, "days_ahead": "900"}).status_code == 422
    assert client.post(reverse("appointments:new_counter"), facts).status_code == 302
    made = Counter.objects.get()
    assert (made.code, made.names["fa"], made.days_ahead) == ("c_cash_desk", "صندوق", 20)
    again = reverse("appointments:counter", args=[made.code])
    assert client.post(again, {**facts, "name_tr": "Ana vezne"}).status_code == 302
    assert Counter.objects.get().names["tr"] == "Ana vezne"
    assert next_free(made, now=timezone.now()) is None


def test_who_leads_another_unit_changes_nothing_here_and_a_clerk_no_week(client, pack):
    pack("tr/gumushane")
    counter = make.counter()
    for role, unit in (("manager", "parks"), ("clerk", "help_desk")):
        client.force_login(make.people.staff(role, unit))
        assert client.post(reverse("appointments:week", args=[counter.code]), line()).status_code == 403
        assert client.get(reverse("appointments:counter", args=[counter.code])).status_code == 403
    assert counter.offerings.count() == 1


def test_a_place_that_is_only_held_is_no_appointment_at_the_desk(client, manager):
    counter = make.counter()
    now = timezone.now()
    free = next_free(counter, now=now)
    held = make.held(free.opening.starts_at, now=now)
    day = timezone.localtime(free.opening.starts_at).date().isoformat()
    assert (
        f'id="booking-{held.pk}"'
        not in client.get(reverse("appointments:day") + f"?day={day}").content.decode()
    )
    assert client.get(reverse("appointments:one", args=[held.pk])).status_code == 404
    assert Booking.objects.get().state == "held"


@pytest.mark.parametrize("asked", ["?day=2026-13-45", "?day=", "?counter=nowhere", "?day=%00&counter='"])
def test_an_odd_address_shows_today(client, manager, asked):
    make.counter()
    assert client.get(reverse("appointments:day") + asked).status_code == 200


def test_the_day_costs_as_many_questions_with_many_as_with_few(
    client, manager, django_assert_max_num_queries
):
    counter = make.counter(places=9)
    now = timezone.now()
    free = next_free(counter, now=now)
    for number in range(8):
        make.booked(free.opening.starts_at, now=now, phone=f"+90532111220{number}")
    day = timezone.localtime(free.opening.starts_at).date().isoformat()
    with django_assert_max_num_queries(30):
        answer = client.get(reverse("appointments:day") + f"?day={day}")
    assert answer.content.decode().count('id="booking-') == 8


def test_the_services_come_from_above():
    assert callable(matters)
