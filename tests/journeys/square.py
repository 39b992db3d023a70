"""A small city whose door for machines is really served: open to everybody, or with keys."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from benchmarks.processes import environment, running, wait_for
from tools import browsing

MOUNT = "/sta/v1.1"
MEASURE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
CATEGORY = MEASURE.replace("OM_Measurement", "OM_CategoryObservation")
GEOJSON = "application/geo+json"
POINT = {"type": "Point", "coordinates": [39.48, 40.46]}
STARTS_WITHIN_S = 90
# Prints a secret for each kind of key; run inside the home.
KEYS = """
import json
from django.utils import timezone
from meydan.kernel.observations.operations.keys import make_key
made = {reach: make_key(name=reach, kind="service", reach=reach, now=timezone.now())[1]
        for reach in ("read", "observe", "manage")}
print("KEYS" + json.dumps(made))
"""


def stream_body(**more: Any) -> dict[str, Any]:
    """A datastream with all it needs but its thing."""
    return {
        "name": "PM2.5", "description": "fine dust", "observationType": MEASURE,
        "unitOfMeasurement": {"name": "microgram", "symbol": "µg/m³", "definition": "http://x/ug"},
        "Sensor": {"name": "s", "description": "x", "encodingType": "application/pdf", "metadata": "http://x/s.pdf"},
        "ObservedProperty": {"name": "PM2.5", "definition": "http://x/pm", "description": "x"}, **more,
    }  # fmt: skip


def thing_body(**more: Any) -> dict[str, Any]:
    """A thing at a place, with one datastream."""
    place = {"name": "Köprü", "description": "x", "encodingType": GEOJSON, "location": POINT}
    return {
        "name": "Kuşakkaya", "description": "istasyon", "properties": {"mahalle": "Merkez"}, "Locations": [place],
        "Datastreams": [stream_body()], **more,
    }  # fmt: skip


def empty_city(folder: Path, *, database_url: str = "", is_open: bool = True) -> Path:
    """A home with its pack and nothing else."""
    home = folder / "home"
    browsing.meydan(home, "init", "--pack", "generic", "--key", "square")
    with (home / "meydan.toml").open("a", encoding="utf-8") as file:
        if is_open:
            file.write("open_sensorthings = true\n")
        if database_url:
            file.write(f'database_url = "{database_url}"\n')
    if database_url:
        browsing.meydan(home, "prepare")
    return home


def copied(home: Path, folder: Path, *, is_open: bool = True) -> Path:
    """The same home once more; making one takes longer."""
    new = Path(shutil.copytree(home, folder / "home"))
    if not is_open:
        settings = new / "meydan.toml"
        settings.write_text(settings.read_text().replace("open_sensorthings = true\n", ""))
    return new


def keys_of(home: Path) -> dict[str, str]:
    """A new secret for each reach of a service key."""
    said = browsing.meydan(home, "shell", "--verbosity", "0", "-c", KEYS)
    return dict(json.loads(said.split("KEYS", 1)[1]))


@dataclass
class City:
    """A served home: where, as which process, and a client for it."""

    base: str
    pid: int
    home: Path
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Where the service stands."""
        return self.base + MOUNT

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.base.rsplit(":", 1)[1])

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """One request to the door; a body that is no bytes is sent as JSON."""
        sent = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        return httpx.request(method, f"{self.root}/{path}", timeout=120, **sent, **more)

    def made(self, path: str, body: Any, **more: Any) -> str:
        """The path of what was made."""
        answer = self.ask("POST", path, body, **more)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].removeprefix(f"{self.root}/")

    def a_stream(self, **more: Any) -> str:
        """The path of a new datastream."""
        thing = self.made("Things", thing_body(Datastreams=[stream_body(**more)]))
        return f"Datastreams({self.ask('GET', f'{thing}/Datastreams').json()['value'][0]['@iot.id']})"


@contextlib.contextmanager
def served(home: Path, *words: str) -> Iterator[City]:
    """Serve a home until the block ends."""
    port = browsing.free_port()
    program = [sys.executable, "-m", "meydan", "--home", home, "serve", "--port", str(port), *words]
    with running(program, log=home / "serve.log") as child:
        wait_for([f"http://127.0.0.1:{port}{MOUNT}/"], child, STARTS_WITHIN_S)
        yield City(f"http://127.0.0.1:{port}", child.pid, home)


def start(home: Path, port: int, *words: str) -> subprocess.Popen[bytes]:
    """Serve a home as a process of its own, without waiting; the caller ends it."""
    program = [sys.executable, "-m", "meydan", "--home", str(home), "serve", "--port", str(port), *words]
    with (home / "serve.log").open("ab") as out:
        return subprocess.Popen(
            program, stdout=out, stderr=subprocess.STDOUT, env=environment(), start_new_session=True
        )
