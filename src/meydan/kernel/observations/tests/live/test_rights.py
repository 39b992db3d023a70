"""Whoever looks on sees what they may, and is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from django.utils import timezone

from meydan.kernel.observations.live.asking import AskedBadly, asked_of, streams_shown
from meydan.kernel.observations.live.places import Full, Seats, address_of
from meydan.kernel.observations.live.stream import Stream
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.operations.keys import make_key, revoke_key
from meydan.kernel.observations.principals import ANYONE, of_key
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db


class Inline:
    """Asks the database at once and in the same thread: it is that of the test alone."""

    async def in_thread(self, work: Callable[[], Any]) -> Any:
        return work()


def at_once(work: Coroutine[Any, Any, None]) -> None:
    """Run what never waits, outside an event loop, where the connection of the test is."""
    with pytest.raises(StopIteration):
        work.send(None)


def private() -> Datastream:
    one = stream()
    Datastream.objects.filter(pk=one.pk).update(is_public=False)
    return one


def test_what_is_not_public_is_shown_to_its_key_and_to_nobody_else() -> None:
    one = private()
    _, secret = make_key(name="x", kind="device", datastreams=[one], now=timezone.now())
    asked = asked_of(f"datastreams={one.pk}", "")
    assert streams_shown(asked, ANYONE) == {}
    assert list(streams_shown(asked, of_key(secret, timezone.now()))) == [one.pk]


def test_of_a_thing_only_what_may_be_seen_is_shown() -> None:
    one, other = stream(), private()
    asked = asked_of(f"thing={one.thing_id}", "")
    assert one.thing_id == other.thing_id
    assert list(streams_shown(asked, ANYONE)) == [one.pk]


def test_a_revoked_key_ends_its_stream_at_the_next_look() -> None:
    one = private()
    key, secret = make_key(name="x", kind="device", datastreams=[one], now=timezone.now())

    asked = asked_of(f"datastreams={one.pk}", "")

    async def made() -> Stream:
        return Stream(Inline(), asked, {"x-api-key": secret}, None)  # type: ignore[arg-type]

    looker = asyncio.run(made())
    at_once(looker._check())
    assert not looker._over.is_set()
    revoke_key(key_id=key.pk, now=timezone.now())
    at_once(looker._check())
    assert looker._over.is_set()


@pytest.mark.parametrize("query", ["datastreams=a", "thing=", "thing=-1", "datastreams=1,99999999999"])
def test_what_is_no_number_is_refused_in_words(query: str) -> None:
    with pytest.raises(AskedBadly, match=r"Say which"):
        asked_of(query, "") if query != "thing=" else asked_of("thing=%20", "")


def test_seats_are_counted_by_address_and_in_all() -> None:
    seats = Seats(of_one=2, in_all=3)
    for address in ("a", "a", "b"):
        seats.take(address)
    for address in ("a", "c"):
        with pytest.raises(Full):
            seats.take(address)
    seats.leave("a")
    seats.take("c")


def test_only_a_proxy_of_this_machine_says_where_somebody_comes_from() -> None:
    said = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    assert address_of("127.0.0.1", said) == "198.51.100.7"
    assert address_of("192.0.2.1", said) == "192.0.2.1"
    assert address_of("127.0.0.1", {"x-forwarded-for": "nonsense"}) == "127.0.0.1"
