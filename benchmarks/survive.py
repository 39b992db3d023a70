"""
Every observation that was acknowledged is there exactly once, whatever is killed: ``python -m benchmarks.survive``.

Senders write to a home that is really served, one observation and many at a time, while a web process, the worker
or the whole server is killed at random moments and started again. A sender repeats what was not acknowledged, as a
device does. At the end the home holds what was sent, each once, and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.processes import environment, free_port, tree, wait_for, work_folder

MOUNT = "/sta/v1.1"
MEASURE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
STARTS_WITHIN_S = 120
SINGLES, BULKS, BLOCK = 3, 2, 50
PAUSES_S = (0.2, 1.2)
# Of ten rounds: how often which is killed.
VICTIMS = ("web",) * 6 + ("worker",) * 2 + ("server",) * 2


@dataclass
class Home:
    """A home and the process that serves it, if any does."""

    folder: Path
    port: int
    processes: int = 1
    child: subprocess.Popen[bytes] | None = None
    ended_itself: int = 0

    def start(self) -> None:
        """Serve it, and wait until it answers."""
        words = ["serve", "--port", str(self.port), "--processes", str(self.processes)]
        with (self.folder / "serve.log").open("ab") as out:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "meydan", "--home", str(self.folder), *words],
                stdout=out, stderr=subprocess.STDOUT, env=environment(), start_new_session=True,
            )  # fmt: skip
        wait_for([f"http://127.0.0.1:{self.port}{MOUNT}/"], self.child, STARTS_WITHIN_S)

    def kill(self, victim: str) -> None:
        """Kill -9 a web process, the worker or the server; a killed server is started again."""
        if self.child is None:
            return
        self.revive()
        family = tree(self.child.pid)[1:]
        if victim == "server" or not family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()
            wait_until_gone(family)
            self.start()
            return
        # The worker is forked first, so it has the lowest number.
        target = (
            min(family)
            if victim == "worker"
            else random.choice([pid for pid in family if pid != min(family)] or family)
        )
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)

    def revive(self) -> None:
        """Start it again if it ended: a web process that dies twice within seconds ends the whole server."""
        if self.child is not None and self.child.poll() is not None:
            self.ended_itself += 1
            self.start()

    def stop(self) -> None:
        """End it in the ordinary way."""
        if self.child is not None:
            self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(60)
            for pid in [self.child.pid, *tree(self.child.pid)[1:]]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def wait_until_gone(pids: list[int], within_s: float = 30) -> None:
    """Wait for orphans of a killed server, which end by themselves."""
    until = time.monotonic() + within_s
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)


def make_home(folder: Path, database_url: str = "") -> Home:
    """An open home with its pack."""
    home = folder / "home"
    meydan = [sys.executable, "-m", "meydan", "--home", str(home)]
    run = {"check": True, "env": environment(), "stdout": subprocess.DEVNULL}
    subprocess.run([*meydan, "init", "--pack", "generic", "--key", "survive"], **run)  # type: ignore[call-overload]
    with (home / "meydan.toml").open("a", encoding="utf-8") as file:
        file.write(
            "open_sensorthings = true\n" + (f'database_url = "{database_url}"\n' if database_url else "")
        )
    if database_url:
        subprocess.run([*meydan, "prepare"], **run)  # type: ignore[call-overload]
    return Home(home, free_port(), 2 if database_url else 1)


@dataclass
class Book:
    """What senders know: of each stream the value at each minute that was acknowledged."""

    kept: dict[int, dict[int, float]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def count(self) -> int:
        """Acknowledged observations."""
        return sum(len(values) for values in self.kept.values())


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """One request on a connection of its own; status 0 when nothing whole came back."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        wire.request(
            method,
            MOUNT + path,
            None if body is None else json.dumps(body),
            {"Content-Type": "application/json"},
        )
        answer = wire.getresponse()
        told = answer.read()
        return answer.status, (json.loads(told) if told else dict(answer.getheaders()))
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        wire.close()


def a_stream(port: int, number: int) -> int:
    """A new datastream of a thing of its own."""
    stream = {
        "name": f"s{number}", "description": "x", "observationType": MEASURE,
        "unitOfMeasurement": {"name": "x", "symbol": "x", "definition": "http://x"},
        "Sensor": {"name": "s", "description": "x", "encodingType": "text/html", "metadata": "x"},
        "ObservedProperty": {"name": f"p{number}", "definition": "http://x/p", "description": "x"},
    }  # fmt: skip
    place = {"name": "l", "description": "x", "encodingType": "application/geo+json",
             "location": {"type": "Point", "coordinates": [39.5, 40.4]}}  # fmt: skip
    status, told = ask(port, "POST", "/Things", {
        "name": f"t{number}", "description": "x", "Locations": [place], "Datastreams": [stream]})  # fmt: skip
    if status != 201:
        raise RuntimeError(f"no thing was made: {status} {told}")
    where = told.get("location") or told["Location"]
    return int(ask(port, "GET", where.partition(MOUNT)[2] + "/Datastreams")[1]["value"][0]["@iot.id"])


