"""What comes over MQTT is taken in by the rules of the HTTP door, once, and what cannot be is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.utils import OperationalError

from meydan.kernel.observations import principals
from meydan.kernel.observations.models import PayloadMapping, QuarantinedRow
from meydan.kernel.observations.mqtt import arriving
from meydan.kernel.observations.mqtt.arriving import take
from meydan.kernel.observations.mqtt.messages import Message
from meydan.kernel.observations.mqtt.settings import MqttSettings
from meydan.kernel.observations.mqtt.topics import address_of, filter_of
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.operations.quarantine import replay_rows
from meydan.kernel.observations.queries import series
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import values

pytestmark = [pytest.mark.django_db, pytest.mark.store]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = "2026-11-23T08:00:00Z"
TRUSTED = MqttSettings(broker_checks_keys=True)


@pytest.fixture(autouse=True)
def _anew(settings: Any) -> None:
    settings.MEYDAN_OPEN_SENSORTHINGS = True
    principals.forget_believed()


def message(topic: str, body: Any, **more: Any) -> Message:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"v1.1/{topic}" if topic[:2] != "k/" else topic, sent, 1, **{"number": 1, **more})


def stored(pk: int) -> list[float]:
    day = series(pk, datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
    return [float(value) for value in day.value]


def test_observations_of_many_messages_are_stored_and_a_repeat_is_one() -> None:
    one = stream()
    sent = [
        message(
            f"Datastreams({one.pk})/Observations", {"result": n, "phenomenonTime": f"2026-11-23T08:0{n}:00Z"}
        )
        for n in (1, 2, 2)
    ]
    assert take(sent, MqttSettings(), NOW) == [True] * 3
    assert stored(one.pk) == [1.0, 2.0]


def test_everything_http_takes_is_taken() -> None:
    one = stream()
    body = {
        "result": 4,
        "phenomenonTime": AT,
        "parameters": {"kalite": "iyi"},
        "Datastream": {"@iot.id": one.pk},
    }
    take([message("Observations", body)], MqttSettings(), NOW)
    assert [row["parameters"] for row in values("Observations")] == [{"kalite": "iyi"}]


def bulk(pk: int, rows: list[list[Any]]) -> dict[str, Any]:
    return {"Datastream": {"@iot.id": pk}, "components": ["phenomenonTime", "result"], "dataArray": rows}


def test_many_observations_come_in_one_message_and_what_is_wrong_in_it_is_kept() -> None:
    one, other = stream(), stream("pm10")
    body = [bulk(one.pk, [[AT, 1], ["dün", 2], [AT.replace("8", "7"), 9e9]]), bulk(other.pk, [[AT, 3]])]
    assert take([message("CreateObservations", body)], MqttSettings(), NOW) == [True]
    assert (stored(one.pk), stored(other.pk)) == ([1.0], [3.0])
    kept = sorted((row.reason, row.detail[:38]) for row in QuarantinedRow.objects.all())
    assert kept == [("out_of_range", ""), ("unreadable", "1 of 4 rows were not stored. The first")]


def test_a_device_puts_nothing_into_anothers_datastream_with_many_at_once(settings: Any) -> None:
    settings.MEYDAN_OPEN_SENSORTHINGS = False
    mine, other = stream(), stream("pm10")
    key, _ = make_key(name="A-18", kind="device", datastreams=[mine], now=NOW)
    body = [bulk(mine.pk, [[AT, 1]]), bulk(other.pk, [[AT, 2]])]
    take([message(f"k/{key.prefix}/v1.1/CreateObservations", body)], TRUSTED, NOW)
    assert (stored(mine.pk), stored(other.pk)) == ([1.0], [])
    assert not QuarantinedRow.objects.exists()


def test_a_message_without_a_time_sent_again_by_the_broker_is_not_a_second_observation() -> None:
    one = stream()
    sent = message(f"Datastreams({one.pk})/Observations", {"result": 5})
    take([sent], MqttSettings(), NOW)
    later = NOW.replace(minute=5)
    again = message(f"Datastreams({one.pk})/Observations", {"result": 5}, is_again=True)
    take([again], MqttSettings(), later)
    assert stored(one.pk) == [5.0]
    take([sent], MqttSettings(), later)
    assert stored(one.pk) == [5.0, 5.0], "the same value sent anew is one more"


def test_what_cannot_be_read_is_kept_with_its_reason_and_the_others_are_stored() -> None:
    one = stream()
    good = message(f"Datastreams({one.pk})/Observations", {"result": 1, "phenomenonTime": AT})
    sent = [
        message(f"Datastreams({one.pk})/Observations", b"{broken"), good,
        message("Datastreams(999999)/Observations", {"result": 1, "phenomenonTime": AT}),
        message("Things(1)", {"name": "x"}),
        message(f"Datastreams({one.pk})/Observations", {"result": 9e9, "phenomenonTime": AT}),
    ]  # fmt: skip
    assert take(sent, MqttSettings(), NOW) == [True] * 5
    assert stored(one.pk) == [1.0]
    kept = {(row.reason, row.payload, row.value) for row in QuarantinedRow.objects.all()}
    assert ("unreadable", "{broken", "") in kept
    assert ("out_of_range", "", "9000000000.0") in kept
    assert sorted(reason for reason, _, _ in kept) == [
        "out_of_range",
        "stream_unknown",
        "stream_unknown",
        "unreadable",
    ]


def test_a_device_writes_to_what_its_key_is_bound_to_and_nowhere_else(settings: Any) -> None:
    settings.MEYDAN_OPEN_SENSORTHINGS = False
    mine, other = stream(), stream("pm10")
    key, secret = make_key(name="A-17", kind="device", datastreams=[mine], now=NOW)
    body = {"result": 3, "phenomenonTime": AT}

    def sent(pk: int, prefix: str = key.prefix, **more: Any) -> None:
        take([message(f"k/{prefix}/v1.1/Datastreams({pk})/Observations", body, **more)], TRUSTED, NOW)

    sent(mine.pk)
    sent(other.pk)
    sent(mine.pk, prefix="abcdef")
    take([message(f"Datastreams({other.pk})/Observations", body)], TRUSTED, NOW)
    assert (stored(mine.pk), stored(other.pk)) == ([3.0], [])
    assert not QuarantinedRow.objects.exists(), "whoever may not write fills no disk either"
    assert secret


def test_where_the_broker_does_not_check_keys_the_secret_is_asked_for(settings: Any) -> None:
    settings.MEYDAN_OPEN_SENSORTHINGS = False
    mine = stream()
    key, secret = make_key(name="A-17", kind="device", datastreams=[mine], now=NOW)
    topic = f"k/{key.prefix}/v1.1/Datastreams({mine.pk})/Observations"
    body = {"result": 3, "phenomenonTime": AT}
    for given in ("", "mk_0123456789_wrong"):
        take([message(topic, body, secret=given)], MqttSettings(), NOW)
    assert stored(mine.pk) == []
    take([message(topic, body, secret=secret)], MqttSettings(), NOW)
    assert stored(mine.pk) == [3.0]
    revoke_key(key_id=key.pk, now=NOW)
    take([message(topic, {**body, "result": 4}, secret=secret)], MqttSettings(), NOW)
    assert stored(mine.pk) == [3.0]


def test_what_the_database_could_not_take_stays_with_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    one = stream()

    def busy(parts: Any, now: datetime) -> list[Any]:
        return [OperationalError("database is locked")] * len(parts)

    monkeypatch.setattr(arriving, "take_together", busy)
    sent = [
        message(f"Datastreams({one.pk})/Observations", {"result": n, "phenomenonTime": AT}) for n in (1, 2)
    ]
    assert take(sent, MqttSettings(), NOW) == [False, False]


def test_one_that_breaks_its_reading_is_kept_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    one = stream()
    whole = arriving.Turn._long_way

    def breaking(self: Any, *given: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(arriving.Turn, "_long_way", breaking)
    sent = [
        message(f"Datastreams({one.pk})/Observations", {"result": 1, "phenomenonTime": AT}),
        message("Observations", {"result": 1, "parameters": {}}),
    ]
    assert take(sent, MqttSettings(), NOW) == [True, True]
    assert stored(one.pk) == [1.0]
    assert QuarantinedRow.objects.get().detail == "ZeroDivisionError"
    assert whole is not breaking


def test_a_message_in_quarantine_is_offered_again_when_its_datastream_is_there() -> None:
    one = stream()
    sent = message("Observations", {"result": 1, "phenomenonTime": AT, "Datastream": {"@iot.id": one.pk + 1}})
    take([sent], MqttSettings(), NOW)
    row = QuarantinedRow.objects.get()
    assert replay_rows(row_ids=[row.pk], now=NOW).refused == 1
    again = QuarantinedRow.objects.get(replayed_at__isnull=True)
    later = stream("pm10")
    assert later.pk == one.pk + 1
    assert replay_rows(row_ids=[again.pk], now=NOW).stored == 1
    assert stored(later.pk) == [1.0]


def test_a_payload_of_a_device_is_read_by_the_mapping_of_its_topic(settings: Any) -> None:
    one = stream(key="a17-pm2_5")
    text = """
    format = "plain"
    topic = "sites/{device}/up"
    [time]
    paths = ["at"]
    [[field]]
    path = "pm"
    key = "{device}-pm2_5"
    unit = "same"
    """
    PayloadMapping.objects.create(key="sites", text=text, changed_at=NOW)
    body = json.dumps({"at": AT, "pm": 7}).encode()
    take([Message("sites/A17/up", body, 1, 1)], MqttSettings(), NOW)
    assert stored(one.pk) == [7.0]
    key, _ = make_key(name="x", kind="device", datastreams=[stream("pm10")], now=NOW)
    other = json.dumps({"at": "2026-11-23T08:30:00Z", "pm": 8}).encode()
    take([Message(f"k/{key.prefix}/sites/A17/up", other, 1, 2)], TRUSTED, NOW)
    assert stored(one.pk) == [7.0], "a key writes to its own datastreams alone, whatever the topic"


def test_topics_are_taken_apart() -> None:
    assert address_of("k/0a1b2c3d4e/v1.1/Observations").path == "Observations"
    assert address_of("k/0a1b2c3d4e/sites/7/up").rest == "sites/7/up"
    assert address_of("k/NOT-A-KEY/v1.1/Observations").prefix == ""
    assert filter_of("sites/{site}/{device}/up") == "sites/+/+/up"
