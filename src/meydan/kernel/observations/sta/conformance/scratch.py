"""A few entities of its own on the service that is checked, removed again when all is done."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import quote

import httpx

from meydan.kernel.observations.sta.conformance.lines import NotMet, need

MEASURE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
COMPLEX = MEASURE.replace("OM_Measurement", "OM_ComplexObservation")
GEOJSON = "application/geo+json"
POINT = {"type": "Point", "coordinates": [8.0, 49.0]}
LINE = {"type": "LineString", "coordinates": [[0.0, 0.0], [3.0, 4.0]]}
COUNT = 10
# Removed in this order: what stands on others first.
SETS = ("Things", "Locations", "Sensors", "ObservedProperties", "FeaturesOfInterest")


def at(hour: int) -> str:
    """When the observation of an hour was."""
    return f"2001-02-03T{hour:02}:05:06.500Z"


class Scratch:
    """
    The service, and what was made on it.

    :ivar mark: begins the name of everything that is made
    """

    def __init__(self, root: str, key: str = "", *, client: httpx.Client | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.root, self.mark = root.rstrip("/"), f"cf{secrets.token_hex(4)}"
        self.http = client or httpx.Client(headers=headers, timeout=60)
        self.thing = self.location = self.stream = self.sensor = self.prop = self.line = ""

    # Asking

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The answer to a request; ``path`` may hold a query as people write it."""
        where, _, query = path.partition("?")
        address = f"{self.root}/{where}" + (f"?{quote(query, safe='=&$,;()/:@*%')}" if query else "")
        sent = None if body is None else json.dumps(body).encode()
        kinds = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(
            method, address, headers={"Content-Type": "application/json", **kinds}, content=sent
        )

    def get(self, path: str) -> Any:
        """
        What is answered to GET.

        :raises NotMet: if that is not 200 with JSON
        """
        answer = self.ask("GET", path)
        need(answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text[:200]}")
        try:
            return answer.json()
        except ValueError as odd:
            raise NotMet(f"GET {path}: the answer is not JSON") from odd

    def values(self, path: str) -> list[Any]:
        """The members of a set."""
        found = self.get(path)
        need(isinstance(found.get("value"), list), f"GET {path}: there is no list in value")
        return list(found["value"])

    def refused(self, method: str, path: str, body: Any = None, *, status: tuple[int, ...]) -> None:
        """The service must not do this."""
        got = self.ask(method, path, body).status_code
        need(got in status, f"{method} {path}: {got}, not {' or '.join(map(str, status))}")

    def made(self, path: str, body: Any) -> str:
        """
        Make an entity; its path.

        :raises NotMet: if the answer is not 201 with a Location below the service
        """
        answer = self.ask("POST", path, body)
        need(answer.status_code == 201, f"POST {path}: {answer.status_code} {answer.text[:200]}")
        return self.path_of(answer.headers.get("location", ""))

    def path_of(self, address: str) -> str:
        """What stands behind ``/v1.1/`` in an address of the service."""
        _, slash, path = address.partition("/v1.1/")
        need(slash and path, f"{address!r} is not an address below the service")
        return path

    def number(self, path: str) -> Any:
        """The id in a path."""
        return self.get(path)["@iot.id"]

    def link(self, path: str) -> dict[str, Any]:
        """A link to an entity."""
        return {"@iot.id": self.number(path)}

    # Bodies

    def named(self, name: str, **more: Any) -> dict[str, Any]:
        """A body with a name of ours."""
        return {"name": f"{self.mark} {name}", "description": "conformance", **more}

    def place_body(self) -> dict[str, Any]:
        """A location."""
        return self.named("Place", encodingType=GEOJSON, location=POINT)

    def stream_body(self, name: str = "Stream", **more: Any) -> dict[str, Any]:
        """A datastream without its thing."""
        unit = {
            "name": "degree Celsius",
            "symbol": "°C",
            "definition": "http://unitsofmeasure.org/ucum.html#para-30",
        }
        sensor = self.named(
            "Sensor", encodingType="application/pdf", metadata="http://example.org/sensor.pdf"
        )
        prop = self.named("Property", definition="http://example.org/property")
        return self.named(name, observationType=MEASURE, unitOfMeasurement=unit, Sensor=sensor, ObservedProperty=prop,
                          **more)  # fmt: skip

    # The set

    def make(self) -> None:
        """Make a thing at a place with a datastream and an observation an hour, 0 to 9, and a lone feature."""
        properties = {"colour": "red", "n": 5, "deep": {"list": [1, 2]}}
        body = self.named("Iron Gate", properties=properties, Locations=[self.place_body()],
                          Datastreams=[self.stream_body()])  # fmt: skip
        self.thing = self.made("Things", body)
        for name, way in [("location", "Locations"), ("stream", "Datastreams")]:
            setattr(self, name, self.path_of(self.values(f"{self.thing}/{way}")[0]["@iot.selfLink"]))
        for name, way in [("sensor", "Sensor"), ("prop", "ObservedProperty")]:
            setattr(self, name, self.path_of(self.get(f"{self.stream}/{way}")["@iot.selfLink"]))
        self.line = self.made("FeaturesOfInterest", self.named("Line", encodingType=GEOJSON, feature=LINE))
        for hour in range(COUNT):
            body = {"phenomenonTime": at(hour), "resultTime": at(hour), "result": hour}
            if hour == 3:
                body["validTime"] = "2001-02-03T03:00:00Z/2001-02-03T04:00:00Z"
                body["parameters"] = {"way": "by hand"}
            self.made(f"{self.stream}/Observations", body)

    def remove(self) -> None:
        """Remove everything whose name begins with our mark."""
        for name in SETS:
            self.ask("DELETE", f"{name}?$filter=startswith(name,'{self.mark}')")
        self.http.close()

    def observation(self, result: int = 3) -> str:
        """The path of the observation with a result."""
        found = self.values(f"{self.stream}/Observations?$filter=result eq {result}")
        need(len(found) == 1, f"there is no one observation with the result {result}")
        return self.path_of(found[0]["@iot.selfLink"])

    def results(self, options: str) -> list[float]:
        """The results of the observations that a query gives."""
        return [one["result"] for one in self.values(f"{self.stream}/Observations?{options}")]
