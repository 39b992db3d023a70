"""Values in and out of the narrow table, the same on either database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.batch import Batch, Floats, Ints
from meydan.kernel.observations.engine.slots import FIRST, at_of, bound_of, seq_of, slot_of
from meydan.kernel.observations.stores import insert_rows, store

VALUE_TYPES = ("bigint", "double precision", "integer")


@dataclass(frozen=True)
class Written:
    """How many rows were new, the same as before, and different from before."""

    stored: int
    repeated: int
    corrected: int


def adding(batch: Batch) -> Any:
    """The change that adds a batch whose keys are in order and unique, and leaves what is there alone."""
    columns = {
        "slot": slot_of(batch.at_us, batch.seq), "value": batch.value, "datastream_id": batch.datastream_id,
    }  # fmt: skip
    return store().insertion("observations_value", columns, VALUE_TYPES, "DO NOTHING")


def settle(batch: Batch, added: int, now_us: int) -> Written:
    """After :func:`adding`: of values that stood there, differing ones win and the old ones are kept."""
    if added == len(batch):
        return Written(added, 0, 0)
    slots = slot_of(batch.at_us, batch.seq).tolist()
    differing = store().differing(batch.datastream_id.tolist(), slots, batch.value.tolist())
    corrected = _correct(differing, now_us)
    return Written(added, len(batch) - added - corrected, corrected)


def _correct(rows: Sequence[tuple[int, int, float, float]], now_us: int) -> int:
    if not rows:
        return 0
    datastream_id, slot, old, new = (list(column) for column in zip(*rows, strict=True))
    keep_aside(datastream_id, slot, old, now_us)
    insert_rows(
        "observations_value",
        {"slot": slot, "value": new, "datastream_id": datastream_id},
        VALUE_TYPES,
        "(datastream_id, slot) DO UPDATE SET value = excluded.value",
    )
    return len(rows)


def keep_aside(
    datastream_id: Sequence[int], slot: Sequence[int], value: Sequence[float], now_us: int
) -> None:
    """Keep values that stood until ``now_us`` and do so no longer."""
    insert_rows(
        "observations_old_value",
        {
            "datastream_id": datastream_id,
            "slot": slot,
            "replaced_us": [now_us] * len(slot),
            "value": value,
        },
        ("integer", "bigint", "bigint", "double precision"),
        "DO NOTHING",
    )


def slots_among(ranges: Sequence[tuple[int, int, int]]) -> dict[int, Ints]:
    """Stored slots of each (datastream, first, last), both ends included, in order."""
    if not ranges:
        return {}
    asked = " OR ".join(["(datastream_id = %s AND slot >= %s AND slot <= %s)"] * len(ranges))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT datastream_id, slot FROM observations_value WHERE {asked} ORDER BY datastream_id, slot",
            [number for one in ranges for number in one],
        )
        rows = cursor.fetchall()
    ids, slots = _column(rows, 0, np.int64), _column(rows, 1, np.int64)
    return {pk: slots[ids == pk] for pk, _, _ in ranges}


def read(datastream_id: int, from_us: int, until_us: int, limit: int) -> tuple[Ints, Floats]:
    """Instants and values of one datastream in [from, until), at most ``limit``, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, value FROM observations_value WHERE datastream_id = %s AND slot >= %s "
            "AND slot < %s ORDER BY slot LIMIT %s",
            [datastream_id, bound_of(from_us), bound_of(until_us), limit],
        )
        rows = cursor.fetchall()
    return at_of(_column(rows, 0, np.int64)), _column(rows, 1, np.float64)


def read_on(
    datastream_id: int, from_us: int, until_us: int, chunk: int = 50_000
) -> Iterator[list[tuple[int, float]]]:
    """Yield all values of one datastream in [from, until), in order, so many rows at a time."""
    after = max(bound_of(from_us) - 1, FIRST)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT slot, value FROM observations_value WHERE datastream_id = %s "
                "AND slot > %s AND slot < %s ORDER BY slot LIMIT %s",
                [datastream_id, after, bound_of(until_us), chunk],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield [(at_of(slot), value) for slot, value in rows]
        after = rows[-1][0]


def read_many(datastream_ids: Iterable[int], from_us: int, until_us: int) -> Batch:
    """All values of some datastreams in [from, until), by datastream and instant."""
    among, ids = store().among(sorted(set(datastream_ids)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT datastream_id, slot, value FROM observations_value WHERE datastream_id {among} "
            "AND slot >= %s AND slot < %s ORDER BY datastream_id, slot",
            [ids, bound_of(from_us), bound_of(until_us)],
        )
        rows = cursor.fetchall()
    slots = _column(rows, 1, np.int64)
    return Batch(_column(rows, 0, np.int64), at_of(slots), _column(rows, 2, np.float64), seq_of(slots))


def _column(rows: Sequence[Sequence[float]], place: int, kind: type) -> np.ndarray:
    return np.fromiter((row[place] for row in rows), dtype=kind, count=len(rows))
