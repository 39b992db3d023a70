"""Requests that nobody means well, at a door that is really served: a sentence each, and it goes on answering."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from benchmarks.processes import pss_mb

from tests.journeys.square import CATEGORY, MOUNT, City, empty_city, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]
MB = 1024 * 1024
SQL = (
    "' OR 1=1 --",
    "'; DROP TABLE observations_thing; --",
    "\\'; --",
    '"); --',
    "%s %d %(x)s {} {0}",
    "$1",
    "/*",
    "'||'",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with served(empty_city(tmp_path_factory.mktemp("hostile"))) as city:
        yield city


@pytest.fixture(scope="module")
def stream(city: City) -> str:
    path = city.a_stream(observationType=CATEGORY)
    rows = [[f"2020-01-01T{n // 60 % 24:02}:{n % 60:02}:00Z", n] for n in range(600)]
    number = int(path[12:-1])
    block = [
        {"Datastream": {"@iot.id": number}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    ]
    assert city.ask("POST", "CreateObservations", block).status_code == 201
    return path


@pytest.fixture(autouse=True)
def _goes_on(city: City) -> Iterator[None]:
    yield
    assert city.ask("GET", "Things?$top=1").status_code == 200


def raw(city: City, request: bytes, *, wait_s: float = 30) -> bytes:
    """What comes back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", city.port), timeout=wait_s) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.sendall(request)
        return received(wire)


