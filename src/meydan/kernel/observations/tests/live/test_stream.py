"""Server-sent events of a home that is really served."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tools import browsing

from meydan.kernel.observations.live.places import MOST_OF_ONE
from meydan.kernel.observations.tests.live.served import Looker, a_stream, copy_of, observe, post

Look = Callable[..., Looker]
pytestmark = [pytest.mark.alone, pytest.mark.slow]


def values(seen: list[tuple[str, object]]) -> list[float]:
    return [data["value"] for kind, data in seen if kind == "observation"]  # type: ignore[index]


def keys(seen: list[tuple[str, object]]) -> set[str]:
    return {data["id"] for kind, data in seen if kind == "observation"}  # type: ignore[index]


def test_the_newest_value_comes_first_and_then_what_is_new(square: str, look: Look) -> None:
    stream = a_stream(square)
    observe(square, stream, 1.5, "2026-11-20T10:00:00Z")
    looker = look(f"datastreams={stream}&lang=fa")
    assert looker.status == 200
    assert looker.headers["content-type"].startswith("text/event-stream")
    assert looker.headers["x-accel-buffering"] == "no"
    first = looker.until(1.5)
    assert first[0] == ("hello", {"datastreams": [stream]})
    key = observe(square, stream, 2.25, "2026-11-20T11:00:00Z")
    told = looker.until(2.25)[-1][1]
    assert told["id"] == key
    assert (told["at"], told["text"], told["unit"]) == ("2026-11-20T11:00:00Z", "۲٫۳", "µg/m³")


def test_of_other_datastreams_nothing_is_said(square: str, look: Look) -> None:
    mine, other = a_stream(square), a_stream(square)
    looker = look(f"datastreams={mine}")
    observe(square, other, 7.0, "2026-11-20T10:00:00Z")
    observe(square, mine, 8.0, "2026-11-20T10:00:00Z")
    assert values(looker.until(8.0)) == [8.0]


def test_whoever_was_cut_off_is_told_what_they_missed(square: str, look: Look) -> None:
    stream = a_stream(square)
    looker = look(f"datastreams={stream}")
    observe(square, stream, 1.0, "2026-11-20T10:00:00Z")
    looker.until(1.0)
    observe(square, stream, 2.0, "2026-11-20T10:01:00Z")
    looker.until(2.0)
    last = looker.last
    looker.close()
    for minute, value in ((5, 5.0), (3, 3.0), (4, 4.0)):
        observe(square, stream, value, f"2026-11-20T10:0{minute}:00Z")
    again = look(f"datastreams={stream}", last=last)
    seen = again.until(4.0)
    assert "gap" not in {kind for kind, _ in seen}
    # Told again is better than never: the last that was seen may come once more.
    assert [value for value in values(seen) if value != 2.0] == [5.0, 3.0, 4.0]


def test_what_lies_too_far_back_is_said_and_the_newest_values_follow(square: str, look: Look) -> None:
    stream = a_stream(square)
    observe(square, stream, 1.0, "2026-11-20T10:00:00Z")
    looker = look(f"datastreams={stream}", last="999999999")
    seen = looker.until(1.0)
    assert [kind for kind, _ in seen] == ["hello", "gap", "observation"]


def test_a_slow_client_gets_the_newest_and_a_quick_one_everything(square: str, look: Look) -> None:
    stream = a_stream(square)
    slow, quick = (look(f"datastreams={stream}", receives=receives) for receives in (4096, 0))
    next(slow.events)
    seen_by_quick: list[tuple[str, object]] = []
    reading = threading.Thread(target=lambda: seen_by_quick.extend(quick.until(99.0, within_s=60)))
    reading.start()
    begin, count, parts = 1_760_000_000, 900, 45
    for part in range(parts):
        seconds = range(begin + part * count, begin + (part + 1) * count)
        rows = [[time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(one)), 1.0] for one in seconds]
        block = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"]}
        post(square, "CreateObservations", [{**block, "dataArray": rows}])
        time.sleep(0.1)
    observe(square, stream, 99.0, "2026-11-20T10:00:00Z")
    reading.join(timeout=60)
    seen_by_slow = slow.until(99.0, within_s=60)
    assert not any(kind == "dropped" for kind, _ in seen_by_quick)
    assert len(keys(seen_by_quick)) == parts * count + 1
    left_out = sum(data["dropped"] for kind, data in seen_by_slow if kind == "dropped")
    assert left_out > 0
    assert left_out + len(keys(seen_by_slow)) == parts * count + 1


def test_what_cannot_be_looked_on_is_refused_in_words(look: Look) -> None:
    assert look("datastreams=999999").status == 404
    assert look("datastreams=abc").status == 400
    assert look("").status == 404


def test_too_many_of_one_address_are_asked_to_come_later(square: str, look: Look) -> None:
    stream = a_stream(square)
    many = [look(f"datastreams={stream}")]
    while many[-1].status == 200 and len(many) < 60:
        many.append(look(f"datastreams={stream}"))
    # Some of the tests before may still be leaving.
    assert 30 < len(many) <= MOST_OF_ONE + 1
    assert many[-1].status == 503
    assert many[-1].headers["retry-after"] == "60"
    for one in many:
        one.close()
    time.sleep(0.5)
    assert look(f"datastreams={stream}").status == 200


def test_the_server_stops_at_once_although_somebody_looks_on(empty_home: Path, tmp_path: Path) -> None:
    with browsing.served(copy_of(empty_home, tmp_path), browsing.free_port()) as base:
        looker = Looker(base, f"datastreams={a_stream(base)}")
        next(looker.events)
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert [kind for kind, _ in looker.events] == ["end"]
    looker.close()
