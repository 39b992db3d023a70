"""What follows from stored values, in their transaction: newest value, days to gather, arrivals, the feed."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.conf import settings

from meydan.kernel.observations.engine.batch import Batch, Ints
from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.slots import runs, slot_of
from meydan.kernel.observations.stores import arrivals, feed, rollups, states, values
from meydan.kernel.observations.stores.states import Newest, StreamState

Spans = list[tuple[StreamState, int, int]]


def spans_of(kept: Batch, known: dict[int, StreamState]) -> Spans:
    """For each datastream of an ordered batch its state and its rows as [first, end)."""
    first = np.flatnonzero(np.diff(kept.datastream_id, prepend=kept.datastream_id[0] - 1))
    ends = np.append(first[1:], len(kept))
    return [
        (known[pk], start, end)
        for pk, start, end in zip(
            kept.datastream_id[first].tolist(), first.tolist(), ends.tolist(), strict=True
        )
    ]


def keep(kept: Batch, spans: Spans, now: datetime) -> None:
    """Bring the latest rows, the days to gather and the feed up to date."""
    _mark_days(kept)
    states.write_latest([_newest(kept, *span) for span in spans], now)
    if spans[0][0].is_heard:
        feed.append(kept, to_us(now))


def _mark_days(kept: Batch) -> None:
    days = civil_days(kept.at_us, settings.CITY_ZONE)
    new = np.append(True, (np.diff(days) != 0) | (np.diff(kept.datastream_id) != 0))
    rollups.mark(kept.datastream_id[new].tolist(), days[new].tolist())


def _newest(kept: Batch, state: StreamState, start: int, end: int) -> Newest:
    last, first_us = end - 1, int(kept.at_us[start])
    at_us, seq = int(kept.at_us[last]), int(kept.seq[last])
    if state.first_us is not None:
        first_us = min(first_us, state.first_us)
    if state.at_us is not None and (state.at_us, state.seq) > (at_us, seq):
        return Newest(state.pk, first_us, state.at_us, state.seq, state.value, state.same_since_us)  # type: ignore[arg-type]
    return Newest(
        state.pk, first_us, at_us, seq, float(kept.value[last]), _same_since(kept, state, start, end)
    )


def _same_since(kept: Batch, state: StreamState, start: int, end: int) -> int:
    other = np.flatnonzero(kept.value[start:end] != kept.value[end - 1])
    if other.size:
        return int(kept.at_us[start + int(other[-1]) + 1])
    first_us = int(kept.at_us[start])
    if state.same_since_us is not None and state.value == kept.value[end - 1]:
        return min(state.same_since_us, first_us)
    return first_us


def late_runs(kept: Batch, spans: Spans, now_us: int) -> list[tuple[int, int, int]]:
    """
    Runs (datastream, first slot, last slot) of values that come late and are not stored yet.

    Looked for before they are written, for afterwards nobody could tell them from the others.
    """
    found: list[tuple[int, int, int]] = []
    late = kept.at_us < now_us - arrivals.IN_TIME_US
    if not late.any():
        return found
    for state, start, end in spans:
        own = late[start:end]
        slots: Ints = slot_of(kept.at_us[start:end][own], kept.seq[start:end][own])
        if slots.size:
            found += [(state.pk, first, last) for first, last in _new_runs(state, slots)]
    return found


def _new_runs(state: StreamState, slots: Ints) -> list[tuple[int, int]]:
    if state.at_us is None or int(slots[0]) > slot_of(state.at_us, state.seq):
        return [(int(slots[0]), int(slots[-1]))]
    stored = values.slots_between(state.pk, int(slots[0]), int(slots[-1]))
    return runs(slots[~np.isin(slots, stored)], stored)
