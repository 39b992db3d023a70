"""From a value that passes a limit to a case in the inbox, while two thousand other observations a second come in."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.http_load import Ask
from benchmarks.mosquitto import device, mosquitto
from benchmarks.processes import environment, work_folder
from benchmarks.sensorthings_servers import durable_postgres, ours
from benchmarks.sensorthings_town import Town
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure

BREACHES = 100
RATE = 2_000  # observations a second beside
BLOCK = 100
LONGEST_S = 15
PREPARE = """
import json, django
django.setup()
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.public import ensure_datastream, ensure_property, ensure_thing
observed = ensure_property(code="bench_alert", names={"en": "Bench"}, unit="x", kind="air")
thing = ensure_thing(key="bench-alert", names={"en": "Bench"}, lon=39.5, lat=40.4)
Rule.objects.create(code="bench_high", names={"en": "Bench high"}, observed_property=observed, statistic="value",
                    comparison="above", limit=50, clear_limit=40, severity="watch", service="air_alert")
print(json.dumps([ensure_datastream(key=f"bench-alert-{i}", thing=thing, observed_property=observed).pk
                  for i in range(%d)]))
"""


@contextlib.contextmanager
def _served(database: str, connectors: str = "") -> Iterator[tuple[Town, list[int], Callable[[], int]]]:
    """A city with its worker: town, datastreams with a rule, and how many cases came of alerts."""
    with work_folder() as folder, contextlib.ExitStack() as held:
        url, cluster = held.enter_context(durable_postgres()) if database == "postgresql" else ("", None)
        home = folder / f"home-{'pg' if url else 'sqlite'}"
        server = held.enter_context(ours(folder, url, processes=1, worker=True, connectors=connectors))
        told = subprocess.run(
            [sys.executable, "-c", PREPARE % BREACHES], check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
            env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
        ).stdout  # fmt: skip
        yield (
            Town.on(server),
            json.loads(told.strip().splitlines()[-1]),
            held.enter_context(_inbox(home, cluster)),
        )


@contextlib.contextmanager
def _inbox(home: Path, cluster: Path | None) -> Iterator[Callable[[], int]]:
    asked = "SELECT count(*) FROM cases_case WHERE alert_id IS NOT NULL"
    if cluster is None:
        lite = sqlite3.connect(f"file:{home / 'meydan.sqlite3'}?mode=ro", uri=True)
        yield lambda: int(lite.execute(asked).fetchone()[0])
        lite.close()
        return
    import psycopg

    with psycopg.connect(host=str(cluster), user="meydan", dbname="meydan", autocommit=True) as connection:
        yield lambda: int(connection.execute(asked).fetchone()[0])  # type: ignore[index]


def _beside(town: Town, over: threading.Event, sent: list[int]) -> None:
    """Two thousand observations a second, in blocks as gateways send them."""
    number, began = 0, time.monotonic()
    while not over.is_set():
        asks = [_small_block(town, number + i) for i in range(4)]
        town.send(*asks, concurrency=2)
        number += len(asks)
        sent[0] = number * BLOCK
        pause = number * BLOCK / RATE - (time.monotonic() - began)
        if pause > 0:
            over.wait(pause)


def _small_block(town: Town, number: int) -> Ask:
    whole = town.block(number)
    body = json.loads(whole.body)
    body[0]["dataArray"] = body[0]["dataArray"][:BLOCK]
    body[0]["dataArray@iot.count"] = BLOCK
    return Ask(whole.method, whole.path, json.dumps(body).encode())


Send = Callable[[int, bytes], object]


def _latencies_ms(streams: list[int], inbox: Callable[[], int], send: Send) -> list[float]:
    found, count = [], inbox()
    for place, stream in enumerate(streams):
        at = datetime.now(tz=UTC) - timedelta(seconds=1)
        body = {
            "phenomenonTime": at.isoformat(),
            "result": 90 + place / 100,
            "Datastream": {"@iot.id": stream},
        }
        began = time.perf_counter()
        send(stream, json.dumps(body).encode())
        while inbox() <= count:
            if time.perf_counter() - began > LONGEST_S:
                raise RuntimeError(f"no case came of breach {place} within {LONGEST_S} s")
            time.sleep(0.005)
        found.append((time.perf_counter() - began) * 1000)
        count = inbox()
        time.sleep(0.05 + 0.013 * (place % 7))
    return found


def _by_http(database: str) -> Figure:
    with _served(database) as (town, streams, inbox):

        def send(_stream: int, body: bytes) -> None:
            town.send(Ask("POST", "/Observations", body))

        return _p99(town, streams, inbox, send, f"{database}; by HTTP")


def _by_mqtt(database: str) -> Figure:
    """A device publishes through a broker, and the worker of the city takes it in."""
    with work_folder() as folder, mosquitto(folder) as port:
        connectors = f"[mqtt]\nenabled = true\nport = {port}\n"
        with _served(database, connectors) as (town, streams, inbox), device(port) as client:

            def send(stream: int, body: bytes) -> None:
                client.publish(f"v1.1/Datastreams({stream})/Observations", body, qos=1)

            _until_heard(streams[0], inbox, send)
            return _p99(town, streams[1:], inbox, send, f"{database}; by MQTT through mosquitto")


def _until_heard(stream: int, inbox: Callable[[], int], send: Send) -> None:
    """Publish one breach again and again until the worker, which subscribes when it is ready, makes a case of it."""
    body = json.dumps({"phenomenonTime": datetime.now(tz=UTC).isoformat(), "result": 99}).encode()
    began = time.monotonic()
    while not inbox():
        if time.monotonic() - began > 4 * LONGEST_S:
            raise RuntimeError("the worker did not take anything from the broker")
        send(stream, body)
        time.sleep(0.5)


def _p99(town: Town, streams: list[int], inbox: Callable[[], int], send: Send, note: str) -> Figure:
    over, sent = threading.Event(), [0]
    beside = threading.Thread(target=_beside, args=(town, over, sent), daemon=True)
    began = time.monotonic()
    beside.start()
    time.sleep(3)
    try:
        found = sorted(_latencies_ms(streams, inbox, send))
    finally:
        rate = sent[0] / (time.monotonic() - began)
        over.set()
        beside.join(20)
    p99 = found[min(len(found) - 1, int(len(found) * 0.99))]
    return Figure(
        round(p99), len(found), (round(found[0]), round(found[-1])),
        note=f"{note}; median {statistics.median(found):.0f} ms; {rate:.0f} obs/s beside",
    )  # fmt: skip


def on_postgresql() -> Mapping[str, Figure]:
    """On PostgreSQL."""
    return {"alert-p99": _by_http("postgresql")}


def by_mqtt() -> Mapping[str, Figure]:
    """By a device and a broker, on PostgreSQL."""
    return {"alert-p99-mqtt": _by_mqtt("postgresql")}


def on_sqlite() -> Mapping[str, Figure]:
    """On SQLite."""
    return {"alert-p99-sqlite": _by_http("sqlite")}


MEASURES = (
    Measure((Goal("alert-p99", "ms", must=1000, aim=300),), on_postgresql),
    Measure((Goal("alert-p99-mqtt", "ms", must=1000, aim=300),), by_mqtt),
    Measure((Goal("alert-p99-sqlite", "ms", must=1000, aim=300),), on_sqlite),
)
