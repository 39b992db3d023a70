"""What was written lately, for those who listen: one row a batch, kept for an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.batch import Batch, Floats, Ints
from meydan.kernel.observations.engine.moments import HOUR_US, SECOND_US
from meydan.kernel.observations.engine.slots import slot_of

KEPT_US = HOUR_US
# A listener that has not been heard of this long is gone; nothing is written for nobody.
LISTENER_US = 60 * SECOND_US


@dataclass(frozen=True)
class Entry:
    """One batch: datastreams, slots and values of one length."""

    id: int
    datastream_id: Ints
    slot: Ints
    value: Floats


def pack(batch: Batch) -> bytes:
    """The columns of a batch one after the other: 32-bit ids, 64-bit slots, doubles, little end first."""
    return (
        batch.datastream_id.astype("<i4").tobytes()
        + slot_of(batch.at_us, batch.seq).astype("<i8").tobytes()
        + batch.value.astype("<f8").tobytes()
    )


def unpack(key: int, body: bytes) -> Entry:
    """The entry that :func:`pack` wrote."""
    count = len(body) // 20
    return Entry(
        key,
        np.frombuffer(body, "<i4", count).astype(np.int64),
        np.frombuffer(body, "<i8", count, 4 * count),
        np.frombuffer(body, "<f8", count, 12 * count),
    )


def append(batch: Batch, now_us: int) -> None:
    """Write a batch to the feed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_feed (written_us, body) VALUES (%s, %s)", [now_us, pack(batch)]
        )


def newest() -> int:
    """The number of the newest entry; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM observations_feed")
        return int(cursor.fetchone()[0] or 0)


def after(key: int, limit: int) -> list[Entry]:
    """Entries after a number, in order; a number that is missing may still be on its way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, body FROM observations_feed WHERE id > %s ORDER BY id LIMIT %s", [key, limit]
        )
        return [unpack(row[0], bytes(row[1])) for row in cursor.fetchall()]


def these(keys: Sequence[int]) -> list[Entry]:
    """The entries of these numbers that have come meanwhile."""
    marks = ",".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, body FROM observations_feed WHERE id IN ({marks}) ORDER BY id",
            list(keys),
        )
        return [unpack(row[0], bytes(row[1])) for row in cursor.fetchall()]


def listen(name: str, now_us: int) -> None:
    """Say that somebody listens for the next minute; said again before it is over, it goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_listener (name, until_us) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET until_us = excluded.until_us",
            [name, now_us + LISTENER_US],
        )


def sweep(now_us: int) -> int:
    """Forget entries older than an hour, and listeners that went; return how many entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM observations_listener WHERE until_us < %s", [now_us])
        cursor.execute("DELETE FROM observations_feed WHERE written_us < %s", [now_us - KEPT_US])
        return int(cursor.rowcount)
