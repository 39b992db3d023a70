"""
What was written lately, for those who listen: one row a batch, kept for an hour.

Beside batches there are changes of entities, and a mark wherever the feed begins anew because nobody had
listened for a while: what was written just before such a mark is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from django.db import connection, transaction

from meydan.kernel.observations.engine.batch import Batch, Floats, Ints
from meydan.kernel.observations.engine.moments import HOUR_US, SECOND_US
from meydan.kernel.observations.engine.slots import slot_of

KEPT_US = HOUR_US
# A listener that has not been heard of this long is gone; nothing is written for nobody.
LISTENER_US = 60 * SECOND_US


BATCH, CHANGE, BEGIN = 0, 1, 2
COLUMNS = "id, kind, body"


class Change(msgspec.Struct, frozen=True, array_like=True):
    """
    What became of one entity.

    :param act: "made", "changed", "removed", or "emptied" when observations of a datastream were removed
    :param names: of a change, the properties and navigations it named
    """

    entity: str
    key: int
    act: str
    names: tuple[str, ...] = ()


_change = msgspec.json.Decoder(Change)


@dataclass(frozen=True)
class Entry:
    """One batch: datastreams, slots and values of one length; or the change of an entity, and no rows."""

    id: int
    datastream_id: Ints
    slot: Ints
    value: Floats
    change: Change | None = None


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


def read(row: tuple[int, int, bytes]) -> Entry:
    """A row of the feed as an entry; a mark of its beginning is an entry of nothing."""
    key, kind, body = row
    entry = unpack(key, bytes(body) if kind == BATCH else b"")
    return entry if kind != CHANGE else Entry(key, *_columns(entry), _change.decode(bytes(body)))


def _columns(entry: Entry) -> tuple[Ints, Ints, Floats]:
    return entry.datastream_id, entry.slot, entry.value


def append(batch: Batch, now_us: int) -> None:
    """Write a batch to the feed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_feed (written_us, body) VALUES (%s, %s)", [now_us, pack(batch)]
        )


def announce(changes: Iterable[Change], now_us: int) -> None:
    """Write changes of entities to the feed, if anybody listens."""
    bodies = [msgspec.json.encode(change) for change in changes]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO observations_feed (written_us, kind, body) SELECT %s, {CHANGE}, %s "
            "WHERE EXISTS (SELECT 1 FROM observations_listener WHERE until_us > %s)",
            [(now_us, body, now_us) for body in bodies],
        )


def is_heard(now_us: int) -> bool:
    """Whether anybody listens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM observations_listener WHERE until_us > %s LIMIT 1", [now_us])
        return cursor.fetchone() is not None


def newest() -> int:
    """The number of the newest entry; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM observations_feed")
        return int(cursor.fetchone()[0] or 0)


def after(key: int, limit: int) -> list[Entry]:
    """Entries after a number, in order; a number that is missing may still be on its way."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM observations_feed WHERE id > %s ORDER BY id LIMIT %s", [key, limit]
        )
        return [read(row) for row in cursor.fetchall()]


def these(keys: Sequence[int]) -> list[Entry]:
    """The entries of these numbers that have come meanwhile."""
    marks = ",".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM observations_feed WHERE id IN ({marks}) ORDER BY id",
            list(keys),
        )
        return [read(row) for row in cursor.fetchall()]


def is_whole_since(key: int) -> bool:
    """Whether everything written after this entry is still here."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT min(id), max(CASE kind WHEN {BEGIN} THEN id END), max(id) FROM observations_feed"
        )
        oldest, begun, last = cursor.fetchone()
    return oldest is not None and oldest <= key + 1 and key <= last and (begun is None or begun <= key)


@transaction.atomic
def listen(name: str, now_us: int, for_us: int = LISTENER_US) -> None:
    """
    Say that somebody listens for the next while; said again before it is over, it goes on.

    Where nobody listened a moment ago the feed is marked: it begins here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM observations_listener WHERE until_us > %s LIMIT 1", [now_us])
        is_heard = cursor.fetchone() is not None
        cursor.execute(
            "INSERT INTO observations_listener (name, until_us) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET until_us = excluded.until_us",
            [name, now_us + for_us],
        )
        if not is_heard:
            cursor.execute(
                f"INSERT INTO observations_feed (written_us, kind, body) VALUES (%s, {BEGIN}, %s)",
                [now_us, b""],
            )


def sweep(now_us: int) -> int:
    """Forget entries older than an hour, and listeners that went; return how many entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM observations_listener WHERE until_us < %s", [now_us])
        cursor.execute("DELETE FROM observations_feed WHERE written_us < %s", [now_us - KEPT_US])
        return int(cursor.rowcount)
