"""Observations that are more than a number at an instant: their details, and their place beside others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from meydan.kernel.observations.engine.batch import NO_TIME, Batch, Mask, Rare
from meydan.kernel.observations.engine.slots import LAST_SEQ, slot_of
from meydan.kernel.observations.models import Datastream, Location
from meydan.kernel.observations.operations.locations import feature_of
from meydan.kernel.observations.stores import details as stored
from meydan.kernel.observations.stores import states
from meydan.kernel.observations.stores.states import StreamState

States = dict[int, StreamState]
SAME, NONE = str(Datastream.ResultTime.SAME), str(Datastream.ResultTime.NONE)


class TooManyAtOnce(Exception):
    """A datastream has 32 different observations at one instant already; no more can be told apart."""


def placed(batch: Batch, known: States, now: datetime) -> tuple[Batch, States, bool]:
    """
    Rows with their sequence: of several observations at one instant, each another result time or feature.

    What the first observation of a datastream says becomes its usual case. The last of the answer is whether
    anything here is, or may be beside something, out of the usual; mostly nothing is.

    :raises TooManyAtOnce: if there are more than 32 at one instant
    """
    if batch.result_us is None or batch.feature_id is None:
        return batch, known, False
    batch = _about_here(batch, known)
    known = _learnt(batch, known)
    special = needs_detail(batch, known)
    if not special.any() and not any(state.has_details for state in known.values()):
        return batch, known, False
    for pk in np.unique(batch.datastream_id[special]).tolist():
        if not known[pk].has_details:
            known[pk] = _told(known[pk], has_details=True)
    crowded = special | _in_crowds(batch, known)
    return replace(batch, seq=_sequences(batch, known, crowded)), known, True


def _about_here(batch: Batch, known: States) -> Batch:
    """Rows that name no feature are about the place where their thing stands (OGC 18-088, 8.2.8)."""
    if batch.feature_id is None or batch.feature_id.all():
        return batch
    feature = batch.feature_id.copy()
    for pk in np.unique(batch.datastream_id[feature == 0]).tolist():
        here = known[pk].feature_here_id
        place = known[pk].location_id
        if here is None and place is not None:
            here = feature_of(Location.objects.get(pk=place)).pk
        if here is not None:
            feature[(feature == 0) & (batch.datastream_id == pk)] = here
    return replace(batch, feature_id=feature)


def _learnt(batch: Batch, known: States) -> States:
    if all(state.result_time and state.default_feature_id is not None for state in known.values()):
        return known
    ids, first = np.unique(batch.datastream_id, return_index=True)
    for pk, row in zip(ids.tolist(), first.tolist(), strict=True):
        state = known[pk]
        if state.result_time and state.default_feature_id is not None:
            continue
        feature = int(batch.feature_id[row]) if batch.feature_id is not None else 0
        result_us = int(batch.result_us[row]) if batch.result_us is not None else NO_TIME
        usual = state.result_time or (NONE if result_us == NO_TIME else SAME)
        told = _told(state, result_time=usual, feature_id=state.default_feature_id or feature or None)
        known = {**known, pk: told}
    return dict(known)


def _told(state: StreamState, **changes: Any) -> StreamState:
    usual = {
        "result_time": state.result_time,
        "feature_id": state.default_feature_id,
        "has_details": state.has_details,
        **changes,
    }
    if usual == {
        "result_time": state.result_time,
        "feature_id": state.default_feature_id,
        "has_details": state.has_details,
    }:
        return state
    return states.write_usual(state, **usual)


def _by_stream(batch: Batch, known: States, fact: Callable[[StreamState], object]) -> np.ndarray:
    ids, which = np.unique(batch.datastream_id, return_inverse=True)
    return np.array([fact(known[pk]) for pk in ids.tolist()])[which]


def needs_detail(batch: Batch, known: States) -> Mask:
    """Which rows differ from the usual case of their datastream."""
    if len(known) == 1:
        return _differs(batch, *_usual(next(iter(known.values()))))
    same = _by_stream(batch, known, lambda state: state.result_time == SAME)
    return _differs(batch, same, _by_stream(batch, known, lambda state: state.default_feature_id or 0))


def _usual(state: StreamState) -> tuple[bool, int]:
    return state.result_time == SAME, state.default_feature_id or 0


def _differs(batch: Batch, same: np.ndarray | bool, feature: np.ndarray | int) -> Mask:
    if batch.result_us is None or batch.feature_id is None:
        return np.zeros(len(batch), dtype=bool)
    usual = np.where(same, batch.at_us, NO_TIME)
    other: Mask = (batch.result_us != usual) | ((batch.feature_id != 0) & (batch.feature_id != feature))
    return other if batch.rare is None else other | (batch.rare != None)  # noqa: E711 - each element of it


def _in_crowds(batch: Batch, known: States) -> Mask:
    """Rows of datastreams where something at the same instant may be another observation."""
    return _by_stream(batch, known, lambda state: state.has_details).astype(bool)


Identity = tuple[int | None, int]


def _sequences(batch: Batch, known: States, crowded: Mask) -> np.ndarray:
    """The sequence of each row: that of the same observation, else the first that is free."""
    rows = np.flatnonzero(crowded)
    slots = slot_of(batch.at_us[rows])
    present = stored.identities(batch.datastream_id[rows].tolist(), slots.tolist(), known)
    seq = batch.seq.copy()
    for row in rows.tolist():
        pk, slot = int(batch.datastream_id[row]), int(slot_of(int(batch.at_us[row])))
        here = present.setdefault((pk, slot), {})
        seq[row] = _sequence(here, _identity(batch, row, known[pk]))
    return seq


def _identity(batch: Batch, row: int, state: StreamState) -> Identity:
    result_us = int(batch.result_us[row]) if batch.result_us is not None else NO_TIME
    feature = int(batch.feature_id[row]) if batch.feature_id is not None else 0
    return (None if result_us == NO_TIME else result_us, feature or state.default_feature_id or 0)


def _sequence(here: dict[Identity, int], wanted: Identity) -> int:
    if wanted not in here:
        free = next((seq for seq in range(LAST_SEQ + 1) if seq not in here.values()), None)
        if free is None:
            raise TooManyAtOnce
        here[wanted] = free
    return here[wanted]


def write(rows: Batch, known: States) -> bool:
    """Write the details of ordered rows, and take away those that no longer hold; whether any changed."""
    if rows.result_us is None or rows.feature_id is None:
        return False
    special = needs_detail(rows, known)
    lies = _in_crowds(rows, known)
    if not (special.any() or lies.any()):
        return False
    slots = slot_of(rows.at_us, rows.seq)
    gone = lies & ~special
    stored.remove(rows.datastream_id[gone].tolist(), slots[gone].tolist())
    stored.write([_row(rows, place, int(slots[place])) for place in np.flatnonzero(special).tolist()])
    return bool(special.any())


def _row(rows: Batch, place: int, slot: int) -> tuple[Any, ...]:
    rare = (rows.rare[place] if rows.rare is not None else None) or Rare()
    result_us, feature = _identity_of(rows, place)
    return (
        int(rows.datastream_id[place]), slot, rare.end_us, result_us, rare.valid_from_us, rare.valid_to_us,
        feature, _json(rare.result), _json(rare.quality), _json(rare.parameters),
    )  # fmt: skip


def _identity_of(rows: Batch, place: int) -> tuple[int | None, int | None]:
    result_us = int(rows.result_us[place]) if rows.result_us is not None else NO_TIME
    feature = int(rows.feature_id[place]) if rows.feature_id is not None else 0
    return (None if result_us == NO_TIME else result_us, feature or None)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
