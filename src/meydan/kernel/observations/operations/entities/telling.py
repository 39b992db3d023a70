"""Telling those who listen what became of entities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.stores import feed
from meydan.kernel.observations.stores.feed import Change


def tell(changes: Iterable[Change], now: datetime) -> None:
    """Write changes to the feed, in the transaction that made them; heard by nobody before it commits."""
    feed.announce(changes, to_us(now))


def tell_emptied(datastream_ids: Iterable[int], now: datetime) -> None:
    """Observations of these datastreams were removed: their newest value may be another."""
    tell((Change("Datastream", pk, "emptied") for pk in datastream_ids), now)
