"""What the door answers about a small town of stations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.principals import ANYONE
from meydan.kernel.observations.public import store
from meydan.kernel.observations.sta.results import plain_page
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import ask, told, values, whole

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def town(now: datetime) -> list[Datastream]:
    """Three stations with two properties each, ten hours of values."""
    streams = [
        stream(code, thing_key=key) for key in ("kopru", "merkez", "okul") for code in ("pm2_5", "pm10")
    ]
    for number, one in enumerate(streams):
        rows = [(one.pk, START + hour * HOUR, 10.0 * number + hour) for hour in range(10)]
        store(rows=rows, now=now, source="test")
    return streams


def test_the_root_names_every_set() -> None:
    names = [one["name"] for one in values("")]
    assert {
        "Things",
        "Locations",
        "HistoricalLocations",
        "Datastreams",
        "Observations",
        "MultiDatastreams",
    } <= {*names}


def test_a_thing_is_found_by_its_number_and_has_its_links(town: list[Datastream]) -> None:
    pk = town[0].thing_id
    thing = told(f"Things({pk})")
    assert thing["@iot.id"] == pk
    assert thing["Datastreams@iot.navigationLink"] == f"http://test/sta/v1.1/Things({pk})/Datastreams"
    assert thing["name"] == "Karşıyaka"


def test_observations_of_a_datastream_come_in_time_and_page_by_page(town: list[Datastream]) -> None:
    first = told(f"Datastreams({town[0].pk})/Observations?$top=4")
    assert [one["result"] for one in first["value"]] == [0.0, 1.0, 2.0, 3.0]
    path = first["@iot.nextLink"].removeprefix("http://test/sta/v1.1/")
    second = told(path)
    third = told(second["@iot.nextLink"].removeprefix("http://test/sta/v1.1/"))
    assert [one["result"] for one in second["value"] + third["value"]] == [4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert "@iot.nextLink" not in third


def test_a_next_link_stays_right_while_older_values_come_in(town: list[Datastream], now: datetime) -> None:
    first = told(f"Datastreams({town[0].pk})/Observations?$top=5")
    late = [(town[0].pk, START - hour * HOUR, 99.0) for hour in range(1, 4)]
    store(rows=late, now=now, source="late")
    second = told(first["@iot.nextLink"].removeprefix("http://test/sta/v1.1/"))
    assert [one["result"] for one in second["value"]] == [5.0, 6.0, 7.0, 8.0, 9.0]


def test_the_newest_value_of_every_datastream_in_one_question(town: list[Datastream]) -> None:
    asked = "Things?$expand=Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc),ObservedProperty)"
    things = values(asked)
    newest = [one["Datastreams"][0]["Observations"][0]["result"] for one in things]
    assert newest == [9.0, 29.0, 49.0]
    assert things[0]["Datastreams"][0]["ObservedProperty"]["name"]
    assert "Observations@iot.nextLink" in things[0]["Datastreams"][0]


@pytest.mark.parametrize(
    ("condition", "results"),
    [
        ("result gt 57", [58.0, 59.0]),
        ("result lt 1", [0.0]),
        ("result eq 5 or result eq 6", [5.0, 6.0]),
        ("phenomenonTime ge 2026-11-01T08:00:00Z and result lt 20", [8.0, 9.0, 18.0, 19.0]),
        ("phenomenonTime lt 2026-11-01T01:00:00Z", [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]),
        ("during(phenomenonTime, 2026-11-01T03:00:00Z/2026-11-01T04:00:00Z) and result lt 20", [3.0, 13.0]),
        ("Datastream/Thing/name eq 'Karşıyaka' and result eq 3", [3.0]),
        ("Datastream/ObservedProperty/name eq 'nothing'", []),
        ("hour(phenomenonTime) eq 9 and result lt 30", [9.0, 19.0, 29.0]),
        ("not (result gt 0)", [0.0]),
        ("result add 1 eq 10", [9.0]),
        ("result mod 10 eq 4 and result div 2 lt 10", [4.0, 14.0]),
        ("result in (1, 2, 77)", [1.0, 2.0]),
    ],
)
def test_a_filter_finds_the_right_observations(
    town: list[Datastream], condition: str, results: list[float]
) -> None:
    assert sorted(one["result"] for one in values(f"Observations?$filter={condition}")) == results


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("Datastreams/any(d:d/ObservedProperty/name eq 'nothing')", 0),
        ("Datastreams/name ne 'nothing'", 3),
        ("Datastreams/Observations/result gt 48", 1),
        ("Datastreams/all(d:d/Observations/any(o:o/result lt 20))", 1),
        ("startswith(name, 'Karş') and length(name) eq 9", 3),
        ("substringof('şı', name)", 3),
        ("properties/nothing eq null", 3),
    ],
)
def test_things_are_found_through_what_they_have(town: list[Datastream], condition: str, count: int) -> None:
    assert len(values(f"Things?$filter={condition}")) == count


def test_a_place_is_found_by_its_shape(town: list[Datastream]) -> None:
    inside = "st_within(location, geography'POLYGON((39 40,40 40,40 41,39 41,39 40))')"
    outside = inside.replace("39", "49").replace("40 ", "50 ")
    assert len(values(f"Locations?$filter={inside}")) == 3
    assert values(f"Locations?$filter={outside}") == []
    near = "geo.distance(location, geography'POINT(39.48 40.46)') lt 0.01"
    assert len(values(f"Things?$filter=Locations/any(l:{near.replace('location', 'l/location')})")) == 3


def test_what_is_selected_comes_alone(town: list[Datastream]) -> None:
    one = values(f"Datastreams({town[0].pk})/Observations?$select=result,phenomenonTime&$top=1")[0]
    assert one == {"phenomenonTime": "2026-11-01T00:00:00Z", "result": 0.0}


def test_a_count_is_of_all_and_not_of_the_page(town: list[Datastream]) -> None:
    answer = told("Observations?$filter=result ge 50&$count=true&$top=3")
    assert (answer["@iot.count"], len(answer["value"])) == (10, 3)
    assert told("Things?$count=true&$top=0") == {"@iot.count": 3, "value": []}


def test_the_other_way_round(town: list[Datastream]) -> None:
    found = values(f"Datastreams({town[0].pk})/Observations?$orderby=phenomenonTime desc&$top=2")
    assert [one["result"] for one in found] == [9.0, 8.0]
    found = values("Observations?$orderby=result desc&$top=3")
    assert [one["result"] for one in found] == [59.0, 58.0, 57.0]


def test_a_next_link_of_an_order_by_value_walks_all_rows_once(town: list[Datastream]) -> None:
    address, seen = "Observations?$orderby=result desc&$top=7", []
    while address:
        answer = told(address)
        seen += [one["result"] for one in answer["value"]]
        address = answer.get("@iot.nextLink", "").removeprefix("http://test/sta/v1.1/")
    assert seen == sorted((10.0 * n + h for n in range(6) for h in range(10)), reverse=True)


def test_a_property_and_its_bare_value(town: list[Datastream]) -> None:
    pk = town[0].pk
    assert told(f"Datastreams({pk})/unitOfMeasurement/symbol") == {"symbol": "µg/m³"}
    assert whole(ask(f"Datastreams({pk})/unitOfMeasurement/symbol/$value")) == "µg/m³".encode()


def test_what_is_not_public_is_not_there(town: list[Datastream]) -> None:
    Datastream.objects.filter(pk=town[0].pk).update(is_public=False)
    assert ask(f"Datastreams({town[0].pk})", who=ANYONE).status == 404
    assert ask(f"Datastreams({town[0].pk})/Observations", who=ANYONE).status == 404
    assert len(values("Datastreams", who=ANYONE)) == 5
    assert len(values("Observations?$filter=result lt 10", who=ANYONE)) == 0
    found = values("Things?$expand=Datastreams", who=ANYONE)
    assert [len(one["Datastreams"]) for one in found] == [1, 2, 2]
    # Nor may a condition ask about what cannot be seen.
    assert len(values("Things?$filter=Datastreams/Observations/result lt 10", who=ANYONE)) == 0


def test_a_data_array_a_csv_and_a_geojson(town: list[Datastream]) -> None:
    pk = town[0].pk
    block = values(f"Datastreams({pk})/Observations?$resultFormat=dataArray&$top=2")[0]
    assert block["components"] == ["id", "phenomenonTime", "result", "resultTime"]
    assert [row[2] for row in block["dataArray"]] == [0.0, 1.0]
    lines = whole(
        ask(f"Datastreams({pk})/Observations?$resultFormat=CSV&$select=phenomenonTime,result")
    ).split()
    assert lines[:2] == [b"phenomenonTime,result", b"2026-11-01T00:00:00Z,0.0"]
    assert len(lines) == 11
    shapes = msgspec.json.decode(whole(ask("Locations?$resultFormat=GeoJSON")))
    assert shapes["features"][0]["geometry"] == {"type": "Point", "coordinates": [39.48, 40.46]}


def test_nonsense_is_refused_in_a_sentence(town: list[Datastream]) -> None:
    answer = ask("Things?$filter=name eq")
    assert answer.status == 400
    assert b"message" in whole(answer)
    assert ask("Things?$filter=colour eq 'red'").status == 400
    assert ask("Nothings").status == 404
    assert ask("Things(999999)").status == 404
    assert ask("Observations('1_2')").status == 404
    assert ask("Observations('x')").status == 404


def test_a_page_goes_on_without_a_datastream_that_went_meanwhile(town: list[Datastream]) -> None:
    slot = slot_of(to_us(START))
    texts = plain_page([(town[0].pk, slot, 1.0), (10**6, slot, 2.0)], "http://test/sta/v1.1")
    assert [msgspec.json.decode(text)["result"] for text in texts or []] == [1.0]
