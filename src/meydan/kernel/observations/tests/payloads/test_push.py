"""The door for payloads over HTTP, as a gateway meets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meydan.kernel.observations.models import AccessKey, PayloadMapping, QuarantinedRow
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.payloads import push as door
from meydan.kernel.observations.payloads.pace import Pace
from meydan.kernel.observations.principals import forget_believed
from meydan.kernel.observations.tests.payloads import examples
from meydan.kernel.observations.tests.payloads.examples import body
from meydan.kernel.observations.tests.payloads.test_taking import EUI, mapping, register, values

pytestmark = pytest.mark.django_db
UP = "/ingest/air/"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_believed()
    monkeypatch.setattr(door, "pace", Pace())


@pytest.fixture
def gateway() -> Client:
    """A machine, which shows no cookie and no form token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def key(now) -> str:
    mapping("air", examples.AIR)
    return make_key(name="gateway", kind="service", now=now)[1]


def uplink(**changes: object) -> bytes:
    fresh_time = (timezone.now() - timedelta(minutes=1)).isoformat()
    return body({**examples.CHIRPSTACK_UP, "time": fresh_time, **changes})


def send(gateway: Client, key: str, content: bytes, address: str = UP, type_: str = "application/json"):
    return gateway.post(address, content, content_type=type_, headers={"X-API-Key": key})


def test_a_payload_with_a_key_is_taken_in(gateway, key):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    answer = send(gateway, key, uplink())
    assert (answer.status_code, answer.json()["stored"]) == (200, 3)
    assert values(stream) == [30.8]
    bearer = gateway.post(
        UP, uplink(), content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert (bearer.status_code, bearer.json()["known"]) == (200, 1)


def test_what_waits_in_quarantine_is_accepted_and_said(gateway, key):
    answer = send(gateway, key, uplink())
    assert answer.status_code == 202
    assert answer.json()["refused"] == {"device_unknown": 3}
    assert "quarantine" in answer.json()["message"]


def test_lines_are_payloads(gateway, key):
    register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    lines = uplink() + b"\n" + uplink(deduplicationId="second")
    answer = send(gateway, key, lines, type_="application/x-ndjson")
    assert (answer.status_code, answer.json()["payloads"]) == (200, 2)


@pytest.mark.parametrize("shown", ["", "mk_0000000000_no", "anything"])
def test_without_a_key_that_counts_nothing_is_taken(gateway, key, shown):
    answer = send(gateway, shown, uplink())
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not QuarantinedRow.objects.exists()


def test_a_revoked_key_is_over_at_once(gateway, key, now):
    revoke_key(key_id=AccessKey.objects.get().pk, now=now)
    assert send(gateway, key, uplink()).status_code == 401


def test_a_key_that_reads_does_not_write(gateway, key, now):
    _, reader = make_key(name="reader", kind="service", reach="read", now=now)
    assert send(gateway, reader, uplink()).status_code == 403


def test_a_device_key_writes_to_its_datastreams_alone(gateway, key, now):
    own, other, _ = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    _, device = make_key(name="device", kind="device", datastreams=[own], now=now)
    _, stranger = make_key(name="stranger", kind="device", now=now)
    refused = send(gateway, stranger, uplink())
    assert (refused.status_code, refused.json()["refused"]) == (403, {"not_allowed": 3})
    answer = send(gateway, device, uplink(deduplicationId="mine"))
    assert (answer.status_code, answer.json()["stored"]) == (200, 1)
    assert (values(own), values(other)) == ([30.8], [])


def test_no_cookie_opens_this_door(key):
    from meydan.base.people.tests.factories import staff

    browser = Client()
    browser.force_login(staff("administrator"))
    assert browser.post(UP, uplink(), content_type="application/json").status_code == 401


def test_a_body_that_is_no_json_is_told_so_and_kept(gateway, key):
    answer = send(gateway, key, b"t=21")
    assert (answer.status_code, answer.json()["refused"]) == (422, {"unreadable": 1})
    assert QuarantinedRow.objects.get().payload == "t=21"


def test_too_much_at_once_is_refused_before_it_is_read(gateway, key):
    answer = send(gateway, key, b" " * (10 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert send(gateway, key, b"1\n" * 10_001, type_="application/x-ndjson").status_code == 413


def test_an_unknown_mapping_is_not_found_and_a_broken_one_is_asked_for_later(gateway, key):
    assert send(gateway, key, uplink(), "/ingest/nothing/").status_code == 404
    PayloadMapping.objects.update(text="format = ")
    answer = send(gateway, key, uplink())
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert gateway.get(UP).status_code == 405


def test_a_sender_in_a_hurry_waits(gateway, key, monkeypatch):
    monkeypatch.setattr(door, "pace", Pace(most=2))
    register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    assert [send(gateway, key, uplink()).status_code for _ in range(3)] == [200, 200, 429]


def test_the_pace_counts_by_sender_and_minute():
    pace = Pace(most=1)
    assert [pace.wait_s("a", 0.0), pace.wait_s("b", 1.0), pace.wait_s("a", 59.0), pace.wait_s("a", 60.0)] == [
        0,
        0,
        1,
        0,
    ]


def test_the_words_are_in_the_language_of_the_city(key, pack):
    pack("tr/gumushane")
    answer = Client().post(UP, b"{}", content_type="application/json")
    assert "anahtar" in answer.json()["message"]