def moment(minute: int) -> str:
    """The time of a minute."""
    return (BEGIN + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def send(port: int, book: Book, stream: int, size: int) -> None:
    """Send until told to end; what is not acknowledged is sent again, until it is."""
    kept, minute = book.kept.setdefault(stream, {}), 0
    while not book.ending.is_set():
        rows = {minute + n: float(stream * 1_000_000 + minute + n) for n in range(size)}
        while not _acknowledged(port, book, stream, rows):
            book.repeated += 1
            time.sleep(0.05)
        kept.update(rows)
        minute += size


def _acknowledged(port: int, book: Book, stream: int, rows: dict[int, float]) -> bool:
    if len(rows) == 1:
        ((minute, value),) = rows.items()
        body: Any = {"phenomenonTime": moment(minute), "result": value, "Datastream": {"@iot.id": stream}}
        status, told = ask(port, "POST", "/Observations", body)
    else:
        array = [[moment(minute), value] for minute, value in rows.items()]
        body = [
            {
                "Datastream": {"@iot.id": stream},
                "components": ["phenomenonTime", "result"],
                "dataArray": array,
            }
        ]
        status, told = ask(port, "POST", "/CreateObservations", body)
        if status == 201 and any(one.startswith("error") for one in told):
            book.refused.append(str([one for one in told if one.startswith("error")][:2]))
            return False
    if status not in (0, 201, 503):
        book.refused.append(f"{status} {told}")
    return status == 201


def stored(port: int, stream: int) -> list[tuple[str, float]]:
    """All that is there of a datastream, page after page."""
    path: str | None = f"/Datastreams({stream})/Observations?$top=10000&$select=phenomenonTime,result"
    found: list[tuple[str, float]] = []
    while path:
        status, told = ask(port, "GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {told}")
        found += [(one["phenomenonTime"], one["result"]) for one in told["value"]]
        path = told.get("@iot.nextLink", "").partition(MOUNT)[2] or None
    return found


def faults(port: int, book: Book) -> list[str]:
    """What is missing, there twice, or was never sent."""
    told = list(book.refused[:5])
    for stream, kept in book.kept.items():
        found = stored(port, stream)
        there, wanted = dict(found), {moment(minute): value for minute, value in kept.items()}
        for name, odd in (
            ("missing", [at for at in wanted if at not in there]),
            ("changed", [at for at in wanted if there.get(at, wanted[at]) != wanted[at]]),
            ("not sent", [at for at in there if at not in wanted]), ("twice", [""] * (len(found) - len(there))),
        ):  # fmt: skip
            if odd:
                told.append(f"Datastreams({stream}): {len(odd)} {name}, {odd[:3]}")
    return told


@contextlib.contextmanager
def under_load(port: int) -> Iterator[Book]:
    """Senders at work; at the end each has an acknowledgement for all it sent."""
    book = Book()
    sizes = [1] * SINGLES + [BLOCK] * BULKS
    streams = [a_stream(port, number) for number in range(len(sizes))]
    threads = [threading.Thread(target=send, args=(port, book, stream, size), daemon=True)
               for stream, size in zip(streams, sizes, strict=True)]  # fmt: skip
    for thread in threads:
        thread.start()
    try:
        yield book
    finally:
        book.ending.set()
        for thread in threads:
            thread.join(120)


def survive(home: Home, rounds: int, say: Any = lambda _: None) -> tuple[Book, list[str]]:
    """Kill for so many rounds under load; what the senders know, and what is wrong at the end."""
    home.start()
    try:
        with under_load(home.port) as book:
            for number in range(rounds):
                time.sleep(random.uniform(*PAUSES_S))
                victim = random.choice(VICTIMS)
                home.kill(victim)
                say(f"{number + 1}/{rounds} {victim}: {book.count} acknowledged, {book.repeated} repeated")
            time.sleep(1)
            home.revive()
        return book, faults(home.port, book)
    finally:
        home.stop()


def main() -> int:
    """Run by command; 0 when nothing was lost, doubled or invented."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database-url", default="", help="PostgreSQL; SQLite without it")
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    random.seed(given.seed)
    began = time.monotonic()
    with work_folder() as folder:
        home = make_home(folder, given.database_url)
        book, wrong = survive(home, given.rounds, print)
    told = f"{book.count} acknowledged, {book.repeated} sent again, {home.ended_itself} times ended by itself"
    print(f"{given.rounds} rounds in {time.monotonic() - began:.0f} s: {told}")
    print("\n".join(wrong) or "each is there exactly once, and nothing else")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
