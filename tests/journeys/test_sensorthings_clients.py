"""
Clients that others wrote, against a home that is really served.

frost-sta-client is a SensorThings client and does everything here. OWSLib 0.35 has no SensorThings client; what it
has for sensors is OGC API Connected Systems, whose addresses are others. Its ``API`` class, which reads any OGC
service in JSON from its root, is what of it speaks to us.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import frost_sta_client as fsc
import pytest
import requests
from frost_sta_client.model.ext.entity_list import EntityList
from frost_sta_client.model.ext.entity_type import EntityTypes
from frost_sta_client.model.ext.unitofmeasurement import UnitOfMeasurement
from owslib.ogcapi import API
from owslib.util import Authentication

from tests.journeys.square import CATEGORY, GEOJSON, MEASURE, POINT, City, copied, empty_city, keys_of, served

pytestmark = [
    pytest.mark.alone, pytest.mark.slow,
    # frost-sta-client asks its address library in a way that is going away.
    pytest.mark.filterwarnings("ignore:furl.pathstr:DeprecationWarning"),
]  # fmt: skip
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_city(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def open_city(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with served(copied(model, tmp_path_factory.mktemp("open"))) as city:
        yield city


@pytest.fixture(scope="module")
def keyed_city(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    home = copied(model, tmp_path_factory.mktemp("keyed"), is_open=False)
    keys = keys_of(home)
    with served(home) as city:
        city.keys = keys
        yield city


@pytest.fixture
def client(open_city: City) -> fsc.SensorThingsService:
    return fsc.SensorThingsService(open_city.root)


def several(kind: str, *entities: Any) -> EntityList:
    return EntityList(entity_class=EntityTypes[kind]["class"], entities=list(entities))


def a_stream(name: str = "PM2.5", observation_type: str = MEASURE) -> fsc.Datastream:
    return fsc.Datastream(
        name=name, description="ince toz", observation_type=observation_type,
        unit_of_measurement=UnitOfMeasurement("microgram", "µg/m³", "http://x/ug"),
        sensor=fsc.Sensor(name="s", description="x", encoding_type="application/pdf", metadata="http://x/s.pdf"),
        observed_property=fsc.ObservedProperty(name=name, definition="http://x/pm", description="x"),
    )  # fmt: skip


def a_thing(client: fsc.SensorThingsService, *streams: fsc.Datastream) -> fsc.Thing:
    place = fsc.Location(name="Köprü", description="x", encoding_type=GEOJSON, location=POINT)
    thing = fsc.Thing(
        name="Kuşakkaya", description="istasyon", properties={"mahalle": "Merkez"},
        locations=several("Location", place), datastreams=several("Datastream", *(streams or [a_stream()])),
    )  # fmt: skip
    client.create(thing)
    return thing


def streams_of(client: fsc.SensorThingsService, thing: fsc.Thing) -> list[fsc.Datastream]:
    return list(client.things().find(thing.id).get_datastreams().query().list())


def observed(client: fsc.SensorThingsService, stream: fsc.Datastream, count: int) -> None:
    """A value an hour, from zero."""
    for hour in range(count):
        client.create(fsc.Observation(
            phenomenon_time=(BEGIN + hour * HOUR).isoformat(), result=float(hour), datastream=stream,
        ))  # fmt: skip


def test_a_thing_with_all_that_hangs_on_it_is_made_and_read_back(client: fsc.SensorThingsService) -> None:
    thing = a_thing(client)
    found = client.things().find(thing.id)
    assert (found.name, found.properties) == ("Kuşakkaya", {"mahalle": "Merkez"})
    (stream,) = streams_of(client, thing)
    assert stream.unit_of_measurement.symbol == "µg/m³"
    whole = (
        client.things()
        .query()
        .filter(f"id eq {thing.id}")
        .expand("Locations,Datastreams/Sensor")
        .list()
        .get(0)
    )
    assert whole.locations.get(0).location == POINT
    assert whole.datastreams.get(0).sensor.metadata == "http://x/s.pdf"


def test_an_entity_that_was_read_is_a_link_when_it_is_sent_inside_another(
    client: fsc.SensorThingsService,
) -> None:
    # The client sends all that it knows of a datastream, its id among it: nothing new may come of that.
    (stream,) = streams_of(client, a_thing(client))
    before = client.datastreams().query().count().top(0).list().count
    client.create(fsc.Observation(phenomenon_time=BEGIN.isoformat(), result=7.0, datastream=stream))
    assert client.datastreams().query().count().top(0).list().count == before
    assert [one.result for one in stream.get_observations().query().list()] == [7.0]


def test_observations_are_filtered_ordered_counted_and_paged(client: fsc.SensorThingsService) -> None:
    (stream,) = streams_of(client, a_thing(client))
    observed(client, stream, 12)
    ours = stream.get_observations()
    assert [one.result for one in ours.query().list()] == list(range(12))
    newest = ours.query().orderby("phenomenonTime", "desc").top(1).list()
    assert newest.get(0).result == 11
    found = ours.query().filter("result ge 9 and phenomenonTime lt 2026-11-01T11:00:00Z").count().list()
    assert (found.count, [one.result for one in found]) == (2, [9, 10])
    # Following next links to their end gives each once.
    assert [one.result for one in ours.query().orderby("result", "desc").top(5).list()] == list(
        range(11, -1, -1)
    )
    assert [one.result for one in ours.query().skip(10).list()] == [10, 11]


def test_results_that_are_words_and_what_else_an_observation_says_come_back(
    client: fsc.SensorThingsService,
) -> None:
    (stream,) = streams_of(client, a_thing(client, a_stream("hava", CATEGORY)))
    client.create(fsc.Observation(
        phenomenon_time="2026-11-01T00:00:00Z/2026-11-01T01:00:00Z", result="açık", result_time="2026-11-01T01:00:05Z",
        parameters={"gözlemci": "Gül"}, datastream=stream,
        feature_of_interest=fsc.FeatureOfInterest(name="gök", description="x", encoding_type=GEOJSON, feature=POINT),
    ))  # fmt: skip
    one = (
        client.observations()
        .query()
        .filter("result eq 'açık'")
        .expand("FeatureOfInterest,Datastream")
        .list()
        .get(0)
    )
    assert (one.result, one.parameters, one.result_time) == (
        "açık",
        {"gözlemci": "Gül"},
        "2026-11-01T01:00:05Z",
    )
    assert one.phenomenon_time == "2026-11-01T00:00:00Z/2026-11-01T01:00:00Z"
    assert (one.feature_of_interest.name, one.datastream.id) == ("gök", stream.id)
    assert client.observations().find(one.id).result == "açık"


def test_a_data_array_brings_many_observations_at_once(client: fsc.SensorThingsService) -> None:
    (stream,) = streams_of(client, a_thing(client))
    block = fsc.model.ext.data_array_value.DataArrayValue()
    block.datastream = stream
    block.components = {block.Property.PHENOMENON_TIME, block.Property.RESULT}
    for hour in range(200):
        time = (BEGIN + hour * HOUR).isoformat()
        block.add_observation(fsc.Observation(phenomenon_time=time, result=hour / 4, datastream=stream))
    made = client.observations().create(fsc.model.ext.data_array_document.DataArrayDocument(value=[block]))
    assert len(made) == 200
    assert requests.get(made[7].self_link, timeout=60).json()["result"] == 7 / 4
    assert len(list(stream.get_observations().query().top(60).list())) == 200


def test_entities_are_put_patched_and_removed(client: fsc.SensorThingsService) -> None:
    thing = a_thing(client)
    found = client.things().find(thing.id)
    found.description = "taşındı"
    client.update(found)
    assert client.things().find(thing.id).description == "taşındı"
    client.patch(found, [{"op": "replace", "path": "/properties/mahalle", "value": "Hasanbey"}])
    assert client.things().find(thing.id).properties == {"mahalle": "Hasanbey"}
    (stream,) = streams_of(client, thing)
    observed(client, stream, 2)
    last = stream.get_observations().query().orderby("id", "desc").list().get(0)
    last.result = 41.5
    client.update(last)
    assert client.observations().find(last.id).result == 41.5
    client.delete(last)
    assert [one.result for one in stream.get_observations().query().list()] == [0]
    client.delete(thing)
    for gone in (client.things(), client.datastreams()):
        with pytest.raises(requests.HTTPError, match="404"):
            gone.find(thing.id if gone.entitytype == "thing" else stream.id)


def with_key(city: City, reach: str) -> fsc.SensorThingsService:
    """The client knows Basic alone: the key is the password, any name will do."""
    return fsc.SensorThingsService(city.root, auth_handler=fsc.AuthHandler("device", city.keys[reach]))


def test_a_key_is_shown_as_the_password_of_basic(keyed_city: City) -> None:
    manager = with_key(keyed_city, "manage")
    thing = a_thing(manager)
    (stream,) = streams_of(manager, thing)
    observer, reader = with_key(keyed_city, "observe"), with_key(keyed_city, "read")
    observed(observer, stream, 3)
    assert len(list(reader.datastreams().find(stream.id).get_observations().query().list())) == 3
    for client, act in [(observer, lambda c: c.delete(thing)), (reader, lambda c: observed(c, stream, 1))]:
        with pytest.raises(requests.HTTPError, match="403"):
            act(client)
    for nobody in (fsc.SensorThingsService(keyed_city.root), fsc.SensorThingsService(
        keyed_city.root, auth_handler=fsc.AuthHandler("device", keyed_city.keys["manage"][:-2] + "xx"))):  # fmt: skip
        with pytest.raises(requests.HTTPError, match="401"):
            nobody.delete(thing)


def test_owslib_reads_the_root_and_a_set(open_city: City, keyed_city: City) -> None:
    names = {one["name"] for one in API(open_city.root).response["value"]}
    assert {"Things", "Datastreams", "Observations"} <= names
    door = API(keyed_city.root, auth=Authentication("device", keyed_city.keys["read"]))
    found = door._request(path="Datastreams", kwargs={"$top": "1", "$expand": "Thing,Observations($top=1)"})
    assert (
        set(found["value"][0]) >= {"Thing", "Observations", "@iot.id"} if found["value"] else "value" in found
    )