def received(wire: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(TimeoutError, ConnectionResetError):
        while part := wire.recv(65536):
            parts.append(part)
            if b"\r\n\r\n" in b"".join(parts)[-200_000:] and whole(b"".join(parts)):
                break
    return b"".join(parts)


def whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= int(lengths[0].split(b":")[1])


def refused(answer: httpx.Response, *statuses: int) -> str:
    """The sentence of a refusal."""
    assert answer.status_code in (statuses or (400,)), (answer.status_code, answer.text[:300])
    told = answer.json()["message"]
    assert len(told) > 10, told
    assert "Traceback" not in told
    return told


def refusals(answers: list[httpx.Response]) -> None:
    for answer in answers:
        refused(answer, 400, 404, 413)


def test_bodies_have_a_size(city: City, stream: str) -> None:
    large = b'{"result": 1, "parameters": {"x": "' + b"a" * (10 * MB - 60) + b'"}}'
    refused(city.ask("POST", f"{stream}/Observations", large), 400)
    refused(
        city.ask("POST", "Things", b'{"name": "' + b"a" * (10 * MB - 60) + b'", "description": "x"}'), 400
    )
    refused(city.ask("POST", "Things", b" " * (11 * MB)), 413)
    refused(httpx.post(f"{city.root}/Things", content=(b" " * MB for _ in range(12)), timeout=60), 413)
    told = raw(
        city,
        b"POST %s/Things HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"
        % MOUNT.encode(),
    )
    assert b" 413 " in told[:20] or b" 400 " in told[:20], told[:200]


def test_json_that_is_none_or_is_nested_without_end(city: City, stream: str) -> None:
    deep = [b"[" * n + b"]" * n for n in (1_000, 100_000)] + [b'{"a":' * 50_000 + b"1" + b"}" * 50_000]
    for path in ("Things", f"{stream}/Observations", "CreateObservations", "$batch"):
        for body in (
            b"",
            b"{",
            b"nothing",
            b"\xff\xfe",
            b"[]",
            b"5",
            b'"x"',
            b"null",
            b'{"name": "\xed\xa0\x80"}',
            *deep,
        ):
            answer = city.ask("POST", path, body)
            if not (path == "CreateObservations" and body == b"[]"):
                refused(answer)
    for body in deep:
        inside = b'{"name": "a", "description": "b", "properties": {"x": ' + body + b"}}"
        refused(city.ask("POST", "Things", inside))
        refused(city.ask("POST", f"{stream}/Observations", b'{"result": ' + body + b"}"))


def test_numbers_that_are_none_or_that_nobody_can_keep(city: City, stream: str) -> None:
    for number in (
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"9" * 400,
        b"-" + b"9" * 400,
        b"1e400",
        b"1" + b"0" * 5000,
    ):
        answer = city.ask(
            "POST",
            f"{stream}/Observations",
            b'{"phenomenonTime":"2020-02-01T00:00:00Z","result":' + number + b"}",
        )
        refused(answer)
        block = b'[{"Datastream":{"@iot.id":%s},"components":["result"],"dataArray":[[1]]}]' % number
        refused(city.ask("POST", "CreateObservations", block), 400, 404)
    for key in ("9" * 400, "-1", "0", "1.5", "1e3", "'", "''", "'x'", "1_2", "²", "۱", "9" * 19):
        refusals([city.ask("GET", f"Things({key})"), city.ask("GET", f"Observations('{key}')"),
                  city.ask("DELETE", f"Datastreams({key})")])  # fmt: skip
        assert city.ask("GET", f"Things?$filter=id eq {key}").status_code in (200, 400)
        assert city.ask("GET", f"Observations?$filter=id eq '{key}'").status_code in (200, 400)
        assert city.ask("GET", f"Observations?$filter=result gt {key}").status_code in (200, 400)


def test_times_beyond_the_calendar(city: City, stream: str) -> None:
    for time_ in ("0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2020-13-01T00:00:00Z", "2020-02-30", "now", "", 5,
                  "2020-01-01T00:00:00Z/2019-01-01T00:00:00Z", "2020-01-01T00:00:00+99:00",
                  "2020-01-01T25:00:00Z"):  # fmt: skip
        refused(city.ask("POST", f"{stream}/Observations", {"result": 1, "phenomenonTime": time_}))
        (told,) = city.ask("POST", "CreateObservations", [{
            "Datastream": {"@iot.id": int(stream[12:-1])}, "components": ["phenomenonTime", "result"],
            "dataArray": [[time_, 1]]}]).json()  # fmt: skip
        assert told.startswith("error")
        assert city.ask("GET", f"Observations?$filter=phenomenonTime gt {time_}").status_code in (200, 400)
    # The edges of the calendar itself: stored, or refused with a sentence, and read back as they are.
    for time_ in (
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ):
        answer = city.ask("POST", f"{stream}/Observations", {"result": 1, "phenomenonTime": time_})
        if answer.status_code == 201:
            path = answer.headers["location"].removeprefix(f"{city.root}/")
            assert city.ask("GET", path).json()["phenomenonTime"] == time_
            assert city.ask("DELETE", path).status_code == 200
        else:
            refused(answer)


def test_questions_without_end(city: City, stream: str) -> None:
    nodes = " or ".join(f"result eq {n}" for n in range(400))
    lambdas = "Datastreams/any(a:a/Observations/any(b:b/Datastream/Observations/any(c:c/result gt 5)))"
    for path in (
        f"Things?$filter={'(' * 8000}1 eq 1{')' * 8000}", f"Things?$filter={'(' * 8000}",
        f"Things?$filter={'not ' * 900}true",
        f"Things?$filter={'-' * 4000}1 eq 1", "Things?$expand=" + "Datastreams($expand=Thing(" * 300,
        "Things?$expand=" + "/".join(["Datastreams", "Thing"] * 200),
        "Things?$expand=" + ",".join(["Datastreams"] * 500), "Things?$orderby=" + ",".join(["name"] * 500),
        "Things?$select=" + ",".join(["name"] * 900),
        "Things?$filter=" + "/".join(["Datastreams", "Thing"] * 200) + "/name eq 'x'",
        "Things" + "(1)/Datastreams(1)/Thing" * 300, "Things?" + "&".join(["$top=1"] * 900),
    ):  # fmt: skip
        began = time.monotonic()
        answer = city.ask("GET", path)
        assert answer.status_code in (200, 400, 404, 414, 431), (answer.status_code, path[:80])
        assert time.monotonic() - began < 25, path[:80]
    for path in (f"{stream}/Observations?$filter={nodes}&$top=1", f"Things?$filter={lambdas}"):
        assert city.ask("GET", path).status_code in (200, 400, 503)


def test_pages_of_any_size(city: City, stream: str) -> None:
    for top in ("-1", "x", "1.5", "1e3", "", "9" * 400):
        assert city.ask("GET", f"{stream}/Observations?$top={top}").status_code in (200, 400)
        assert city.ask("GET", f"{stream}/Observations?$skip={top}").status_code in (200, 400)
    found = city.ask("GET", f"{stream}/Observations?$top=999999999&$skip=999999999999").json()
    assert found["value"] == []
    assert len(city.ask("GET", f"{stream}/Observations?$top=999999999").json()["value"]) == 600
    for token in ("x", "%00", "A" * 9000, "gqFhoWI", "kwECAw", "3_____8"):
        refused(city.ask("GET", f"{stream}/Observations?$skiptoken={token}"))


@pytest.mark.parametrize(
    "odd", ["%", "%zz", "%00", "%ff%fe", "%c0%af", "a%00b", "%u0041", "..%2f..%2f", "%0d%0aX-Evil: 1"]
)
def test_addresses_that_are_badly_written(city: City, odd: str) -> None:
    for path in (f"{MOUNT}/{odd}", f"{MOUNT}/Things({odd})",
                 f"{MOUNT}/Things?$filter=name eq '{odd}'".replace(" ", "%20"),
                 f"{MOUNT}/Things?{odd}=1", f"{MOUNT}/Things?$orderby={odd}", f"{MOUNT}/Things(1)/{odd}"):  # fmt: skip
        told = raw(
            city, f"GET {path.replace(' ', '%20')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        head = told.partition(b"\r\n\r\n")[0]
        assert head.split()[1] in (b"200", b"400", b"404"), (path, told[:300])
        assert b"x-evil" not in head.lower()


def test_zero_bytes_and_sql_are_texts_like_any_other(city: City) -> None:
    refused(city.ask("POST", "Things", {"name": "a\x00", "description": "x"}))
    refused(city.ask("POST", "Things", {"name": "a", "description": "x", "properties": {"k\x00": 1}}))
    refused(city.ask("POST", "Things", b'{"name": "a", "description": "x", "properties": {"k": "\\ud800"}}'))
    for text in SQL:
        thing = city.made("Things", {"name": text, "description": text, "properties": {text: text}})
        found = city.ask("GET", thing).json()
        assert (found["name"], found["properties"]) == (text, {text: text})
        quoted = text.replace("'", "''")
        params = {"$filter": f"name eq '{quoted}' and startswith(description,'{quoted}')", "$select": "name"}
        values = httpx.get(f"{city.root}/Things", params=params, timeout=60).json()["value"]
        assert {one["name"] for one in values} == {text}
        for name in ("$orderby", "$select", "$expand", "$filter", "$skiptoken", "$top", "$skip", "$count",
                     "$resultFormat",
                     "$as_of"):  # fmt: skip
            if (name, text) == ("$orderby", "'||'"):
                continue  # a text in quotes, by which everything is ordered alike
            refused(httpx.get(f"{city.root}/Things", params={name: text}, timeout=60))
        assert httpx.get(f"{city.root}/Things", params={text: text}, timeout=60).status_code in (200, 400)
        refused(httpx.get(f"{city.root}/Things({text})", timeout=60), 400, 404)
        refused(httpx.get(f"{city.root}/{thing}/properties/{text}/x", timeout=60), 400, 404)
        assert city.ask("DELETE", thing).status_code == 200
    assert city.ask("GET", "Things?$top=0").status_code == 200


def test_headers_that_want_to_be_repeated(city: City) -> None:
    for host in ("evil.example", "evil.example/x", "a:b:c", "", "x" * 3000):
        answer = raw(
            city,
            f"GET {MOUNT}/Things?$top=1 HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\n"
            "Connection: close\r\n\r\n".encode(),
        )
        assert b"evil.example" not in answer, answer[:500]
        assert answer.split()[1] in (b"200", b"400")
    for name, value in (("Authorization", "Bearer " + "x" * 9000), ("Authorization", "Basic ###"),
                        ("Authorization", "Basic " + "QQ=="),
                        ("X-API-Key", "mk_x_y"), ("Authorization", "Bearer mk__")):  # fmt: skip
        told = httpx.get(f"{city.root}/Things", headers={name: value}, timeout=60)
        # What is no key at all is like none; a key that is unknown is not.
        assert told.status_code in (200, 401), (name, value[:20], told.status_code)
    for cookie in ("sessionid=" + "x" * 4000, "a=b; ;;=;", 'meydan_square_sessionid="\\073"', "é=1"):
        assert (
            httpx.get(f"{city.root}/Things", headers={"Cookie": cookie.encode()}, timeout=60).status_code
            == 200
        )


def test_senders_that_never_finish_hold_up_nobody(city: City, stream: str) -> None:
    head = f"POST {MOUNT}/{stream}/Observations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    before = len(city.ask("GET", f"{stream}/Observations?$top=10000").json()["value"])
    with contextlib.ExitStack() as held:
        for n in range(60):
            wire = held.enter_context(socket.create_connection(("127.0.0.1", city.port), timeout=10))
            begun = (
                f"{head}Content-Length: 100\r\n\r\n" + '{"result": 5',
                f"{head}Content-Len",
                f"GET {MOUNT}/Thi",
            )[n % 3]
            wire.sendall(begun.encode())
        began = time.monotonic()
        assert city.ask("GET", f"{stream}/Observations?$top=5").status_code == 200
        assert time.monotonic() - began < 10
    # They hung up in the middle of a body that could be read as far as it came: nothing of it was stored.
    with socket.create_connection(("127.0.0.1", city.port), timeout=10) as wire:
        wire.sendall(f"{head}Content-Length: 100\r\n\r\n".encode() + b'{"result": 5}')
    time.sleep(0.5)
    assert len(city.ask("GET", f"{stream}/Observations?$top=10000").json()["value"]) == before


def test_readers_that_hang_up_in_the_middle_of_an_answer(city: City, stream: str) -> None:
    for form in ("CSV", "GeoJSON", ""):
        for _ in range(15):
            with socket.create_connection(("127.0.0.1", city.port), timeout=10) as wire:
                query = f"$top=600&$resultFormat={form}" if form else "$top=600&$expand=Datastream"
                wire.sendall(
                    f"GET {MOUNT}/{stream}/Observations?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
                )
                wire.recv(100)
    assert city.ask("GET", f"{stream}/Observations?$resultFormat=CSV").text.count("\n") == 601


def test_requests_one_after_the_other_on_one_wire_are_answered_in_order(city: City, stream: str) -> None:
    one = json.dumps({"result": 1, "phenomenonTime": "2021-01-01T00:00:00Z"})
    post = (
        f"POST {MOUNT}/{stream}/Observations HTTP/1.1\r\nHost: x\r\nContent-Length: {len(one)}\r\n\r\n{one}"
    )
    get = f"GET {MOUNT}/{stream}/name HTTP/1.1\r\nHost: x\r\n\r\n"
    bad = f"GET {MOUNT}/Nothings HTTP/1.1\r\nHost: x\r\n\r\n"
    last = f"GET {MOUNT}/Things?$top=0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", city.port), timeout=30) as wire:
        wire.sendall((post + get + bad + get + last).encode())
        told = b""
        while part := wire.recv(65536):
            told += part
    statuses = [piece.split()[0] for piece in told.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"201", b"200", b"404", b"200", b"200"], told[:2000]


