"""Looks through the series of the environment for broken sensors, and writes the doubts down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meydan.domains.environment.engine.faults import FaultWindow, faults_now
from meydan.domains.environment.engine.kinds import KINDS
from meydan.domains.environment.operations.marking import Seen, keep_marks
from meydan.kernel.observations.public import Datastream, from_us, public_datastreams, series, to_us

# So much past tells what a series is used to.
LOOKED_AT = timedelta(days=60)
MOST_VALUES = 20_000
# Only a sensor that is surely broken is taken out of the city's state. What is doubtful or unusual is shown to
# staff and still speaks: an episode of smoke may look like a fault, and must not be hidden by us.
GRAVE = "broken"


def notice(now: datetime) -> int:
    """Look at every public series of the environment that has a rhythm; returns how many doubts are new."""
    kinds = [kind.code for kind in KINDS]
    streams = [
        stream
        for stream in public_datastreams().filter(observed_property__kind__in=kinds)
        if stream.period_s is not None
    ]
    seen = [one for stream in streams for one in faults_of(stream, now)]
    return keep_marks(seen=seen, checked=[stream.pk for stream in streams], now=now)


def faults_of(stream: Datastream, now: datetime) -> Iterator[Seen]:
    """What is the matter with a series now."""
    # A sensor that reports by the second is looked at by the hour: its past would fill the memory.
    resolution = "raw" if (stream.period_s or 0) * MOST_VALUES >= LOOKED_AT.total_seconds() else "hour"
    found = series(stream.pk, now - LOOKED_AT, now, resolution)
    if not len(found):
        return
    observed = stream.observed_property
    for window in faults_now(
        found.at, found.value, to_us(now), lowest=observed.minimum, highest=observed.maximum
    ):
        if not _is_rest(window, float(found.value[-1])):
            yield Seen(
                stream.pk, window.kind, from_us(window.start_us), None, window.score,
                is_serious=window.severity == GRAVE,
            )  # fmt: skip


def _is_rest(window: FaultWindow, newest: float) -> bool:
    """Nought that stands still is no rain, and no fault."""
    return window.kind == "stuck" and newest == 0
