"""A place is held, booked, moved and given back, once; whatever is sent and whoever comes first."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.base.appointments.models import Booking, Counter, DayChange, TakenTime
from meydan.base.appointments.operations import booking as acts
from meydan.base.appointments.operations.editing import close_day
from meydan.base.appointments.operations.erasing import forget_person, sweep_people
from meydan.base.appointments.operations.reminding import remind_all
from meydan.base.appointments.operations.taking import (
    TimeFull,
    TimeNotOffered,
    drop_holds,
    hold_place,
    release_expired,
)
from meydan.base.appointments.queries import free_times, how_busy, miscounted, next_free
from meydan.base.appointments.sealing import unseal
from meydan.base.appointments.tests import factories as make
from meydan.base.notify.public import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # Monday, 08:00 in Gümüşhane
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # Tuesday, 09:00
LATER = AT + timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def in_town(pack):
    pack("tr/gumushane")


def taken(at=AT):
    row = TakenTime.objects.filter(starts_at=at).first()
    return row.taken if row else 0


# --- holding -----------------------------------------------------------------------------------
def test_the_last_place_is_held_once_and_the_loser_keeps_what_it_held():
    make.counter()
    make.held(AT, now=NOW, holder="forms:a:when")
    make.held(LATER, now=NOW, holder="forms:b:when")
    with pytest.raises(TimeFull):
        make.held(AT, now=NOW, holder="forms:b:when")
    assert (taken(AT), taken(LATER)) == (1, 1)


def test_choosing_another_time_gives_the_first_back():
    make.counter()
    for at in (AT, LATER, LATER):
        make.held(at, now=NOW, holder="forms:a:when")
    assert (taken(AT), taken(LATER), Booking.objects.count()) == (0, 1, 1)


def test_a_hold_that_ran_out_is_free_to_the_minute_without_any_sweep():
    counter = make.counter()
    make.held(AT, now=NOW, holder="forms:a:when")
    day = AT.date()
    assert free_times(counter, day, day, now=NOW + 19 * MINUTE)[day][0].free == 0
    assert free_times(counter, day, day, now=NOW + 20 * MINUTE)[day][0].free == 1
    make.held(AT, now=NOW + 20 * MINUTE, holder="forms:b:when")
    assert Booking.objects.get().holder == "forms:b:when"
    assert not miscounted()


def test_whoever_comes_back_late_gets_the_place_again_while_it_is_free_and_is_told_when_it_is_not():
    make.counter()
    make.held(AT, now=NOW, holder="forms:a:when")
    assert release_expired(now=NOW + 60 * MINUTE) == 1
    make.held(AT, now=NOW + 61 * MINUTE, holder="forms:a:when")
    make.held(LATER, now=NOW + 61 * MINUTE, holder="forms:b:when")
    with pytest.raises(TimeFull):
        make.held(AT, now=NOW + 62 * MINUTE, holder="forms:b:when")


def test_filling_in_slowly_does_not_lose_the_hour_to_the_rule_of_the_latest_hour():
    make.counter(latest_hours=2)
    first = AT - timedelta(hours=2)
    make.held(AT, now=first, holder="forms:a:when")
    assert make.held(AT, now=first + 10 * MINUTE, holder="forms:a:when").held_until > first + 20 * MINUTE
    with pytest.raises(TimeNotOffered):
        make.held(AT, now=first + 10 * MINUTE, holder="forms:b:when")


def test_a_forgotten_form_lets_its_place_go_and_a_sent_one_does_not():
    make.counter(places=2)
    make.held(AT, now=NOW, holder="forms:a:when")
    kept = make.booked(AT, now=NOW)
    assert drop_holds(stem="forms:a:") == 1
    assert drop_holds(stem=kept.holder) == 0
    assert taken() == 1


@pytest.mark.parametrize(
    ("counter_code", "at", "service"),
    [
        ("white_desk", AT + MINUTE, "appointment"),  # no time of any pattern
        ("white_desk", AT - timedelta(days=1, minutes=60), "appointment"),  # past
        ("white_desk", NOW + timedelta(hours=1), "appointment"),  # too late to book from home
        ("white_desk", AT + timedelta(days=40), "appointment"),  # too far ahead
        ("white_desk", datetime(2026, 11, 28, 6, 0, tzinfo=UTC), "appointment"),  # Saturday
        ("white_desk", AT, "building_permit"),  # another service's counter
        ("nowhere", AT, "appointment"),
        ("shut", AT, "appointment"),
    ],
)
def test_a_time_that_is_not_offered_is_not_held_whatever_is_sent(counter_code, at, service):
    make.counter()
    make.counter("shut", is_active=False)
    with pytest.raises(TimeNotOffered):
        make.held(at, now=NOW, counter_code=counter_code, service=service)
    assert not TakenTime.objects.exists()


# --- the appointment ---------------------------------------------------------------------------
def test_an_appointment_is_confirmed_once_and_told_once():
    make.counter()
    booking = make.booked(AT, now=NOW)
    again = acts.confirm(
        holder=booking.holder, thing="cases.case:7", thing_code="X", person=acts.Person(), now=NOW
    )
    assert (again.pk, again.thing) == (booking.pk, booking.thing)
    letter = Message.objects.get()
    assert letter.template == "appointment_booked"
    assert unseal(booking.name_sealed) == "Gülşah Işık"
    assert "Gülşah".encode() not in bytes(booking.name_sealed)


def test_nothing_is_confirmed_that_nobody_holds():
    make.counter()
    with pytest.raises(acts.NotHeld):
        acts.confirm(
            holder="forms:x:when", thing="cases.case:7", thing_code="X", person=acts.Person(), now=NOW
        )


def test_it_is_moved_until_its_hour_and_the_calendar_counts_the_change():
    make.counter(change_hours=3)
    booking = make.booked(AT, now=NOW)
    moved = acts.move(
        booking_id=booking.pk, counter_code="white_desk", starts_at=LATER, now=AT - timedelta(hours=3)
    )
    assert (moved.sequence, taken(AT), taken(LATER)) == (1, 0, 1)
    with pytest.raises(acts.TooLate):
        acts.move(
            booking_id=booking.pk, counter_code="white_desk", starts_at=AT + timedelta(days=1),
            now=LATER - timedelta(hours=3) + MINUTE,
        )  # fmt: skip
    assert set(Message.objects.values_list("template", flat=True)) == {
        "appointment_booked",
        "appointment_moved",
    }


def test_a_full_time_leaves_the_old_one_booked():
    make.counter()
    make.booked(LATER, now=NOW)
    mine = make.booked(AT, now=NOW)
    with pytest.raises(TimeFull):
        acts.move(booking_id=mine.pk, counter_code="white_desk", starts_at=LATER, now=NOW)
    mine.refresh_from_db()
    assert (mine.time.starts_at, mine.sequence, taken(AT)) == (AT, 0, 1)


def test_called_off_by_the_citizen_its_place_is_free_and_it_does_not_come_back():
    make.counter()
    booking = make.booked(AT, now=NOW)
    acts.call_off(booking_id=booking.pk, now=NOW)
    assert taken() == 0
    for act in (acts.call_off, acts.move):
        more = {"counter_code": "white_desk", "starts_at": LATER} if act is acts.move else {}
        with pytest.raises(acts.NotBooked):
            act(booking_id=booking.pk, now=NOW, **more)


def test_the_office_closes_a_morning_everybody_hears_and_books_anew():
    counter = make.counter()
    manager = make.people.staff("manager", "help_desk")
    two = [make.booked(at, now=NOW, phone=f"+90532111223{n}") for n, at in enumerate((AT, LATER))]
    stays = make.booked(AT + timedelta(hours=2), now=NOW, phone="+905321112239")
    held = make.held(AT + timedelta(minutes=30), now=NOW, holder="forms:x:when")
    Message.objects.all().delete()
    nine, ten = (
        AT.replace(tzinfo=None).time().replace(hour=9),
        AT.replace(tzinfo=None).time().replace(hour=10),
    )
    off = close_day(
        counter=counter, on=AT.date(), from_clock=nine, until_clock=ten, reason="Kar", actor=manager, now=NOW
    )
    assert [one.pk for one in off] == [one.pk for one in two]
    assert not Booking.objects.filter(pk=held.pk).exists()
    stays.refresh_from_db()
    assert stays.state == "booked"
    letters = [unseal_body(one) for one in Message.objects.filter(template="appointment_closed")]
    assert len(letters) == 2
    assert all("Kar" in words and "24 Kasım 2026 Salı · 10:00" in words for words in letters)
    anew = acts.move(
        booking_id=two[0].pk,
        counter_code="white_desk",
        starts_at=AT + timedelta(hours=1),
        now=AT - 30 * MINUTE - timedelta(hours=2),
    )
    assert (anew.state, anew.sequence, miscounted()) == ("booked", 2, [])


def unseal_body(message):
    from meydan.base.notify.sealing import unseal as open_words

    return open_words(message.body_sealed)


def test_it_is_marked_on_its_day_and_whoever_was_missing_may_still_come():
    make.counter()
    clerk = make.people.staff("clerk", "help_desk")
    booking = make.booked(AT, now=NOW)
    with pytest.raises(acts.TooEarly):
        acts.mark(booking_id=booking.pk, came=True, actor=clerk, now=NOW)
    acts.mark(booking_id=booking.pk, came=False, actor=clerk, now=AT)
    assert acts.mark(booking_id=booking.pk, came=True, actor=clerk, now=AT).state == "came"
    with pytest.raises(acts.NotBooked):
        acts.mark(booking_id=booking.pk, came=False, actor=clerk, now=AT)


def test_who_missed_too_many_books_at_the_counter_alone():
    make.counter(places=9, most_missed=2)
    clerk = make.people.staff("clerk", "help_desk")
    for _twice in range(2):
        acts.mark(booking_id=make.booked(AT, now=NOW).pk, came=False, actor=clerk, now=AT)
    with pytest.raises(acts.MissedTooOften):
        make.booked(AT + timedelta(days=1), now=AT)
    assert make.booked(AT + timedelta(days=1), now=AT, by_staff=True).state == "booked"
    assert make.booked(AT + timedelta(days=1), now=AT, phone="").state == "booked"
    # After the days that the counter looks back it is forgotten.
    later = datetime(2027, 3, 2, 6, 0, tzinfo=UTC)
    assert make.booked(later, now=later - timedelta(days=1)).state == "booked"


# --- letters and forgetting --------------------------------------------------------------------
def test_everybody_who_comes_tomorrow_is_reminded_once():
    make.counter(places=3)
    make.booked(AT, now=NOW - timedelta(days=2))
    make.booked(AT, now=NOW - timedelta(days=2), phone="")
    make.booked(AT + timedelta(days=1), now=NOW)
    assert [remind_all(now=NOW) for _twice in range(2)] == [1, 0]
    assert Message.objects.filter(template="appointment_tomorrow").count() == 1


def test_names_and_phones_go_a_month_after_the_day_and_at_once_when_asked():
    make.counter(places=2)
    old, asked = make.booked(AT, now=NOW), make.booked(AT, now=NOW)
    assert forget_person(thing=asked.thing, now=NOW) == 1
    assert sweep_people(now=AT + timedelta(days=30)) == 0
    assert sweep_people(now=AT + timedelta(days=31)) == 1
    for one in (old, asked):
        one.refresh_from_db()
        assert (bytes(one.name_sealed), bytes(one.phone_sealed), one.phone_digest) == (b"", b"", "")


def test_a_missed_appointment_is_remembered_by_its_digest_for_a_year_and_no_longer():
    make.counter()
    clerk = make.people.staff("clerk", "help_desk")
    booking = acts.mark(booking_id=make.booked(AT, now=NOW).pk, came=False, actor=clerk, now=AT)
    sweep_people(now=AT + timedelta(days=31))
    booking.refresh_from_db()
    assert booking.phone_digest
    sweep_people(now=AT + timedelta(days=367))
    booking.refresh_from_db()
    assert not booking.phone_digest


# --- how busy ----------------------------------------------------------------------------------
def test_a_counter_says_what_is_left_today_and_which_time_is_next(django_assert_max_num_queries):
    counter = make.counter()
    make.booked(NOW + timedelta(hours=2), now=NOW - timedelta(days=1))
    with django_assert_max_num_queries(6):
        (busy,) = how_busy(now=NOW)
    # 10:00 is taken of the eight quarters from 10:00 to 12:00.
    assert busy.left_today == 7
    assert busy.next_free.opening.starts_at == NOW + timedelta(hours=2, minutes=15)
    DayChange.objects.create(counter=counter, on=NOW.date(), kind="closed")
    fresh = Counter.objects.get()
    assert next_free(fresh, now=NOW).opening.starts_at == AT


# --- never more than the places ----------------------------------------------------------------
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "book", "drop", "move", "off", "sweep"]),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(0, 25),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS, st.integers(1, 2))
def test_whatever_is_done_in_whatever_order_no_time_has_more_people_than_places(steps, places):
    Booking.objects.all().delete()
    TakenTime.objects.all().delete()
    Counter.objects.all().delete()
    make.counter(places=places)
    now = NOW
    for act, who, when, minutes in steps:
        now += minutes * MINUTE
        at, holder = AT + 15 * when * MINUTE, f"forms:{who}:when"
        with contextlib.suppress(
            TimeFull, TimeNotOffered, acts.NotHeld, acts.NotBooked, acts.TooLate, Booking.DoesNotExist
        ):
            _do(act, holder, at, now)
        assert not miscounted()
        assert all(row.taken <= places for row in TakenTime.objects.all())


def _do(act, holder, at, now):
    mine = Booking.objects.filter(holder=holder).first()
    match act:
        case "hold":
            make.held(at, now=now, holder=holder)
        case "book":
            thing = f"cases.case:{holder.split(':')[1]}"
            acts.confirm(holder=holder, thing=thing, thing_code=holder, person=acts.Person(), now=now)
        case "drop":
            drop_holds(stem=holder)
        case "sweep":
            release_expired(now=now)
        case "move" if mine:
            acts.move(booking_id=mine.pk, counter_code="white_desk", starts_at=at, now=now)
        case "off" if mine:
            acts.call_off(booking_id=mine.pk, now=now)


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("places", [1, 3])
def test_fifty_people_at_once_get_the_last_places_and_nobody_more(monkeypatch, tmp_path, places):
    make.counter(places=places)
    if connection.vendor == "sqlite":
        # In memory all threads would share one connection; a city's home is a file.
        connection.cursor().execute("VACUUM INTO %s", [str(tmp_path / "town.sqlite3")])
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "town.sqlite3"))

    def tried(number):
        try:
            hold_place(
                holder=f"forms:{number}:when",
                service="appointment",
                counter_code="white_desk",
                starts_at=AT,
                now=NOW,
            )
        except TimeFull:
            return "full"
        finally:
            connection.close()
        return "held"

    def counted(_number):
        try:
            return TakenTime.objects.get().taken, Booking.objects.count()
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as together:
        answers = list(together.map(tried, range(50)))
        assert list(together.map(counted, range(1))) == [(places, places)]
    assert (answers.count("held"), answers.count("full")) == (places, 50 - places)


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_people_who_change_places_with_each_other_at_once_do_not_lock_each_other_out(monkeypatch, tmp_path):
    make.counter(places=8)
    pairs = [make.booked(at, now=NOW, phone="") for at in (AT, LATER) for _four in range(4)]
    if connection.vendor == "sqlite":
        connection.cursor().execute("VACUUM INTO %s", [str(tmp_path / "town.sqlite3")])
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "town.sqlite3"))

    def swapped(booking):
        try:
            for at in (LATER, AT, LATER) if booking.time.starts_at == AT else (AT, LATER, AT):
                acts.move(booking_id=booking.pk, counter_code="white_desk", starts_at=at, now=NOW)
        finally:
            connection.close()

    def counted(_number):
        try:
            return sorted(TakenTime.objects.values_list("taken", flat=True)), miscounted()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as together:
        list(together.map(swapped, pairs))
        assert list(together.map(counted, range(1))) == [([4, 4], [])]
