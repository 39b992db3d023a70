"""Readings find their datastreams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.payloads.reading import (
    DEVICE_UNKNOWN,
    STREAM_UNKNOWN,
    Reading,
    Refusal,
)
from meydan.kernel.observations.models import Datastream, Thing
from meydan.kernel.observations.operations.units import UnitUnclear, in_unit_of


def placed(
    readings: Iterable[Reading], received_at: datetime, only: frozenset[int] | None
) -> tuple[Batch, list[Refusal], int]:
    """Readings as a batch in the units of their datastreams, what has no place, and how many may not be written."""
    readings = list(readings)
    streams = _streams(readings)
    things = _things(readings, streams)
    received_us = to_us(received_at)
    ids: list[int] = []
    at_us: list[int] = []
    values: list[float] = []
    refusals, barred = [], 0
    for one in readings:
        stream = streams.get(one.key)
        if stream is None:
            reason = STREAM_UNKNOWN if one.device in things else DEVICE_UNKNOWN
            refusals.append(Refusal(one.place, one.device, reason, one.key))
            continue
        if only is not None and stream.pk not in only:
            barred += 1
            continue
        try:
            value = in_unit_of(stream, one)
        except UnitUnclear as fault:
            refusals.append(Refusal(one.place, one.device, fault.reason, f"{one.shape.path}: {fault}"))
            continue
        ids.append(stream.pk)
        at_us.append(received_us if one.at_us is None else one.at_us)
        values.append(value)
    batch = Batch.columns(
        np.array(ids, dtype=np.int64), np.array(at_us, dtype=np.int64), np.array(values, dtype=np.float64)
    )
    return batch, refusals, barred


def _streams(readings: list[Reading]) -> dict[str, Datastream]:
    keys = {reading.key for reading in readings}
    found = Datastream.objects.filter(key__in=keys, is_multi=False).select_related(
        "observed_property", "thing"
    )
    return {stream.key: stream for stream in found}


def _things(readings: list[Reading], streams: Mapping[str, Datastream]) -> set[str]:
    """The devices that somebody has registered: one of their datastreams is there, or a thing of that name."""
    known = {reading.device for reading in readings if reading.key in streams}
    rest = {reading.device for reading in readings} - known
    return known | set(Thing.objects.filter(key__in=rest).values_list("key", flat=True) if rest else ())
