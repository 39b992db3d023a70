"""What SQL finds is what the reference evaluator finds, on drawn cities and drawn conditions."""

from __future__ import annotations

import os
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.check import check_query
from meydan.kernel.observations.engine.query.evaluate import answer
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.render import query_text
from meydan.kernel.observations.tests.query.conditions import conditions
from meydan.kernel.observations.tests.query.worlds import Row, World, worlds
from meydan.kernel.observations.tests.sta.asking import ask, values, whole

pytestmark = [
    pytest.mark.django_db, pytest.mark.store,
    # What a failing example holds is long; its own sentence says enough.
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]  # fmt: skip
CATEGORY = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation"
GEOJSON = "application/geo+json"
ASKED = ("Thing", "Location", "Datastream", "Observation", "FeatureOfInterest", "Sensor")
# The same few cities every time; MEYDAN_AGREEMENT_EXAMPLES=500 goes looking for others.
ASKED_FOR = os.environ.get("MEYDAN_AGREEMENT_EXAMPLES")
EXAMPLES = int(ASKED_FOR or "12")


def _made(set_name: str, body: dict[str, Any]) -> Any:
    found = ask(set_name, "POST", body)
    assert found.status == 201, whole(found)
    key = dict(found.headers)["Location"].rsplit("(", 1)[1].rstrip(")")
    return key.strip("'") if key.startswith("'") else int(key)


def _own(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in ("name", "description", *names) if row.get(name) is not None}


def _link(row: Row) -> dict[str, Any]:
    return {"@iot.id": row["@iot.id"]}


def build(world: World) -> None:
    """Put a drawn city into the database, and its rows to what the door says of them."""
    for row in world.sets["Sensors"]:
        row["@iot.id"] = _made("Sensors", {**_own(row, "metadata", "properties"), "encodingType": "x"})
    for row in world.sets["ObservedProperties"]:
        row["@iot.id"] = _made("ObservedProperties", _own(row, "definition"))
    for row in world.sets["FeaturesOfInterest"]:
        row["@iot.id"] = _made("FeaturesOfInterest", {**_own(row, "feature"), "encodingType": GEOJSON})
    for row in world.sets["Locations"]:
        row["@iot.id"] = _made("Locations", {**_own(row, "location"), "encodingType": GEOJSON})
    for row in world.sets["Things"]:
        places = [_link(place) for place in row["Locations"]]
        row["@iot.id"] = _made(
            "Things", {**_own(row, "properties"), **({"Locations": places} if places else {})}
        )
    for row in world.sets["Datastreams"]:
        ways = {name: _link(row[name]) for name in ("Thing", "Sensor", "ObservedProperty")}
        body = {**_own(row, "unitOfMeasurement"), **ways, "observationType": CATEGORY}
        row["@iot.id"] = _made("Datastreams", body)
    _observe(world)
    _read_back(world)


def _observe(world: World) -> None:
    seen: set[Any] = set()
    for row in list(world.sets["Observations"]):
        start = row["phenomenonTime"].partition("/")[0]
        identity = (
            row["Datastream"]["@iot.id"],
            start,
            row["resultTime"],
            row["FeatureOfInterest"]["@iot.id"],
        )
        if identity in seen:
            # The same observation said twice is one; the later would only correct the earlier.
            world.sets["Observations"].remove(row)
            row["Datastream"]["Observations"].remove(row)
            row["FeatureOfInterest"]["Observations"].remove(row)
            continue
        seen.add(identity)
        names = ("phenomenonTime", "resultTime", "validTime", "parameters")
        said = {name: row[name] for name in names if row[name] is not None}
        ways = {name: _link(row[name]) for name in ("Datastream", "FeatureOfInterest")}
        row["@iot.id"] = _made("Observations", {**said, **ways, "result": row["result"]})


def _read_back(world: World) -> None:
    for name, rows in world.sets.items():
        told = {one["@iot.id"]: one for one in values(f"{name}?$top=1000")}
        history = name == "HistoricalLocations"
        assert history or set(told) == {row["@iot.id"] for row in rows}
        for row in rows:
            own = told[row["@iot.id"]]
            for known in next(e for e in ENTITIES.values() if e.set_name == name).properties:
                row[known] = own.get(known)
    _add_history(world)


def _add_history(world: World) -> None:
    """Things that stand somewhere have a history, which the world does not draw."""
    things = {row["@iot.id"]: row for row in world.sets["Things"]}
    places = {row["@iot.id"]: row for row in world.sets["Locations"]}
    for one in values("HistoricalLocations?$expand=Thing($select=id),Locations($select=id)&$top=1000"):
        row = world.add("HistoricalLocations", time=one["time"])
        row["@iot.id"], row["@iot.selfLink"] = one["@iot.id"], one["@iot.selfLink"]
        world.link(row, "HistoricalLocations", "Thing", things[one["Thing"]["@iot.id"]])
        for place in one["Locations"]:
            world.link(row, "HistoricalLocations", "Locations", places[place["@iot.id"]])


asked = st.lists(
    st.sampled_from(ASKED).flatmap(lambda name: st.tuples(st.just(name), conditions(ENTITIES[name]))),
    min_size=6,
    max_size=12,
)


@settings(
    max_examples=EXAMPLES, derandomize=not ASKED_FOR, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(world=worlds(), questions=asked)
def test_sql_finds_what_the_standard_says(world: World, questions: list[tuple[str, ast.Node]]) -> None:
    with transaction.atomic():
        build(world)
        now_us = to_us(timezone.now())
        for name, condition in questions:
            query = ast.Query(filter=condition)
            try:
                check_query(query, ENTITIES[name])
            except QueryRefused:
                continue
            _agree(world, name, query, now_us)
        transaction.set_rollback(True)


def _agree(world: World, name: str, query: ast.Query, now_us: int) -> None:
    entity = ENTITIES[name]
    wanted = {row["@iot.id"] for row in answer(query, entity, world.sets[entity.set_name], now_us)}
    found = ask(f"{entity.set_name}?{query_text(query)}&$top=1000")
    assert found.status == 200, (whole(found), query_text(query))
    got = {one["@iot.id"] for one in msgspec.json.decode(whole(found))["value"]}
    assert got == wanted, (name, query_text(query))
