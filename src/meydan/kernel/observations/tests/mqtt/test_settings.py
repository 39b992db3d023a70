"""What ``[mqtt]`` says, what others are told of it, and the files for the broker."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meydan.kernel.observations.models import Datastream, FeedPlace
from meydan.kernel.observations.mqtt import holding, settings, standing
from meydan.kernel.observations.mqtt.access_list import write_access_list
from meydan.kernel.observations.mqtt.settings import MqttSettings, MqttUnreadable, mqtt_settings
from meydan.kernel.observations.mqtt.telling import Teller
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import told

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OVER_MQTT = "http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates"


def say(monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    monkeypatch.setattr(settings, "settings_of", lambda connector: said)


def test_it_is_off_until_somebody_switches_it_on_and_then_others_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not mqtt_settings().enabled
    assert OVER_MQTT not in told("")["serverSettings"]["conformance"]
    say(monkeypatch, enabled=True, host="araci.example", tls=True, port=8883)
    found = told("")["serverSettings"]
    assert OVER_MQTT in found["conformance"]
    assert found[OVER_MQTT] == {"endpoints": ["mqtts://araci.example:8883"]}


def test_a_mistyped_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, enabled=True, port="1883")
    with pytest.raises(MqttUnreadable, match="port"):
        mqtt_settings()
    assert standing.mqtt_goes_on(NOW).state == "bad"


def test_the_doctor_misses_whoever_should_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, enabled=True)
    assert standing.mqtt_goes_on(NOW).state == "bad"
    assert holding.hold(holder="elsewhere:1:a", now=NOW)
    assert standing.mqtt_goes_on(NOW).state == "good"


def test_one_speaks_and_the_other_waits_until_it_is_over() -> None:
    assert holding.hold(holder="elsewhere:1:a", now=NOW)
    assert not holding.hold(holder="elsewhere:2:b", now=NOW)
    assert holding.hold(holder="elsewhere:2:b", now=NOW + holding.HELD_FOR + holding.HELD_FOR)
    assert not holding.note_place(holder="elsewhere:1:a", after=7)


def test_who_was_killed_on_this_machine_is_followed_at_once() -> None:
    mine = holding.new_holder()
    machine = mine.partition(":")[0]
    assert holding.hold(holder=f"{machine}:999999999:dead", now=NOW)
    assert holding.hold(holder=mine, now=NOW)
    assert FeedPlace.objects.get().holder == mine


def test_the_files_for_the_broker_let_in_whom_we_let_in(tmp_path: Path) -> None:
    mine = stream()
    key, secret = make_key(name="Köprü\nuser root", kind="device", datastreams=[mine], now=NOW)
    gone, _ = make_key(name="eski", kind="device", now=NOW)
    revoke_key(key_id=gone.pk, now=NOW)
    assert write_access_list(tmp_path, MqttSettings(user="meydan", password="uzun")) == (1, [])
    lines = dict(line.split(":", 1) for line in (tmp_path / "meydan.passwd").read_text().splitlines())
    assert set(lines) == {"meydan", key.prefix}
    _, seven, count, salt, digest = lines[key.prefix].split("$")
    made = hashlib.pbkdf2_hmac("sha512", secret.encode(), base64.b64decode(salt), int(count))
    assert (seven, base64.b64decode(digest)) == ("7", made)
    rules = (tmp_path / "meydan.acl").read_text()
    assert f"user {key.prefix}\ntopic read v1.1/#\ntopic write k/{key.prefix}/#" in rules
    assert "\nuser root" not in rules, "a name makes no rule"
    assert (tmp_path / "meydan.passwd").stat().st_mode & 0o077 == 0


def test_where_everything_is_published_a_device_reads_only_its_own(tmp_path: Path) -> None:
    mine = stream()
    make_key(name="x", kind="device", datastreams=[mine], now=NOW)
    write_access_list(tmp_path, MqttSettings(publish_all=True))
    rules = (tmp_path / "meydan.acl").read_text()
    assert "topic read v1.1/#" not in rules
    assert f"topic read v1.1/Datastreams({mine.pk})/#" in rules


def test_only_what_is_public_is_told_and_what_is_so_no_longer_is_taken_back() -> None:
    one, other = stream(), stream("pm10")
    Datastream.objects.filter(pk=other.pk).update(is_public=False)
    for row in (one, other):
        store(rows=[(row.pk, NOW, 5.0)], now=NOW, source="test")
    teller = Teller(MqttSettings())
    assert [message.topic for message in teller.newest()] == [f"v1.1/Datastreams({one.pk})/Observations"]
    assert len(list(Teller(MqttSettings(publish_all=True)).newest())) == 2
    assert list(teller.closed()) == []
    Datastream.objects.filter(pk=one.pk).update(is_public=False)
    assert [(m.topic, m.body, m.is_kept) for m in teller.closed()] == [
        (f"v1.1/Datastreams({one.pk})/Observations", b"", True)
    ]


def test_a_listed_topic_with_select_is_told_beside_the_whole() -> None:
    one = stream()
    topic = f"v1.1/Datastreams({one.pk})/Observations"
    teller = Teller(MqttSettings(topics=(f"{topic}?$select=result",)))
    from meydan.kernel.observations.stores import feed

    feed.listen("test", 0, 10**18)
    store(rows=[(one.pk, NOW, 5.5)], now=NOW, source="test")
    entry = feed.after(0, 10)[-1]
    found = {message.topic: message.body for message in teller.of(entry)}
    assert found[f"{topic}?$select=result"] == b'{"result":5.5}'
    assert b"phenomenonTime" in found[topic]