def test_a_thousand_hostile_requests_leave_the_memory_as_it_was(city: City, stream: str) -> None:
    def attack(client: httpx.Client, rounds: int) -> None:
        for n in range(rounds):
            for body in (b"[" * 50_000, b'{"name": "' + b"a" * MB, b'{"result": NaN}'):
                client.post(
                    f"{city.root}/{('Things', f'{stream}/Observations', '$batch')[n % 3]}", content=body
                )
            client.get(f"{city.root}/Things?$filter={'(' * 3000}")
            client.get(f"{city.root}/Observations?$top=10000&$filter=result ge 0&$expand=Datastream")

    with httpx.Client(timeout=60) as client:
        attack(client, 10)
        before = pss_mb(city.pid)
        attack(client, 60)
    assert pss_mb(city.pid) - before < 30, f"{before:.0f} MB became {pss_mb(city.pid):.0f} MB"
    assert b"Traceback" not in (city.home / "serve.log").read_bytes()


def test_what_is_hostile_inside_a_batch_fails_alone(city: City) -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    requests = [
        {"id": "1", "method": "get", "url": "Things?$filter=" + "(" * 500},
        {"id": "2", "method": "brew", "url": "Things"},
        {"id": "3", "method": "post", "url": "Things",
         "body": {"name": "x", "description": "y", "properties": {"a": deep}}},
        {"id": "4", "method": "post", "url": "$batch", "body": {"requests": []}},
        {"id": "5", "method": "get", "url": "$9/x"},
        {"id": "6", "method": "get", "url": "http://evil.example/"},
        {"id": "7", "method": "get", "url": "Things?$top=0"},
    ]  # fmt: skip
    told = {
        one["id"]: one["status"]
        for one in city.ask("POST", "$batch", {"requests": requests}).json()["responses"]
    }
    assert {told[key] for key in "12456"} <= {400, 404, 405}, told
    assert told["7"] == 200
    for odd in ({"requests": requests * 200}, {"requests": [requests[0], requests[0]]}, {"requests": 5}, {}):
        refused(city.ask("POST", "$batch", odd))
