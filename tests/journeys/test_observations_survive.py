"""What was acknowledged stays: through kill -9, a full disk, a datastream that goes while it is written, a restart."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks import survive
from benchmarks.survive import Book, ask, faults, make_home, stored, under_load
from tools import scratch_postgres

from tests.journeys.square import City, copied, empty_city, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]
ROUNDS = int(os.environ.get("MEYDAN_SURVIVE_ROUNDS", "4"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_city(tmp_path_factory.mktemp("model"))


@pytest.fixture
def city(model: Path, tmp_path: Path) -> Iterator[City]:
    with served(copied(model, tmp_path)) as city:
        yield city


def test_every_acknowledged_observation_is_there_once_whatever_was_killed(
    model: Path, tmp_path: Path
) -> None:
    # Every kind of process is killed at least once.
    victims = ["web", "server", "worker", *["web"] * max(ROUNDS - 3, 0)]
    home = survive.Home(copied(model, tmp_path), survive.free_port())
    home.start()
    try:
        with under_load(home.port) as book:
            for victim in victims:
                time.sleep(0.5)
                home.kill(victim)
            time.sleep(0.5)
            home.revive()
        assert book.count > 100
        assert faults(home.port, book) == []
        _the_check_can_fail(home.port, book)
    finally:
        home.stop()


def _the_check_can_fail(port: int, book: Book) -> None:
    """What is missing, changed or invented is found out."""
    stream = next(iter(book.kept))
    kept = dict(book.kept[stream])
    for spoiled in ({**kept, 5_000_000: 1.0}, {**kept, 0: -1.0}, {k: v for k, v in kept.items() if k}):
        assert faults(port, Book({stream: spoiled})) != []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for a home, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=150m", "none", str(place)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the rights to mount a tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, left: int) -> None:
    """Take the room of a disk except for ``left`` bytes."""
    with (disk / "filler").open("wb", buffering=0) as out:
        for size in (2**20, 2**12):
            with contextlib.suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
        out.truncate(out.tell() - left)


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(model: Path, small_disk: Path) -> None:
    with served(copied(model, small_disk)) as city:
        stream = survive.a_stream(city.port, 0)
        fill(small_disk, 200_000)
        kept: dict[int, float] = {}
        refused: list[tuple[int, Any]] = []
        for minute in range(0, 400_000, 1000):
            rows = [[survive.moment(minute + n), float(n)] for n in range(1000)]
            body = [
                {
                    "Datastream": {"@iot.id": stream},
                    "components": ["phenomenonTime", "result"],
                    "dataArray": rows,
                }
            ]
            status, told = ask(city.port, "POST", "/CreateObservations", body)
            if status != 201 or any(one.startswith("error") for one in told):
                refused.append((status, told))
                break
            kept.update({minute + n: float(n) for n in range(1000)})
        assert refused, "the disk was never full"
        assert refused[0][0] in (503, 507), refused[0]
        assert "disk" in json.dumps(refused[0][1])
        assert ask(city.port, "GET", f"/Datastreams({stream})/Observations?$top=1")[0] == 200
        single = {"result": 1, "phenomenonTime": "2019-01-01T00:00:00Z", "Datastream": {"@iot.id": stream}}
        assert ask(city.port, "POST", "/Observations", single)[0] in (201, 503, 507)
        (small_disk / "filler").unlink()
        single["phenomenonTime"] = "2019-01-02T00:00:00Z"
        assert ask(city.port, "POST", "/Observations", single)[0] == 201
        there = dict(stored(city.port, stream))
        assert all(there[survive.moment(minute)] == value for minute, value in kept.items())
        assert set(there) - {survive.moment(minute) for minute in kept} <= {
            "2019-01-01T00:00:00Z",
            "2019-01-02T00:00:00Z",
        }


def test_a_datastream_may_go_while_it_is_written(city: City) -> None:
    for number in range(4):
        stream = survive.a_stream(city.port, number)
        statuses: list[int] = []

        def write(stream: int = stream, statuses: list[int] = statuses) -> None:
            for minute in range(200):
                body = {
                    "result": 1,
                    "phenomenonTime": survive.moment(minute),
                    "Datastream": {"@iot.id": stream},
                }
                statuses.append(ask(city.port, "POST", "/Observations", body)[0])
                if statuses[-1] != 201:
                    return

        writers = [threading.Thread(target=write) for _ in range(2)]
        for one in writers:
            one.start()
        time.sleep(0.15)
        assert ask(city.port, "DELETE", f"/Datastreams({stream})")[0] == 200
        for one in writers:
            one.join(60)
        assert set(statuses) <= {201, 404}, statuses
        assert ask(city.port, "GET", f"/Datastreams({stream})/Observations")[0] == 404
        assert ask(city.port, "GET", f"/Observations?$filter=Datastream/id%20eq%20{stream}")[1]["value"] == []
    assert ask(city.port, "GET", "/Observations")[1]["value"] == []
    said = subprocess.run(
        [sys.executable, "-m", "meydan", "--home", str(city.home), "doctor", "--json"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    bad = [row for row in json.loads(said[said.index("[\n") : said.rindex("]") + 1]) if row["state"] == "bad"]
    assert bad == []


def test_postgresql_may_be_restarted_in_the_middle(tmp_path: Path) -> None:
    try:
        url, folder = scratch_postgres.start(durable=True)
    except scratch_postgres.NoPostgres as absent:
        pytest.skip(str(absent))
    try:
        home = make_home(tmp_path, url)
        home.start()
        try:
            with under_load(home.port) as book:
                for how in ("fast", "immediate"):
                    time.sleep(1)
                    restart(folder, how)
                time.sleep(1)
            assert book.count > 100
            assert book.repeated > 0
            # What the database could not take was said with a status that asks to come again.
            assert faults(home.port, book) == []
        finally:
            home.stop()
    finally:
        scratch_postgres.stop(folder)


def restart(folder: Path, how: str) -> None:
    """Stop PostgreSQL in one of its ways and start it again."""
    program = [scratch_postgres.binaries() / "pg_ctl", "-D", folder / "data", "-l", folder / "log"]
    scratch_postgres._run([*program, "-m", how, "-w", "restart"], folder)
