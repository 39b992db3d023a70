"""Recordings of payloads are played to the store, a real door and a real broker, and can be stopped."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.operations.keys import make_key
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.payloads.playing import between, play
from meydan.kernel.observations.payloads.recordings import RecordingUnreadable, read_recording
from meydan.kernel.observations.payloads.senders import NotSent, ToMqtt
from meydan.kernel.observations.tests.payloads import examples
from meydan.kernel.observations.tests.payloads.test_taking import EUI, mapping, register, values


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield


def recording(folder: Path, moments: list[datetime], name: str = "air.ndjson") -> Path:
    """Uplinks of one device, a degree apart."""
    lines = []
    for n, at in enumerate(moments):
        up = {
            **examples.CHIRPSTACK_UP,
            "deduplicationId": f"d{n}",
            "time": at.isoformat(),
            "object": {"temperature": n},
        }
        lines.append(json.dumps({"received_at": at.isoformat(), "topic": f"up/{n}", "payload": up}))
    path = folder / name
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.fixture
def moments() -> list[datetime]:
    begin = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    return [begin + timedelta(minutes=n) for n in range(5)]


def replay(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("replay", str(path), *options, stdout=out, no_color=True)
    return out.getvalue()


# --- the file --------------------------------------------------------------------------------
def test_a_recording_is_read_in_the_order_in_which_it_came(tmp_path, moments):
    path = recording(tmp_path, list(reversed(moments)), "air.ndjson.gz")
    assert [one.topic for one in read_recording(path)] == [f"up/{n}" for n in (4, 3, 2, 1, 0)]


def test_a_sheet_of_payloads_is_read_too(tmp_path):
    path = tmp_path / "air.csv"
    path.write_text('received_at,topic,payload\n1795420800,a,"{""t"": 1}"\n2026-01-23T08:00:00Z,b,not json\n')
    assert [(one.topic, one.body) for one in read_recording(path)] == [("b", b"not json"), ("a", b'{"t": 1}')]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"payload": 1}\n', "line 1: received_at and payload are needed"),
        ('\n{"received_at": "soon", "payload": 1}\n', 'line 2: "soon" is no moment'),
        ("[1]\n", "line 1: this is no JSON table"),
    ],
)
def test_a_fault_in_a_recording_is_named_with_its_line(tmp_path, text, words):
    path = tmp_path / "air.ndjson"
    path.write_text(text)
    with pytest.raises(RecordingUnreadable, match=words):
        read_recording(path)


def test_no_file_is_told(tmp_path):
    with pytest.raises(RecordingUnreadable, match="no such file"):
        read_recording(tmp_path / "nothing.ndjson")


# --- the pace --------------------------------------------------------------------------------
class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.sent = 0.0, []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def send(self, one) -> PayloadReport:
        self.sent.append((round(self.now, 6), one.topic))
        return PayloadReport(stored=1)

    def close(self) -> None:
        self.sent.append("closed")


@pytest.mark.parametrize(("speed", "due"), [(1.0, [0, 60, 120]), (60.0, [0, 1, 2]), (0.0, [0, 0, 0])])
def test_payloads_come_at_the_pace_of_the_past_or_faster(tmp_path, moments, speed, due):
    clock = Clock()
    found = read_recording(recording(tmp_path, moments[:3]))
    played = play(found, clock, speed=speed, clock=lambda: clock.now, sleep=clock.sleep)
    assert clock.sent == [*((at, f"up/{n}") for n, at in enumerate(due)), "closed"]
    assert (played.count, played.report.stored, played.was_stopped) == (3, 3, False)


def test_a_recording_can_be_played_over_and_over(tmp_path, moments):
    clock = Clock()
    found = read_recording(recording(tmp_path, moments[:2]))
    play(found, clock, speed=60.0, passes=3, clock=lambda: clock.now, sleep=clock.sleep)
    assert [entry[1] for entry in clock.sent[:-1]] == ["up/0", "up/1"] * 3


def test_it_can_be_stopped_between_two_payloads_and_says_where(tmp_path, moments):
    clock = Clock()

    def sleep(seconds: float) -> None:
        if seconds:
            raise KeyboardInterrupt

    found = read_recording(recording(tmp_path, moments))
    played = play(found, clock, speed=1.0, passes=0, clock=lambda: clock.now, sleep=sleep)
    assert (played.count, played.was_stopped, played.last_us) == (1, True, found[0].received_us)
    assert clock.sent[-1] == "closed"


def test_a_part_is_what_came_from_a_moment_until_before_another(tmp_path, moments):
    found = read_recording(recording(tmp_path, moments))
    part = between(found, found[1].received_us, found[3].received_us)
    assert [one.topic for one in part] == ["up/1", "up/2"]


# --- where to --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_played_twice_into_the_store_it_is_stored_once(tmp_path, moments):
    (stream,) = register(EUI, "air_temperature")
    path = recording(tmp_path, moments)
    mapping("air", examples.AIR)
    assert "Played 5 payloads: 5 values stored" in replay(path, "--payloads", "air", "--at-once")
    assert "0 known before, 5 payloads known before" in replay(path, "--payloads", "air", "--at-once")
    assert values(stream) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_a_part_of_it_is_played_by_the_clock_of_the_city(tmp_path, moments, settings):
    (stream,) = register(EUI, "air_temperature")
    mapping("air", examples.AIR)
    local = [at.astimezone(settings.CITY_ZONE).replace(tzinfo=None).isoformat() for at in moments]
    replay(
        recording(tmp_path, moments),
        "--payloads",
        "air",
        "--at-once",
        "--from",
        local[1],
        "--until",
        local[3],
    )
    assert values(stream) == [1, 2]


@pytest.mark.django_db
def test_a_payload_without_a_time_counts_from_the_recorded_receipt(tmp_path, moments):
    (stream,) = register("a", "no2")
    mapping("plain", 'device = ["d"]\n[[field]]\npath = "v"\nkey = "{device}-no2"\nunit = "µg/m³"')
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps({"received_at": moments[0].timestamp(), "payload": {"d": "a", "v": 7}}))
    for _ in range(2):
        replay(path, "--payloads", "plain", "--at-once")
    assert values(stream) == [7]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--payloads", "nothing", "--at-once"], "There is no mapping nothing"),
        (["--to", "http", "--at-once"], "Say where to"),
        (["--payloads", "air"], "Say how fast"),
    ],
)
def test_what_is_missing_is_said(tmp_path, moments, options, words):
    mapping("air", examples.AIR)
    with pytest.raises(CommandError, match=words):
        replay(recording(tmp_path, moments), *options)


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_it_goes_through_a_real_door(tmp_path, moments, live_server, monkeypatch):
    register(EUI, "air_temperature")
    mapping("air", examples.AIR)
    _, key = make_key(name="replay", kind="service", now=timezone.now())
    to = ["--to", "http", "--at-once", "--url", f"{live_server.url}/ingest/air/"]
    with pytest.raises(CommandError, match="HTTP 401"):
        replay(recording(tmp_path, moments), *to)
    monkeypatch.setenv("MEYDAN_REPLAY_KEY", key)
    assert "5 values stored" in replay(recording(tmp_path, moments), *to)
    assert "5 payloads known before" in replay(recording(tmp_path, moments), *to)
    assert not QuarantinedRow.objects.exists()


@pytest.fixture
def broker() -> Iterator[int]:
    """A real mosquitto, for this test alone."""
    program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    if not Path(program).exists():
        pytest.skip("mosquitto is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [program, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait(10)


@pytest.mark.alone
def test_it_goes_to_a_real_broker(tmp_path, moments, broker):
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    heard: list[tuple[str, bytes]] = []
    ready: list[bool] = []
    listener = Client(CallbackAPIVersion.VERSION2)
    listener.on_message = lambda _c, _u, message: heard.append((message.topic, message.payload))
    listener.on_subscribe = lambda *_: ready.append(True)
    listener.connect("127.0.0.1", broker)
    listener.subscribe("#", qos=1)
    listener.loop_start()
    deadline = time.monotonic() + 10
    while not ready and time.monotonic() < deadline:
        time.sleep(0.02)
    out = replay(
        recording(tmp_path, moments), "--to", "mqtt", "--at-once", "--url", f"mqtt://127.0.0.1:{broker}"
    )
    while len(heard) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    listener.disconnect()
    listener.loop_stop()
    assert "Played 5 payloads" in out
    assert [topic for topic, _ in heard] == [f"up/{n}" for n in range(5)]
    assert json.loads(heard[4][1])["object"] == {"temperature": 4}


def test_a_broker_that_is_not_there_is_said():
    with pytest.raises(NotSent, match=r"127\.0\.0\.1:1"):
        ToMqtt("127.0.0.1", 1, "x")
