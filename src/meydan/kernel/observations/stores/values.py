"""Values in and out of the narrow table, the same on either database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.batch import Batch, Floats, Ints
from meydan.kernel.observations.stores import store

VALUE_TYPES = ("integer", "bigint", "smallint", "double precision")


@dataclass(frozen=True)
class Written:
    """How many rows were new, the same as before, and different from before."""

    stored: int
    repeated: int
    corrected: int


def write(batch: Batch, now_us: int) -> Written:
    """Write a batch whose keys are in order and unique; a differing value wins and the old one is kept."""
    columns = {
        "datastream_id": batch.datastream_id.tolist(),
        "at_us": batch.at_us.tolist(),
        "seq": batch.seq.tolist(),
        "value": batch.value.tolist(),
    }
    stored = store().insert_rows("observations_value", columns, VALUE_TYPES, "DO NOTHING")
    if stored == len(batch):
        return Written(stored, 0, 0)
    corrected = _correct(store().differing(*columns.values()), now_us)
    return Written(stored, len(batch) - stored - corrected, corrected)


def _correct(rows: Sequence[tuple[int, int, int, float, float]], now_us: int) -> int:
    if not rows:
        return 0
    datastream_id, at_us, seq, old, new = (list(column) for column in zip(*rows, strict=True))
    key = {"datastream_id": datastream_id, "at_us": at_us, "seq": seq}
    store().insert_rows(
        "observations_old_value",
        {**key, "replaced_us": [now_us] * len(rows), "value": old},
        ("integer", "bigint", "smallint", "bigint", "double precision"),
        "DO NOTHING",
    )
    store().insert_rows(
        "observations_value",
        {**key, "value": new},
        VALUE_TYPES,
        "(datastream_id, at_us, seq) DO UPDATE SET value = excluded.value",
    )
    return len(rows)


def read(datastream_id: int, from_us: int, until_us: int, limit: int) -> tuple[Ints, Floats]:
    """Instants and values of one datastream in [from, until), at most ``limit``, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at_us, value FROM observations_value WHERE datastream_id = %s AND at_us >= %s "
            "AND at_us < %s ORDER BY at_us, seq LIMIT %s",
            [datastream_id, from_us, until_us, limit],
        )
        rows = cursor.fetchall()
    return _column(rows, 0, np.int64), _column(rows, 1, np.float64)


def read_on(
    datastream_id: int, from_us: int, until_us: int, chunk: int = 50_000
) -> Iterator[list[tuple[int, float]]]:
    """Yield all values of one datastream in [from, until), in order, so many rows at a time."""
    after = (from_us, -1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT at_us, seq, value FROM observations_value WHERE datastream_id = %s "
                "AND (at_us, seq) > (%s, %s) AND at_us < %s ORDER BY at_us, seq LIMIT %s",
                [datastream_id, *after, until_us, chunk],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield [(at_us, value) for at_us, _seq, value in rows]
        after = rows[-1][:2]


def read_many(datastream_ids: Iterable[int], from_us: int, until_us: int) -> Batch:
    """All values of some datastreams in [from, until), by datastream and instant."""
    ids = sorted(set(datastream_ids))
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datastream_id, at_us, value, seq FROM observations_value "  # noqa: S608
            f"WHERE datastream_id IN ({marks}) AND at_us >= %s AND at_us < %s "
            "ORDER BY datastream_id, at_us, seq",
            [*ids, from_us, until_us],
        )
        rows = cursor.fetchall()
    return Batch(
        _column(rows, 0, np.int64),
        _column(rows, 1, np.int64),
        _column(rows, 2, np.float64),
        _column(rows, 3, np.int64),
    )


def _column(rows: Sequence[Sequence[float]], place: int, kind: type) -> np.ndarray:
    return np.fromiter((row[place] for row in rows), dtype=kind, count=len(rows))


def update_latest(batch: Batch, same_since_us: Ints, received_at: datetime) -> None:
    """Put the newest row of each datastream in the latest-value table unless a newer stands there."""
    received = connection.ops.adapt_datetimefield_value(received_at)
    store().insert_rows(
        "observations_latestvalue",
        {
            "datastream_id": batch.datastream_id.tolist(),
            "at_us": batch.at_us.tolist(),
            "value": batch.value.tolist(),
            "same_since_us": same_since_us.tolist(),
            "received_at": [received] * len(batch),
        },
        ("bigint", "bigint", "double precision", "bigint", "timestamptz"),
        "(datastream_id) DO UPDATE SET at_us = excluded.at_us, value = excluded.value, "
        "same_since_us = excluded.same_since_us, received_at = excluded.received_at "
        "WHERE excluded.at_us >= observations_latestvalue.at_us",
    )


def update_spans(spans: Sequence[tuple[int, datetime, datetime]]) -> None:
    """Write the first and last phenomenon time of datastreams, as (datastream, first, last)."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE observations_datastream SET phenomenon_from = %s, phenomenon_to = %s WHERE id = %s",
            [(adapt(first), adapt(last), pk) for pk, first, last in spans],
        )
