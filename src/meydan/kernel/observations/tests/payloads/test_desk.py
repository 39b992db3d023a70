"""The quarantine and the mappings on the desk, as people see them in three languages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import PayloadMapping, QuarantinedRow
from meydan.kernel.observations.operations.payloads import take_payload
from meydan.kernel.observations.tests.payloads import examples
from meydan.kernel.observations.tests.payloads.examples import body
from meydan.kernel.observations.tests.payloads.test_taking import EUI, mapping, register, values

pytestmark = pytest.mark.django_db
LIST = "/desk/quarantine/"


@pytest.fixture
def row(db: None) -> QuarantinedRow:
    """An uplink of a device nobody registered."""
    now = timezone.now()
    up = {**examples.CHIRPSTACK_UP, "time": now.isoformat()}
    take_payload(mapping=mapping("air", examples.AIR), body=body(up), now=now, source="push:air:key:ab12")
    return QuarantinedRow.objects.get()


def page(client: Client, address: str, **said: str) -> str:
    return client.get(address, said, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Ne kaydedilemedi?", "kimsenin kaydetmediği bir cihazdan", "Seçilenleri al"]),
        ("fa", ["چه چیزی ذخیره نشد؟", "از دستگاهی که کسی ثبتش نکرده", "پذیرش برگزیده‌ها"]),
        ("en", ["What could not be stored?", "from a device nobody has registered", "Take in the chosen"]),
    ],
)
def test_what_waits_is_listed_with_its_reason(client, clerk, row, language, words):
    client.force_login(clerk)
    found = page(client, LIST, lang=language)
    assert [word for word in [*words, EUI] if word not in found] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Ne geldi", "Cihazı ve veri akışlarını kaydedin"]),
        ("fa", ["چه رسید", "دستگاه و جریان‌های دادهٔ آن را ثبت کنید"]),
        ("en", ["What came", "Register the device and its datastreams"]),
    ],
)
def test_one_row_shows_the_payload_and_what_to_do(client, clerk, row, language, words):
    client.force_login(clerk)
    found = page(client, reverse("observations:quarantined", args=[row.pk]), lang=language)
    assert [word for word in [*words, "karşıyaka-1", "push:air:key:ab12"] if word not in found] == []


def test_the_list_can_be_narrowed(client, clerk, row):
    client.force_login(clerk)
    assert EUI in page(client, LIST, reason="device_unknown", device="24E1")
    for said in ({"reason": "unreadable"}, {"device": "zz"}, {"datastream": "no2"}, {"since": "2999-01-01"}):
        assert EUI not in page(client, LIST, **said)
    assert EUI in page(client, LIST, since="not a day", reason="nothing")


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "1970-01-01"])
def test_no_day_of_any_calendar_breaks_the_list(client, clerk, row, since):
    client.force_login(clerk)
    assert client.get(LIST, {"since": since, "device": "\x00", "page": "9" * 40}).status_code == 200


@pytest.mark.parametrize("pk", ["9" * 40, "-1", "x", "٣"])
def test_rows_that_cannot_be_are_not_decided_about(client, clerk, row, pk):
    client.force_login(clerk)
    address = reverse("observations:decide_quarantine")
    assert client.post(address, {"action": "drop", "row": pk, "reason": "test"}).status_code == 302
    row.refresh_from_db()
    assert row.dropped_at is None


@pytest.mark.parametrize("action", ["replay", "replay_all"])
def test_a_registered_device_s_payload_is_taken_in_from_the_list(client, clerk, row, action):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    client.force_login(clerk)
    said = {"row": [row.pk]} if action == "replay" else {"query": "reason=device_unknown"}
    answer = client.post(reverse("observations:decide_quarantine"), {"action": action, **said}, follow=True)
    assert values(stream) == [30.8]
    assert EUI not in answer.content.decode()
    assert EUI in page(client, LIST, show="done")


def test_all_of_a_list_is_what_the_list_shows(client, clerk, row):
    client.force_login(clerk)
    said = {"action": "drop_all", "query": "reason=unreadable", "reason": "test"}
    client.post(reverse("observations:decide_quarantine"), said)
    row.refresh_from_db()
    assert row.dropped_at is None


def test_dropping_wants_a_reason(client, clerk, row):
    client.force_login(clerk)
    address = reverse("observations:decide_quarantine")
    client.post(address, {"action": "drop", "row": row.pk})
    row.refresh_from_db()
    assert row.dropped_at is None
    client.post(address, {"action": "drop", "row": row.pk, "reason": "another city's"})
    row.refresh_from_db()
    assert (row.drop_reason, row.dropped_by) == ("another city's", clerk)


def test_the_mayor_reads_and_does_not_decide(client, row):
    client.force_login(staff("mayor"))
    assert 'name="action"' not in page(client, LIST)
    assert client.post(reverse("observations:decide_quarantine"), {"action": "replay"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, row):
    assert client.get(LIST).status_code == 302


# --- mappings --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("tr", "Gelen iletiler nasıl okunur?"),
        ("fa", "پیام‌های رسیده چگونه خوانده می‌شوند؟"),
        ("en", "How are payloads read?"),
    ],
)
def test_mappings_are_listed_with_their_address(client, clerk, row, language, word):
    client.force_login(clerk)
    found = page(client, reverse("observations:payload_mappings"), lang=language)
    assert word in found
    assert "/ingest/air/" in found


def test_an_example_is_tried_and_nothing_is_stored(client, clerk, row):
    (stream, *_) = register(EUI, "air_temperature")
    client.force_login(clerk)
    said = {
        "action": "try",
        "text": examples.AIR,
        "example": body(examples.CHIRPSTACK_UP).decode(),
        "lang": "en",
    }
    address = reverse("observations:payload_mapping", args=["air"]) + "?lang=en"
    client.get(address, follow=True)
    found = client.post(reverse("observations:payload_mapping", args=["air"]), said).content.decode()
    assert "30.8 °C" in found
    assert "There is no such datastream yet." in found
    assert values(stream) == []


def test_a_manager_changes_a_mapping_and_a_clerk_does_not(client, clerk, row):
    address = reverse("observations:payload_mapping", args=["air"])
    said = {"action": "save", "text": examples.RIVER}
    client.force_login(clerk)
    assert client.post(address, said).status_code == 403
    client.force_login(staff("manager"))
    broken = client.post(address, {"action": "save", "text": "format = 5"})
    assert broken.status_code == 422
    assert client.post(address, said).status_code == 302
    found = PayloadMapping.objects.get()
    assert (found.text.strip(), found.is_active) == (examples.RIVER.strip(), False)


def test_a_manager_adds_a_mapping(client):
    client.force_login(staff("manager"))
    said = {"action": "save", "text": examples.AIR, "key": "station-7"}
    address = reverse("observations:new_payload_mapping")
    assert client.post(address, said).status_code == 302
    assert client.post(address, said).status_code == 422, "the name stands for another one"
    assert PayloadMapping.objects.get().key == "station-7"
