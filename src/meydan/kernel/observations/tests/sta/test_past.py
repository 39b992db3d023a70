"""What was known at a moment is answered as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import ask, told, values

pytestmark = [pytest.mark.django_db, pytest.mark.store]
MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def results_as_of(pk: int, moment: datetime) -> list[float]:
    asked = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return [one["result"] for one in values(f"Datastreams({pk})/Observations?$as_of={asked}")]


def test_a_corrected_a_late_and_a_removed_value() -> None:
    pm = stream()
    for hour in range(3):
        store(rows=[(pm.pk, MONDAY + hour * HOUR, float(hour))], now=MONDAY + hour * HOUR, source="t")
    store(rows=[(pm.pk, MONDAY + HOUR, 50.0)], now=MONDAY + 5 * HOUR, source="correction")
    store(rows=[(pm.pk, MONDAY - HOUR, 9.0)], now=MONDAY + 6 * HOUR, source="late")
    assert results_as_of(pm.pk, MONDAY + 1.5 * HOUR) == [0.0, 1.0]
    assert results_as_of(pm.pk, MONDAY + 4 * HOUR) == [0.0, 1.0, 2.0]
    assert results_as_of(pm.pk, MONDAY + 5.5 * HOUR) == [0.0, 50.0, 2.0]
    assert results_as_of(pm.pk, MONDAY + 7 * HOUR) == [9.0, 0.0, 50.0, 2.0]


def test_the_past_comes_page_by_page() -> None:
    pm = stream()
    store(
        rows=[(pm.pk, MONDAY + hour * HOUR, float(hour)) for hour in range(7)],
        now=MONDAY + 7 * HOUR,
        source="t",
    )
    address, seen = f"Datastreams({pm.pk})/Observations?$as_of=2026-11-03T00:00:00Z&$top=3", []
    while address:
        answer = told(address)
        seen += [one["result"] for one in answer["value"]]
        address = answer.get("@iot.nextLink", "").removeprefix("http://test/sta/v1.1/")
    assert seen == [float(hour) for hour in range(7)]


def test_a_thing_says_what_it_said_then() -> None:
    pm = stream()
    before = datetime.now(tz=UTC)
    thing = f"Things({pm.thing_id})"
    ask(thing, "PATCH", {"description": "taşındı"})
    then = f"{before:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert told(thing)["description"] == "taşındı"
    assert told(f"{thing}?$as_of={then}")["description"] == ""


def test_what_the_past_does_not_answer_is_said() -> None:
    assert ask("Observations?$as_of=2026-11-03T00:00:00Z").status == 400
    assert ask("Things?$as_of=2026-11-03T00:00:00Z").status == 400
