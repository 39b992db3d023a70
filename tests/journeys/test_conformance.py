"""The command checks every requirement of SensorThings at a served home, and a fault of a service is seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from tools import browsing

from meydan.kernel.observations.sta.conformance.lines import FAILED, NotMet
from meydan.kernel.observations.sta.conformance.run import all_lines
from meydan.kernel.observations.sta.conformance.scratch import Scratch
from tests.journeys.square import City, empty_city, keys_of, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]
SETS = ("Things", "Locations", "Sensors", "FeaturesOfInterest", "Datastreams", "Observations")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with served(empty_city(tmp_path_factory.mktemp("conformance"), is_open=False)) as city:
        yield city


def test_every_requirement_is_met_and_nothing_is_left_behind(city: City) -> None:
    # Without an address the command finds the served home, makes itself a key and lets it be over at the end.
    report = json.loads(browsing.meydan(city.home, "conformance", "--json"))
    not_met = [one for one in report["outcomes"] if one["state"] == FAILED]
    assert not_met == []
    assert len(report["outcomes"]) == len(all_lines())
    assert {one["why"][:27] for one in report["outcomes"] if one["state"] == "left out"} == {
        "This needs an MQTT broker; "
    }
    for name in SETS:
        assert city.ask("GET", name).json()["value"] == [], name
    kept = json.loads((city.home / "conformance.json").read_text())
    assert kept["outcomes"] == report["outcomes"]


def answers_wrong(ours: httpx.Client, pattern: str, new: str) -> httpx.Client:
    """A client through which the service seems to say something else."""

    def falsified(request: httpx.Request) -> httpx.Response:
        answer = ours.request(request.method, request.url, content=request.content, headers=request.headers)
        headers = {k: v for k, v in answer.headers.items() if k not in ("content-length", "content-encoding")}
        return httpx.Response(answer.status_code, text=re.sub(pattern, new, answer.text), headers=headers)

    return httpx.Client(transport=httpx.MockTransport(falsified))


@pytest.fixture(scope="module")
def key(city: City) -> str:
    return keys_of(city.home)["manage"]


@pytest.mark.parametrize(
    ("path", "pattern", "new"),
    [
        ("/req/datamodel/sensor/properties", '"metadata"', '"meta"'),
        ("/req/datamodel/thing/relations", "Locations@iot.navigationLink", "Places@iot.navigationLink"),
        ("/req/request-data/count", "@iot.count", "@count"),
        ("/req/request-data/pagination", "@iot.nextLink", "@iot.next"),
        ("/req/create-update-delete/update-entity-put", '"name"', '"properties":{"a":1},"name"'),
    ],
)
def test_a_service_that_does_otherwise_is_found_out(
    city: City, key: str, path: str, pattern: str, new: str
) -> None:
    line = next(one for one in all_lines() if one.path == path)
    scratch = Scratch(city.root, key)
    honest = scratch.http
    try:
        scratch.make()
        line.check(scratch)
        scratch.http = answers_wrong(honest, pattern, new)
        with pytest.raises(NotMet):
            line.check(scratch)
    finally:
        scratch.http = honest
        scratch.remove()
