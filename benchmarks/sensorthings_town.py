"""One thing with eight datastreams on any SensorThings server, and the requests that fill and read it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from benchmarks.http_load import Ask, load
from benchmarks.sensorthings_servers import Server

STREAMS = 8
BLOCK = 500
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
POINT = {"type": "Point", "coordinates": [39.48, 40.46]}
PLACE = {"name": "place", "description": "bench", "encodingType": "application/geo+json"}


def _stream(number: int) -> dict[str, Any]:
    return {
        "name": f"bench-{number}", "description": "PM", "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": "microgram", "symbol": "ug/m3", "definition": "http://x/ug"},
        "Sensor": {"name": "s", "description": "x", "encodingType": "application/pdf", "metadata": "http://x/s.pdf"},
        "ObservedProperty": {"name": f"pm-{number}", "definition": "http://x/pm", "description": "x"},
    }  # fmt: skip


@dataclass
class Town:
    """Ids of what was made on a server; every observation has a minute of its own."""

    server: Server
    streams: list[Any] = field(default_factory=list)
    feature: Any = None
    minutes: Any = field(default_factory=lambda: itertools.count())

    @classmethod
    def on(cls, server: Server) -> Town:
        """Make the town; the probe has nothing to make."""
        town = cls(server)
        if server.name == "probe":
            town.streams, town.feature = list(range(1, STREAMS + 1)), 1
            return town
        body = {
            "name": "bench", "description": "b", "Locations": [{**PLACE, "location": POINT}],
            "Datastreams": [_stream(number) for number in range(STREAMS)],
        }  # fmt: skip
        town.send(Ask("POST", "/Things", json.dumps(body).encode()))
        town.send(Ask("POST", "/FeaturesOfInterest", json.dumps({**PLACE, "feature": POINT}).encode()))
        town.streams = town._ids("Datastreams", "startswith(name,'bench-')")
        town.feature = town._ids("FeaturesOfInterest", "name eq 'place'")[0]
        return town

    def send(self, *asks: Ask, concurrency: int = 1) -> Any:
        """Send requests to the service of this server."""
        mounted = [Ask(a.method, self.server.mount + a.path, a.body, a.headers) for a in asks]
        return load(self.server.port, mounted, concurrency=concurrency)

    def _ids(self, name: str, condition: str) -> list[Any]:
        answer = self.send(Ask("GET", f"/{name}?$top=100&$filter={quote(condition)}")).last
        return [one["@iot.id"] for one in json.loads(answer)["value"]]

    def _time(self) -> str:
        return (BEGIN + timedelta(minutes=next(self.minutes))).strftime("%Y-%m-%dT%H:%M:%SZ")

    def single(self, number: int) -> Ask:
        """One observation with everything a device says."""
        time = self._time()
        body = {
            "phenomenonTime": time, "resultTime": time, "result": number * 0.1,
            "Datastream": {"@iot.id": self.streams[number % STREAMS]}, "FeatureOfInterest": {"@iot.id": self.feature},
        }  # fmt: skip
        return Ask("POST", "/Observations", json.dumps(body).encode())

    def block(self, number: int) -> Ask:
        """Five hundred observations as a data array."""
        times = [self._time() for _ in range(BLOCK)]
        rows = [[time, time, place * 0.1, self.feature] for place, time in enumerate(times)]
        body = [{
            "Datastream": {"@iot.id": self.streams[number % STREAMS]},
            "components": ["phenomenonTime", "resultTime", "result", "FeatureOfInterest/id"],
            "dataArray@iot.count": BLOCK, "dataArray": rows,
        }]  # fmt: skip
        return Ask("POST", "/CreateObservations", json.dumps(body).encode())
