"""A small open home that is really served, for tests of streams and of the broker's door."""

from __future__ import annotations

import json
import shutil
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tools import browsing

STREAM = {
    "name": "PM2.5", "description": "fine dust",
    "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "unitOfMeasurement": {"name": "microgram", "symbol": "µg/m³", "definition": "http://x/ug"},
    "Sensor": {"name": "s", "description": "x", "encodingType": "application/pdf", "metadata": "http://x/s.pdf"},
    "ObservedProperty": {"name": "PM2.5", "definition": "http://x/pm", "description": "x"},
}  # fmt: skip


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with its pack, in which everybody may observe."""
    home = tmp_path_factory.mktemp("square") / "home"
    browsing.meydan(home, "init", "--pack", "generic", "--port", "8000")
    with (home / "meydan.toml").open("a", encoding="utf-8") as file:
        file.write("open_sensorthings = true\n")
    return home


def copy_of(home: Path, folder: Path) -> Path:
    """The same home once more; making one takes longer."""
    return shutil.copytree(home, folder / "home", ignore=shutil.ignore_patterns("bells"))


@pytest.fixture(scope="session")
def square(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of such a home while it is served."""
    home = copy_of(empty_home, tmp_path_factory.mktemp("served"))
    with browsing.served(home, browsing.free_port()) as base:
        yield base


@pytest.fixture
def look(square: str) -> Iterator[Callable[..., Looker]]:
    """Look on at the served home; hung up at the end."""
    open_now: list[Looker] = []

    def begin(query: str, **more: Any) -> Looker:
        open_now.append(Looker(square, query, **more))
        return open_now[-1]

    yield begin
    for one in open_now:
        one.close()


def post(base: str, path: str, body: Any) -> str:
    """POST to the door; the id of what was made, or the whole answer."""
    request = urllib.request.Request(
        f"{base}/sta/v1.1/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        where = answer.headers.get("Location", "")
        return where.rpartition("(")[2].rstrip(")").strip("'") or answer.read().decode()


def a_stream(base: str) -> int:
    """A new thing with one datastream; the id of the datastream."""
    thing = post(base, "Things", {"name": "Köprü", "description": "x"})
    return int(post(base, "Datastreams", {**STREAM, "Thing": {"@iot.id": int(thing)}}))


def observe(base: str, stream: int, value: float, at: str) -> str:
    """Add one observation; its id."""
    return post(base, f"Datastreams({stream})/Observations", {"result": value, "phenomenonTime": at})


class Looker:
    """A browser's half of a stream of events, on a bare socket."""

    def __init__(self, base: str, query: str, *, last: str = "", receives: int = 0) -> None:
        host, _, port = base.removeprefix("http://").partition(":")
        self.socket = socket.socket()
        if receives:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.socket.settimeout(20)
        self.socket.connect((host, int(port)))
        again = f"Last-Event-ID: {last}\r\n" if last else ""
        self.socket.sendall(
            f"GET /live/observations?{query} HTTP/1.1\r\nHost: {host}\r\n{again}\r\n".encode()
        )
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = dict(self._headers())
        self.last = last
        self.events = self._events()

    def _headers(self) -> Iterator[tuple[str, str]]:
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(": ")
            yield name.lower(), value

    def _lines(self) -> Iterator[str]:
        rest = b""
        while size := int(self.file.readline() or b"0", 16):
            rest += self.file.read(size)
            self.file.readline()
            *lines, rest = rest.split(b"\n")
            yield from (line.decode() for line in lines)

    def _events(self) -> Iterator[tuple[str, Any]]:
        """Kind and data of each event, as they come; ends when the server does."""
        kind = ""
        for line in self._lines():
            name, _, value = line.partition(": ")
            if name == "id":
                self.last = value
            elif name == "event":
                kind = value
            elif name == "data":
                yield kind, json.loads(value)

    def until(self, value: float, *, within_s: float = 20.0) -> list[tuple[str, Any]]:
        """Events up to the observation of a value."""
        seen: list[tuple[str, Any]] = []
        ends = time.monotonic() + within_s
        for kind, data in self.events:
            seen.append((kind, data))
            if kind == "observation" and data["value"] == value:
                return seen
            assert time.monotonic() < ends, seen[-5:]
        raise AssertionError(f"the stream ended before {value}: {seen[-5:]}")

    def close(self) -> None:
        """Hang up."""
        self.file.close()
        self.socket.close()
