"""Hour and day tables, and the days that must be gathered again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.buckets import Rollup
from meydan.kernel.observations.stores import insert_rows, store

Column = Sequence[int] | np.ndarray
KEYS = {"observations_hour": "start_us", "observations_day": "day"}
TYPES = ("integer", "bigint", "integer", "double precision", "double precision", "double precision")


def marking(datastream_id: Column, day: Column) -> Any:
    """
    The change that marks civil days whose values changed.

    An existing mark is written again, not left alone: on PostgreSQL that row lock keeps a roll-up
    that runs at this moment from taking the mark before our values can be seen.
    """
    return store().insertion(
        "observations_dirty_day",
        {"datastream_id": datastream_id, "day": day, "touched": np.ones(len(day), dtype=np.int64)},
        ("integer", "integer", "integer"),
        "(datastream_id, day) DO UPDATE SET touched = observations_dirty_day.touched + 1",
    )


def mark(datastream_id: Column, day: Column) -> None:
    """Mark civil days whose values changed."""
    store().run([marking(datastream_id, day)])


Mark = tuple[int, int]
BEFORE_ALL: Mark = (-1, 0)


def take_marks(limit: int, after: Mark = BEFORE_ALL) -> list[Mark]:
    """Remove up to ``limit`` marks that come after one, and return them as (datastream, day) in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_dirty_day WHERE (datastream_id, day) IN "
            "(SELECT datastream_id, day FROM observations_dirty_day WHERE (datastream_id, day) > (%s, %s) "
            "ORDER BY datastream_id, day LIMIT %s) RETURNING datastream_id, day",
            [*after, limit],
        )
        return sorted((int(row[0]), int(row[1])) for row in cursor.fetchall())


def take_marks_of(datastream_id: int, until: int) -> list[int]:
    """Remove the marks of one datastream on days before ``until``, and return these days in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_dirty_day WHERE datastream_id = %s AND day < %s RETURNING day",
            [datastream_id, until],
        )
        return sorted(int(row[0]) for row in cursor.fetchall())


def marked_days(datastream_id: int, first: int, until: int) -> list[int]:
    """Days of one datastream in [first, until) that are marked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day FROM observations_dirty_day WHERE datastream_id = %s AND day >= %s AND day < %s "
            "ORDER BY day",
            [datastream_id, first, until],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def replace(table: str, datastream_id: int, first: int, until: int, rollup: Rollup) -> None:
    """Put ``rollup`` in the place of every bucket of a datastream in [first, until)."""
    key = KEYS[table]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE datastream_id = %s AND {key} >= %s AND {key} < %s",
            [datastream_id, first, until],
        )
    if not rollup.bucket.size:
        return
    insert_rows(
        table,
        {
            "datastream_id": [datastream_id] * rollup.bucket.size,
            key: rollup.bucket.tolist(),
            "count": rollup.count.tolist(),
            "total": rollup.total.tolist(),
            "low": rollup.low.tolist(),
            "high": rollup.high.tolist(),
        },
        TYPES,
        "DO NOTHING",
    )


def read(table: str, datastream_id: int, first: int, until: int) -> Rollup:
    """The stored buckets of a datastream in [first, until), in order."""
    key = KEYS[table]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, count, total, low, high FROM {table} "
            f"WHERE datastream_id = %s AND {key} >= %s AND {key} < %s ORDER BY {key}",
            [datastream_id, first, until],
        )
        rows = cursor.fetchall()
    whole = np.array(rows, dtype=np.float64).reshape(-1, 5)
    buckets = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    return Rollup(buckets, whole[:, 1].astype(np.int64), whole[:, 2], whole[:, 3], whole[:, 4])
