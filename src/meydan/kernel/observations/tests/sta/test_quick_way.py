"""The quick way of one number: who may go it, and what it does with what is not for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from meydan.kernel.observations.models import Datastream, LatestValue
from meydan.kernel.observations.operations.together import Part, take_together
from meydan.kernel.observations.sta import observing, taking
from meydan.kernel.observations.sta.http import Refusal
from meydan.kernel.observations.sta.receiving import Bodies, HungUp
from meydan.kernel.observations.tests.factories import stream

NOW = datetime(2026, 11, 3, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.store]


def batch_for(stream_id: int, value: float = 5) -> Any:
    said = {"result": value, "phenomenonTime": "2026-11-02T00:00:00Z", "Datastream": {"@iot.id": stream_id}}
    return taking.one_simple(msgspec.json.encode(said), None, 0)


def test_a_number_for_a_multi_datastream_finds_no_datastream_and_its_neighbour_is_stored() -> None:
    one, multi = stream(), stream()
    Datastream.objects.filter(pk=multi.pk).update(is_multi=True)
    parts = [Part(batch_for(pk), "t") for pk in (one.pk, multi.pk)]
    good, bad = take_together(parts, NOW)
    assert observing.slots_or_refusal(good).size == 1
    with pytest.raises(Refusal, match="is a MultiDatastream, whose results are lists") as refused:
        observing.slots_or_refusal(bad)
    assert refused.value.status == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_together_is_there_for_everybody_at_once_and_newer_words_win() -> None:
    one, two = stream(), stream()
    take_together([Part(batch_for(one.pk, 5), "a"), Part(batch_for(two.pk, 6), "b")], NOW)
    outcomes = take_together([Part(batch_for(one.pk, 7), "a"), Part(batch_for(two.pk, 6), "b")], NOW)
    assert [int(observing.slots_or_refusal(o).size) for o in outcomes] == [1, 1]
    newest = dict(LatestValue.objects.values_list("pk", "value"))
    assert (newest[one.pk], newest[two.pk]) == (7, 6)


def answers(*messages: dict[str, Any]) -> Any:
    left = list(messages)

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    return receive


async def read(announced: str, *parts: bytes) -> bytes:
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    return await Bodies().read(answers(*messages, {"type": "http.disconnect"}), {"content-length": announced})


def test_a_body_is_whole_when_all_that_was_announced_is_here() -> None:
    assert asyncio.run(read("5", b"abcde")) == b"abcde"


def test_half_a_body_is_not_taken_for_all_of_it() -> None:
    with pytest.raises(HungUp):
        asyncio.run(read("6", b"abc"))
