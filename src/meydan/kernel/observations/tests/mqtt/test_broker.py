"""The whole way through a real broker: in, stored, told, and nothing lost or doubled whatever is killed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools import browsing

from meydan.kernel.observations.tests.live.served import a_stream, copy_of, empty_home, observe
from meydan.kernel.observations.tests.mqtt.broker import MOSQUITTO, Broker, Speaker, until

pytestmark = [
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.skipif(MOSQUITTO is None, reason="no mosquitto (apt install mosquitto)"),
]
__all__ = ["empty_home"]
SETTINGS = """[mqtt]
enabled = true
port = {port}
user = "meydan"
password = "uzun-parola"
broker_checks_keys = {checks}
"""
MAKE_KEYS = """import django; django.setup()
from django.utils import timezone
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.operations.keys import make_key
mine = Datastream.objects.filter(pk=%d)
for name in "ab":
    print(make_key(name=name, kind="device", datastreams=mine, now=timezone.now())[1])
"""
# Ends our process after the commit, in the place of the confirmation.
KILLED = (
    "import os, signal\n"
    "from meydan.kernel.observations.mqtt import bridge\n"
    "from meydan.kernel.observations.mqtt.wire import Wire\n"
    "Wire.forget = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
    "from django.core.management import call_command\n"
    "call_command('mqtt')\n"
)


@dataclass
class Square:
    """A served home, its broker and the process between them."""

    base: str
    home: Path
    broker: Broker
    speaker: Speaker

    def rows(self, sql: str, *given: object) -> list[tuple[object, ...]]:
        with sqlite3.connect(
            f"file:{self.home / 'meydan.sqlite3'}?mode=ro", uri=True, timeout=20
        ) as database:
            found = list(database.execute(sql, given))
        database.close()
        return found

    def values(self, stream: int) -> list[float]:
        rows = self.rows("SELECT value FROM observations_value WHERE datastream_id = ? ORDER BY slot", stream)
        return [float(str(row[0])) for row in rows]


@pytest.fixture(scope="module")
def square(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Square]:
    folder = tmp_path_factory.mktemp("mqtt")
    home = copy_of(empty_home, folder)
    broker = Broker(folder)
    broker.start()
    with browsing.served(home, browsing.free_port()) as base:
        # The worker has begun without it: the process of the tests speaks alone.
        (home / "connectors.toml").write_text(SETTINGS.format(port=broker.port, checks="false"))
        speaker = Speaker(home)
        speaker.start()
        try:
            yield Square(base, home, broker, speaker)
        finally:
            speaker.stop()
            broker.stop()


def speaks(square: Square) -> None:
    """Wait until what is published now is heard."""
    probe = a_stream(square.base)
    topic = f"v1.1/Datastreams({probe})/Observations"

    def is_heard() -> bool:
        square.broker.publish(topic, {"result": 1, "phenomenonTime": "2026-11-20T10:00:00Z"})
        time.sleep(0.1)
        return bool(square.values(probe))

    until(is_heard, within_s=60)


def test_an_observation_goes_in_and_comes_out_complete(square: Square) -> None:
    speaks(square)
    stream = a_stream(square.base)
    with square.broker.heard("v1.1/Observations") as seen:
        square.broker.publish(
            f"v1.1/Datastreams({stream})/Observations",
            {"result": 12.5, "phenomenonTime": "2026-11-20T10:00:00Z"},
        )
        until(lambda: seen)
    topic, body, _ = seen[0]
    assert topic == "v1.1/Observations"
    assert (body["result"], body["phenomenonTime"]) == (12.5, "2026-11-20T10:00:00Z")
    assert body["@iot.id"].startswith(f"{stream}_")
    assert square.values(stream) == [12.5]


def test_whoever_comes_late_gets_the_newest_at_once(square: Square) -> None:
    stream = a_stream(square.base)
    topic = f"v1.1/Datastreams({stream})/Observations"
    with square.broker.heard(topic) as seen:
        observe(square.base, stream, 2.0, "2026-11-20T11:00:00Z")
        observe(square.base, stream, 1.0, "2026-11-20T10:00:00Z")
        until(lambda: len(seen) == 2)
    with square.broker.heard(topic) as late:
        until(lambda: late)
        time.sleep(0.2)
    assert [(body["result"], is_kept) for _, body, is_kept in late] == [(2.0, True)]


def test_with_a_datastream_its_kept_observation_goes(square: Square) -> None:
    import urllib.request

    stream = a_stream(square.base)
    topic = f"v1.1/Datastreams({stream})/Observations"
    with square.broker.heard("v1.1/#") as seen:
        observe(square.base, stream, 2.0, "2026-11-20T11:00:00Z")
        until(lambda: any(one[0] == topic for one in seen))
        gone = urllib.request.Request(f"{square.base}/sta/v1.1/Datastreams({stream})", method="DELETE")
        urllib.request.urlopen(gone, timeout=20).close()
        until(lambda: any(one[0] == topic and one[1] is None for one in seen))
    with square.broker.heard(topic) as late:
        time.sleep(0.3)
    assert late == []


def test_new_and_changed_things_are_told(square: Square) -> None:
    speaks(square)
    with square.broker.heard("v1.1/#") as seen:
        a_stream(square.base)

        def told(pattern: str) -> bool:
            return any(re.fullmatch(pattern, topic) for topic, _, _ in list(seen))

        # Each comes when it comes: the sets in which it stands are told after the thing itself.
        for pattern in (
            r"v1\.1/Datastreams", r"v1\.1/Things", r"v1\.1/Things\(\d+\)",
            r"v1\.1/Things\(\d+\)/Datastreams", r"v1\.1/Sensors\(\d+\)/Datastreams",
        ):  # fmt: skip
            until(lambda pattern=pattern: told(pattern))


def test_killed_between_the_commit_and_its_confirmation_nothing_is_lost_or_doubled(square: Square) -> None:
    stream = a_stream(square.base)
    topic = f"v1.1/Datastreams({stream})/Observations"
    square.speaker.stop()
    child = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{KILLED}"],
        env={
            **os.environ,
            "MEYDAN_HOME": str(square.home),
            "DJANGO_SETTINGS_MODULE": "meydan.config.settings",
        },
    )
    # One with a time, one without: each would be doubled in a way of its own.
    square.broker.publish(topic, {"result": 1, "phenomenonTime": "2026-11-20T10:00:00Z"})
    square.broker.publish(topic, {"result": 2})
    assert child.wait(timeout=60) == -9
    assert square.values(stream), "it was killed before anything was stored"
    square.speaker.start()
    square.broker.publish(topic, {"result": 3, "phenomenonTime": "2026-11-20T12:00:00Z"})
    until(lambda: 3.0 in square.values(stream), within_s=60)
    time.sleep(0.5)
    assert sorted(square.values(stream)) == [1.0, 2.0, 3.0]


def test_a_broker_that_restarts_costs_nothing(square: Square) -> None:
    stream = a_stream(square.base)
    topic = f"v1.1/Datastreams({stream})/Observations"
    for n in range(20):
        square.broker.publish(topic, {"result": n, "phenomenonTime": f"2026-11-20T10:{n:02}:00Z"})
        if n == 10:
            square.broker.stop()
            observe(square.base, stream, 500.0, "2026-11-20T13:00:00Z")
            square.broker.start()
    until(lambda: len(square.values(stream)) == 21, within_s=60)
    with square.broker.heard(topic) as late:
        until(lambda: any(body["result"] == 500.0 for _, body, _ in late), within_s=60)
    assert square.values(stream) == [*map(float, range(20)), 500.0]


def test_what_cannot_be_read_lies_in_quarantine(square: Square) -> None:
    square.broker.publish("v1.1/Observations", b"{broken")
    until(lambda: square.rows("SELECT 1 FROM observations_quarantinedrow WHERE payload = ?", "{broken"))


def test_with_our_access_list_a_device_writes_only_as_itself(
    square: Square, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stream, other = a_stream(square.base), a_stream(square.base)
    square.speaker.stop()
    made = subprocess.run(
        [sys.executable, "-c", MAKE_KEYS % stream],
        env={**os.environ, "MEYDAN_HOME": str(square.home), "DJANGO_SETTINGS_MODULE": "meydan.config.settings"},
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    first, second = (secret.split("_")[1] for secret in made)
    browsing.meydan(square.home, "mqtt", "--write-acl", str(tmp_path))
    strict = Broker(
        tmp_path,
        f"allow_anonymous true\npassword_file {tmp_path}/meydan.passwd\nacl_file {tmp_path}/meydan.acl\n",
    )
    strict.start()
    request.addfinalizer(strict.stop)
    (square.home / "connectors.toml").write_text(SETTINGS.format(port=strict.port, checks="true"))
    square.speaker.start()
    login = {"user": first, "password": made[0]}

    def is_stored() -> bool:
        strict.publish(
            f"k/{first}/v1.1/Datastreams({stream})/Observations",
            {"result": 1, "phenomenonTime": "2026-11-20T10:00:00Z"},
            **login,
        )
        time.sleep(0.2)
        return square.values(stream) == [1.0]

    until(is_stored, within_s=60)
    body = {"result": 2, "phenomenonTime": "2026-11-20T11:00:00Z"}
    strict.publish(f"k/{first}/v1.1/Datastreams({other})/Observations", body, **login)
    strict.publish(f"k/{second}/v1.1/Datastreams({stream})/Observations", body, **login)
    strict.publish(f"k/{first}/v1.1/Datastreams({stream})/Observations", body)
    time.sleep(0.5)
    assert (square.values(stream), square.values(other)) == ([1.0], [])
