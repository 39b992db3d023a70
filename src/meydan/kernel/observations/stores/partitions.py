"""
Months of the value table as partitions of their own on PostgreSQL; SQLite has none and needs none.

A month is made ahead of its first value. What came before its month was made lies in the rest, and is moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from meydan.kernel.observations.engine.months import (
    month_number,
    month_of,
    month_start_us,
    year_and_month,
)
from meydan.kernel.observations.engine.slots import at_of, bound_of

PARENT, REST = "observations_value", "observations_value_rest"
# Months before this stay in the rest: hardly anything that a city measures is older.
FIRST_MONTH = month_number(2000, 1)
AHEAD = 2
# Shorter than PostgreSQL's own look for deadlocks: it is always we who step back, never a writer.
LOCK_WAIT = "800ms"
ATTEMPTS = 10


class TableIsBusy(Exception):
    """Writers held the table for too long; the next round tries again."""


def name_of(month: int) -> str:
    """The table of a month: ``observations_value_2026_11``."""
    year, of_year = year_and_month(month)
    return f"{PARENT}_{year:04}_{of_year:02}"


def existing(using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """The months that have a partition, in order."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [PARENT]
        )
        names = [row[0] for row in cursor.fetchall()]
    found = [re.fullmatch(rf"{PARENT}_(\d{{4}})_(\d\d)", name) for name in names]
    return sorted(month_number(int(name[1]), int(name[2])) for name in found if name)


def ensure(now_us: int, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """
    Make the partitions of this and the next months, and of every month that lies in the rest; return those made.

    :raises TableIsBusy: if writers never let go; what was made until then stays
    """
    if connections[using].vendor != "postgresql":
        return []
    made: list[int] = []
    here = set(existing(using))
    current = month_of(now_us)
    for month in [*range(current, current + AHEAD + 1), *_months_in_rest(using)]:
        if month >= FIRST_MONTH and month not in here:
            _retried(lambda month=month: _make(connections[using], month), using)  # type: ignore[misc]
            here.add(month)
            made.append(month)
    if made:
        _retried(lambda: _shrink_rest(connections[using]), using)
    return sorted(made)


def _shrink_rest(connection: BaseDatabaseWrapper) -> None:
    with _alone(connection) as run, connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {REST})")
        if cursor.fetchone()[0]:
            # What was moved left its pages and its index behind, half as large again as the months themselves.
            run(f"TRUNCATE {REST}")


def _months_in_rest(using: str) -> Iterator[int]:
    """Months of which something lies in the rest, found by skipping from datastream to datastream."""
    after = bound_of(month_start_us(FIRST_MONTH))
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(_NEXT_IN_REST, [after])
            slot = cursor.fetchone()[0]
        if slot is None:
            return
        month = month_of(at_of(slot))
        yield month
        after = bound_of(month_start_us(month + 1))


# The least slot from one on: the key begins with the datastream, so each datastream is asked once.
_NEXT_IN_REST = f"""
    WITH RECURSIVE streams AS (
        (SELECT datastream_id FROM {REST} ORDER BY datastream_id LIMIT 1)
        UNION ALL
        SELECT (SELECT r.datastream_id FROM {REST} r WHERE r.datastream_id > s.datastream_id
                ORDER BY r.datastream_id LIMIT 1)
        FROM streams s WHERE s.datastream_id IS NOT NULL
    )
    SELECT min((SELECT r.slot FROM {REST} r WHERE r.datastream_id = s.datastream_id AND r.slot >= %s
                ORDER BY r.slot LIMIT 1))
    FROM streams s WHERE s.datastream_id IS NOT NULL
"""


def _make(connection: BaseDatabaseWrapper, month: int) -> None:
    name, first, until = name_of(month), *_bounds(month)
    with _alone(connection) as run:
        run(f"CREATE TABLE {name} (LIKE {PARENT} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)")
        # In order, so that the index is full and what is read together lies together.
        run(
            f"WITH moved AS (DELETE FROM {REST} WHERE slot >= {first} AND slot < {until} RETURNING *) "
            f"INSERT INTO {name} (slot, value, datastream_id) SELECT slot, value, datastream_id FROM moved "
            "ORDER BY datastream_id, slot"
        )
        run(f"ALTER TABLE {PARENT} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({until})")


def _bounds(month: int) -> tuple[int, int]:
    return bound_of(month_start_us(month)), bound_of(month_start_us(month + 1))


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[Callable[[str], object]]:
    """
    One transaction without writers beside it; readers go on.

    Writers wait at the parent, before a partition is chosen for their rows: one that had chosen the rest already
    would be refused after its month was attached.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        cursor.execute(f"LOCK TABLE {PARENT} IN SHARE ROW EXCLUSIVE MODE")
        yield cursor.execute
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def _retried(work: Callable[[], object], using: str) -> None:
    for _ in range(ATTEMPTS):
        try:
            work()
        except OperationalError as fault:
            # Only a lock that did not come in time is worth another try, and not inside another's transaction.
            if "lock timeout" not in str(fault) or connections[using].in_atomic_block:
                raise
        else:
            return
    raise TableIsBusy(PARENT)


def drop_empty(now_us: int, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """
    Drop the partitions of months gone by that hold nothing any more; return which.

    :raises TableIsBusy: if writers never let go
    """
    if connections[using].vendor != "postgresql":
        return []
    dropped: list[int] = []
    for month in [month for month in existing(using) if month < month_of(now_us)]:
        if _is_empty(connections[using], month):
            _retried(lambda month=month: _drop(connections[using], month), using)  # type: ignore[misc]
            dropped.append(month)
    return dropped


def _is_empty(connection: BaseDatabaseWrapper, month: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {name_of(month)})")
        return bool(cursor.fetchone()[0])


def _drop(connection: BaseDatabaseWrapper, month: int) -> None:
    with _alone(connection) as run:
        # A late value may have come before the writers were kept out.
        if _is_empty(connection, month):
            run(f"DROP TABLE {name_of(month)}")
