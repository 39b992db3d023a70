"""
Civic acceptance, service requests 4: ``georeport`` and ``three`` read and report; XML and JSON are equal.

georeport reads both formats. three also reports; it was written for Python 2, so the one import that is gone is lent to
it (``itertools.ifilter``), and its XML side, which leans on Python 2 as well, is left out.
"""

from __future__ import annotations

import io
import itertools
import sqlite3
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from georeport import GeoReport
from PIL import Image

from tests.journeys.fuzzing import fuzz
from tests.journeys.open_door import Door, open_door

pytestmark = [pytest.mark.alone, pytest.mark.slow]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with open_door(tmp_path_factory.mktemp("open311")) as found:
        yield found


@pytest.fixture
def three(door: Door, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its XML reader spells a pattern as Python 2 allowed
        from three import Three

    return Three(door.root, api_key=door.key)


def as_text(told: Any) -> Any:
    """JSON as XML has it: every value a text, an empty one nothing."""
    if isinstance(told, dict):
        return {name: as_text(value) for name, value in told.items()}
    if isinstance(told, list):
        return [as_text(one) for one in told]
    return None if told in (None, "") else str(told).lower() if isinstance(told, bool) else str(told)


def test_georeport_reads_the_same_in_json_and_in_xml(door: Door) -> None:
    in_json, in_xml = (GeoReport(door.root, output_format=form) for form in ("json", "xml"))
    services = in_json.get_service_list()
    assert {"road_fault", "waste"} <= {one["service_code"] for one in services}
    assert [as_text(one) for one in services] == in_xml.get_service_list()
    definition = in_json.get_service_definition("road_fault")
    assert definition["service_code"] == in_xml.get_service_definition("road_fault")["service_code"]
    requests = in_json.get_service_requests()
    assert len(requests) == 30
    assert [as_text(one) for one in requests] == in_xml.get_service_requests()
    one = in_json.get_service_request(requests[3]["service_request_id"])
    assert one == requests[3]
    assert as_text(one) == in_xml.get_service_request(one["service_request_id"])


def test_georeport_narrows_by_service_status_dates_and_numbers(door: Door) -> None:
    client = GeoReport(door.root)
    assert {one["service_code"] for one in client.get_service_requests(service_code="waste,noise")} == {
        "waste",
        "noise",
    }
    assert client.get_service_requests(status="closed") == []
    some = client.get_service_requests()[:3]
    numbers = ",".join(one["service_request_id"] for one in some)
    assert client.get_service_requests(service_request_id=numbers) == some
    edge = some[2]["requested_datetime"]
    assert client.get_service_requests(start_date=edge) == some


def test_three_finds_reads_reports_and_follows(door: Door, three: Any) -> None:
    assert three.discovery()["endpoints"][0]["url"].endswith("/open311/v2")
    assert "road_fault" in {one["service_code"] for one in three.services()}
    assert three.services("road_fault")["service_code"] == "road_fault"
    assert len(three.requests("waste", count=5)) == 5
    photo = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(photo, "JPEG")
    photo.seek(0)
    photo.name = "foto.jpg"
    (posted,) = three.post(
        "road_fault", address="Cumhuriyet Caddesi 41", name="Gülşah Işık", phone="+905321234567",
        description="Derin çukur", media=photo,
    )  # fmt: skip
    number = posted["service_request_id"]
    (found,) = three.request(number)
    assert (found["status"], found["service_code"]) == ("open", "road_fault")
    with sqlite3.connect(f"file:{door.city.home}/meydan.sqlite3?mode=ro", uri=True) as kept:
        (code,) = kept.execute("SELECT code FROM cases_case WHERE id = ?", [number]).fetchone()
        assert kept.execute("SELECT count(*) FROM cases_document WHERE case_id = ?", [number]).fetchone() == (
            1,
        )
    assert three.token(code) == [{"service_request_id": number, "token": code}]


def test_three_is_refused_with_a_sentence_when_its_key_is_wrong(door: Door, three: Any) -> None:
    three.configure(api_key="wrong")
    (told,) = three.post("road_fault", address="x", description="y")
    assert told["code"] == 403


def test_the_same_report_from_twelve_hands_at_once_is_one_case(door: Door) -> None:
    form = {
        "api_key": door.key,
        "service_code": "waste",
        "lat": "40.46",
        "long": "39.48",
        "description": "aynı anda",
    }

    def send(_: int) -> httpx.Response:
        return httpx.post(f"{door.root}/requests.json", data=form, timeout=60)

    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(send, range(12)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert [answer.status_code for answer in answers].count(201) <= 2
    assert len({answer.json()[0]["service_request_id"] for answer in answers}) == 1


def test_no_request_that_the_document_allows_breaks_the_door(door: Door) -> None:
    told = httpx.get(f"{door.root}/openapi.json", timeout=60).json()
    count = fuzz(told, door.root)
    assert count == 9
    assert b"Traceback" not in (door.city.home / "serve.log").read_bytes()


def test_the_door_keeps_every_requirement_of_its_own_check(door: Door) -> None:
    from meydan.kernel.cases.open311.conformance import check

    assert [(one.how, one.why) for one in check(door.root) if not one.is_met] == []
