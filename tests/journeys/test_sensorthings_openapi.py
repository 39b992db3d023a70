"""The door is as its OpenAPI document says: fuzzed by schemathesis from it, at a home that is really served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.fuzzing import fuzz
from tests.journeys.square import City, empty_city, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with served(empty_city(tmp_path_factory.mktemp("openapi"))) as city:
        yield city


def test_the_document_names_every_set_and_its_ways(city: City) -> None:
    told = city.ask("GET", "openapi.json").json()
    assert told["servers"] == [{"url": city.root}]
    for one in city.ask("GET", "").json()["value"]:
        assert f"/{one['name']}" in told["paths"]
    assert "/Things({id})/Datastreams" in told["paths"]
    assert "sensor" not in str(told["components"]["schemas"]["ThingNew"])


def test_no_request_that_the_document_allows_breaks_the_door(city: City) -> None:
    city.a_stream()
    city.made("Datastreams(1)/Observations", {"result": 1, "phenomenonTime": "2020-01-01T00:00:00Z"})
    count = fuzz(city.ask("GET", "openapi.json").json(), city.root)
    assert count > 60
    assert city.ask("GET", "Things").status_code == 200
    assert b"Traceback" not in (city.home / "serve.log").read_bytes()
