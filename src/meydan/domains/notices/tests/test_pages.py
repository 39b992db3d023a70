"""What people and officers see of notices, in three languages."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import unit
from meydan.domains.notices.models import Notice
from meydan.domains.notices.operations import announce, write
from meydan.domains.notices.tests.factories import HOUR, draft, said
from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests.factories import service

pytestmark = pytest.mark.django_db


@pytest.fixture
def under_way(water_manager: Account) -> Notice:
    """Water is off now, for four more hours."""
    now = timezone.now()
    words = said(starts_at=now - HOUR, ends_at=now + 4 * HOUR)
    notice = write(service="water_cut", said=words, actor=water_manager, now=now - 2 * HOUR)
    announce(notice=notice, actor=water_manager, now=now - 2 * HOUR)
    return notice


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Neler duyuruldu?", "Karşıyaka&#x27;da su kesintisi", "Duyuruldu"]),
        ("fa", ["چه چیزی اعلام شده است؟", "قطع آب در کارشی‌یاکا", "اعلام شد"]),
        ("en", ["What is announced?", "Water off in Karşıyaka", "Announced"]),
    ],
)
def test_the_list_says_what_is_off_now(
    client: Client, under_way: Notice, language: str, words: list[str]
) -> None:
    page = client.get(reverse("notices:front"), {"lang": language}).content.decode()
    for one in words:
        assert one in page
    whole = client.get(reverse("notices:notice", args=[under_way.case.code]), {"lang": language})
    assert whole.status_code == 200


def test_a_draft_is_not_found_by_anybody_outside(client: Client, city: None) -> None:
    notice = draft()
    assert client.get(reverse("notices:notice", args=[notice.case.code])).status_code == 404
    assert notice.case.title not in client.get(reverse("notices:front")).content.decode()


def test_a_calendar_and_geojson_carry_the_same_hours(client: Client, under_way: Notice) -> None:
    event = icalendar.Calendar.from_ical(client.get(reverse("notices:calendar")).content).walk("VEVENT")[0]
    feature = client.get(reverse("notices:json")).json()["features"][0]
    assert event["dtstart"].dt.isoformat(timespec="seconds")[:19] == feature["properties"]["starts_at"][:19]
    assert feature["geometry"]["type"] == "Polygon"
    assert str(event["uid"]).startswith(under_way.case.code)


def test_a_report_that_was_not_needed_is_counted_once_a_visitor(client: Client, under_way: Notice) -> None:
    address = reverse("notices:spared", args=[under_way.case.code])
    client.post(address)
    client.post(address)
    Client().post(address)
    under_way.refresh_from_db()
    assert under_way.calls_saved == 2
    assert "2" in client.get(reverse("notices:notice", args=[under_way.case.code])).content.decode()


def test_an_officer_writes_one_in_persian_digits_and_a_manager_puts_it_out(
    client: Client, water_clerk: Account, water_manager: Account
) -> None:
    client.force_login(water_clerk)
    tomorrow = (timezone.localtime() + timedelta(days=1)).date()
    typed = {
        "starts_on": tomorrow.isoformat(), "starts_at": "۱۰:۳۰", "ends_on": tomorrow.isoformat(),
        "ends_at": "14.00", "lon": "39.48", "lat": "40.46", "radius_m": "250",
        "address": "Cumhuriyet Caddesi 41", "title_tr": "Su kesintisi", "text_tr": "Boru onarımı.",
    }  # fmt: skip
    answer = client.post(reverse("notices:new", args=["water_cut"]), typed)
    assert answer.status_code == 302, answer.content.decode()
    notice = Notice.objects.get()
    assert timezone.localtime(notice.starts_at).strftime("%H:%M") == "10:30"
    assert notice.place_words == "Cumhuriyet Caddesi 41"
    step = reverse("notices:step", args=[notice.case.code, "announce"])
    assert client.post(step).status_code == 409
    client.force_login(water_manager)
    stale = client.post(step, {"version": notice.case.version + 7})
    assert stale.status_code == 409
    assert client.post(step, {"version": notice.case.version}).status_code == 302
    assert Case.objects.get().state == "announced"
    changed = client.post(reverse("notices:edit", args=[notice.case.code]), {**typed, "ends_at": "16:00"})
    assert changed.status_code == 302
    notice.refresh_from_db()
    assert timezone.localtime(notice.ends_at).strftime("%H:%M") == "16:00"
    assert client.post(reverse("notices:step", args=[notice.case.code, "call-off"])).status_code == 422


def test_without_a_place_or_hours_the_form_says_what_to_do(client: Client, water_clerk: Account) -> None:
    client.force_login(water_clerk)
    answer = client.post(reverse("notices:new", args=["water_cut"]), {"lang": "en"}, QUERY_STRING="lang=en")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say where: tick neighbourhoods" in page
    backwards = {
        "starts_on": "2030-05-02", "ends_on": "2030-05-01", "title_tr": "x", "lon": "39.48", "lat": "40.46",
    }  # fmt: skip
    answer = client.post(reverse("notices:new", args=["water_cut"]), backwards, QUERY_STRING="lang=en")
    assert "It would end before it begins." in answer.content.decode()


def test_who_is_about_to_report_the_cut_reads_that_it_is_known(client: Client, under_way: Notice) -> None:
    service("water_fault", unit=unit("water"), kind="request")
    report = {
        "service": "water_fault", "description": "Su akmıyor.", "lon": "39.48", "lat": "40.46",
        "address": "Gazi Caddesi 3", "token": "bir",
    }  # fmt: skip
    page = client.post(f"{reverse('cases:report')}?lang=en", report).content.decode()
    assert "The city has announced this." in page
    assert reverse("notices:spared", args=[under_way.case.code]) in page
    assert Case.objects.filter(service__code="water_fault").count() == 0
    # Elsewhere nobody is stopped, and here who insists is heard.
    assert client.post(reverse("cases:report"), {**report, "lon": "39.60", "token": "iki"}).status_code == 302
    assert client.post(reverse("cases:report"), {**report, "fresh": "1"}).status_code == 302
    assert Case.objects.filter(service__code="water_fault").count() == 2
