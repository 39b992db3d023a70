"""Batches, MultiDatastreams, data arrays and MQTT (OGC 18-088, clauses 11 to 15)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, NotHere, need, requirement
from meydan.kernel.observations.sta.conformance.scratch import COMPLEX, MEASURE, Scratch


@requirement(
    "batch-request/batch-request",
    _("Many requests come in one, some of them together or not at all."),
    "POST $batch with a reference, and with a group of which one fails",
)
def batch(scratch: Scratch) -> None:
    """``$batch``."""

    def one(key: str, method: str, url: str, body: Any = None, group: str = "") -> dict[str, Any]:
        more = {"atomicityGroup": group} if group else {}
        return {"id": key, "method": method, "url": url, **({} if body is None else {"body": body}), **more}

    answer = scratch.ask("POST", "$batch", {"requests": [
        one("t", "post", "Things", scratch.named("Batch")),
        one("d", "post", "$t/Datastreams", scratch.stream_body("B")),
        one("a", "post", "Things", scratch.named("Group"), "g"), one("b", "post", "Things", {"name": "half"}, "g"),
        one("r", "get", f"Things?$filter=name eq '{scratch.mark} Group'"),
    ]})  # fmt: skip
    need(answer.status_code == 200, f"POST $batch: {answer.status_code} {answer.text[:200]}")
    told = {item["id"]: item for item in answer.json()["responses"]}
    need(
        (told["t"]["status"], told["d"]["status"]) == (201, 201),
        "a reference to a thing just made is not understood",
    )
    need(told["b"]["status"] == 400 and told["r"]["body"]["value"] == [], "half of a group was done")


def _multi(scratch: Scratch) -> str:
    unit = {"name": "x", "symbol": "x", "definition": "http://example.org/x"}
    properties = [scratch.named(name, definition="http://example.org/x") for name in ("speed", "direction")]
    body = {
        **scratch.stream_body("Multi"), "observationType": COMPLEX, "multiObservationDataTypes": [MEASURE, MEASURE],
        "unitOfMeasurements": [unit, unit], "ObservedProperties": properties, "Thing": scratch.link(scratch.thing),
    }  # fmt: skip
    body = {
        name: value for name, value in body.items() if name not in ("unitOfMeasurement", "ObservedProperty")
    }
    return scratch.made("MultiDatastreams", body)


@requirement(
    "multi-datastream/properties",
    _("A MultiDatastream has a unit and a type for each of its results."),
    "POST and GET MultiDatastreams",
)
def multi_properties(scratch: Scratch) -> None:
    """Properties of a MultiDatastream."""
    found = scratch.get(_multi(scratch))
    for name in ("unitOfMeasurements", "multiObservationDataTypes"):
        need(len(found.get(name, ())) == 2, f"{name} has not two members")


@requirement(
    "multi-datastream/relations",
    _("A MultiDatastream leads to its thing, sensor, properties and observations."),
    "GET MultiDatastreams(id)/ObservedProperties, Things(id)/MultiDatastreams",
)
def multi_relations(scratch: Scratch) -> None:
    """Ways of a MultiDatastream."""
    made = _multi(scratch)
    names = [one["name"] for one in scratch.values(f"{made}/ObservedProperties")]
    need(
        sorted(names) == [f"{scratch.mark} direction", f"{scratch.mark} speed"], f"its properties are {names}"
    )
    for way in ("Thing", "Sensor"):
        scratch.get(f"{made}/{way}")
    need(scratch.values(f"{scratch.thing}/MultiDatastreams"), "the thing does not lead to it")


@requirement(
    "multi-datastream/constraints",
    _("Observations of a MultiDatastream are lists, a member for each property."),
    "POST MultiDatastreams(id)/Observations with [3.5, 270] and with [1]",
)
def multi_constraints(scratch: Scratch) -> None:
    """Results of a MultiDatastream."""
    made = _multi(scratch)
    time = "2001-01-01T00:00:00Z"
    path = scratch.made(f"{made}/Observations", {"phenomenonTime": time, "result": [3.5, 270]})
    need(scratch.get(path)["result"] == [3.5, 270], "the result is another")
    for odd in ([1], 5):
        scratch.refused(
            "POST", f"{made}/Observations", {"phenomenonTime": time, "result": odd}, status=(400,)
        )


@requirement(
    "data-array/data-array",
    _("Observations come and go as rows of a table."),
    "POST CreateObservations, GET Observations?$resultFormat=dataArray",
)
def data_array(scratch: Scratch) -> None:
    """The data array."""
    made = scratch.made("Datastreams", {**scratch.stream_body("Array"), "Thing": scratch.link(scratch.thing)})
    rows = [["2001-01-01T00:00:00Z", 1.5], ["2001-01-01T01:00:00Z", 2.5], ["never", 3]]
    body = [{"Datastream": scratch.link(made), "components": ["phenomenonTime", "result"], "dataArray": rows}]
    answer = scratch.ask("POST", "CreateObservations", body)
    need(answer.status_code == 201, f"POST CreateObservations: {answer.status_code} {answer.text[:200]}")
    told = answer.json()
    need(len(told) == 3 and told[2].startswith("error"), f"what became of the rows is not told: {told}")
    need(scratch.get(scratch.path_of(told[1]))["result"] == 2.5, "the link leads to another observation")
    (block,) = scratch.values(f"{made}/Observations?$resultFormat=dataArray&$select=phenomenonTime,result")
    need([row[1] for row in block["dataArray"]] == [1.5, 2.5], f"the rows are {block['dataArray']}")
    need(block["components"] == ["phenomenonTime", "result"], f"the components are {block['components']}")


@requirement(
    "create-update-delete/filtered-delete",
    _("Everything that a filter finds is removed, and nothing without one."),
    "DELETE Datastreams(id)/Observations?$filter=…",
)
def filtered_delete(scratch: Scratch) -> None:
    """Removing many."""
    made = scratch.made(
        "Datastreams", {**scratch.stream_body("Filtered"), "Thing": scratch.link(scratch.thing)}
    )
    for hour in range(4):
        scratch.made(f"{made}/Observations", {"phenomenonTime": f"2001-01-01T0{hour}:00:00Z", "result": hour})
    answer = scratch.ask("DELETE", f"{made}/Observations?$filter=result lt 2")
    need(answer.status_code in (200, 204), f"{answer.status_code}")
    need([one["result"] for one in scratch.values(f"{made}/Observations")] == [2, 3], "others were removed")
    scratch.refused("DELETE", f"{made}/Observations", status=(400, 405))


def _broker(scratch: Scratch) -> None:
    raise NotHere("This needs an MQTT broker; the tests of the broker's bridge hold it.")


def lines() -> list[Line]:
    """The requirements of this part."""
    mqtt = [
        Line("/req/create-observations-via-mqtt/observations-creation", _("Observations are made by publishing them."),
             "MQTT: publish to v1.1/Datastreams(id)/Observations", _broker),
        Line("/req/receive-updates-via-mqtt/receive-updates", _("Who subscribes to a set hears of what is new."),
             "MQTT: subscribe to v1.1/Datastreams(id)/Observations", _broker),
    ]  # fmt: skip
    return [batch, multi_properties, multi_relations, multi_constraints, data_array, filtered_delete, *mqtt]
