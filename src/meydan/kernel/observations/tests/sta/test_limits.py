"""A legal question that would take for ever ends in time with a sentence, on either database."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction

from meydan.kernel.observations.public import store
from meydan.kernel.observations.sta import asgi, limits
from meydan.kernel.observations.sta.http import Refusal, Response
from meydan.kernel.observations.sta.receiving import MOST_BYTES, Bodies, HungUp
from meydan.kernel.observations.tests.factories import stream

START = datetime(2026, 11, 1, tzinfo=UTC)
# Every triple of 300 values for each of 300: nothing but looking at all of them answers this.
BOMB = (
    "Observations?$filter=Datastream/Observations/any(a:a/Datastream/Observations/any(b:"
    "b/Datastream/Observations/any(c:a/result add b/result add c/result add result eq -1)))"
)


def asked(path: str, method: str = "GET") -> Response:
    """The answer; what the database made of it is taken back, for a test is one transaction."""
    where, _, query = path.partition("?")
    before = transaction.savepoint()
    answer = asgi._in_reader(method, where, query.replace(" ", "%20"), {"host": "x"}, b"")
    transaction.savepoint_rollback(before)
    return answer


@pytest.fixture
def series(now: datetime, settings: Any) -> None:
    settings.MEYDAN_OPEN_SENSORTHINGS = True
    one = stream(minimum=None, maximum=None)
    store(rows=[(one.pk, START + timedelta(minutes=n), float(n)) for n in range(300)], now=now, source="test")


@pytest.fixture(autouse=True)
def _no_limit_afterwards(db: None) -> Any:
    yield
    connection._sta_limit = None
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(None, 0)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


@pytest.mark.store
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_pathological_question_is_cut(series: None, settings: Any, method: str) -> None:
    settings.SENSORTHINGS_READ_S = settings.SENSORTHINGS_WRITE_S = 0.5
    began = time.monotonic()
    answer = asked(BOMB, method)
    assert answer.status == 503
    assert b"longer than is allowed" in answer.body
    assert time.monotonic() - began < 20


@pytest.mark.store
def test_the_next_question_has_time_of_its_own(series: None, settings: Any) -> None:
    settings.SENSORTHINGS_READ_S = 0.3
    assert asked(BOMB).status == 503
    settings.SENSORTHINGS_READ_S = 30
    answer = asked("Observations?$top=2")
    assert answer.status == 200
    assert len(msgspec.json.decode(answer.body)["value"]) == 2


def test_no_statement_begins_after_the_time_is_over(series: None) -> None:
    with limits.within(-1), pytest.raises(limits.TooLong):
        limits.check()
    limits.check()


@pytest.mark.store
def test_a_number_out_of_range_is_the_askers_and_not_a_fault_of_ours(series: None) -> None:
    for condition in ("result mul 1e308 mul 1e308 gt 1", "round(result add 1e308) eq 1", "result mod 1e-308 eq 0",
                      "substring('abc',1e300) eq ''", "phenomenonTime add duration'P99999999D' gt now()"):  # fmt: skip
        assert asked(f"Observations?$filter={condition.replace(' ', '%20')}&$top=1").status in (200, 400), (
            condition
        )


def receiver(*messages: dict[str, Any]) -> Any:
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(left)

    return receive


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_bodies_that_are_refused_or_cut_off_give_their_room_back() -> None:
    bodies = Bodies()
    large = [part(b"x" * (MOST_BYTES // 2)) for _ in range(3)]
    for messages, raised in (
        (large, Refusal), ([part(b"x" * 9), {"type": "http.disconnect"}], HungUp),
        ([{"type": "http.disconnect"}], HungUp),
    ):  # fmt: skip
        with pytest.raises(raised):
            asyncio.run(bodies.read(receiver(*messages), {}))
        assert bodies.held == 0
    body = asyncio.run(bodies.read(receiver(part(b"ab"), part(b"c", more=False)), {}))
    assert (body, bodies.held) == (b"abc", 3)


def test_more_large_bodies_than_there_is_room_for_are_asked_to_come_again() -> None:
    bodies = Bodies()
    for _ in range(8):
        asyncio.run(bodies.read(receiver(part(b"x" * MOST_BYTES, more=False)), {}))
    with pytest.raises(Refusal) as refused:
        asyncio.run(bodies.read(receiver(part(b"x" * MOST_BYTES, more=False)), {}))
    assert refused.value.status == 503
    # A device with its one value still gets through.
    assert asyncio.run(bodies.read(receiver(part(b"{}", more=False)), {})) == b"{}"
