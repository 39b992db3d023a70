"""An appointment at a counter from the first page to the last, in both cities, without a script."""

import re
from datetime import timedelta
from html import unescape

import icalendar
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.appointments.jobs import release
from meydan.base.appointments.public import Booking, Counter
from meydan.base.forms.public import Draft
from meydan.base.jobs.public import run_due
from meydan.base.notify.public import Message
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.words import erase_personal_words

pytestmark = pytest.mark.django_db
MARK = re.compile(r'name="(?:when|time)" value="([^"]+)"')
PHONES = {"TR": "0532 123 45 67", "IR": "0914 123 4567"}


@pytest.fixture(params=["tr/gumushane", "ir/khoy"])
def city(request, pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = pack(request.param)
    call_command("load", verbosity=0)
    call_command("load", "--overlay", "demo", verbosity=0)
    return found


@pytest.fixture
def gumushane(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = pack("tr/gumushane")
    call_command("load", verbosity=0)
    call_command("load", "--overlay", "demo", verbosity=0)
    return found


def work_off():
    """Let what was announced be heard: the outbox first, then whoever hears."""
    for _twice in range(2):
        run_due(timezone.now() + timedelta(seconds=1), 50)


def begin(client):
    client.post(reverse("cases:apply", args=["appointment"]))
    return Draft.objects.order_by("-pk")[0]


def page(draft, code):
    return reverse("forms:page", args=[draft.key, code])


def marks(answer):
    return MARK.findall(unescape(answer.content.decode()))


def fill_in(client, draft, city, *, phone=True):
    """Choose the first time that is free, say who comes, and send."""
    first = marks(client.get(page(draft, "when")))[0]
    assert client.post(page(draft, "when"), {"when": first}).status_code == 302
    client.post(page(draft, "matter"), {"subject": "İmar durumu"})
    who = {"applicant_name": "Zeynep Kuşoğlu", "applicant_phone": PHONES[city.country] if phone else ""}
    assert client.post(page(draft, "contact"), who).status_code == 302
    checked = client.get(reverse("forms:check", args=[draft.key])).content.decode()
    assert "Zeynep Kuşoğlu" in checked
    return client.post(reverse("forms:send", args=[draft.key]), follow=True)


def test_a_citizen_books_moves_takes_it_along_and_calls_it_off(client, city):
    draft = begin(client)
    fill_in(client, draft, city)
    case = Case.objects.get()
    booking = Booking.objects.get()
    assert (booking.thing, booking.thing_code, booking.state) == (case.ref, case.code, "booked")
    # One letter, not two: it bears the time and the code.
    assert list(Message.objects.values_list("template", flat=True)) == ["appointment_booked"]

    followed = client.get(reverse("cases:followed", args=[case.code])).content.decode()
    assert reverse("cases:time_ics", args=[case.code]) in followed
    first = read_ics(client, case)
    assert first["DTSTART"].dt == booking.time.starts_at

    own = reverse("cases:own_time", args=[case.code])
    others = marks(client.get(own))
    assert client.post(own, {"act": "move", "time": others[-1]}).status_code == 302
    second = read_ics(client, case)
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["DTSTART"].dt != first["DTSTART"].dt

    assert client.post(own, {"act": "off"}).status_code == 302
    booking.refresh_from_db()
    assert booking.state == "called_off"
    assert read_ics(client, case)["STATUS"] == "CANCELLED"
    work_off()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("called_off", "withdrawn")
    assert client.post(own, {"act": "move", "time": others[0]}).status_code == 422
    assert booking.time.taken == 0


def read_ics(client, case):
    answer = client.get(reverse("cases:time_ics", args=[case.code]))
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]


def test_without_a_phone_nobody_is_written_to_and_everything_works(client, gumushane):
    fill_in(client, begin(client), gumushane, phone=False)
    assert Booking.objects.get().state == "booked"
    assert not Message.objects.exists()


def test_a_stranger_with_the_code_reads_no_time_and_changes_nothing(client, gumushane):
    fill_in(client, begin(client), gumushane)
    case, stranger = Case.objects.get(), Client()
    followed = stranger.get(reverse("cases:followed", args=[case.code])).content.decode()
    assert 'id="appointment"' not in followed
    for address in ("cases:time_ics", "cases:own_time"):
        assert stranger.get(reverse(address, args=[case.code])).status_code == 302
    stranger.post(reverse("cases:own_time", args=[case.code]), {"act": "off"})
    assert Booking.objects.get().state == "booked"


def test_if_the_time_went_meanwhile_the_form_stays_and_offers_the_next(client, gumushane):
    Counter.objects.all().update(most_missed=0)
    for counter in Counter.objects.all():
        counter.offerings.update(places=1)
    draft = begin(client)
    first = marks(client.get(page(draft, "when")))[0]
    client.post(page(draft, "when"), {"when": first})
    client.post(page(draft, "matter"), {"subject": "İmar durumu"})
    client.post(page(draft, "contact"), {"applicant_name": "Zeynep Kuşoğlu"})
    # It took so long that the place went to somebody else.
    Booking.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    rival = Client()
    rivals = begin(rival)
    assert rival.post(page(rivals, "when"), {"when": first}).status_code == 302
    answer = client.post(reverse("forms:send", args=[draft.key]))
    assert answer.status_code == 422
    assert not Case.objects.exists()
    said = unescape(answer.content.decode())
    assert "başkası aldı" in said
    assert "Zeynep Kuşoğlu" in said
    again = client.get(page(draft, "when"))
    assert first not in marks(again)
    assert client.post(page(draft, "when"), {"when": marks(again)[0]}).status_code == 302
    client.post(reverse("forms:send", args=[draft.key]))
    assert Case.objects.count() == 1


def test_a_form_put_aside_gets_its_hour_back_while_it_is_free(client, gumushane):
    draft = begin(client)
    first = marks(client.get(page(draft, "when")))[0]
    client.post(page(draft, "when"), {"when": first})
    client.post(page(draft, "contact"), {"applicant_name": "Zeynep Kuşoğlu"})
    call_off_holds()
    client.post(page(draft, "matter"), {"subject": ""})
    assert client.post(reverse("forms:send", args=[draft.key])).status_code == 302
    assert Booking.objects.get().state == "booked"


def call_off_holds():
    Booking.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    release(timezone.now())
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "sample_white_desk@20260101T0600Z",
        "sample_white_desk@29991230T0600Z",
        "sample_white_desk@20261230T0603Z",
        "nowhere@20261230T0600Z",
        "sample_white_desk",
        "'; DROP TABLE appointments_booking; --",
        "x" * 5000,
        "",
    ],
)
def test_a_tampered_time_is_refused_and_the_page_still_offers_times(client, gumushane, sent):
    draft = begin(client)
    answer = client.post(page(draft, "when"), {"when": sent})
    assert answer.status_code in (409, 422)
    assert marks(answer)
    assert not Booking.objects.exists()


