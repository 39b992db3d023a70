"""What a query means, by hand and by law."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.evaluate import answer, holds
from meydan.kernel.observations.engine.query.model import SETS
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.render import render
from meydan.kernel.observations.engine.query.times import read_instant
from meydan.kernel.observations.tests.query.conditions import conditions
from meydan.kernel.observations.tests.query.worlds import START_US, World, worlds

NOW_US = read_instant("2026-01-01T12:00:00Z").at_us
SET_NAMES = ["Things", "Datastreams", "Observations", "Locations"]


def square(x: float, y: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


@pytest.fixture(scope="module")
def city() -> World:
    """Two stations: one with two series and a place, one that is bare."""
    world = World({name: [] for name in SETS})
    station = world.add(
        "Things",
        name="İstasyon",
        description="Sensor Things",
        properties={"floor": 3, "tags": ["air", "roof"], "owner": {"name": "O'Neill"}, "open": True},
    )
    world.add("Things", name="ایستگاه", description="bare", properties=None)
    world.link(station, "Things", "Locations", world.add("Locations", name="here", location=square(0, 0)))
    for name, results in (("PM10", [4, 12.5, "n/a"]), ("NO2", [40])):
        stream = world.add("Datastreams", name=name, description="d", unitOfMeasurement={"symbol": "µg/m³"})
        world.link(station, "Things", "Datastreams", stream)
        for hour, result in enumerate(results):
            seen = world.add(
                "Observations",
                phenomenonTime=f"2026-01-01T0{hour}:00:00Z/2026-01-01T0{hour + 1}:00:00Z",
                resultTime=f"2026-01-01T0{hour + 1}:30:15.25Z" if hour else None,
                result=result,
            )
            world.link(stream, "Datastreams", "Observations", seen)
    return world


def ids(world: World, set_name: str, text: str) -> list[int]:
    rows = answer(parse_query(text), SETS[set_name], world.sets[set_name], NOW_US)
    return [row["@iot.id"] for row in rows]


@pytest.mark.parametrize(
    ("set_name", "text", "found"),
    [
        ("Things", "name eq 'İstasyon'", [1]),
        ("Things", "id eq 1", [1]),
        ("Things", "id eq '1' or id in ('2')", [1, 2]),
        ("Things", "@iot.id ne 'x' and id gt 1", [2]),
        ("Things", "properties/floor ge 3", [1]),
        ("Things", "properties/floor eq '3'", []),
        ("Things", "properties/floor ne '3'", [1, 2]),
        ("Things", "properties/tags[1] eq 'roof'", [1]),
        ("Things", "properties/tags[2] eq null", [1, 2]),
        ("Things", "properties/tags/any(t:t eq 'air')", [1]),
        ("Things", "properties/tags/all(t:t eq 'air')", [2]),
        ("Things", "properties/owner/name eq 'O''Neill'", [1]),
        ("Things", "properties/open", [1]),
        ("Things", "not properties/open", []),
        ("Things", "properties/missing lt 5", []),
        ("Things", "not (properties/missing lt 5)", [1, 2]),
        ("Things", "length(properties/missing) add 1 eq null", [1, 2]),
        ("Things", "not startswith(properties/missing,'a')", []),
        ("Things", "startswith(properties/missing,'a') or true", [1, 2]),
        ("Things", "startswith(properties/missing,'a') and false", []),
        # One Datastream has both, or none has.
        ("Things", "Datastreams/name eq 'PM10' and Datastreams/Observations/result gt 12", [1]),
        ("Things", "Datastreams/name eq 'PM10' and Datastreams/Observations/result gt 13", []),
        (
            "Things",
            "Datastreams/any(d:d/name eq 'PM10') and Datastreams/any(d:d/Observations/result gt 13)",
            [1],
        ),
        ("Things", "Datastreams/name eq null", [2]),
        ("Things", "Datastreams/any()", [1]),
        ("Things", "not Datastreams/any()", [2]),
        ("Things", "Datastreams/all(d:d/name eq 'x')", [2]),
        ("Things", "Datastreams/any(d:d/Observations/all(o:o/result gt 13))", [1]),
        ("Things", "Datastreams/Observations/any(o:o/result eq 40 and $it/name eq 'İstasyon')", [1]),
        ("Things", "st_within(geography'POINT(0.5 0.5)',Locations/location)", [1]),
        ("Things", "geo.distance(Locations/location,geography'POINT(3 0)') eq 2", [1]),
        ("Things", "st_relate(Locations/location,geography'POINT(0.5 0.5)','T********')", [1]),
        ("Things", "indexof(description,'Things') eq 7 and length(description) eq 13", [1]),
        ("Things", "substring(description,7) eq 'Things' and substring(description,1,4) eq 'enso'", [1]),
        ("Things", "concat(toupper(description),'!') eq 'BARE!'", [2]),
        ("Observations", "result gt 5", [2, 4]),
        ("Observations", "result eq 'n/a'", [3]),
        ("Observations", "result ne 4", [2, 3, 4]),
        ("Observations", "result div 8 eq 0.5 or result mod 5 eq 2.5", [1, 2]),
        ("Observations", "result div 0 eq null", [1, 2, 3, 4]),
        ("Observations", "round(result) eq 13 and floor(result) eq 12 and ceiling(result) eq 13", [2]),
        (
            "Observations",
            "round(-2.5) eq -3 and round(2.5) eq 3 and round(0.49999999999999994) eq 0",
            [1, 2, 3, 4],
        ),
        ("Observations", "-5 mod 3 eq -2", [1, 2, 3, 4]),
        ("Observations", "Datastream/name eq 'NO2'", [4]),
        ("Observations", "resultTime eq null", [1, 4]),
        (
            "Observations",
            "hour(resultTime) eq 2 and minute(resultTime) eq 30 and second(resultTime) eq 15",
            [2],
        ),
        (
            "Observations",
            "fractionalseconds(resultTime) eq 0.25 and totaloffsetminutes(resultTime) eq 0",
            [2, 3],
        ),
        ("Observations", "time(resultTime) lt 03:00:00", [2]),
        ("Observations", "time(resultTime) gt phenomenonTime", [2, 3]),
        ("Observations", "date(resultTime) eq 2026-01-01 and year(phenomenonTime) eq 2026", [2, 3]),
        ("Observations", "resultTime sub phenomenonTime eq duration'PT1H30M15.25S'", [2, 3]),
        ("Observations", "phenomenonTime add duration'PT1H' eq 2026-01-01T02:00:00Z/PT1H", [2]),
        ("Observations", "phenomenonTime lt now() sub duration'PT10H'", [1, 2, 4]),
        ("Observations", "phenomenonTime ge 2026-01-01 and phenomenonTime lt maxdatetime()", [1, 2, 3, 4]),
    ],
)
def test_a_filter_finds(city: World, set_name: str, text: str, found: list[int]) -> None:
    assert ids(city, set_name, f"$filter={text}") == found


TRUTHS = {True: "true", False: "false", None: "startswith(null,'a')"}


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_what_is_unknown_decides_nothing(left: bool | None, right: bool | None) -> None:
    both = False if False in (left, right) else None if None in (left, right) else True
    either = True if True in (left, right) else None if None in (left, right) else False
    for name, truth in (("and", both), ("or", either)):
        text = f"({TRUTHS[left]} {name} {TRUTHS[right]})"
        row, things = {"@iot.id": 1}, SETS["Things"]
        assert holds(parse_expression(text), things, row, 0) is (truth is True)
        assert holds(parse_expression(f"not {text}"), things, row, 0) is (truth is False)


def test_nulls_come_first_upwards_and_last_downwards(city: World) -> None:
    assert ids(city, "Observations", "$orderby=resultTime") == [1, 4, 2, 3]
    assert ids(city, "Observations", "$orderby=resultTime desc") == [3, 2, 1, 4]
    assert ids(city, "Observations", "$orderby=Datastream/name,phenomenonTime desc&$skip=1&$top=2") == [3, 2]
    assert ids(city, "Observations", "$top=0") == []


@settings(max_examples=150, deadline=None)
@given(worlds(), st.sampled_from(SET_NAMES), st.data())
def test_a_condition_and_its_text_find_the_same(world: World, set_name: str, data: st.DataObject) -> None:
    node = data.draw(conditions(SETS[set_name]))
    again = parse_expression(render(node))
    for row in world.sets[set_name]:
        assert holds(node, SETS[set_name], row, START_US) == holds(again, SETS[set_name], row, START_US)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_all_is_not_any_that_is_not(world: World, data: st.DataObject) -> None:
    condition = data.draw(conditions(SETS["Observations"], depth=1, root="o"))
    path = ast.Path(("Observations",))
    # What is unknown is not true, so the denial has to count it.
    denied = ast.Unary("not", ast.Binary("eq", condition, ast.Bool(True)))
    every = ast.Lambda("all", path, "o", condition)
    none = ast.Unary("not", ast.Lambda("any", path, "o", denied))
    for row in world.sets["Datastreams"]:
        assert holds(every, SETS["Datastreams"], row, 0) == holds(none, SETS["Datastreams"], row, 0)
