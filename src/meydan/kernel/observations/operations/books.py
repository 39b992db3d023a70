"""What follows from stored values, in their transaction: newest value, days to gather, arrivals, the feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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


def changes(kept: Batch, spans: Spans, now: datetime) -> list[Any]:
    """What a batch changes beside its values: the days to gather, the latest rows, and when it came if late."""
    found = [_marking(kept), states.latest_change([_newest(kept, *span) for span in spans])]
    late = late_runs(kept, spans, to_us(now))
    return [*found, arrivals.noting(late, to_us(now))] if late else found


def tell(kept: Batch, spans: Spans, now: datetime) -> None:
    """Write a batch to the feed, if anybody listens."""
    if spans[0][0].is_heard:
        feed.append(kept, to_us(now))


def _marking(kept: Batch) -> Any:
    days = civil_days(kept.at_us, settings.CITY_ZONE)
    new = np.append(True, (np.diff(days) != 0) | (np.diff(kept.datastream_id) != 0))
    return rollups.marking(kept.datastream_id[new], days[new])


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
    late = kept.at_us < now_us - arrivals.IN_TIME_US
    if not late.any():
        return []
    slots = slot_of(kept.at_us, kept.seq)
    own = [(state, slots[start:end][late[start:end]]) for state, start, end in spans]
    own = [(state, of_it) for state, of_it in own if of_it.size]
    among = [(state.pk, int(of_it[0]), int(of_it[-1])) for state, of_it in own if _is_among(state, of_it)]
    stored = values.slots_among(among)
    return [
        (state.pk, first, last)
        for state, of_it in own
        for first, last in _new_runs(of_it, stored.get(state.pk))
    ]


def _is_among(state: StreamState, slots: Ints) -> bool:
    """Whether values that are stored may lie between these."""
    return state.at_us is not None and int(slots[0]) <= slot_of(state.at_us, state.seq)


def _new_runs(slots: Ints, stored: Ints | None) -> list[tuple[int, int]]:
    if stored is None:
        return [(int(slots[0]), int(slots[-1]))]
    return runs(slots[~np.isin(slots, stored)], stored)