def test_somebody_elses_hold_cannot_be_taken_by_their_mark_when_the_places_are_full(client, gumushane):
    for counter in Counter.objects.all():
        counter.offerings.update(places=1)
    draft, rival = begin(client), Client()
    first = marks(client.get(page(draft, "when")))[0]
    client.post(page(draft, "when"), {"when": first})
    assert rival.post(page(begin(rival), "when"), {"when": first}).status_code == 409


def test_the_officer_marks_who_came_and_the_case_follows(client, gumushane):
    fill_in(client, begin(client), gumushane)
    booking, case = Booking.objects.get(), Case.objects.get()
    booking.time.starts_at, booking.time.ends_at = timezone.now(), timezone.now() + timedelta(minutes=15)
    booking.time.save()
    desk = Client()
    desk.force_login(staff("clerk", booking.time.counter.unit.code))
    today = desk.get(reverse("appointments:day"))
    assert "Zeynep Kuşoğlu" in today.content.decode()
    for form in ("csv", "xlsx", "ics"):
        assert desk.get(reverse("appointments:sheet", args=[form])).status_code == 200
    desk.post(reverse("appointments:mark", args=[booking.pk]), {"came": "no"})
    work_off()
    case.refresh_from_db()
    assert case.state == "missed"
    desk.post(reverse("appointments:mark", args=[booking.pk]), {"came": "yes"})
    work_off()
    case.refresh_from_db()
    assert case.state == "at_counter"


def test_another_units_clerk_neither_sees_the_people_nor_marks_them(client, gumushane):
    fill_in(client, begin(client), gumushane)
    booking = Booking.objects.get()
    desk = Client()
    desk.force_login(staff("clerk", "parks"))
    on = timezone.localtime(booking.time.starts_at).date().isoformat()
    assert "Zeynep Kuşoğlu" not in desk.get(reverse("appointments:day") + f"?day={on}").content.decode()
    assert desk.get(reverse("appointments:one", args=[booking.pk])).status_code == 403
    assert desk.post(reverse("appointments:mark", args=[booking.pk]), {"came": "yes"}).status_code == 403


def test_the_office_calls_off_and_the_citizen_chooses_anew_on_the_follow_page(client, gumushane):
    fill_in(client, begin(client), gumushane)
    booking, case = Booking.objects.get(), Case.objects.get()
    desk = Client()
    desk.force_login(staff("manager", booking.time.counter.unit.code))
    desk.post(reverse("appointments:off", args=[booking.pk]), {"reason": "Sistem arızası"})
    booking.refresh_from_db()
    assert booking.state == "closed"
    followed = unescape(client.get(reverse("cases:followed", args=[case.code])).content.decode())
    assert "Sistem arızası" in followed
    own = reverse("cases:own_time", args=[case.code])
    assert client.post(own, {"act": "move", "time": marks(client.get(own))[0]}).status_code == 302
    booking.refresh_from_db()
    assert booking.state == "booked"
    work_off()
    case.refresh_from_db()
    assert not case.is_closed


def test_an_officer_books_for_somebody_on_the_telephone_up_to_the_last_minute(client, gumushane):
    client.force_login(staff("clerk", "help_desk"))
    client.post(reverse("cases:apply", args=["appointment"]), {"channel": "phone"})
    draft = Draft.objects.get()
    fill_in(client, draft, gumushane)
    assert Case.objects.get().source == "phone"


def test_erasing_the_person_of_a_case_erases_them_at_the_counter_too(client, gumushane):
    fill_in(client, begin(client), gumushane)
    erase_personal_words(case_id=Case.objects.get().pk, actor=None, now=timezone.now())
    booking = Booking.objects.get()
    assert (bytes(booking.name_sealed), bytes(booking.phone_sealed), booking.phone_digest) == (b"", b"", "")


def test_the_public_pages_say_how_busy_it_is(client, city):
    for address in (reverse("appointments:counters"), reverse("cases:service", args=["appointment"])):
        answer = client.get(address)
        assert answer.status_code == 200
        assert Counter.objects.first().names[city.default_language] in unescape(answer.content.decode())
