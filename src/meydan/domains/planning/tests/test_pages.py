"""What people and the planning office see, in three languages."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.planning.models import Display, Objection
from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests.factories import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_now(displayed: Display) -> Display:
    """The display began yesterday and ends in a month, by the clock on the wall."""
    now = timezone.now()
    displayed.begins_at, displayed.until_at = now - timedelta(days=1), now + timedelta(days=29)
    displayed.save()
    return displayed


def typed(**changes: str) -> dict[str, str]:
    return {
        "parcel_block": "۱۱۲", "parcel_parcel": "4", "words": "Evim gölgede kalır.", "name": "Örnek Kişi",
        "phone": "0532 000 00 00", "token": "bir", "lon": "39.475", "lat": "40.455",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Hangi planlara itiraz edebilirim?", "Karşıyaka 112 ada"]),
        ("fa", ["به کدام طرح‌ها می‌توانم اعتراض کنم؟"]),
        ("en", ["Which plans can I object to?"]),
    ],
)
def test_the_list_says_what_hangs_out(
    client: Client, open_now: Display, language: str, words: list[str]
) -> None:
    page = client.get(reverse("planning:front"), {"lang": language}).content.decode()
    for one in words:
        assert one in page
    assert (
        client.get(reverse("planning:plan", args=[open_now.case.code]), {"lang": language}).status_code == 200
    )


def test_somebody_objects_is_answered_and_stays_unnamed(
    client: Client, open_now: Display, planner: Account
) -> None:
    address = reverse("planning:object", args=[open_now.case.code])
    assert "Ada" in client.get(address, {"lang": "tr"}).content.decode()
    sent = [client.post(address, typed()) for _twice in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    objection = Objection.objects.get()
    assert objection.parcel == {"block": "112", "parcel": "4"}
    client.force_login(planner)
    answer = reverse("planning:answer", args=[open_now.case.code, 1])
    assert "gölgede" in client.get(answer).content.decode()
    said = {"answer": "accept", "summary": "Gölge", "reasons": "=Yükseklik iner."}
    assert client.post(answer, {**said, "reasons": ""}).status_code == 422
    assert client.post(answer, said).status_code == 302
    stranger = Client()
    page = stranger.get(reverse("planning:plan", args=[open_now.case.code])).content.decode()
    assert "Yükseklik iner." in page
    assert "gölgede" not in page
    assert "Örnek Kişi" not in page
    table = stranger.get(reverse("planning:csv", args=[open_now.case.code])).content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(table)))
    assert (row["parcel"], row["answer"], row["reasons"]) == ("112/4", "accept", "'=Yükseklik iner.")


def test_a_missing_parcel_or_phone_is_named(client: Client, open_now: Display) -> None:
    address = reverse("planning:object", args=[open_now.case.code])
    answer = client.post(f"{address}?lang=en", typed(parcel_parcel="", phone=""))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "It stands on your title deed." in page
    assert "Write a phone, so that the answer reaches you." in page


def test_after_the_last_day_the_page_says_that_it_is_closed(client: Client, displayed: Display) -> None:
    displayed.begins_at = timezone.now() - timedelta(days=40)
    displayed.until_at = timezone.now() - timedelta(days=9)
    displayed.save()
    address = reverse("planning:object", args=[displayed.case.code])
    assert client.get(address).status_code == 410
    assert client.post(address, typed()).status_code == 410
    assert not Objection.objects.exists()


def test_the_office_hangs_a_plan_out_with_its_outline(
    client: Client, adopted: Case, planner: Account
) -> None:
    client.force_login(planner)
    address = reverse("planning:display", args=[adopted.code])
    outline = '{"type":"Polygon","coordinates":[[[39.47,40.45],[39.48,40.45],[39.48,40.46],[39.47,40.45]]]}'
    words = {"version": adopted.version, "text_tr": "Kat yüksekliği iner.", "outline": "{nonsense"}
    assert client.post(address, {**words, "plan": picture()}).status_code == 422
    good = client.post(address, {**words, "outline": outline, "plan": picture()})
    assert good.status_code == 302, good.content.decode()
    assert Display.objects.get().shape.area > 0
    assert client.get(reverse("planning:desk")).status_code == 200
    assert client.get(reverse("planning:one", args=[adopted.code])).status_code == 200


def test_who_may_not_decide_reads_the_objection_and_is_refused_when_deciding(
    client: Client, open_now: Display
) -> None:
    client.post(reverse("planning:object", args=[open_now.case.code]), typed())
    for role in ("clerk", "administrator"):
        client.force_login(staff(role, "planning"))
        address = reverse("planning:answer", args=[open_now.case.code, 1])
        page = client.get(address, {"lang": "en"}).content.decode()
        assert "A manager of the planning office decides it." in page
        assert client.post(address, {"answer": "accept", "summary": "x", "reasons": "y"}).status_code == 403
        assert client.get(reverse("planning:desk")).status_code == 200
    assert Objection.objects.get().answer == ""
