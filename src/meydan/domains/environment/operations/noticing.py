"""Looks for series that stand still or have stopped, and writes the doubts down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from meydan.domains.environment.engine.kinds import KINDS
from meydan.domains.environment.operations.marking import Seen, keep_marks
from meydan.kernel.observations.public import Datastream, Latest, latest, public_datastreams

# A sensor that has missed this many values, and for this long, has stopped sending.
SILENT_PERIODS = 6
SILENT_FOR = timedelta(hours=6)


def notice(now: datetime) -> int:
    """Look at every public series of the environment that has a rhythm; returns how many doubts are new."""
    kinds = [kind.code for kind in KINDS]
    streams = [
        stream
        for stream in public_datastreams().filter(observed_property__kind__in=kinds)
        if stream.period_s is not None
    ]
    newest = latest([stream.pk for stream in streams])
    seen = faults_of(streams, newest, now)
    return keep_marks(seen=seen, checked=[stream.pk for stream in streams], now=now)


def faults_of(streams: Sequence[Datastream], newest: dict[int, Latest], now: datetime) -> list[Seen]:
    """
    Sensors that stand still (grave: their figure is no measurement) or are silent (said as old data anyway).

    Nought that stands still is no rain and no fault.
    """
    found: list[Seen] = []
    for stream in streams:
        one = newest.get(stream.pk)
        if one is None or one.period_s is None:
            continue
        period = timedelta(seconds=one.period_s)
        if now - one.at > max(SILENT_FOR, SILENT_PERIODS * period):
            found.append(Seen(stream.pk, "silent", one.at, None, (now - one.at) / period, is_serious=False))
        elif one.state(now) == "flat" and one.value != 0:
            score = (one.at - one.same_since) / period
            found.append(Seen(stream.pk, "flat", one.same_since, None, score, is_serious=True))
    return found
