"""The door is as its OpenAPI document says: fuzzed by schemathesis from it, at a home that is really served."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.journeys.square import City, empty_city, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]
EXAMPLES = int(os.environ.get("MEYDAN_SCHEMATHESIS_EXAMPLES", "6"))
CHECKS: list[CheckFunction] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


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
    schema = schemathesis.openapi.from_dict(city.ask("GET", "openapi.json").json())
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        count += 1

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate), derandomize=True,
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(base_url=city.root, checks=CHECKS)

        ask()
    assert count > 60
    assert city.ask("GET", "Things").status_code == 200
    assert b"Traceback" not in (city.home / "serve.log").read_bytes()
