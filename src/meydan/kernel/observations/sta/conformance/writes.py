"""Making, changing and removing (OGC 18-088, clause 10)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, need, requirement
from meydan.kernel.observations.sta.conformance.scratch import GEOJSON, Scratch


@requirement(
    "create-update-delete/create-entity",
    _("POST to a set makes an entity and says where it is."),
    "POST Things, Sensors, ObservedProperties, Locations, FeaturesOfInterest",
)
def create(scratch: Scratch) -> None:
    """Entities alone."""
    point = {"type": "Point", "coordinates": [1, 2]}
    bodies: dict[str, dict[str, Any]] = {
        "Things": {}, "Sensors": {"encodingType": "text/html", "metadata": "x"},
        "ObservedProperties": {"definition": "http://example.org/x"},
        "Locations": {"encodingType": GEOJSON, "location": point},
        "FeaturesOfInterest": {"encodingType": GEOJSON, "feature": point},
    }  # fmt: skip
    for name, more in bodies.items():
        path = scratch.made(name, scratch.named("alone", **more))
        need(scratch.get(path)["name"] == f"{scratch.mark} alone", f"{name}: the name is another")


@requirement(
    "create-update-delete/link-to-existing-entities",
    _("A new entity is linked to others by their ids."),
    'POST Datastreams with {"Thing": {"@iot.id": …}}',
)
def link(scratch: Scratch) -> None:
    """Links in a body."""
    ways = {"Thing": scratch.thing, "Sensor": scratch.sensor, "ObservedProperty": scratch.prop}
    body = scratch.stream_body("Linked")
    body |= {name: scratch.link(path) for name, path in ways.items()}
    made = scratch.made("Datastreams", body)
    for name, path in ways.items():
        need(scratch.get(f"{made}/{name}")["@iot.id"] == scratch.number(path), f"{name} is another")
    body["Thing"] = {"@iot.id": 0}
    scratch.refused("POST", "Datastreams", body, status=(400, 404))
    gone(scratch, made)


def gone(scratch: Scratch, path: str) -> None:
    """Remove an entity, which must be gone then."""
    answer = scratch.ask("DELETE", path)
    need(answer.status_code in (200, 204), f"DELETE {path}: {answer.status_code}")
    scratch.refused("GET", path, status=(404,))


@requirement(
    "create-update-delete/deep-insert",
    _("What is described inside is made too, all of it or nothing."),
    "POST Things with Locations, Datastreams, Sensor, ObservedProperty and Observations inside",
)
def deep(scratch: Scratch) -> None:
    """Entities inside entities."""
    stream = scratch.stream_body(
        "Deep", Observations=[{"phenomenonTime": "2001-01-01T00:00:00Z", "result": 7}]
    )
    body = scratch.named("Deep", Locations=[scratch.place_body()], Datastreams=[stream])
    made = scratch.made("Things", body)
    found = scratch.get(f"{made}?$expand=Locations,Datastreams($expand=Observations,Sensor)")
    need(found["Datastreams"][0]["Observations"][0]["result"] == 7, "the observation inside was not made")
    need(
        found["Datastreams"][0]["Sensor"] and found["Locations"],
        "the sensor or the place inside was not made",
    )
    gone(scratch, made)
    half = scratch.named("Half", Datastreams=[{**stream, "Sensor": {"name": "no more"}}])
    scratch.refused("POST", "Things", half, status=(400,))
    need(not scratch.values(f"Things?$filter=name eq '{scratch.mark} Half'"), "half of it was made")


@requirement(
    "create-update-delete/deep-insert-status-code",
    _("A deep insert answers 201, or 400 and makes nothing."),
    "POST Things with a faulty Datastream inside",
)
def deep_status(scratch: Scratch) -> None:
    """The status of a deep insert."""
    scratch.refused("POST", "Things", scratch.named("x", Datastreams=[{"name": "x"}]), status=(400,))
    gone(scratch, scratch.made("Things", scratch.named("x", Locations=[scratch.place_body()])))


@requirement(
    "create-update-delete/update-entity",
    _("PATCH changes what it says and nothing else."),
    "PATCH Things(id), PATCH Observations(id)",
)
def patch(scratch: Scratch) -> None:
    """Changes in part."""
    made = scratch.made("Things", scratch.named("Patched", properties={"a": 1}))
    _done(scratch, "PATCH", made, {"description": "new"})
    found = scratch.get(made)
    need((found["description"], found["properties"]) == ("new", {"a": 1}), "something else was changed")
    observation = scratch.made(
        f"{scratch.stream}/Observations", {"phenomenonTime": "2001-01-01T00:00:00Z", "result": 1}
    )
    _done(scratch, "PATCH", observation, {"result": 2})
    need(scratch.get(observation)["result"] == 2, "the result was not changed")
    gone(scratch, observation)
    scratch.refused("PATCH", "Things(0)", {"name": "x"}, status=(404,))


def _done(scratch: Scratch, method: str, path: str, body: object, **headers: str) -> None:
    answer = scratch.ask(method, path, body, **headers)
    need(answer.status_code in (200, 204), f"{method} {path}: {answer.status_code} {answer.text[:200]}")


@requirement(
    "create-update-delete/update-entity-put",
    _("PUT sets a whole entity: what it does not say is gone."),
    "PUT Things(id)",
)
def put(scratch: Scratch) -> None:
    """Changes as a whole."""
    made = scratch.made("Things", scratch.named("Put", properties={"a": 1}))
    _done(scratch, "PUT", made, scratch.named("Put again"))
    found = scratch.get(made)
    need(
        found["name"].endswith("again") and not found.get("properties"), "the old properties are still there"
    )
    scratch.refused("PUT", made, {"name": "x"}, status=(400,))


@requirement(
    "create-update-delete/update-entity-jsonpatch",
    _("A JSON Patch is applied, whole or not at all."),
    "PATCH Things(id) as application/json-patch+json",
)
def json_patch(scratch: Scratch) -> None:
    """RFC 6902."""
    made = scratch.made("Things", scratch.named("Json", properties={"a": 1}))
    kind = {"Content_Type": "application/json-patch+json"}
    _done(scratch, "PATCH", made, [{"op": "add", "path": "/properties/b", "value": 2},
                                   {"op": "remove", "path": "/properties/a"}], **kind)  # fmt: skip
    need(scratch.get(made)["properties"] == {"b": 2}, "the patch gave something else")
    failing = [
        {"op": "replace", "path": "/description", "value": "no"},
        {"op": "test", "path": "/name", "value": "x"},
    ]
    need(
        scratch.ask("PATCH", made, failing, **kind).status_code == 400,
        "a patch whose test fails is not refused",
    )
    need(scratch.get(made)["description"] == "conformance", "half of a patch was done")


def lines() -> list[Line]:
    """The requirements of this part."""
    return [create, link, deep, deep_status, patch, put, json_patch]
