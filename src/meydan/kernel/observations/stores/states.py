"""What a batch must know of its datastreams, read and locked in one statement, and written back in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection

from meydan.kernel.observations.stores import store


@dataclass(frozen=True, slots=True)
class StreamState:
    """A datastream as a batch finds it: its limits, its usual case, its newest value, who looks at it."""

    pk: int
    thing_id: int
    observed_property_id: int
    period_s: int | None
    ahead_s: int | None
    minimum: float | None
    maximum: float | None
    is_sample: bool
    is_public: bool
    is_multi: bool
    default_feature_id: int | None
    result_time: str
    has_details: bool
    first_us: int | None
    at_us: int | None
    seq: int
    value: float | None
    same_since_us: int | None
    has_rules: bool
    is_heard: bool
    # Where its thing stands, and the feature of interest made of that place.
    location_id: int | None
    feature_here_id: int | None


PLACE = """(SELECT m.location_id FROM observations_location_things m WHERE m.thing_id = d.thing_id
            ORDER BY m.id LIMIT 1)"""
READ = """
    SELECT d.id, d.thing_id, d.observed_property_id, d.period_s, d.ahead_s, p.minimum, p.maximum,
           d.is_sample, d.is_public, d.is_multi, d.default_feature_id, d.result_time, d.has_details,
           l.first_us, l.at_us, l.seq, l.value, l.same_since_us,
           EXISTS (SELECT 1 FROM observations_rule r
                   WHERE r.is_active AND r.observed_property_id = d.observed_property_id),
           EXISTS (SELECT 1 FROM observations_listener h WHERE h.until_us > %s),
           {place}, (SELECT f.id FROM observations_featureofinterest f WHERE f.made_from_id = {place})
    FROM observations_latestvalue l
    JOIN observations_datastream d ON d.id = l.datastream_id
    JOIN observations_observedproperty p ON p.id = d.observed_property_id
    WHERE l.datastream_id {among} ORDER BY l.datastream_id{lock}
"""


def lock(datastream_ids: Sequence[int], now_us: int) -> dict[int, StreamState]:
    """
    The states of these datastreams, held until the end of the transaction, in one order for everybody.

    A datastream that is not there, or is removed by the time it could be held, is not in the answer.
    """
    words = store()
    among, ids = words.among(datastream_ids)
    asked = READ.format(among=among, lock=words.LOCK, place=PLACE)
    return {row[0]: StreamState(*row) for row in words.select(asked, [now_us, ids])}


@dataclass(frozen=True, slots=True)
class Newest:
    """What a batch makes of a datastream's latest row."""

    pk: int
    first_us: int
    at_us: int
    seq: int
    value: float
    same_since_us: int


def latest_change(rows: Sequence[Newest]) -> Any:
    """The change that writes the latest rows of locked datastreams."""
    return store().alteration(
        "observations_latestvalue",
        "datastream_id",
        {
            "datastream_id": _longs([row.pk for row in rows]),
            "first_us": _longs([row.first_us for row in rows]),
            "at_us": _longs([row.at_us for row in rows]),
            "seq": _longs([row.seq for row in rows]),
            "value": np.array([row.value for row in rows], dtype=np.float64),
            "same_since_us": _longs([row.same_since_us for row in rows]),
        },
        ("bigint", "bigint", "bigint", "smallint", "double precision", "bigint"),
    )


def _longs(numbers: Sequence[int]) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def write_usual(
    state: StreamState, *, result_time: str, feature_id: int | None, has_details: bool
) -> StreamState:
    """Say what is usual for a datastream; return its state with that."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE observations_datastream SET result_time = %s, default_feature_id = %s, has_details = %s "
            "WHERE id = %s",
            [result_time, feature_id, has_details, state.pk],
        )
    return replace(state, result_time=result_time, default_feature_id=feature_id, has_details=has_details)


def read_ends(datastream_id: int) -> tuple[int, int, float] | None:
    """The oldest slot, the newest slot and its value, as they are stored; ``None`` of an empty datastream."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, value FROM observations_value WHERE datastream_id = %s ORDER BY slot DESC LIMIT 1",
            [datastream_id],
        )
        newest = cursor.fetchone()
        cursor.execute(
            "SELECT slot FROM observations_value WHERE datastream_id = %s ORDER BY slot LIMIT 1",
            [datastream_id],
        )
        oldest = cursor.fetchone()
    return None if newest is None or oldest is None else (oldest[0], newest[0], newest[1])
