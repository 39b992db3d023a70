"""Entities are made, linked, changed and removed through the door."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from meydan.kernel.observations.models import Datastream, HistoricalLocation, Thing
from meydan.kernel.observations.principals import ANYONE
from meydan.kernel.observations.tests.sta.asking import ask, told, values, whole

pytestmark = [pytest.mark.django_db, pytest.mark.store]
MEASURE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
CATEGORY = MEASURE.replace("Measurement", "CategoryObservation")
POINT = {"type": "Point", "coordinates": [39.48, 40.46]}


def stream_body(**more: Any) -> dict[str, Any]:
    return {
        "name": "PM2.5", "description": "fine dust", "observationType": MEASURE,
        "unitOfMeasurement": {"name": "microgram", "symbol": "µg/m³", "definition": "http://x/ug"},
        "Sensor": {"name": "s", "description": "x", "encodingType": "application/pdf", "metadata": "http://x/s.pdf"},
        "ObservedProperty": {"name": "PM2.5", "definition": "http://x/pm", "description": "x"}, **more,
    }  # fmt: skip


def thing_body(**more: Any) -> dict[str, Any]:
    place = {"name": "Köprü", "description": "x", "encodingType": "application/geo+json", "location": POINT}
    return {
        "name": "Kuşakkaya", "description": "istasyon", "properties": {"mahalle": "Merkez"}, "Locations": [place],
        "Datastreams": [stream_body()], **more,
    }  # fmt: skip


def placed(shape: Any) -> dict[str, Any]:
    return {"name": "l", "description": "d", "encodingType": "application/geo+json", "location": shape}


def made(address: str, body: Any) -> str:
    """The path of what was made."""
    answer = ask(address, "POST", body)
    assert answer.status == 201, whole(answer)
    return dict(answer.headers)["Location"].removeprefix("http://test/sta/v1.1/")


def test_a_thing_is_made_with_all_that_hangs_on_it() -> None:
    thing = made("Things", thing_body())
    found = told(
        f"{thing}?$expand=Locations,HistoricalLocations,Datastreams($expand=Sensor,ObservedProperty)"
    )
    assert found["properties"] == {"mahalle": "Merkez"}
    assert found["Locations"][0]["location"] == POINT
    assert len(found["HistoricalLocations"]) == 1
    stream = found["Datastreams"][0]
    assert stream["unitOfMeasurement"] == {
        "name": "microgram",
        "symbol": "µg/m³",
        "definition": "http://x/ug",
    }
    assert stream["Sensor"]["metadata"] == "http://x/s.pdf"
    assert stream["ObservedProperty"]["definition"] == "http://x/pm"


def test_a_fault_deep_inside_leaves_nothing_behind() -> None:
    body = thing_body(Datastreams=[stream_body(), stream_body(observationType=None)])
    answer = ask("Things", "POST", body)
    assert (answer.status, Thing.objects.count(), Datastream.objects.count()) == (400, 0, 0)
    assert b"needs observationType" in whole(answer)


def observe(stream: str, **body: Any) -> str:
    return made(f"{stream}/Observations", body)


def a_stream() -> str:
    thing = made("Things", thing_body())
    return f"Datastreams({told(f'{thing}/Datastreams')['value'][0]['@iot.id']})"


def test_an_observation_keeps_what_it_says() -> None:
    stream = a_stream()
    said = {
        "phenomenonTime": "2026-11-01T00:00:00Z/2026-11-01T01:00:00Z", "resultTime": "2026-11-01T01:00:05Z",
        "result": 12.5, "validTime": "2026-11-01T00:00:00Z/2026-11-02T00:00:00Z",
        "parameters": {"method": "β"}, "resultQuality": {"flag": "good"},
    }  # fmt: skip
    path = observe(stream, **said)
    found = told(path)
    assert {name: found[name] for name in said} == said


def test_an_observation_without_a_time_is_of_now() -> None:
    path = observe(a_stream(), result=1)
    assert told(path)["phenomenonTime"][:2] == "20"
    assert told(path)["resultTime"] is None


def test_the_feature_of_an_observation_is_where_its_thing_stands() -> None:
    stream = a_stream()
    first, second = observe(stream, result=1, phenomenonTime="2026-11-01T00:00:00Z"), observe(
        stream, result=2, phenomenonTime="2026-11-01T01:00:00Z")  # fmt: skip
    feature = told(f"{first}/FeatureOfInterest")
    assert feature["feature"] == POINT
    assert told(f"{second}/FeatureOfInterest")["@iot.id"] == feature["@iot.id"]
    assert len(values(f"FeaturesOfInterest({feature['@iot.id']})/Observations")) == 2


def test_two_observations_at_one_time_about_two_features_are_two() -> None:
    stream = a_stream()
    body = {"name": "f", "description": "x", "encodingType": "application/geo+json", "feature": POINT}
    first = observe(stream, result=1, phenomenonTime="2026-11-01T00:00:00Z")
    second = observe(stream, result=2, phenomenonTime="2026-11-01T00:00:00Z", FeatureOfInterest=body)
    assert first != second
    assert sorted(one["result"] for one in values(f"{stream}/Observations")) == [1.0, 2.0]


@pytest.mark.parametrize("result", ["kırmızı", True, {"a": [1]}, None, "12"])
def test_a_result_that_is_no_number_comes_back_as_it_was(result: Any) -> None:
    thing = made("Things", thing_body(Datastreams=[stream_body(observationType=CATEGORY)]))
    stream = f"Datastreams({told(f'{thing}/Datastreams')['value'][0]['@iot.id']})"
    assert told(observe(stream, result=result, phenomenonTime="2026-11-01T00:00:00Z"))["result"] == result


def test_words_are_found_by_what_they_say() -> None:
    thing = made("Things", thing_body(Datastreams=[stream_body(observationType=CATEGORY)]))
    stream = f"Datastreams({told(f'{thing}/Datastreams')['value'][0]['@iot.id']})"
    for hour, word in enumerate(["iyi", "kötü", "iyi"]):
        observe(stream, result=word, phenomenonTime=f"2026-11-01T0{hour}:00:00Z")
    assert len(values(f"{stream}/Observations?$filter=result eq 'iyi'")) == 2
    assert values(f"{stream}/Observations?$filter=result gt 0") == []


def test_an_entity_is_changed_in_part_in_whole_and_by_a_patch() -> None:
    thing = made("Things", thing_body())
    assert ask(thing, "PATCH", {"description": "yeni"}).status == 200
    assert (told(thing)["name"], told(thing)["description"]) == ("Kuşakkaya", "yeni")
    assert ask(thing, "PUT", {"name": "B", "description": "c"}).status == 200
    assert "properties" not in told(thing)
    patch = [
        {"op": "add", "path": "/properties", "value": {"a": 1}},
        {"op": "replace", "path": "/name", "value": "C"},
    ]
    assert ask(thing, "PATCH", patch, content_type="application/json-patch+json").status == 200
    assert (told(thing)["name"], told(thing)["properties"]) == ("C", {"a": 1})
    assert ask(thing, "PUT", {"name": "B"}).status == 400
    assert (
        ask(
            thing,
            "PATCH",
            [{"op": "test", "path": "/name", "value": "Z"}],
            content_type="application/json-patch+json",
        ).status
        == 400
    )


def test_a_move_is_remembered() -> None:
    thing = made("Things", thing_body())
    body = {"name": "Okul", "description": "x", "encodingType": "application/geo+json",
            "location": {"type": "Point", "coordinates": [39.5, 40.5]}}  # fmt: skip
    made(f"{thing}/Locations", body)
    assert [one["name"] for one in values(f"{thing}/Locations")] == ["Okul"]
    assert HistoricalLocation.objects.count() == 2
    assert Thing.objects.get().lon == 39.5


def test_a_changed_value_and_a_changed_time() -> None:
    stream = a_stream()
    path = observe(stream, result=1, phenomenonTime="2026-11-01T00:00:00Z")
    assert ask(path, "PATCH", {"result": 5}).status == 200
    assert told(path)["result"] == 5.0
    assert ask(path, "PATCH", {"phenomenonTime": "2026-11-02T00:00:00Z"}).status == 200
    assert told(path)["phenomenonTime"] == "2026-11-02T00:00:00Z"
    assert len(values(f"{stream}/Observations")) == 1


def test_what_is_removed_takes_along_what_stands_on_it() -> None:
    stream = a_stream()
    path = observe(stream, result=1, phenomenonTime="2026-11-01T00:00:00Z")
    assert ask(path, "DELETE").status == 200
    assert ask(path).status == 404
    assert "phenomenonTime" not in told(stream)
    observe(stream, result=1, phenomenonTime="2026-11-01T00:00:00Z")
    thing = f"Things({Thing.objects.get().pk})"
    assert ask(thing, "DELETE").status == 200
    assert (values("Datastreams"), values("Observations")) == ([], [])


def test_many_are_removed_by_what_they_say() -> None:
    stream = a_stream()
    for hour in range(6):
        observe(stream, result=hour, phenomenonTime=f"2026-11-01T0{hour}:00:00Z")
    assert ask(f"{stream}/Observations?$filter=result lt 4", "DELETE").status == 200
    assert [one["result"] for one in values(f"{stream}/Observations")] == [4.0, 5.0]
    assert ask(f"{stream}/Observations", "DELETE").status == 400


def test_a_multi_datastream_holds_results_of_several_properties() -> None:
    thing = made("Things", thing_body(Datastreams=[]))
    body = {
        "name": "Rüzgâr", "description": "x",
        "observationType": MEASURE.replace("OM_Measurement", "OM_ComplexObservation"),
        "multiObservationDataTypes": [MEASURE, MEASURE],
        "unitOfMeasurements": [{"name": unit, "symbol": unit, "definition": "x"} for unit in ("m/s", "°")],
        "Thing": {"@iot.id": int(thing[7:-1])},
        "Sensor": stream_body()["Sensor"],
        "ObservedProperties": [{"name": n, "definition": "x", "description": "x"} for n in ("hız", "yön")],
    }  # fmt: skip
    stream = made("MultiDatastreams", body)
    path = made("Observations", {"result": [3.5, 270], "phenomenonTime": "2026-11-01T00:00:00Z",
                                 "MultiDatastream": {"@iot.id": int(stream[17:-1])}})  # fmt: skip
    found = told(f"{path}?$expand=MultiDatastream($expand=ObservedProperties)")
    assert found["result"] == [3.5, 270]
    link = {"@iot.id": int(stream[17:-1])}
    for odd in ([1], 5, None, "x"):
        body = {"result": odd, "phenomenonTime": "2026-11-02T00:00:00Z"}
        assert ask(f"{stream}/Observations", "POST", body).status == 400
    rows = [["2026-11-03T00:00:00Z", [1, 2]], ["2026-11-03T01:00:00Z", [1]]]
    block = {"MultiDatastream": link, "components": ["phenomenonTime", "result"], "dataArray": rows}
    good, bad = msgspec.json.decode(whole(ask("CreateObservations", "POST", [block])))
    assert (told(good.removeprefix("http://test/sta/v1.1/"))["result"], bad[:6]) == ([1, 2], "error:")
    assert [one["name"] for one in found["MultiDatastream"]["ObservedProperties"]] == ["hız", "yön"]
    assert len(found["MultiDatastream"]["unitOfMeasurements"]) == 2
    assert values("Datastreams") == []
    assert len(values(f"{stream}/Observations")) == 2
    assert len(values("MultiDatastreams?$filter=ObservedProperties/any(p:p/name eq 'yön')")) == 1


def test_a_batch_refers_to_what_it_made_and_a_group_stands_or_falls_together() -> None:
    requests = [
        {"id": "t", "method": "post", "url": "Things", "body": {"name": "A", "description": "b"}},
        {"id": "d", "method": "post", "url": "$t/Datastreams", "body": stream_body()},
        {"id": "g1", "atomicityGroup": "g", "method": "post", "url": "Things",
         "body": {"name": "G", "description": "b"}},
        {"id": "g2", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {"name": "H"}},
        {"id": "r", "method": "get", "url": "Things?$select=name"},
    ]  # fmt: skip
    answers = {
        one["id"]: one for one in told("$batch", method="POST", body={"requests": requests})["responses"]
    }
    assert [answers[one]["status"] for one in ("t", "d", "g1", "g2", "r")] == [201, 201, 424, 400, 200]
    assert answers["r"]["body"]["value"] == [{"name": "A"}]


def test_a_visitor_changes_nothing() -> None:
    thing = made("Things", thing_body())
    for method, address, body in [
        ("POST", "Things", thing_body()),
        ("PATCH", thing, {"name": "x"}),
        ("DELETE", thing, b""),
    ]:
        assert ask(address, method, body, who=ANYONE).status == 401
    assert ask("Observations", "POST", {"result": 1, "Datastream": {"@iot.id": 1}}, who=ANYONE).status in (
        401,
        404,
    )
    assert told(thing)["name"] == "Kuşakkaya"


@pytest.mark.parametrize(
    "body",
    [
        {"name": 5, "description": "x"}, {"name": "a"}, {"name": "a", "description": "x", "properties": []},
        {"name": "a\x00", "description": "x"}, {"name": "a", "description": "x", "Locations": [{"@iot.id": 99}]},
        {"name": "a", "description": "x", "Locations": [placed({"type": "Point", "coordinates": [500, 1]})]},
        {"name": "a", "description": "x", "Locations": [placed("here")]},
    ],
)  # fmt: skip
def test_an_unsound_body_is_refused_with_a_sentence(body: Any) -> None:
    answer = ask("Things", "POST", body)
    assert answer.status in (400, 404)
    assert len(msgspec.json.decode(whole(answer))["message"]) > 10
    assert Thing.objects.count() == 0
