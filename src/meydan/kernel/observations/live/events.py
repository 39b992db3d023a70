"""The words of a stream of server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from meydan.base.locale.public import format_age, format_number
from meydan.kernel.observations.engine.isotime import write_moment
from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.engine.slots import at_of
from meydan.kernel.observations.engine.waiting import Fact
from meydan.kernel.observations.live.asking import Asked, Shown

RETRY = b"retry: 3000\n\n"


def heartbeat(place: int) -> bytes:
    """A sign of life, for proxies that close silent connections; moves the place on without an event."""
    return b": still here\nid: %d\n\n" % place


def event(kind: str, data: Any) -> bytes:
    """One event."""
    return b"event: " + kind.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


def observations(
    facts: Iterable[Fact], shown: Mapping[int, Shown], asked: Asked, now: datetime, place: int
) -> bytes:
    """
    Observations as events.

    :param place: the number after which the browser goes on when it comes back; it stands in the last event
        alone, so that whoever is cut off before that is told again
    """
    told = [observation(fact, shown, asked, now) for fact in facts if fact[0] in shown]
    return b"".join([*told[:-1], b"id: %d\n" % place, told[-1]]) if told else b""


def observation(fact: Fact, shown: Mapping[int, Shown], asked: Asked, now: datetime) -> bytes:
    """An observation as an event: as numbers for programs, and as people of that language read it."""
    pk, slot, value = fact
    at_us = at_of(slot)
    return event("observation", {
        "datastream": pk, "id": f"{pk}_{slot}", "at": write_moment(at_us), "value": value, "unit": shown[pk].unit,
        "text": format_number(value, asked.decimals, asked.language),
        "age": format_age(from_us(at_us), now, asked.language),
    })  # fmt: skip
